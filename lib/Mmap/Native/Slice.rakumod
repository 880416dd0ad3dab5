# Slices: counted views of a region.
use nqp;
use NativeCall::Types;
use Mmap::Native::Raw :slices;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::Elements;
use Mmap::Native::Text;
use Mmap::Native::Handle;
use Mmap::Native::CArray;
use Mmap::Native::Array;
use Mmap::Native::View;

my constant CArray = NativeCall::Types::CArray;
my constant Pointer = NativeCall::Types::Pointer;

# Readers in the byte order of this machine, and in the opposite one. Region.rakumod says why each call has a sub of its own.
my constant LITTLE  = Blob.new(1, 0).read-uint16(0) == 1;
my constant SWAPPED = (LITTLE ?? BigEndian !! LittleEndian).value;
my constant &native-u16  = LITTLE ?? &mn_slice_u16_le !! &mn_slice_u16_be;
my constant &native-u32  = LITTLE ?? &mn_slice_u32_le !! &mn_slice_u32_be;
my constant &swapped-u16 = LITTLE ?? &mn_slice_u16_be !! &mn_slice_u16_le;
my constant &swapped-u32 = LITTLE ?? &mn_slice_u32_be !! &mn_slice_u32_le;
my sub read-native-u16(int $id, Int:D $offset) is raw { native-u16($id + 0, $offset) }
my sub read-swapped-u16(int $id, Int:D $offset) is raw { swapped-u16($id + 0, $offset) }
my sub read-native-u32(int $id, Int:D $offset) is raw { native-u32($id + 0, $offset) }
my sub read-swapped-u32(int $id, Int:D $offset) is raw { swapped-u32($id + 0, $offset) }
my constant &set-native-u16  = LITTLE ?? &mn_slice_put_u16_le !! &mn_slice_put_u16_be;
my constant &set-native-u32  = LITTLE ?? &mn_slice_put_u32_le !! &mn_slice_put_u32_be;
my constant &set-native-u64  = LITTLE ?? &mn_slice_put_u64_le !! &mn_slice_put_u64_be;
my constant &set-swapped-u16 = LITTLE ?? &mn_slice_put_u16_be !! &mn_slice_put_u16_le;
my constant &set-swapped-u32 = LITTLE ?? &mn_slice_put_u32_be !! &mn_slice_put_u32_le;
my constant &set-swapped-u64 = LITTLE ?? &mn_slice_put_u64_be !! &mn_slice_put_u64_le;
my sub put-native-u16(int $id, Int:D $offset, Int:D $new) is raw { set-native-u16($id + 0, $offset, $new) }
my sub put-swapped-u16(int $id, Int:D $offset, Int:D $new) is raw { set-swapped-u16($id + 0, $offset, $new) }
my sub put-native-u32(int $id, Int:D $offset, Int:D $new) is raw { set-native-u32($id + 0, $offset, $new) }
my sub put-swapped-u32(int $id, Int:D $offset, Int:D $new) is raw { set-swapped-u32($id + 0, $offset, $new) }
my sub put-native-u64(int $id, Int:D $offset, Int:D $new) is raw { set-native-u64($id + 0, $offset, $new) }
my sub put-swapped-u64(int $id, Int:D $offset, Int:D $new) is raw { set-swapped-u64($id + 0, $offset, $new) }
# The slow way of the methods below.
my sub write(Mu $region, Str:D $call, Int:D $offset, Mu \new, Endian:D $endian) { $region.write-number($call, $offset, new, $endian) }

# A counted view of a region. While it is held, the region does not close, resize, move or change its protection. A shared
# slice only reads. Offsets count from the slice's own beginning. Beyond its end is X::Mmap::Native::Range, and a file cut
# short is X::Mmap::Native::Truncated.
class Mmap::Native::Region::Slice does Elements does Textual does Views does Arrays {
    has int $!id;
    has int $!held;
    has $.region;
    has Int $!offset;
    has Int $!elems;
    has Str $!mode;

    submethod BUILD(Int:D :$id, :$region, Int:D :$!offset, Int:D :$!elems, Str:D :$!mode) {
        $!id      = $id;
        $!held    = 1;
        $!region := $region;
    }

    method id(--> Int:D)     { $!id }

    my constant %NATIVE = find => &mn_slice_find, rfind => &mn_slice_rfind, count => &mn_slice_count, fill => &mn_slice_fill,
        move => &mn_slice_move, read-wait => &mn_slice_read_wait, write-wait => &mn_slice_write_wait,
        read-strided => &mn_slice_read_strided, write-strided => &mn_slice_write_strided;
    method native(Str:D $access) is implementation-detail { %NATIVE{$access} }

    # ---- Its bytes

