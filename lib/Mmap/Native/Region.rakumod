# Regions: mappings that know their bounds. The C library checks every access; this file wraps it in a Raku class.
#
# Hot code passes `$!id + 0`: a native call costs 30 ns if its arguments are `Int` parameters or sums, and 40 times that if
# they are native variables or attributes.
use nqp;
# Do not use NativeCall here: it exports its own candidates of [ ], and then the ones at the end of this file are not
# exported.
use Mmap::Native;
use Mmap::Native <
    ACCESS_DEFAULT ACCESS_READ ACCESS_WRITE ACCESS_COPY ACCESS_NONE FORK_INHERIT FORK_ABSENT FORK_ZERO LENGTH_TO_END
    FOLLOW_END OPTION_NO_DESCRIPTOR SLICE_PIN SLICE_SHARED SLICE_EXCLUSIVE SLICE_INTERRUPTIBLE
>;
use Mmap::Native::Raw :errors, :regions, :slices;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::Text;
use Mmap::Native::Elements;
use Mmap::Native::Slice;
use Mmap::Native::Cursor;
use Mmap::Native::Handle;
use Mmap::Native::Follow;

# Readers in the byte order of this machine, and in the opposite one.
my constant LITTLE  = Blob.new(1, 0).read-uint16(0) == 1;
my constant SWAPPED = (LITTLE ?? BigEndian !! LittleEndian).value;
my constant &native-u16  = LITTLE ?? &mn_region_u16_le !! &mn_region_u16_be;
my constant &native-u32  = LITTLE ?? &mn_region_u32_le !! &mn_region_u32_be;
my constant &swapped-u16 = LITTLE ?? &mn_region_u16_be !! &mn_region_u16_le;
my constant &swapped-u32 = LITTLE ?? &mn_region_u32_be !! &mn_region_u32_le;
my constant &set-native-u16  = LITTLE ?? &mn_region_put_u16_le !! &mn_region_put_u16_be;
my constant &set-native-u32  = LITTLE ?? &mn_region_put_u32_le !! &mn_region_put_u32_be;
my constant &set-native-u64  = LITTLE ?? &mn_region_put_u64_le !! &mn_region_put_u64_be;
my constant &set-swapped-u16 = LITTLE ?? &mn_region_put_u16_be !! &mn_region_put_u16_le;
my constant &set-swapped-u32 = LITTLE ?? &mn_region_put_u32_be !! &mn_region_put_u32_le;
my constant &set-swapped-u64 = LITTLE ?? &mn_region_put_u64_be !! &mn_region_put_u64_le;

# Eight bytes of each thread, for reading numbers. No other code of the thread runs between filling and reading them. The
# list has a fixed size, because growing it is not safe while another thread reads it. A thread with a higher number gets
# new bytes each time.
my constant SCRATCHES = 1024;
my $scratches := nqp::setelems(nqp::list, SCRATCHES);
my sub scratch(int $thread) is raw {
    my $bytes := nqp::setelems(nqp::create(BUF), 8);
    nqp::bindpos($scratches, $thread, $bytes) if $thread < SCRATCHES;
    $bytes
}

# The result of C stays boxed: unboxing and boxing a large one costs twice as much as the read. Each call has a sub of its
# own, because a method that contains two of them is too long to be inlined. The compiler inlines the subs and the method.
my sub read-native-u16(int $id, Int:D $offset) is raw { native-u16($id + 0, $offset) }
my sub read-swapped-u16(int $id, Int:D $offset) is raw { swapped-u16($id + 0, $offset) }
my sub read-native-u32(int $id, Int:D $offset) is raw { native-u32($id + 0, $offset) }
my sub read-swapped-u32(int $id, Int:D $offset) is raw { swapped-u32($id + 0, $offset) }
my sub put-native-u16(int $id, Int:D $offset, Int:D $new) is raw { set-native-u16($id + 0, $offset, $new) }
my sub put-swapped-u16(int $id, Int:D $offset, Int:D $new) is raw { set-swapped-u16($id + 0, $offset, $new) }
my sub put-native-u32(int $id, Int:D $offset, Int:D $new) is raw { set-native-u32($id + 0, $offset, $new) }
my sub put-swapped-u32(int $id, Int:D $offset, Int:D $new) is raw { set-swapped-u32($id + 0, $offset, $new) }
my sub put-native-u64(int $id, Int:D $offset, Int:D $new) is raw { set-native-u64($id + 0, $offset, $new) }
my sub put-swapped-u64(int $id, Int:D $offset, Int:D $new) is raw { set-swapped-u64($id + 0, $offset, $new) }

# The slow ways of the methods below.
my sub assign(Mu $region, Int:D $i, Mu \value) is raw { $region.assign-element($i, value) }
my sub write(Mu $region, Str:D $call, Int:D $offset, Mu \new, Endian:D $endian) { $region.write-number($call, $offset, new, $endian) }
my sub read-slowly(Mu $region, Int:D $offset, Int:D $n, %how) { $region.read-range($offset, $n, %how) }
my sub clipped(Mu $region, Int:D $offset, Int:D $n) { $region.clipped($offset, $n) }

class Mmap::Native::Region { ... }
class Mmap::Native::Region::Writable { ... }

