# What a Buf has besides reading and writing, for regions, slices and views. All of it is made of .counted, .kind, .read,
# .write, .whole and .store of Elements.
use experimental :pack;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;

# Bits as Buf counts them: from the highest bit of the first byte. Returns the bytes that hold them.
my sub bytes-around(Str:D $call, Int:D $from, Int:D $bits) {
    refused($call, 'EINVAL', "the number of bits must be at least 1, and not $bits").throw if $bits < 1;
    ($from div 8, ($from + $bits - 1) div 8 - $from div 8 + 1)
}

my role LikeBuf is export {
    # ---- Bits

    method read-ubits(Int:D $from, Int:D $bits --> Int:D) { self!bits('read-ubits', $from, $bits, %_).read-ubits($from mod 8, $bits) }
    method read-bits(Int:D $from, Int:D $bits --> Int:D)  { self!bits('read-bits', $from, $bits, %_).read-bits($from mod 8, $bits) }
    # The bytes at both ends are read first, since they keep their other bits: a change that another thread or process makes
    # to those bits at the same time can be lost.
    method write-ubits(Int:D $from, Int:D $bits, Int:D $value) { self!store-bits('write-ubits', $from, $bits, $value, %_); self }
    method write-bits(Int:D $from, Int:D $bits, Int:D $value) { self!store-bits('write-bits', $from, $bits, $value, %_); self }

    method !bits(Str:D $call, Int:D $from, Int:D $bits, %names --> Buf:D) is hidden-from-backtrace {
        no-names(%names, $call) if %names;
        my ($offset, $n) = bytes-around($call, $from, $bits);
        self.check-range($call, $offset, $n);
        my $buffer := buffer($call, $n);
        self.fetch($call, $buffer, $offset, $n);
        $buffer
    }
    method !store-bits(Str:D $call, Int:D $from, Int:D $bits, Int:D $value, %names --> Nil) is hidden-from-backtrace {
        my $buffer := self!bits($call, $from, $bits, %names);
        # Of a number that is too wide, the low bits count, as elsewhere.
        $buffer.write-ubits($from mod 8, $bits, low-bits($value, $bits));
        self.store-bytes($call, bytes-around($call, $from, $bits)[0], $buffer);
    }

    # ---- Copies

    method contents(--> List:D)  { self.list }
    method reverse(--> Buf:D)    { self.whole('reverse').reverse }
    method encoding()            { Any }
    method Capture(--> Capture:D) { self.List.Capture }
    # The template is that of Blob's experimental method.
    method unpack(Str:D $template) {
        no-names(%_, 'unpack') if %_;
        self.whole('unpack').unpack($template)
    }

    # ---- The same number of bytes

    # All bytes become the values, or none does.
    method STORE(Mu \values, *%) { self.store-range(0 ..^ self.elems, values); self }

    method subbuf-rw(Mu $from = 0, Mu $length?, *%names) is raw {
        no-names(%names, 'subbuf-rw') if %names;
        my \object = self;
        my $bytes := self.subbuf($from, $length);
        if $bytes ~~ Failure { $bytes.so; $bytes.exception.throw }
        my Int:D $total = self.counted('subbuf-rw');
        my Int:D $offset = $from ~~ Range:D ?? window($from, $total)[0] !! $from ~~ Callable:D ?? $from($total) !! $from;
        Proxy.new:
            FETCH => -> $ { object.read($offset, $bytes.elems) },
            STORE => -> $, Mu \new {
                my Blob:D $new = bytes-of('subbuf-rw', new);
                self!keeps-length('subbuf-rw', "$new.elems() bytes do not fit into $bytes.elems()") if $new.elems != $bytes.elems;
                object.write($offset, $new)
            }
    }

    # ---- Another number of bytes

    method !keeps-length(Str:D $call, Str:D $why = "a {self.kind} keeps its length") is hidden-from-backtrace {
        refused($call, 'EINVAL', "$why; .resize of a region changes its length, and .write its bytes").throw
    }
    method push(|)       { self!keeps-length('push') }
    method append(|)     { self!keeps-length('append') }
    method unshift(|)    { self!keeps-length('unshift') }
    method prepend(|)    { self!keeps-length('prepend') }
    method pop(|)        { self!keeps-length('pop') }
    method shift(|)      { self!keeps-length('shift') }
    method splice(|)     { self!keeps-length('splice') }
    method reallocate(|) { self!keeps-length('reallocate') }
    method allocate(|)   { refused('allocate', 'EINVAL', 'Mmap::Native::Region.anonymous(n) makes n zeroed bytes').throw }

    # ---- Text

    method chars(|)  { no-string self, 'chars', '.decode gives the text in it, .elems the number of bytes' }
    method codes(|)  { no-string self, 'codes', '.decode gives the text in it, .elems the number of bytes' }

    # ---- Comparisons

    # Large objects are compared piece by piece, so that no copy of all of it is made.
    method same-bytes(Mu \other --> Bool:D) is implementation-detail {
        my Int:D $total = self.counted('eq');
        return False if $total != other.elems;
        my constant PIECE = 65536;
        loop (my Int $at = 0; $at < $total; $at += PIECE) {
            my Int $n = PIECE min $total - $at;
            return False unless self.read($at, $n) eq (other ~~ Blob:D ?? other.subbuf($at, $n) !! other.read($at, $n));
        }
        True
    }
}
