# Slices: counted views of a region.
use nqp;
use NativeCall::Types;
use Mmap::Native::Raw :slices;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::Elements;

my constant CArray = NativeCall::Types::CArray;
my constant Pointer = NativeCall::Types::Pointer;

# A counted view of a region. While it is held, the region does not close, resize, move or change its protection. A shared
# slice only reads. Offsets count from the slice's own beginning. Beyond its end is X::Mmap::Native::Range, and a file cut
# short is X::Mmap::Native::Truncated.
class Mmap::Native::Region::Slice does Elements {
    has int $!id;
    has int $!held;
    has $.region;
    has Int $.offset;
    has Int $.elems;
    has Str $.mode;

    submethod BUILD(Int:D :$id, :$region, Int:D :$!offset, Int:D :$!elems, Str:D :$!mode) {
        $!id      = $id;
        $!held    = 1;
        $!region := $region;
    }

    method id(--> Int:D)     { $!id }
    method length(--> Int:D) { $!elems }
    method bytes(--> Int:D)  { $!elems }
    method Int(Mmap::Native::Region::Slice:D: --> Int:D)           { $!elems }
    multi method Numeric(Mmap::Native::Region::Slice:D: --> Int:D) { $!elems }

    # ---- Its bytes

    method kind(--> 'slice') is implementation-detail { }
    method counted(Str:D $call --> Int:D) is implementation-detail is hidden-from-backtrace {
        my Int:D $length = mn_slice_length($!id + 0);
        $length < 0 ?? self!failed($length, $call).throw !! $length
    }
    method !failed(Int:D $code, Str:D $call, *%given --> X::Mmap::Native:D) {
        problem($code, $call, $!region.id, |%given, :what('slice'), :$!mode)
    }
    method fetch(Str:D $call, Mu $buffer, Int:D $offset, Int:D $n --> Nil) is implementation-detail is hidden-from-backtrace {
        my Int:D $result = mn_slice_read($!id + 0, in64($offset), $buffer, $n);
        self!failed($result, $call, :$offset, :length($n), :reading).throw if $result < 0;
    }
    method store-bytes(Str:D $call, Int:D $offset, Blob:D $bytes --> Int:D) is implementation-detail is hidden-from-backtrace {
        my Int:D $n = $bytes.bytes;
        my Int:D $result = mn_slice_write($!id + 0, in64($offset), $bytes, $n);
        $result < 0 ?? self!failed($result, $call, :$offset, :length($n), :writing).throw !! $result
    }

    # Returns a byte or a Failure, for $slice[$i].
    method AT-POS(Mmap::Native::Region::Slice:D: Int:D $i) {
        nqp::islt_i((my int $byte = nqp::isbig_I($i) ?? beyond($i) !! mn_slice_get_u8($!id + 0, $i)), 0) ?? element(self, $i) !! $byte
    }
    method read-element(Int:D $i) is implementation-detail {
        my Int:D $byte = mn_slice_get_u8($!id + 0, in64($i));
        $byte < 0 ?? Failure.new(self!failed: $byte, 'element', :offset($i), :length(1), :reading) !! $byte
    }
    method ASSIGN-POS(Mmap::Native::Region::Slice:D: Int:D $i, Mu \value) is raw {
        my Int:D $result = mn_slice_set_u8($!id + 0, in64($i), octet(value));
        $result < 0 ?? self!failed($result, 'element', :offset($i), :length(1), :writing).throw !! value
    }

    # The same as decode of Blob.
    method decode(Mmap::Native::Region::Slice:D: Str:D $encoding = 'utf-8', *%how --> Str:D) {
        self.whole('decode').decode($encoding, |%how)
    }

    # ---- Properties

    # The operating system's id of the thread that took the slice.
    method thread(--> Int:D) {
        my Int:D $thread = mn_slice_thread($!id + 0);
        $thread < 0 ?? self!failed($thread, 'thread').throw !! $thread
    }

    # True while the slice is held.
    method held(--> Bool:D) { ?$!held }
    method opened(--> Bool:D) { ?$!held }

    # The address of the first byte. It is valid until the slice is closed, and has no bounds.
    method Pointer(--> Pointer:D) {
        my Int:D $address = mn_slice_address($!id + 0);
        self!failed($address, 'Pointer').throw if -4095 <= $address < 0;
        Pointer.new($address)
    }

    # The bytes as a CArray, without a copy and without bounds: an index outside of the slice can end the process.
    method CArray(--> CArray:D) {
        bytes-at self.Pointer
    }

    # True if every page can be touched now. Throws X::Mmap::Native::Truncated if the file was cut short.
    method check(--> True) {
        my Int:D $result = mn_slice_check($!id + 0);
        self!failed($result, 'check', :offset(0), :length($!elems)).throw if $result < 0;
    }

    # Releases the slice. A second close does nothing.
    method close(--> True) {
        if $!held {
            $!held = 0;
            # Ignore the result: another thread may have closed the slice already.
            mn_slice_close($!id + 0);
        }
    }

    submethod DESTROY() {
        mn_slice_close($!id + 0) if $!held;
    }

    method clone(|) { refused('clone', 'EINVAL', 'a slice has one owner; take another one from the region').throw }

    multi method gist(Mmap::Native::Region::Slice:D:) {
        "{self.^name}({$!held ?? "{span $!elems, $!offset}, $!mode" !! 'closed'})"
    }
    multi method raku(Mmap::Native::Region::Slice:D:) { self.gist }
}

# A slice that is writable, as its region is.
class Mmap::Native::Region::Slice::Writable is Mmap::Native::Region::Slice does Containers {
    method ^name($) { 'Mmap::Native::Region::Slice' }
}