    method kind(--> 'slice') is implementation-detail { }
    method counted(Str:D $call --> Int:D) is implementation-detail is hidden-from-backtrace {
        my Int:D $length = mn_slice_length($!id + 0);
        $length < 0 ?? self.failed($length, $call).throw !! $length
    }
    method failed(Int:D $code, Str:D $call, *%given --> X::Mmap::Native:D) is implementation-detail {
        problem($code, $call, $!region.id, |%given, :what('slice'), :$!mode)
    }
    method fetch(Str:D $call, Mu $buffer, Int:D $offset, Int:D $n --> Nil) is implementation-detail is hidden-from-backtrace {
        my Int:D $result = mn_slice_read($!id + 0, in64($offset), $buffer, $n);
        self.failed($result, $call, :$offset, :length($n), :reading).throw if $result < 0;
    }
    method store-bytes(Str:D $call, Int:D $offset, Blob:D $bytes --> Int:D) is implementation-detail is hidden-from-backtrace {
        my Int:D $n = $bytes.bytes;
        my Int:D $result = mn_slice_write($!id + 0, in64($offset), $bytes, $n);
        $result < 0 ?? self.failed($result, $call, :$offset, :length($n), :writing).throw !! $result
    }

    # Returns a byte or a Failure, for $slice[$i].
    method AT-POS(Mmap::Native::Region::Slice:D: Int:D $i) {
        nqp::islt_i((my int $byte = nqp::isbig_I($i) ?? beyond($i) !! mn_slice_get_u8($!id + 0, $i)), 0) ?? element(self, $i) !! $byte
    }
    method read-element(Int:D $i) is implementation-detail {
        my Int:D $byte = mn_slice_get_u8($!id + 0, in64($i));
        $byte < 0 ?? Failure.new(self.failed: $byte, 'element', :offset($i), :length(1), :reading) !! $byte
    }
    method ASSIGN-POS(Mmap::Native::Region::Slice:D: Int:D $i, Mu \value) is raw {
        my Int:D $result = mn_slice_set_u8($!id + 0, in64($i), octet(value));
        $result < 0 ?? self.failed($result, 'element', :offset($i), :length(1), :writing).throw !! value
    }

    # ---- Numbers