my constant %ACCESS  = (ACCESS_DEFAULT) => 'default', (ACCESS_READ) => 'read', (ACCESS_WRITE) => 'write',
                       (ACCESS_COPY) => 'copy', (ACCESS_NONE) => 'none';
my constant %FORK    = share => FORK_INHERIT, none => FORK_ABSENT, zero => FORK_ZERO;
my constant @COUNTED = <regions slices cursors followers faults close_errors>;

class Mmap::Native::Region does Elements does Textual {
    has int $!id;
    # Only leave, close and DESTROY read it. Everything else asks the C library, where the id alone can close the region.
    has int $!open;

    submethod BUILD(Int:D :$id) {
        $!id   = $id;
        $!open = 1;
    }

    method new(|) {
        refused('new', 'EINVAL', 'a region is made by open, create, map, anonymous, reserve, memfd or shared').throw
    }
    method clone(|) {
        refused('clone', 'EINVAL', 'a region has one owner; open the file again for another one').throw
    }

    # Returns an object for a new id. With a block, returns the block's value and closes the region.
    method !given(Int:D $id, Str:D $call, $block, Bool:D $writable) is raw is hidden-from-backtrace {
        return Failure.new(problem $id, $call) if $id < 0;
        my $region := nqp::create($writable ?? Mmap::Native::Region::Writable !! Mmap::Native::Region);
        nqp::bindattr_i($region, Mmap::Native::Region, '$!id', $id);
        nqp::bindattr_i($region, Mmap::Native::Region, '$!open', 1);
        $block.defined ?? self!within($region, $block) !! $region
    }
    method !within($region, $block) is raw is hidden-from-backtrace {
        LEAVE $region.leave;
        $block($region)
    }

    # The end of a block form. It cannot fail: if a slice is still held, C unmaps when the slice is closed.
    method leave(--> Nil) {
        if $!open {
            $!open = 0;
            mn_region_release($!id + 0);
        }
    }

    my sub path-bytes(Str:D $call, Mu \path --> Blob:D) {
        my $path = path ~~ IO::Path:D ?? path !! path ~~ Str:D ?? path.IO !!
            refused($call, 'EINVAL', "a path is a Str or an IO::Path, not {path.raku}").throw;
        c-string($call, $path.absolute)
    }

    my sub whole(Str:D $call, Str:D $name, Mu \value --> Int:D) {
        refused($call, 'EINVAL', "the $name must be an Int, not {value.raku}").throw unless value ~~ Int:D;
        past-end($call, value, Int, MOST, "$call: the $name {value} is {
            value < 0 ?? 'negative' !! 'more than 64 bits can hold' }").throw unless 0 <= value <= MOST;
        value
    }
    my sub up-to(Str:D $call, Mu \value --> Int:D) {
        value ~~ Whatever || !value.defined ?? LENGTH_TO_END !! whole($call, 'length', value)
    }

    proto method open(|) {*}

    # Maps a file for reading (:r). With :writable or :rw a write changes the file; with :copy it changes this region only.
    multi method open(Mmap::Native::Region:U: Mu \path, &block?, Bool() :$rw = False, Bool() :$writable = $rw, Bool() :$copy = False,
        Bool() :$r = False, Mu :$offset = 0, Mu :$length = *) is raw
    {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('open', 'EINVAL', 'a copy is writable anyway; choose one of :writable and :copy').throw if $writable && $copy;
        refused('open', 'EINVAL', 'choose one of :r, :writable and :copy').throw if $r && ($writable || $copy);
        self!given:
            mn_region_open(path-bytes('open', path), $writable ?? ACCESS_WRITE !! $copy ?? ACCESS_COPY !! ACCESS_READ,
                whole('open', 'offset', $offset), up-to('open', $length)),
            'open', &block, $writable || $copy
    }

