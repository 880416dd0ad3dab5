# The methods that regions and slices share: bytes, one by one and as numbers.
use nqp;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::LikeBuf;

# Eight bytes of each thread, for reading numbers. No other code of the thread runs between filling and reading them. The
# list has a fixed size, because growing it is not safe while another thread reads it. A thread with a higher number gets
# new bytes each time.
my constant SCRATCHES = 1024;
my $scratches := nqp::setelems(nqp::list, SCRATCHES);
my sub new-scratch(int $thread) is raw {
    my $bytes := nqp::setelems(nqp::create(BUF), 8);
    nqp::bindpos($scratches, $thread, $bytes) if $thread < SCRATCHES;
    $bytes
}
sub own-scratch() is raw is export {
    my int $thread = nqp::threadid(nqp::currentthread);
    my $scratch := nqp::atpos($scratches, $thread);
    nqp::isnull($scratch) ?? new-scratch($thread) !! $scratch
}

# Stands for "look again without haste".
sub beyond($) is export { -1 }
sub element($region, Int:D $i) is export { $region.read-element($i) }
sub number($region, Str:D $call, Int:D $offset, Endian:D $endian, Int:D $bytes) is export {
    $region.read-number($call, $offset, $endian, $bytes)
}

# The bytes from one place to another, a chunk at a time.
my class Bytes is export does Iterator {
    has $!region;
    has int $!at;
    has $!buffer;
    has int $!next;

    submethod BUILD(:$region) {
        $!region := $region;
        $!buffer := nqp::create(BUF);
    }
    method pull-one() {
        if nqp::iseq_i($!next, nqp::elems($!buffer)) {
            my int $left = $!region.counted('list') - $!at;
            return IterationEnd if $left <= 0;
            nqp::setelems($!buffer, $left < 4096 ?? $left !! 4096);
            $!region.fetch('list', $!buffer, nqp::box_i($!at, Int), nqp::box_i(nqp::elems($!buffer), Int));
            $!at = $!at + nqp::elems($!buffer);
            $!next = 0;
        }
        nqp::p6box_i(nqp::bitand_i(nqp::atpos_i($!buffer, nqp::sub_i(($!next = nqp::add_i($!next, 1)), 1)), 255))
    }
}

# The elements of a Buf as values. Buf's own list has containers, which change the Buf.
sub boxed(Mu \bytes) is raw is export {
    my Mu $bytes  := nqp::decont(bytes);
    my int $n      = nqp::elems($bytes);
    my Mu $values := nqp::setelems(nqp::create(IterationBuffer), $n);
    my int $i      = -1;
    nqp::while(
        nqp::islt_i(($i = nqp::add_i($i, 1)), $n),
        nqp::bindpos($values, $i, nqp::p6box_i(nqp::bitand_i(nqp::atpos_i($bytes, $i), 255))));
    $values
}

# What `$r[2..4]` gives of a writable region: a copy, as a List that can be assigned to as a whole or by index. Its elements
# are values: `++` on one of them dies, because a change that only the copy gets would be lost.
my class Window is export is List {
    has $!region;
    has $!from;
    method of-region(Mu $region, Mu $from, Mu $values) {
        my \window := nqp::create(self);
        nqp::bindattr(window, List, '$!reified', nqp::decont($values));
        nqp::bindattr(window, Window, '$!region', $region);
        nqp::bindattr(window, Window, '$!from', $from);
        window
    }
    method STORE(Window:D: Mu \values, *%) {
        $!region.store($!from, self.elems, values);
        nqp::bindattr(self, List, '$!reified', nqp::decont(boxed $!region.read($!from, self.elems)));
        self
    }
    method ASSIGN-POS(Window:D: Int:D $i, Mu \value) is raw {
        my Int:D $n = self.elems;
        past-end('element', $i, 1, $n, :what('range')).throw unless 0 <= $i < $n;
        $!region.ASSIGN-POS($!from + $i, value);
        nqp::bindpos(nqp::getattr(self, List, '$!reified'), $i, nqp::decont(value));
        value
    }
}