    # The same lines as a region's, which Region.rakumod explains.
    method read-uint8(Int:D $offset, Endian $?) {
        nqp::islt_i((my int $byte = nqp::isbig_I($offset) ?? beyond($offset) !! mn_slice_get_u8($!id + 0, $offset)), 0)
            ?? number(self, 'read-uint8', $offset, NativeEndian, 1) !! $byte
    }
    method read-int8(Int:D $offset, Endian $?) {
        my int $byte = nqp::isbig_I($offset) ?? beyond($offset) !! mn_slice_get_u8($!id + 0, $offset);
        nqp::islt_i($byte, 0) ?? number(self, 'read-int8', $offset, NativeEndian, 1) !! $byte > 127 ?? $byte - 256 !! $byte
    }
    method read-uint16(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $value := nqp::isbig_I($offset) ?? -1
            !! nqp::iseq_i(nqp::unbox_i($endian), SWAPPED) ?? read-swapped-u16($!id + 0, $offset)
            !! read-native-u16($!id + 0, $offset);
        nqp::islt_I($value, 0) ?? number(self, 'read-uint16', $offset, $endian, 2) !! $value
    }
    method read-int16(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $value := nqp::isbig_I($offset) ?? -1
            !! nqp::iseq_i(nqp::unbox_i($endian), SWAPPED) ?? read-swapped-u16($!id + 0, $offset)
            !! read-native-u16($!id + 0, $offset);
        nqp::islt_I($value, 0) ?? number(self, 'read-int16', $offset, $endian, 2) !! $value > 0x7FFF ?? $value - 0x1_0000 !! $value
    }
    method read-uint32(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $value := nqp::isbig_I($offset) ?? -1
            !! nqp::iseq_i(nqp::unbox_i($endian), SWAPPED) ?? read-swapped-u32($!id + 0, $offset)
            !! read-native-u32($!id + 0, $offset);
        nqp::islt_I($value, 0) ?? number(self, 'read-uint32', $offset, $endian, 4) !! $value
    }
    method read-int32(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $value := nqp::isbig_I($offset) ?? -1
            !! nqp::iseq_i(nqp::unbox_i($endian), SWAPPED) ?? read-swapped-u32($!id + 0, $offset)
            !! read-native-u32($!id + 0, $offset);
        nqp::islt_I($value, 0) ?? number(self, 'read-int32', $offset, $endian, 4) !! $value > 0x7FFF_FFFF ?? $value - 0x1_0000_0000 !! $value
    }
    method read-uint64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $scratch := own-scratch;
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_slice_read($!id + 0, $offset, $scratch, 8);
        my int $value = nqp::readuint($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-uint64', $offset, $endian, 8) !! unsigned($value)
    }
    method read-int64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $scratch := own-scratch;
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_slice_read($!id + 0, $offset, $scratch, 8);
        my int $value = nqp::readuint($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-int64', $offset, $endian, 8) !! $value
    }
    method read-num32(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $scratch := own-scratch;
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_slice_read($!id + 0, $offset, $scratch, 4);
        my num $value = nqp::readnum($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_32_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-num32', $offset, $endian, 4) !! $value
    }
    method read-num64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $scratch := own-scratch;
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_slice_read($!id + 0, $offset, $scratch, 8);
        my num $value = nqp::readnum($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-num64', $offset, $endian, 8) !! $value
    }

    method write-uint8(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-uint8', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(mn_slice_set_u8($!id + 0, $offset, nqp::bitand_i($new, 0xFF)), 0);
        self
    }
    method write-int8(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-int8', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(mn_slice_set_u8($!id + 0, $offset, nqp::bitand_i($new, 0xFF)), 0);
        self
    }
    method write-uint16(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-uint16', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(nqp::iseq_i(nqp::unbox_i($endian), SWAPPED)
                ?? put-swapped-u16($!id + 0, $offset, $new +& 0xFFFF) !! put-native-u16($!id + 0, $offset, $new +& 0xFFFF), 0);
        self
    }
    method write-int16(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-int16', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(nqp::iseq_i(nqp::unbox_i($endian), SWAPPED)
                ?? put-swapped-u16($!id + 0, $offset, $new +& 0xFFFF) !! put-native-u16($!id + 0, $offset, $new +& 0xFFFF), 0);
        self
    }
    method write-uint32(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-uint32', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(nqp::iseq_i(nqp::unbox_i($endian), SWAPPED)
                ?? put-swapped-u32($!id + 0, $offset, $new) !! put-native-u32($!id + 0, $offset, $new), 0);
        self
    }
    method write-int32(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-int32', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(nqp::iseq_i(nqp::unbox_i($endian), SWAPPED)
                ?? put-swapped-u32($!id + 0, $offset, $new) !! put-native-u32($!id + 0, $offset, $new), 0);
        self
    }
    method write-uint64(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-uint64', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(nqp::iseq_i(nqp::unbox_i($endian), SWAPPED)
                ?? put-swapped-u64($!id + 0, $offset, $new) !! put-native-u64($!id + 0, $offset, $new), 0);
        self
    }
    method write-int64(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-int64', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(nqp::iseq_i(nqp::unbox_i($endian), SWAPPED)
                ?? put-swapped-u64($!id + 0, $offset, $new) !! put-native-u64($!id + 0, $offset, $new), 0);
        self
    }
    # ---- Properties

    method !ask(Int:D $answer, Str:D $call --> Int:D) is hidden-from-backtrace {
        $answer < 0 ?? self.failed($answer, $call).throw !! $answer
    }
    method elems(Mmap::Native::Region::Slice:D: --> Int:D) { self!ask(mn_slice_length($!id + 0), 'elems') }
    method offset(--> Int:D) { self!ask(mn_slice_offset($!id + 0), 'offset') }
    method mode(--> Str:D) {
        self!ask(mn_slice_mode($!id + 0), 'mode');
        $!mode
    }

    # The operating system's id of the thread that took the slice.
    method thread(--> Int:D) { self!ask(mn_slice_thread($!id + 0), 'thread') }

    # The path and the descriptor of its region.
    method path() { self.counted('path').defined && $!region.path }
    method fd()   { self.counted('fd').defined && $!region.fd }

    # True while the slice is held.
    method held(--> Bool:D)   { mn_slice_length($!id + 0) >= 0 }
    method opened(--> Bool:D) { self.held }
    method closed(--> Bool:D) { !self.held }

    # Returns an IO::Handle on the slice.
    method open(*%how) { Mmap::Native::Region::Handle.on(self, |%how) }

    # Hands the changes of the slice's bytes to the file.
    method sync(Int:D $offset = 0, Int:D $n = self.counted('sync') - $offset, *%how --> True) {
        self.check-range('sync', $offset, $n);
        $!region.sync(self.offset + $offset, $n, |%how);
    }

    # The address of the first byte. It is valid until the slice is closed, and has no bounds.
    method Pointer(--> Pointer:D) {
        my Int:D $address = mn_slice_address($!id + 0);
        self.failed($address, 'Pointer').throw if -4095 <= $address < 0;
        Pointer.new($address)
    }

    # The bytes as a CArray of a native type, without a copy and without bounds: an index outside of the slice can end the
    # process.
    method CArray(Mu \type = uint8 --> CArray:D) {
        no-names(%_, 'CArray') if %_;
        carray-at 'CArray', type, +self.Pointer, $!elems
    }
    method page-size(--> Int:D) { $!region.page-size }

    # True if every page can be touched now. Throws X::Mmap::Native::Truncated if the file was cut short.
    method check(--> True) {
        my Int:D $result = mn_slice_check($!id + 0);
        self.failed($result, 'check', :offset(0), :length($!elems)).throw if $result < 0;
    }

    # Releases the slice. A second close does nothing.
    method close(--> True) {
        unknown-names(&?ROUTINE, %_) if %_;
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
        "{self.^name}({self.held ?? "{span $!elems, $!offset}, $!mode" !! 'closed'})"
    }
    multi method raku(Mmap::Native::Region::Slice:D:) { self.gist }
}

# A slice that is writable, as its region is.
class Mmap::Native::Region::Slice::Writable is Mmap::Native::Region::Slice does Containers {
    method ^name($) { 'Mmap::Native::Region::Slice' }
}