    # Makes a new file of this length with all its blocks, and maps it for writing.
    method create(Mu \path, Mu \length, &block?) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given: mn_region_create(path-bytes('create', path), whole('create', 'length', length)), 'create', &block, True
    }

    proto method map(|) {*}

    # On an object, map is that of every list.
    multi method map(Mmap::Native::Region:D: |given) { self.Any::map(|given) }

    # Maps a descriptor or a handle, which remains the caller's; -1 is memory without a file. :prot and :flags are those of
    # mmap.
    multi method map(Mmap::Native::Region:U: Mu \descriptor, &block?, Mu :$offset = 0, Mu :$length = *, Bool() :$writable = False, Bool() :$copy = False,
        Int :$prot, Int :$flags, Bool() :$keep-descriptor = True) is raw
    {
        unknown-names(&?ROUTINE, %_) if %_;
        my Mu $fd := descriptor ~~ IO::Handle:D ?? descriptor.native-descriptor !! descriptor;
        refused('map', 'EINVAL', "a descriptor is an Int or an IO::Handle, not {$fd.raku}").throw unless $fd ~~ Int:D;
        refused('map', 'EBADF', "$fd is no descriptor").throw unless -1 <= $fd < 0x8000_0000;
        refused('map', 'EINVAL', ':prot and :flags belong together, and without :writable and :copy').throw
            if $prot.defined && ($writable || $copy || !$flags.defined);
        refused('map', 'EINVAL', 'a copy is writable anyway; choose one of :writable and :copy').throw if $writable && $copy;
        for $prot // 0, $flags // 0 {
            refused('map', 'EINVAL', "$_ is no number for mmap").throw unless -0x8000_0000 <= $_ < 0x1_0000_0000;
        }
        my $anonymous := $fd == -1 && !$prot.defined;
        self!given:
            mn_region_map($fd, whole('map', 'offset', $offset), up-to('map', $length),
                $prot.defined || $anonymous ?? ACCESS_DEFAULT !! $writable ?? ACCESS_WRITE !! $copy ?? ACCESS_COPY !! ACCESS_READ,
                signed($anonymous ?? PROT_READ +| PROT_WRITE !! $prot // 0, 32),
                signed($anonymous ?? MAP_PRIVATE +| MAP_ANONYMOUS !! $flags // 0, 32),
                $keep-descriptor ?? 0 !! OPTION_NO_DESCRIPTOR),
            'map', &block, ?($writable || $copy || $prot.defined || $anonymous)
    }

    # Zeroed memory of this process.
    method anonymous(Mu \length, &block?) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given: mn_region_anonymous(whole('anonymous', 'length', length)), 'anonymous', &block, True
    }

    # Address space without access, until .protect gives it some.
    method reserve(Mu \length, &block?) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given: mn_region_reserve(whole('reserve', 'length', length)), 'reserve', &block, True
    }

    # A file in memory. Another process can map its .fd.
    method memfd(Str:D $name, Mu \length, &block?, Int:D :$flags = 0) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given:
            mn_region_memfd(c-string('memfd', $name), whole('memfd', 'length', length), low-bits($flags, 32)),
            'memfd', &block, True
    }

    # Named shared memory ("/name"), created or joined. :existing joins only, and :read joins for reading. Length 0 takes
    # the length that the memory has.
    method shared(Str:D $name, Mu \length = 0, &block?, Bool() :$read = False, Bool() :$existing = $read) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        if $existing || $read {
            refused('shared', 'EINVAL', 'memory that exists has its length').throw if length !=== 0;
            return-rw self!given: mn_region_shared_join(c-string('shared', $name), $read ?? ACCESS_READ !! ACCESS_WRITE), 'shared', &block, !$read;
        }
        self!given: mn_region_shared(c-string('shared', $name), whole('shared', 'length', length)), 'shared', &block, True
    }

    # Counts of the process: regions, slices, cursors and followers that are open, faults survived, closings that failed.
    method statistics(--> Map:D) { self.stats }
    method stats(--> Map:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        Map.new: @COUNTED.map: { $_ => mn_statistic($_.encode ~ Blob.new(0)) }
    }

    # ---- Properties

    method !ask(Int:D $answer, Str:D $call --> Int:D) is hidden-from-backtrace {
        $answer < 0 ?? problem($answer, $call, $!id).throw !! $answer
    }

    method id(--> Int:D) { $!id }
    method kind(--> 'region') is implementation-detail { }
    method counted(Str:D $call --> Int:D) is implementation-detail is hidden-from-backtrace {
        my \n = mn_region_length($!id + 0);
        n < 0 ?? problem(n, $call, $!id).throw !! n
    }
    method elems(Mmap::Native::Region:D: --> Int:D) {
        my \n = mn_region_length($!id + 0);
        n < 0 ?? problem(n, 'elems', $!id).throw !! n
    }
    method offset(--> Int:D)    { self!ask(mn_region_offset($!id + 0), 'offset') }
    method prot(--> Int:D)      { self!ask(mn_region_prot($!id + 0), 'prot') }
    method flags(--> Int:D)     { self!ask(mn_region_flags($!id + 0), 'flags') }
    method truncated(--> Bool:D) { ?self!ask(mn_region_truncated($!id + 0), 'truncated') }

    # The access it was opened with: read, write, copy, none or default (by prot and flags).
    method access(--> Str:D) { %ACCESS{self!ask(mn_region_access($!id + 0), 'access')} }

    # The length of the file now; Nil without a file.
    method file-size() {
        my Int:D $size = mn_region_file_size($!id + 0);
        $size >= 0 ?? $size !! self!without($size) ?? Nil !! problem($size, 'file-size', $!id).throw
    }

    # The descriptor of the region, which the region closes; the undefined Int if it keeps none.
    method fd(--> Int) {
        my Int:D $fd = mn_region_fd($!id + 0);
        $fd >= 0 ?? $fd !! self!without($fd) ?? Int !! problem($fd, 'fd', $!id).throw
    }

    # The path it was opened with, or Nil.
    method path() {
        my $bytes := nqp::setelems(nqp::create(BUF), 4097);
        my Int:D $n = mn_region_path($!id + 0, $bytes, 4097);
        return IO::Path.new(nqp::setelems($bytes, $n).decode('utf8-c8')) if $n >= 0;
        self!without($n) ?? Nil !! problem($n, 'path', $!id).throw
    }
    method !without(Int:D $code --> Bool:D) {
        ?(mn_error_name($code) eq 'ENOTCONN' | 'ENOENT' | 'ENOTSUP' | 'EOPNOTSUPP')
    }

    # The number of pages in memory.
    method resident(--> Int:D) { self!ask(mn_region_resident($!id + 0), 'resident') }

    method opened(--> Bool:D)  { mn_region_length($!id + 0) >= 0 }
    method closed(--> Bool:D)  { !self.opened }

    multi method gist(Mmap::Native::Region:D:) {
        my Int:D $n = mn_region_length($!id + 0);
        return 'Mmap::Native::Region(closed)' if $n < 0;
        my $path = try self.path;
        my $from = try self.offset;
        "Mmap::Native::Region({$path.defined ?? "$path, " !! ''}$n byte{'s' if $n != 1}{
            " at $from" if $from }, {(try self.access) // 'closed'})"
    }
    multi method raku(Mmap::Native::Region:D:)     { self.gist }

    # ---- Bytes

    my constant %NATIVE = find => &mn_region_find, rfind => &mn_region_rfind, count => &mn_region_count, fill => &mn_region_fill,
        move => &mn_region_move, read-wait => &mn_region_read_wait, write-wait => &mn_region_write_wait,
        read-strided => &mn_region_read_strided, write-strided => &mn_region_write_strided;
    method native(Str:D $access) is implementation-detail { %NATIVE{$access} }
    method failed(Int:D $code, Str:D $call, *%given --> X::Mmap::Native:D) is implementation-detail {
        problem($code, $call, $!id, |%given)
    }

    # Fills the first $n bytes of a Buf, or throws. The caller makes the Buf large enough.
    method fetch(Str:D $call, Mu $buffer, Int:D $offset, Int:D $n --> Nil) is implementation-detail is hidden-from-backtrace {
        my Int:D $result = mn_region_read($!id + 0, $buffer.defined ?? in64($offset) !! 0, $buffer, $n);
        problem($result, $call, $!id, :$offset, :length($n), :reading).throw if $result < 0;
    }

    # Returns a byte or a Failure, for $region[$i].
    method AT-POS(Mmap::Native::Region:D: Int:D $i) {
        nqp::islt_i((my int $byte = nqp::isbig_I($i) ?? beyond($i) !! mn_region_get_u8($!id + 0, $i)), 0) ?? element(self, $i) !! $byte
    }
    method byte(Int:D $i) is implementation-detail {
        nqp::islt_i((my int $byte = nqp::isbig_I($i) ?? beyond($i) !! mn_region_get_u8($!id + 0, $i)), 0) ?? element(self, $i) !! $byte
    }
    # The slow path of AT-POS: for an index of more than 32 bits, for an error, and for a subclass with its own AT-POS.
    method read-element(Int:D $i) is implementation-detail {
        my Int:D $byte = mn_region_get_u8($!id + 0, in64($i));
        $byte < 0 ?? Failure.new(problem $byte, 'element', $!id, :offset($i), :length(1), :reading) !! $byte
    }
    method ASSIGN-POS(Mmap::Native::Region:D: Int:D \i, Mu \value) is raw { self.put(i, value) }
    method put(Int:D $i, Mu \value) is raw is implementation-detail {
        my $new := nqp::decont(value);
        nqp::istype($new, Int) && nqp::isconcrete($new) && nqp::not_i(nqp::isbig_I($new)) && nqp::not_i(nqp::isbig_I($i))
            && nqp::isge_i(mn_region_set_u8($!id + 0, $i, $new), 0) ?? $new !! assign(self, $i, value)
    }
    method assign-element(Int:D $i, Mu \value) is raw is implementation-detail {
        my Int:D $result = mn_region_set_u8($!id + 0, in64($i), octet(value));
        $result < 0 ?? problem($result, 'element', $!id, :offset($i), :length(1), :writing).throw !! value
    }
    # Returns exactly these bytes. If a slice of another thread excludes readers, waits up to :timeout seconds (default 0;
    # Inf is no limit), then throws X::Mmap::Native::Busy. The wait blocks a thread of the operating system; in a start
    # block that is a thread of the pool.
    method read(Int:D $offset, Int:D $n, *%how --> Buf:D) {
        return read-slowly(self, $offset, $n, %how)
            if %how || nqp::isbig_I($offset) || nqp::isbig_I($n) || nqp::islt_i($n, 0) || nqp::isgt_i($n, 65536);
        my $buffer := nqp::setelems(nqp::create(BUF), $n);
        nqp::islt_i(mn_region_read($!id + 0, $offset, $buffer, $n), 0) ?? read-slowly(self, $offset, $n, %how) !! $buffer
    }
    # The slow way of .read: for a long range or a timeout, and for an error.
    method read-range(Int:D $offset, Int:D $n, %how --> Buf:D) is implementation-detail is hidden-from-backtrace {
        my Int:D $ms = %how ?? patience('read', |%how) !! 0;
        self.check-range('read', $offset, $n);
        my $buffer := buffer('read', $n);
        my Int:D $result = $ms
            ?? mn_region_read_wait($!id + 0, in64($offset), $buffer, $n, $ms)
            !! mn_region_read($!id + 0, $offset, $buffer, $n);
        $result < 0 ?? problem($result, 'read', $!id, :$offset, :length($n), :reading).throw !! $buffer
    }

    # One read, if the range is inside and short: the loop of a parser calls it for every field.
    multi method subbuf(Mmap::Native::Region:D: Int:D $offset, Int:D $n) {
        return clipped(self, $offset, $n)
            if nqp::isbig_I($offset) || nqp::isbig_I($n) || nqp::islt_i($n, 0) || nqp::isgt_i($n, 65536);
        my $buffer := nqp::setelems(nqp::create(BUF), $n);
        nqp::islt_i(mn_region_read($!id + 0, $offset, $buffer, $n), 0) ?? clipped(self, $offset, $n) !! $buffer
    }

    # Writes all of the data or nothing, and returns the number of bytes. :timeout is that of .read, for a slice of another
    # thread that excludes writers.
    method write(Int:D $offset, Mu \data, *%how --> Int:D) {
        my Blob:D $bytes = bytes-of('write', data);
        my Int:D $n = $bytes.bytes;
        my Int:D $ms = %how ?? patience('write', |%how) !! 0;
        my Int:D $result = $ms
            ?? mn_region_write_wait($!id + 0, in64($offset), $bytes, $n, $ms)
            !! mn_region_write($!id + 0, in64($offset), $bytes, $n);
        $result < 0 ?? problem($result, 'write', $!id, :$offset, :length($n), :writing).throw !! $result
    }

    # Checks the result of a call that changes a range and returns no number.
    method !done(Int:D $result, Str:D $call, *%given --> True) is hidden-from-backtrace {
        problem($result, $call, $!id, |%given).throw if $result < 0;
    }

    # ---- Numbers

    # The types and byte orders are those of Blob and Buf: a number too wide for its type loses its high bits.
    method !wrong(Int:D $code, Str:D $call, Int:D $offset) is hidden-from-backtrace {
        my Int:D $length = $call ~~ / \d+ $ / ?? $/.Int div 8 !! 1;
        problem($code, $call, $!id, :$offset, :$length, :writing($call.starts-with('write') || $call.starts-with('atomic'))).throw
    }

    method read-uint8(Int:D $offset, Endian $?) {
        nqp::islt_i((my int $byte = nqp::isbig_I($offset) ?? beyond($offset) !! mn_region_get_u8($!id + 0, $offset)), 0)
            ?? number(self, 'read-uint8', $offset, NativeEndian, 1) !! $byte
    }
    method read-int8(Int:D $offset, Endian $?) {
        my int $byte = nqp::isbig_I($offset) ?? beyond($offset) !! mn_region_get_u8($!id + 0, $offset);
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

    # The numbers below do not fit into a result of C beside the error codes. Each method repeats the same lines, because
    # another frame costs as much as the read. A new buffer for each read costs as much, so each thread keeps one. They use
    # readuint, because the JIT does not compile readint.
    method read-int32(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_region_read($!id + 0, $offset, $scratch, 4);
        my int $value = nqp::readuint($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_32_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-int32', $offset, $endian, 4)
            !! nqp::sub_i(nqp::bitxor_i($value, 0x8000_0000), 0x8000_0000)
    }
    method read-uint64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_region_read($!id + 0, $offset, $scratch, 8);
        my int $value = nqp::readuint($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-uint64', $offset, $endian, 8) !! unsigned($value)
    }
    method read-int64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_region_read($!id + 0, $offset, $scratch, 8);
        my int $value = nqp::readuint($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-int64', $offset, $endian, 8) !! $value
    }
    method read-num32(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_region_read($!id + 0, $offset, $scratch, 4);
        my num $value = nqp::readnum($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_32_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-num32', $offset, $endian, 4) !! $value
    }
    method read-num64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! mn_region_read($!id + 0, $offset, $scratch, 8);
        my num $value = nqp::readnum($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-num64', $offset, $endian, 8) !! $value
    }

    # A number of 32 bits is an argument of C; what is wider, and any failure, is left to write-number.
    method write-uint8(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-uint8', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(mn_region_set_u8($!id + 0, $offset, nqp::bitand_i($new, 0xFF)), 0);
        self
    }
    method write-int8(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian) {
        write(self, 'write-int8', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::isbig_I($new)
            || nqp::islt_i(mn_region_set_u8($!id + 0, $offset, nqp::bitand_i($new, 0xFF)), 0);
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
    method write-num32(Int:D $offset, Real:D $new, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        nqp::writenum($scratch, 0, $new.Num, nqp::bitor_i(nqp::const::BINARY_SIZE_32_BIT, $endian));
        write(self, 'write-num32', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::islt_i(mn_region_write($!id + 0, $offset, $scratch, 4), 0);
        self
    }
    method write-num64(Int:D $offset, Real:D $new, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        nqp::writenum($scratch, 0, $new.Num, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        write(self, 'write-num64', $offset, $new, $endian)
            if nqp::isbig_I($offset) || nqp::islt_i(mn_region_write($!id + 0, $offset, $scratch, 8), 0);
        self
    }

    method store-bytes(Str:D $call, Int:D $offset, Blob:D $bytes) is implementation-detail is hidden-from-backtrace {
        my Int:D $result = mn_region_write($!id + 0, in64($offset), $bytes, $bytes.elems);
        $result < 0 ?? self!wrong($result, $call, $offset) !! $result
    }

    # ---- The mapping

    # Hands changes to the file. :async does not wait.
    method sync(Int:D $offset = 0, Int:D $n = self.elems - $offset, Bool() :$async = False, Bool() :$invalidate = False, Int :$flags --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_sync($!id + 0, in64($offset), in64($n), signed($flags // (
                ($async ?? MS_ASYNC !! MS_SYNC) +| ($invalidate ?? MS_INVALIDATE !! 0)), 32)),
            'sync', :$offset, :length($n));
    }

    # Returns when all changes are on the disk.
    method durable(--> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_durable($!id + 0), 'durable');
    }

    # Changes the protection (PROT_READ +| PROT_WRITE ...). Later calls of the region check the new one.
    method protect(Int:D $prot, Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_protect($!id + 0, in64($offset), in64($n), signed($prot, 32)), 'protect', :$offset, :length($n));
    }

    # Gives advice (MADV_...) that leaves every byte as it is.
    method advise(Int:D $advice, Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_advise($!id + 0, in64($offset), in64($n), signed($advice, 32)), 'advise', :$offset, :length($n));
    }

    # Drops the contents of the whole pages in the range.
    method discard(Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_discard($!id + 0, in64($offset), in64($n)), 'discard', :$offset, :length($n), :writing);
    }

    # lock keeps pages in memory, unlock releases them, populate brings them in.
    method lock(Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_lock($!id + 0, in64($offset), in64($n)), 'lock', :$offset, :length($n));
    }
    method unlock(Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_unlock($!id + 0, in64($offset), in64($n)), 'unlock', :$offset, :length($n));
    }
    method populate(Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_populate($!id + 0, in64($offset), in64($n)), 'populate', :$offset, :length($n));
    }

    # Changes the length of file and mapping together; on an error both are as before.
    method resize(Int:D $length --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        past-end('resize', 0, $length, self.elems, "resize: no region has $length bytes").throw unless 0 <= $length <= MOST;
        self!done(mn_region_resize($!id + 0, $length), 'resize', :offset(0), :$length, :writing);
    }

    # Follows a change of the file's length, and returns the new length of the region.
    method refresh(--> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!ask(mn_region_refresh($!id + 0), 'refresh')
    }

    # Sets the policy for child processes: 'share' gives a child the same memory, 'none' no mapping, 'zero' zeroed memory.
    method at-fork(Str:D $policy --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('at-fork', 'EINVAL', "{$policy.raku} is none of {%FORK.keys.sort.join(', ')}").throw unless %FORK{$policy}:exists;
        self!done(mn_region_set_fork_policy($!id + 0, %FORK{$policy}), 'at-fork');
    }

    # Sets the name of an anonymous mapping in /proc/PID/maps, if the kernel supports it.
    method set-name(Str:D $name --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_set_name($!id + 0, c-string('set-name', $name)), 'set-name');
    }

    # ---- Slices, cursors, handles

    # Returns a counted view: a pin, :shared (excludes writers) or :exclusive. The range is that of .subbuf: an offset and a
    # length, or a Range. A block comes last; it gets the slice, and the end of the block closes it. Waits up to :timeout
    # seconds (Inf: without limit) for slices in the way. The wait blocks a thread of the operating system. With
    # :interruptible a signal ends it.
    method slice(Mmap::Native::Region:D: Mu $where? is copy, Mu $length? is copy, Mu $block? is copy,
        Bool() :$shared = False, Bool() :$exclusive = False, Bool() :$pin = False, Mu :$timeout = 0,
        Bool() :$interruptible = False) is raw
    {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('slice', 'EINVAL', 'choose one of :pin, :shared and :exclusive').throw if $shared + $exclusive + $pin > 1;
        # *-4 is a WhateverCode, which is no Block.
        ($where, $block) = Any, $where if $where ~~ Block:D && !$length.defined;
        ($length, $block) = Any, $length if $length ~~ Block:D && !$block.defined;
        refused('slice', 'EINVAL', "a block is a Callable, not {$block.raku}").throw if $block.defined && $block !~~ Callable;
        my Int:D $total = mn_region_length($!id + 0);
        return Failure.new(problem $total, 'slice', $!id) if $total < 0;
        my ($offset, $n) = part('slice', $total, $where, $length);
        my Int:D $mode = $exclusive ?? SLICE_EXCLUSIVE !! $shared ?? SLICE_SHARED !! SLICE_PIN;
        my Int:D $id = mn_slice_open($!id + 0, in64($offset), in64($n), $mode + SLICE_INTERRUPTIBLE * $interruptible,
            milliseconds('slice', $timeout));
        return Failure.new(problem $id, 'slice', $!id, :$offset, :length($n), :writing($exclusive), :reading) if $id < 0;
        my $class := $mode != SLICE_SHARED && nqp::istype(self, Containers)
            ?? Mmap::Native::Region::Slice::Writable !! Mmap::Native::Region::Slice;
        # C takes the largest number as everything that follows the offset.
        my Int:D $elems = $n == MOST ?? mn_slice_length($id) !! $n;
        my $slice := $class.new: :$id, :region(self), :$offset, :$elems, :mode(%MODES{$mode});
        $block.defined ?? self!holding($slice, $block) !! $slice
    }
    method !holding($slice, &block) is raw is hidden-from-backtrace {
        LEAVE $slice.close;
        block $slice
    }

    # Returns a Map with id, offset, length, mode and thread for each slice that is held.
    method slices(--> List:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $next = 0;
        my @found;
        while ($next = mn_region_next_slice($!id + 0, $next)) >= 0 {
            my $id := $next + 0;
            my $offset := mn_slice_offset($id);
            my $length := mn_slice_length($id);
            my $mode   := mn_slice_mode($id);
            my $thread := mn_slice_thread($id);
            # Another thread closed the slice between the calls: leave it out.
            next if any($offset, $length, $mode, $thread) < 0;
            @found.push: Map.new: (:$id, :$offset, :$length, :mode(%MODES{$mode}), :$thread);
        }
        problem($next, 'slices', $!id).throw unless mn_error_name($next) eq 'ENOENT';
        @found.List
    }

    method cursor(--> Mmap::Native::Region::Cursor:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        Mmap::Native::Region::Cursor.new: :region(self)
    }

    # Returns an IO::Handle on the region.
    multi method open(Mmap::Native::Region:D: Str :$enc, Bool() :$bin = False, Mu :$chomp = True, Mu :$nl-in, Mu :$nl-out,
        :$r, :$w, :$rw, :$update --> Mmap::Native::Region::Handle:D)
    {
        unknown-names(&?ROUTINE, %_) if %_;
        my $handle := Mmap::Native::Region::Handle.new: :region(self), :$bin, :$enc;
        $handle.chomp  = ?$chomp;
        $handle.nl-in  = $nl-in  if $nl-in.defined;
        $handle.nl-out = $nl-out if $nl-out.defined;
        $handle
    }

    # ---- Following

    proto method follow(|) {*}

    # Returns a Supply of the lines of a file, and of those that are added later, as `tail -F`. It begins at an offset, or
    # with * at the end.
    multi method follow(Mmap::Native::Region:U: Mu \path, Mu :$from = 0, Str:D :$enc = 'utf8', Mu :$chomp = True --> Supply:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        follow-path(path-bytes('follow', path), $from ~~ Whatever ?? FOLLOW_END !! whole('follow', 'offset', $from), $enc, ?$chomp)
    }

    # The same for the path of this region, behind its last byte.
    multi method follow(Mmap::Native::Region:D: Str:D :$enc = 'utf8', Mu :$chomp = True --> Supply:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $end := self.offset + self.elems;
        my $path := self.path // refused('follow', 'ENOENT', 'the region was opened without a path').throw;
        follow-region(self, path-bytes('follow', $path), $end, $enc, ?$chomp)
    }

    # ---- Between processes

    # All are sequentially consistent, also towards other processes, and need an aligned offset. All but load, store and
    # compare-exchange return the value before.
    method atomic-load-uint32(Int:D $offset --> Int:D) {
        my uint32 $value;
        self!atomic(mn_region_atomic_load_u32($!id + 0, in64($offset), $value), 'atomic-load-uint32', $offset);
        $value
    }
    method atomic-store-uint32(Int:D $offset, Int:D $new --> True) {
        self!atomic(mn_region_atomic_store_u32($!id + 0, in64($offset), low-bits($new, 32)), 'atomic-store-uint32', $offset);
    }
    method atomic-add-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        my uint32 $value;
        self!atomic(mn_region_atomic_add_u32($!id + 0, in64($offset), low-bits($operand, 32), $value), 'atomic-add-uint32', $offset);
        $value
    }
    method atomic-and-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        my uint32 $value;
        self!atomic(mn_region_atomic_and_u32($!id + 0, in64($offset), low-bits($operand, 32), $value), 'atomic-and-uint32', $offset);
        $value
    }
    method atomic-or-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        my uint32 $value;
        self!atomic(mn_region_atomic_or_u32($!id + 0, in64($offset), low-bits($operand, 32), $value), 'atomic-or-uint32', $offset);
        $value
    }
    method atomic-xor-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        my uint32 $value;
        self!atomic(mn_region_atomic_xor_u32($!id + 0, in64($offset), low-bits($operand, 32), $value), 'atomic-xor-uint32', $offset);
        $value
    }
    method atomic-exchange-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        my uint32 $value;
        self!atomic(mn_region_atomic_exchange_u32($!id + 0, in64($offset), low-bits($operand, 32), $value), 'atomic-exchange-uint32', $offset);
        $value
    }
    # True if the value was $expected and is $desired now.
    method atomic-compare-exchange-uint32(Int:D $offset, Int:D $expected, Int:D $desired --> Bool:D) {
        my uint32 $value;
        ?self!atomic(mn_region_atomic_compare_exchange_u32($!id + 0, in64($offset), low-bits($expected, 32), low-bits($desired, 32), $value),
            'atomic-compare-exchange-uint32', $offset)
    }
    method atomic-load-uint64(Int:D $offset --> Int:D) {
        my int64 $value;
        self!atomic(mn_region_atomic_load_u64($!id + 0, in64($offset), $value), 'atomic-load-uint64', $offset);
        unsigned($value)
    }
    method atomic-store-uint64(Int:D $offset, Int:D $new --> True) {
        self!atomic(mn_region_atomic_store_u64($!id + 0, in64($offset), signed($new, 64)), 'atomic-store-uint64', $offset);
    }
    method atomic-add-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        my int64 $value;
        self!atomic(mn_region_atomic_add_u64($!id + 0, in64($offset), signed($operand, 64), $value), 'atomic-add-uint64', $offset);
        unsigned($value)
    }
    method atomic-and-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        my int64 $value;
        self!atomic(mn_region_atomic_and_u64($!id + 0, in64($offset), signed($operand, 64), $value), 'atomic-and-uint64', $offset);
        unsigned($value)
    }
    method atomic-or-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        my int64 $value;
        self!atomic(mn_region_atomic_or_u64($!id + 0, in64($offset), signed($operand, 64), $value), 'atomic-or-uint64', $offset);
        unsigned($value)
    }
    method atomic-xor-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        my int64 $value;
        self!atomic(mn_region_atomic_xor_u64($!id + 0, in64($offset), signed($operand, 64), $value), 'atomic-xor-uint64', $offset);
        unsigned($value)
    }
    method atomic-exchange-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        my int64 $value;
        self!atomic(mn_region_atomic_exchange_u64($!id + 0, in64($offset), signed($operand, 64), $value), 'atomic-exchange-uint64', $offset);
        unsigned($value)
    }
    # True if the value was $expected and is $desired now.
    method atomic-compare-exchange-uint64(Int:D $offset, Int:D $expected, Int:D $desired --> Bool:D) {
        my int64 $value;
        ?self!atomic(mn_region_atomic_compare_exchange_u64($!id + 0, in64($offset), signed($expected, 64), signed($desired, 64), $value),
            'atomic-compare-exchange-uint64', $offset)
    }
    method !atomic(Int:D $result, Str:D $call, Int:D $offset --> Int:D) is hidden-from-backtrace {
        $result < 0 ?? self!wrong($result, $call, $offset) !! $result
    }

    # Sleeps while the 32 bits at the offset are $expected. True when woken or if the value differs, False after :timeout
    # seconds. The caller reads the value again in either case. A signal ends the wait only with :interruptible, and the
    # result is then True.
    method wait(Int:D $offset, Int:D $expected, Mu :$timeout = Inf, Bool() :$interruptible = False --> Bool:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my &wait := $interruptible ?? &mn_region_wait_u32 !! &mn_region_await_u32;
        my Int:D $result = wait($!id + 0, in64($offset), low-bits($expected, 32), milliseconds('wait', $timeout));
        return True if $result >= 0;
        given mn_error_name($result) {
            when 'EAGAIN' | 'EINTR' { True }
            when 'ETIMEDOUT'        { False }
            default                 { problem($result, 'wait', $!id, :$offset, :length(4)).throw }
        }
    }

    # Wakes up to $count waiters, and returns how many it woke.
    method wake(Int:D $offset, Int:D $count = 0x7FFF_FFFF --> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $result = mn_region_wake_u32($!id + 0, in64($offset), ($count max 0) min 0x7FFF_FFFF);
        $result < 0 ?? problem($result, 'wake', $!id, :$offset, :length(4)).throw !! $result
    }

    # ---- The end

    # Unmaps. Throws X::Mmap::Native::Busy while a slice is held. A second close does nothing.
    method close(Mmap::Native::Region:D: --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        if $!open {
            my Int:D $result = mn_region_close($!id + 0);
            problem($result, 'close', $!id).throw if $result < 0 && mn_error_name($result) ne 'EBADF';
            $!open = 0;
        }
    }

    # The garbage collector destroys slices and regions in any order, and an error here reaches no caller. release unmaps
    # when the last slice is closed.
    submethod DESTROY() {
        mn_region_release($!id + 0) if $!open;
    }
}