# A region or a slice that is writable.
my role Written is export { }

# Elements that are containers, so that $r[0]++ works too. A subclass of Proxy with the region and the place as attributes
# is read in a third of the time that two closures take. Rakudo passes the container to its routines in a Scalar.
my class Element is Proxy {
    has $!region;
    has $!i;
    has $!failure;
}
my sub fetch-element(Mu \scalar) {
    my Mu $element := nqp::getattr(scalar, Scalar, '$!value');
    my $byte := nqp::getattr($element, Element, '$!region').byte(nqp::getattr($element, Element, '$!i'));
    # Raku fetches an element several times. All Failures but the last are marked as handled, since only the last can reach
    # the caller.
    if nqp::istype($byte, Failure) {
        my $earlier := nqp::getattr($element, Element, '$!failure');
        $earlier.so if nqp::istype($earlier, Failure);
        # Bound: Raku throws a Failure that is the value of a statement.
        my $kept := nqp::bindattr($element, Element, '$!failure', $byte);
    }
    $byte
}
my sub store-element(Mu \scalar, Mu \new) {
    my Mu $element := nqp::getattr(scalar, Scalar, '$!value');
    nqp::getattr($element, Element, '$!region').ASSIGN-POS(nqp::getattr($element, Element, '$!i'), new)
}
my constant FETCH = &fetch-element;
my constant STORE = &store-element;

my role Containers does Written is export {
    method AT-POS(Int:D $i) is raw {
        my Mu $element := nqp::create(Element);
        nqp::bindattr($element, Proxy, '&!FETCH', FETCH);
        nqp::bindattr($element, Proxy, '&!STORE', STORE);
        nqp::bindattr($element, Element, '$!region', self);
        nqp::bindattr($element, Element, '$!i', $i);
        $element
    }
}

my constant %BITS = Map.new: <int8 int16 int32 int64 int128 uint8 uint16 uint32 uint64 uint128>.map: {
    "write-$_" => .subst(/\D+/).Int
}

# What `$object[2..4]` and `$object[2..4] = ...` need, besides .AT-POS and .ASSIGN-POS.
my role Ranges is export {
    method elements(Range:D $range) { ... }
    method store-range(Range:D $range, Mu \values) { ... }
}

