# Handles: IO::Handle on a region.
use Mmap::Native::Problem;
use Mmap::Native::Arguments;

# An IO::Handle that reads and writes a region. Closing it leaves the region open.
class Mmap::Native::Region::Handle is IO::Handle {
    has $.region;
    has int $!at;
    has int $!open;

    submethod TWEAK(:$!region, :$bin, :$enc) {
        $!open = 1;
        self.encoding($enc // 'utf8') unless $bin;
    }

    # A handle on a region or a slice.
    method on($region, Str :$enc, Bool() :$bin = False, Mu :$chomp = True, Mu :$nl-in, Mu :$nl-out,
        :$r, :$w, :$rw, :$update --> Mmap::Native::Region::Handle:D) is implementation-detail
    {
        unknown-names(&?ROUTINE, %_, 'open') if %_;
        my $handle := self.new: :$region, :$bin, :$enc;
        $handle.chomp  = ?$chomp;
        $handle.nl-in  = $nl-in  if $nl-in.defined;
        $handle.nl-out = $nl-out if $nl-out.defined;
        $handle
    }

    # IO::Handle has no accessor for its decoder.
    my sub attribute(Str:D $name) { IO::Handle.^attributes(:local).first(*.name eq $name) }
    my constant DECODER  = attribute '$!decoder';
    my constant ENCODER  = attribute '$!encoder';
    my constant ENCODING = attribute '$!encoding';
    method !decoder() { DECODER.get_value(self) }
    method !waiting(--> Int:D) { self!decoder.defined ?? self!decoder.bytes-available !! 0 }
    method !forget() {
        if self!decoder.defined {
            my $fresh := Encoding::Registry.find(ENCODING.get_value(self)).decoder(:translate-nl);
            $fresh.set-line-separators(self.nl-in.list);
            DECODER.set_value(self, $fresh);
        }
    }

    method !opened(Str:D $trying) {
        X::IO::Closed.new(:$trying).throw unless $!open;
    }

    method READ(Int:D $n) {
        self!opened('read');
        my Int:D $left = ($!region.elems - $!at) max 0;
        my $buffer := buffer('read', $n min $left);
        $!region.fetch('read', $buffer, $!at + 0, $buffer.elems) if $buffer;
        $!at = $!at + $buffer.elems;
        $buffer
    }
    method WRITE(Blob:D $bytes --> True) {
        self!opened('write');
        # The decoder reads ahead of the caller. A write begins at the caller's position, not at the decoder's.
        if self!waiting -> $ahead {
            $!at = $!at - $ahead;
            self!forget;
        }
        $!at = $!at + $!region.write($!at + 0, $bytes);
    }
    method EOF(--> Bool:D) { !$!open || $!at >= $!region.elems }

    multi method seek(Mmap::Native::Region::Handle:D: Int:D $offset, SeekType:D $whence = SeekFromBeginning --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!opened('seek');
        my Int:D $total = $!region.elems;
        my Int:D $to = $offset + ($whence == SeekFromBeginning ?? 0 !! $whence == SeekFromEnd ?? $total !! $!at - self!waiting);
        past-end('seek', $to, Int, $total).throw unless 0 <= $to <= $total;
        self!forget;
        $!at = $to;
    }
    method tell(Mmap::Native::Region::Handle:D: --> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!opened('tell');
        $!at - self!waiting
    }

    method opened(--> Bool:D) { ?$!open }
    method closed(--> Bool:D) { !$!open }
    method close(--> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        $!open = 0;
        DECODER.set_value(self, Encoding::Decoder);
    }
    # Nothing to do: other processes see a write at once. Region.sync writes to the file.
    method flush(--> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!opened('flush')
    }

    multi method encoding(Mmap::Native::Region::Handle:D: $new, *%how) {
        if self!decoder.defined && (!$new.defined || $new eq 'bin') {
            $!at = $!at - self!waiting;
            DECODER.set_value(self, Encoding::Decoder);
            ENCODER.set_value(self, Encoding::Encoder);
            # A container, because .encoding of IO::Handle assigns to it.
            ENCODING.set_value(self, my $none);
            Nil
        }
        else {
            nextsame
        }
    }

    method path()                     { $!region.path }
    method IO()                       { $!region.path }
    method t(--> False)               { }
    method out-buffer(|) is raw       { 0 }
    method native-descriptor(--> Int:D) {
        $!region.fd // refused('native-descriptor', 'ENOTCONN', 'the region has no descriptor').throw
    }
    method lock(|)   { fail X::IO::Lock.new: :os-error('a region has no file lock; take a slice'), :lock-type<exclusive> }
    method unlock(|) { fail X::IO::Lock.new: :os-error('a region has no file lock; take a slice'), :lock-type<exclusive> }
    method clone(|)  { $!region.open }

    multi method gist(Mmap::Native::Region::Handle:D:) {
        "{self.^name}<{$!region.gist}>({$!open ?? 'opened' !! 'closed'})"
    }
    multi method raku(Mmap::Native::Region::Handle:D:) { self.gist }
    multi method Str(Mmap::Native::Region::Handle:D:)  { ($!region.path // $!region.gist).Str }
}