# A region that is writable.
class Mmap::Native::Region::Writable is Mmap::Native::Region does Containers {
    method ^name($) { 'Mmap::Native::Region' }
}

# A Range is one copy, in or out. An assignment to a Range writes all values or nothing.
multi sub postcircumfix:<[ ]>(Ranges:D \SELF, Range:D \range) is raw is export {
    nqp::iscont(range) ?? SELF.AT-POS(range.Int) !! SELF.elements(range)
}
multi sub postcircumfix:<[ ]>(Ranges:D \SELF, Range:D \range, \values) is raw is export {
    nqp::iscont(range) ?? SELF.ASSIGN-POS(range.Int, values) !! SELF.store-range(range, values)
}
multi sub postcircumfix:<[ ]>(Ranges:D \SELF, Callable:D \block) is raw is export {
    my \range = block.POSITIONS(SELF);
    range ~~ Range:D ?? SELF.elements(range) !! range ~~ Int:D ?? SELF.AT-POS(range) !! SELF[|range]
}
multi sub postcircumfix:<[ ]>(Ranges:D \SELF, Callable:D \block, Mu \values) is raw is export {
    my \range = block.POSITIONS(SELF);
    range ~~ Range:D ?? SELF.store-range(range, values) !! range ~~ Int:D ?? SELF.ASSIGN-POS(range, values) !! (SELF[|range] = values)
}
multi sub postcircumfix:<[ ]>(Ranges:D \SELF, Whatever:D, Mu \values) is raw is export {
    SELF.store-range(0..^SELF.elems, values)
}

proto sub mmap-file(|) is export {*}

# Maps a file: for reading, :writable or as a :copy; :length bytes from :offset, or up to the end of the file.
multi sub mmap-file(Mu \path, *%how) is raw {
    Mmap::Native::Region.open(path, |%how)
}
# The same with a block: returns the block's value, and closes the region however the block ends.
multi sub mmap-file(Mu \path, &block, *%how) is raw {
    Mmap::Native::Region.open(path, &block, |%how)
}