# What a region and a slice of it have in common, on top of primitives of their own: .elems, .kind, .counted, .failed,
# .native, .AT-POS, .ASSIGN-POS, .read-element, .fetch and .store-bytes. Text.rakumod has the role for text and search.
my role Elements is export does Positional[uint8] does Ranges does LikeBuf {
    # A byte or a Failure, without a container.
    method byte(Int:D $i) is implementation-detail { self.read-element($i) }
    method EXISTS-POS(::?CLASS:D: Int:D $i --> Bool:D) { 0 <= $i < self.elems }
    method DELETE-POS(|) { refused('delete', 'EINVAL', 'there is a byte everywhere; .resize makes a region shorter').throw }
    method BIND-POS(|)   { refused('bind', 'EINVAL', 'the bytes are values and no containers').throw }

    # The elements of a Range, as a List.
    method elements(Range:D $range) is implementation-detail {
        my Int:D $total = self.counted('elements');
        my ($from, $n) = window($range, $total);
        return Failure.new(past-end 'elements', $from, $n, $total, :what(self.kind)) if $from < 0 || $from + $n > $total && $n > 0 || $from > $total;
        my Mu $values := boxed self.read($from min $total, $n);
        nqp::istype(self, Written)
            ?? Window.of-region(self, $from, $values)
            !! nqp::p6bindattrinvres(nqp::create(List), List, '$!reified', nqp::decont($values))
    }
    # All of them become the values, or none does.
    method store(Int:D $from, Int:D $n, Mu \values --> Nil) is implementation-detail {
        my $bytes := values ~~ Blob:D ?? values !! buf8.new: (values ~~ Iterable ?? values !! (values,)).map({ octet $_ });
        refused('elements', 'EINVAL', "{$bytes.bytes} values for $n elements").throw if $bytes.bytes != $n;
        self.write($from, $bytes) if $n;
    }
    method store-range(Range:D $range, Mu \values) is implementation-detail {
        my Int:D $total = self.counted('elements');
        my ($from, $n) = window($range, $total);
        past-end('elements', $from, $n, $total, :what(self.kind)).throw if $from < 0 || $from + $n > $total;
        self.store($from, $n, values);
        values
    }

    # The number of elements, or the exception for $call.
    method counted(Str:D $call --> Int:D) { ... }
    # What it is, as a message says it.
    method kind(--> Str:D) { ... }
    # The exception for a result < 0 of C.
    method failed(Int:D $code, Str:D $call, *%given --> X::Mmap::Native:D) { ... }
    # C's function for this access, which takes .id first.
    method native(Str:D $access) { ... }

    # The whole range is inside, before memory for it is taken.
    method check-range(Str:D $call, Int:D $offset, Int:D $n --> Nil) is implementation-detail is hidden-from-backtrace {
        my Int:D $total = self.counted($call);
        past-end($call, $offset, $n, $total, :what(self.kind)).throw unless 0 <= $offset && 0 <= $n && $offset + $n <= $total;
    }

    method bytes(--> Int:D)     { self.elems }
    method length(--> Int:D)    { self.elems }
    method is-empty(--> Bool:D) { self.elems == 0 }
    method Bool(::?CLASS:D: --> Bool:D) { self.elems > 0 }
    method Int(::?CLASS:D: --> Int:D)   { self.elems }
    multi method Numeric(::?CLASS:D: --> Int:D) { self.elems }

    # Returns exactly these bytes. If a slice of another thread excludes readers, waits up to :timeout seconds (default 0;
    # Inf is no limit), then throws X::Mmap::Native::Busy. The wait blocks a thread of the operating system; in a start
    # block that is a thread of the pool.
    method read(Int:D $offset, Int:D $n, *%how --> Buf:D) {
        my Int:D $ms = %how ?? patience('read', |%how) !! 0;
        self.check-range('read', $offset, $n);
        my $buffer := buffer('read', $n);
        if $ms {
            my Int:D $result = self.native('read-wait')(self.id, in64($offset), $buffer, $n, $ms);
            self.failed($result, 'read', :$offset, :length($n), :reading).throw if $result < 0;
        }
        else {
            self.fetch('read', $buffer, $offset, $n);
        }
        $buffer
    }

    # Writes all of the data or nothing, and returns the number of bytes. :timeout is that of .read, for a slice of another
    # thread that excludes writers.
    method write(Int:D $offset, Mu \data, *%how --> Int:D) {
        my Int:D $ms = %how ?? patience('write', |%how) !! 0;
        my Blob:D $bytes = bytes-of('write', data);
        return self.store-bytes('write', $offset, $bytes) unless $ms;
        my Int:D $n = $bytes.bytes;
        my Int:D $result = self.native('write-wait')(self.id, in64($offset), $bytes, $n, $ms);
        $result < 0 ?? self.failed($result, 'write', :$offset, :length($n), :writing).throw !! $result
    }
    method write-at(Int:D $offset, Mu \data, *%how --> Int:D) { self.write($offset, data, |%how) }

    # Fills an existing Buf from its beginning: as many bytes as fit and are left, or exactly $n.
    method read-into(Blob:D $buffer, Int:D $offset = 0, Int $n? --> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('read-into', 'EINVAL', "{$buffer.^name} cannot be changed; give a Buf").throw unless $buffer ~~ Buf;
        my Int:D $room = $buffer.bytes;
        my Int:D $count = $n // ($room min ((self.counted('read-into') - $offset) max 0));
        past-end('read-into', $offset, $count, $room, "read-into: the Buf holds $room bytes, and not $count").throw if $count > $room;
        self.fetch('read-into', $buffer, $offset, $count);
        $count
    }

    # Returns $n bytes that lie $step apart.
    method read-strided(Int:D $offset, Int:D $step, Int:D $n --> Buf:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $total = self.counted('read-strided');
        past-end('read-strided', $offset, $n, $total, :what(self.kind)).throw unless 0 <= $n && ($step == 0 || $n <= $total);
        my $buffer := buffer('read-strided', $n);
        my Int:D $result = self.native('read-strided')(self.id, in64($offset), in64($step), $n, $buffer);
        $result < 0 ?? self.failed($result, 'read-strided', :$offset, :length($n), :reading).throw !! $buffer
    }
    method write-strided(Int:D $offset, Int:D $step, Mu \data --> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Blob:D $bytes = bytes-of('write-strided', data);
        my Int:D $n = $bytes.bytes;
        my Int:D $result = self.native('write-strided')(self.id, in64($offset), in64($step), $n, $bytes);
        $result < 0 ?? self.failed($result, 'write-strided', :$offset, :length($n), :writing).throw !! $result
    }

    method fill(Int:D $byte, Int:D $offset = 0, Int:D $n = self.counted('fill') - $offset --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $result = self.native('fill')(self.id, in64($offset), in64($n), octet($byte));
        self.failed($result, 'fill', :$offset, :length($n), :writing).throw if $result < 0;
    }

    # Copies from one place to another; the ranges may overlap.
    method move(Int:D $to, Int:D $from, Int:D $n --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $result = self.native('move')(self.id, in64($to), in64($from), in64($n));
        self.failed($result, 'move', :offset($to max $from), :length($n), :writing).throw if $result < 0;
    }

    # As Blob's: from a place on, so many bytes or as many as are left.
    multi method subbuf(::?CLASS:D: Mu $from, Mu $length?) { self.clipped($from, $length) }
    method clipped(Mu $from, Mu $length?) is implementation-detail {
        my Int:D $total = self.counted('subbuf');
        my ($offset, $n);
        if $from ~~ Range:D {
            ($offset, $n) = window($from, $total);
        }
        else {
            $offset = $from ~~ Callable:D ?? $from($total) !! $from;
            return Failure.new(refused 'subbuf', 'EINVAL', "the place must be an Int, not {$offset.raku}") unless $offset ~~ Int:D;
            # A Callable gives the last place, as Blob's does.
            my $given := $length ~~ Callable:D ?? ($length($total) - $offset + 1) max 0 !! $length;
            $n = $given ~~ Whatever || !$given.defined || $given === Inf ?? ($total - $offset) max 0 !! $given;
            return Failure.new(refused 'subbuf', 'EINVAL', "the length must be an Int, not {$n.raku}") unless $n ~~ Int:D;
        }
        return Failure.new(past-end 'subbuf', $offset, $n, $total, :what(self.kind))
            if $offset < 0 || $offset > $total || $n < 0;
        self.read($offset, $n min $total - $offset)
    }

    # All bytes, for $call.
    method whole(Str:D $call --> Buf:D) is implementation-detail is hidden-from-backtrace {
        my Int:D $n = self.counted($call);
        my $buffer := buffer($call, $n);
        self.fetch($call, $buffer, 0, $n) if $n;
        $buffer
    }
    method Buf(::?CLASS:D: --> Buf:D)   { self.whole('Buf') }
    method Blob(::?CLASS:D: --> Blob:D) { Blob.new(self.whole('Blob')) }
    # As a Buf: a gist that lands in a file, or that is compared, is taken for the bytes.
    multi method Str(::?CLASS:D:)       { no-string self, 'Str', '.decode gives the text in it, .Blob its bytes' }
    multi method Stringy(::?CLASS:D:)   { no-string self, 'Stringy', '.decode gives the text in it, .Blob its bytes' }

    multi method list(::?CLASS:D: --> List:D) { Seq.new(Bytes.new(:region(self))).list }
    method Seq(::?CLASS:D: --> Seq:D)         { Seq.new(Bytes.new(:region(self))) }
    method iterator(::?CLASS:D:)              { Bytes.new(:region(self)) }

    # ---- Numbers

    # The types and the orders are those of Blob and Buf: of a number too wide for its type the low bits are written.
    # Regions and slices have faster ones of their own for reading, and they end here for an offset of more than 32 bits and
    # after a failure.
    method read-number(Str:D $call, Int:D $offset, Endian:D $endian, Int:D $n) is implementation-detail {
        my Int:D $total = self.counted($call);
        past-end($call, $offset, $n, $total, :what(self.kind)).throw unless 0 <= $offset <= $total - $n;
        my $bytes := nqp::setelems(nqp::create(BUF), $n);
        self.fetch($call, $bytes, $offset, $n);
        $bytes."$call"(0, $endian)
    }

    method read-uint8(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-uint8', $offset, $endian, 1) }
    method read-int8(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-int8', $offset, $endian, 1) }
    method read-uint16(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-uint16', $offset, $endian, 2) }
    method read-int16(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-int16', $offset, $endian, 2) }
    method read-uint32(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-uint32', $offset, $endian, 4) }
    method read-int32(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-int32', $offset, $endian, 4) }
    method read-uint64(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-uint64', $offset, $endian, 8) }
    method read-int64(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-int64', $offset, $endian, 8) }
    method read-num32(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-num32', $offset, $endian, 4) }
    method read-num64(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-num64', $offset, $endian, 8) }
    method read-uint128(Int:D $offset, Endian:D $endian = NativeEndian) { self.read-number('read-uint128', $offset, $endian, 16) }
    method read-int128(Int:D $offset, Endian:D $endian = NativeEndian)  { self.read-number('read-int128', $offset, $endian, 16) }

    # Region has faster ones, and they end here for a number of more than 32 bits, and after a failure.
    method write-number(Str:D $call, Int:D $offset, Mu \new, Endian:D $endian) is implementation-detail {
        my $bytes := nqp::create(BUF);
        # Of an integer that is too wide the low bits count. Buf itself refuses the upper half of 64 bits.
        my $signed := $call eq 'write-uint64' ?? 'write-int64' !! $call;
        my $bits   := %BITS{$call};
        my $number := $bits.defined ?? $signed.starts-with('write-int') ?? signed(new, $bits) !! low-bits(new, $bits) !! new.Num;
        $bytes."$signed"(0, $number, $endian);
        self.store-bytes($call, $offset, $bytes);
    }

    method write-uint8(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-uint8', $offset, $new, $endian);
        self
    }
    method write-int8(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-int8', $offset, $new, $endian);
        self
    }
    method write-uint16(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-uint16', $offset, $new, $endian);
        self
    }
    method write-int16(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-int16', $offset, $new, $endian);
        self
    }
    method write-uint32(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-uint32', $offset, $new, $endian);
        self
    }
    method write-int32(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-int32', $offset, $new, $endian);
        self
    }
    method write-uint64(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-uint64', $offset, $new, $endian);
        self
    }
    method write-int64(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-int64', $offset, $new, $endian);
        self
    }
    method write-uint128(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-uint128', $offset, $new, $endian);
        self
    }
    method write-int128(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-int128', $offset, $new, $endian);
        self
    }
    method write-num32(Int:D $offset, Real:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-num32', $offset, $new, $endian);
        self
    }
    method write-num64(Int:D $offset, Real:D $new, Endian:D $endian = NativeEndian) {
        self.write-number('write-num64', $offset, $new, $endian);
        self
    }
}
