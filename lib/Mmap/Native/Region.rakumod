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
use Mmap::Native::CArray;
use Mmap::Native::Subclass;
use Mmap::Native::Array;
use Mmap::Native::View;
use Mmap::Native::Atomics;
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

# Regions with a CArray by id. It keeps its region from the garbage collector, which does not see that an address is used.
my $addressed := Map.new;

class Mmap::Native::Region does Elements does Textual does Views does Arrays does Atomics {
    has int $!id;
    # Only leave, close and DESTROY read it. Everything else asks the C library, where the id alone can close the region.
    has int $!open;
    # The slices that CArrays hold: ids with offset and length.
    has $!pins;

    # .bless of a subclass passes this name; no attribute of a subclass has it by accident.
    submethod BUILD(Int:D :$region-id) {
        $!id   = $region-id;
        $!open = 1;
    }

    method new(|) {
        refused('new', 'EINVAL', 'a region is made by open, create, map, anonymous, reserve, memfd or shared').throw
    }
    method clone(|) {
        refused('clone', 'EINVAL', 'a region has one owner; open the file again for another one').throw
    }

    # Returns an object for a new id. With a block, returns the block's value and closes the region.
    method !given(Int:D $id, Str:D $call, $block, Bool:D $writable, %attributes) is raw is hidden-from-backtrace {
        return Failure.new(problem $id, $call) if $id < 0;
        my $region := self!object($id, $writable, %attributes);
        $block.defined ?? self!within($region, $block) !! $region
    }
    method !object(Int:D $id, Bool:D $writable, %attributes) is hidden-from-backtrace {
        if self.WHAT =:= Mmap::Native::Region || self.WHAT =:= Mmap::Native::Region::Writable {
            my $region := nqp::create($writable ?? Mmap::Native::Region::Writable !! Mmap::Native::Region);
            nqp::bindattr_i($region, Mmap::Native::Region, '$!id', $id);
            nqp::bindattr_i($region, Mmap::Native::Region, '$!open', 1);
            $region
        }
        else {
            # BUILD and TWEAK of the subclass may die.
            CATCH { default { mn_region_release($id); .rethrow } }
            variant(Mmap::Native::Region, self.WHAT, $writable).bless: |%attributes, :region-id($id)
        }
    }
    # A call in LEAVE, when it is the first one at its place, makes a `return` out of the block return the name of a method
    # (Rakudo 2022.12). So the first block is preceded by one of no region, id 0, and nothing here depends on the class.
    my int $rehearsed = 0;
    method !within($region, $block) is raw is hidden-from-backtrace {
        unless $rehearsed {
            $rehearsed = 1;
            my $none := nqp::create(Mmap::Native::Region);
            nqp::bindattr_i($none, Mmap::Native::Region, '$!open', 1);
            nqp::bindattr($none, Mmap::Native::Region, '$!pins', ());
            self!within($none, -> $ { });
        }
        LEAVE end-of-block($region);
        $block($region)
    }
    my sub end-of-block(Mu \object) {
        my Mu $region := nqp::decont(object);
        nqp::if(
            nqp::getattr_i($region, Mmap::Native::Region, '$!open'),
            nqp::stmts(
                nqp::bindattr_i($region, Mmap::Native::Region, '$!open', 0),
                nqp::if(nqp::isconcrete(nqp::getattr($region, Mmap::Native::Region, '$!pins')), $region!Mmap::Native::Region::unpin),
                mn_region_release(nqp::getattr_i($region, Mmap::Native::Region, '$!id'))));
        0
    }

    # The named arguments of a constructor that are left: attributes of a subclass, or what its BUILD and TWEAK take. All
    # others are refused, before anything is opened.
    method !refuse-others(Routine:D $routine, %given, :%reasons --> Nil) is hidden-from-backtrace {
        my @own = self.^mro.grep({ $_ !=:= Mmap::Native::Region && $_ ~~ Mmap::Native::Region });
        my %known;
        for @own -> Mu \class {
            %known{.name.substr(2)} = True for class.^attributes(:local).grep(*.has_accessor);
            for <BUILD TWEAK> {
                my $method = class.^method_table{$_} // class.^submethod_table{$_} // next;
                %known{.named_names} = True xx * for $method.signature.params.grep({ .named && !.slurpy });
            }
        }
        my %rest = %given.grep({ !%known{.key} });
        unknown-names($routine, %rest, :%reasons) if %rest;
    }

    # The end of a block form. It cannot fail: if a slice is still held, C unmaps when the slice is closed.
    method leave(--> Nil) {
        no-names(%_, 'leave') if %_;
        end-of-block(self);
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

    # Maps a file. The names are those of IO::Path.open. Without :create a file has to exist, and without :truncate nothing
    # that is in it is lost, also with :w. The comment of each name is in Region.rakudoc.
    my constant %REASONS = Map.new: (
        append => 'a mapping has no end to write at; .resize it, and .write there', a => 'see :append', ra => 'see :append',
        enc => '.decode, .lines and .open of a region take an encoding', mode => 'use :r, :w or :rw',
        nl-in => '.open of a region takes it', chomp => '.lines takes it', writeable => 'it is :writable');
    multi method open(Mmap::Native::Region:U: Mu \path, &block?, Bool() :$r = False, Bool() :$w = False, Bool() :$rw = False,
        Bool() :$update = False, Bool() :$writable = False, Bool() :$copy = False, Mu :$create = False, Bool() :$exclusive = False,
        Bool() :$x = False, Bool() :$rx = False, Bool() :$truncate = False, Bool() :$bin = True, Mu :$offset = 0, Mu :$length = *) is raw
    {
        self!refuse-others(&?ROUTINE, %_, :reasons(%REASONS)) if %_;
        my sub choose(Str:D $why) { refused('open', 'EINVAL', $why).throw }
        choose('a region has bytes; .decode, .lines and .open of it give text') unless $bin;
        my Bool:D $new   = $exclusive || $x || $rx;
        my Bool:D $make  = $new || ?$create;
        my Bool:D $write = $w || $rw || $update || $writable || $make || $truncate;
        choose('a copy is writable anyway; choose one of :writable and :copy') if $write && $copy;
        choose('choose one of :r, :writable and :copy') if $r && !($w || $x) && ($write || $copy);

        my $wanted = $create ~~ Int:D && $create !~~ Bool ?? $create !! $length;
        choose(":create($create) and :length({$length.raku}) differ") if !($length ~~ Whatever) && $length !=== $wanted;
        my Int:D $from = whole('open', 'offset', $offset);
        my Int:D $n    = up-to('open', $wanted);
        if $make || $truncate {
            choose("{$make ?? ':create and :exclusive need' !! ':truncate needs'} a length: :length(4096)") if $n == LENGTH_TO_END;
            choose(':truncate and :exclusive make a whole file; leave :offset out') if $from && ($truncate || $new);
        }
        my Blob:D $name = path-bytes('open', path);
        return-rw self!emptied(path, $name, $n, $make, &block, %_) if $truncate && !$new;
        my Int:D $id = $new ?? mn_region_create($name, $n) !! $make ?? mn_region_open_or_create($name, $from, $n)
            !! mn_region_open($name, $write ?? ACCESS_WRITE !! $copy ?? ACCESS_COPY !! ACCESS_READ, $from, $n);
        return-rw Failure.new(missing problem($id, 'open'), path) if $id < 0 && $write && !$make;
        self!given: $id, 'open', &block, $write || $copy, %_
    }
    my sub missing(Exception:D $x, Mu \path) {
        $x.name eq 'ENOENT'
            ?? refused('open', 'ENOENT', "{path}: there is no such file or folder; :create with a :length makes a file") !! $x
    }

    # All bytes become zeros, and the file gets this length. It always has some length meanwhile, so that other processes
    # that map it do not fault on pages that it keeps.
    method !emptied(Mu \path, Blob:D $name, Int:D $n, Bool:D $make, &block, %attributes) is raw is hidden-from-backtrace {
        my Int:D $id = $make ?? mn_region_open_or_create($name, 0, $n) !! mn_region_open($name, ACCESS_WRITE, 0, LENGTH_TO_END);
        return-rw Failure.new(missing problem($id, 'open'), path) if $id < 0;
        if $make {
            # This region has the length already, and a file that is longer needs another one, which reaches its end.
            mn_region_close($id);
            $id = mn_region_open($name, ACCESS_WRITE, 0, LENGTH_TO_END);
        }
        my Int:D $result = mn_region_length($id) == $n ?? 0 !! mn_region_resize($id, $n);
        $result = mn_region_fill($id, 0, $n, 0) if $result >= 0 && $n;
        if $result < 0 {
            my $problem = problem $result, 'open', $id;
            mn_region_release($id);
            return-rw Failure.new($problem);
        }
        self!given: $id, 'open', &block, True, %attributes
    }

    # Makes a new file of this length with all its blocks, and maps it for writing.
    method create(Mu \path, Mu \length, &block?) is raw {
        self!refuse-others(&?ROUTINE, %_) if %_;
        self!given: mn_region_create(path-bytes('create', path), whole('create', 'length', length)), 'create', &block, True, %_
    }

    proto method map(|) {*}

    # On an object, map is that of every list.
    multi method map(Mmap::Native::Region:D: |given) { self.Any::map(|given) }

    # Maps a descriptor or a handle, which remains the caller's; -1 is memory without a file. :prot and :flags are those of
    # mmap.
    multi method map(Mmap::Native::Region:U: Mu \descriptor, &block?, Mu :$offset = 0, Mu :$length = *, Bool() :$writable = False, Bool() :$copy = False,
        Int :$prot, Int :$flags, Bool() :$keep-descriptor = True) is raw
    {
        self!refuse-others(&?ROUTINE, %_) if %_;
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
            'map', &block, ?($writable || $copy || $prot.defined || $anonymous), %_
    }

    # Zeroed memory of this process.
    method anonymous(Mu \length, &block?) is raw {
        self!refuse-others(&?ROUTINE, %_) if %_;
        self!given: mn_region_anonymous(whole('anonymous', 'length', length)), 'anonymous', &block, True, %_
    }

    # Address space without access, until .protect gives it some.
    method reserve(Mu \length, &block?) is raw {
        self!refuse-others(&?ROUTINE, %_) if %_;
        self!given: mn_region_reserve(whole('reserve', 'length', length)), 'reserve', &block, True, %_
    }

    # A file in memory. Another process can map its .fd.
    method memfd(Str:D $name, Mu \length, &block?, Int:D :$flags = 0) is raw {
        self!refuse-others(&?ROUTINE, %_) if %_;
        self!given:
            mn_region_memfd(c-string('memfd', $name), whole('memfd', 'length', length), low-bits($flags, 32)),
            'memfd', &block, True, %_
    }

    # Named shared memory ("/name"), created or joined. :existing joins only, and :read joins for reading. Length 0 takes
    # the length that the memory has.
    method shared(Str:D $name, Mu \length = 0, &block?, Bool() :$read = False, Bool() :$existing = $read) is raw {
        self!refuse-others(&?ROUTINE, %_) if %_;
        if $existing || $read {
            refused('shared', 'EINVAL', 'memory that exists has its length').throw if length !=== 0;
            return-rw self!given: mn_region_shared_join(c-string('shared', $name), $read ?? ACCESS_READ !! ACCESS_WRITE), 'shared', &block, !$read, %_;
        }
        self!given: mn_region_shared(c-string('shared', $name), whole('shared', 'length', length)), 'shared', &block, True, %_
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
        no-names(%_, 'file-size') if %_;
        my Int:D $size = mn_region_file_size($!id + 0);
        $size >= 0 ?? $size !! self!without($size) ?? Nil !! problem($size, 'file-size', $!id).throw
    }

    # The descriptor of the region, which the region closes; the undefined Int if it keeps none.
    method fd(--> Int) {
        no-names(%_, 'fd') if %_;
        my Int:D $fd = mn_region_fd($!id + 0);
        $fd >= 0 ?? $fd !! self!without($fd) ?? Int !! problem($fd, 'fd', $!id).throw
    }

    # The path it was opened with, or Nil.
    method path() {
        no-names(%_, 'path') if %_;
        my $bytes := nqp::setelems(nqp::create(BUF), 4097);
        my Int:D $n = mn_region_path($!id + 0, $bytes, 4097);
        return IO::Path.new(nqp::setelems($bytes, $n).decode('utf8-c8')) if $n >= 0;
        self!without($n) ?? Nil !! problem($n, 'path', $!id).throw
    }
    method !without(Int:D $code --> Bool:D) {
        ?(mn_error_name($code) eq 'ENOTCONN' | 'ENOENT' | 'ENOTSUP' | 'EOPNOTSUPP')
    }

    # The number of pages in memory.
    method page-size(--> Int:D) { self!ask(mn_region_page_size($!id + 0), 'page-size') }
    method resident(--> Int:D) { self!ask(mn_region_resident($!id + 0), 'resident') }

    method opened(--> Bool:D)  { mn_region_length($!id + 0) >= 0 }
    method closed(--> Bool:D)  { !self.opened }

    multi method gist(Mmap::Native::Region:D:) {
        my Int:D $n = mn_region_length($!id + 0);
        return "{self.^name}(closed)" if $n < 0;
        my $path = try self.path;
        my $from = try self.offset;
        "{self.^name}({$path.defined ?? "$path, " !! ''}$n byte{'s' if $n != 1}{
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
        $result < 0 ?? problem($result, $call, $!id, :$offset, :length($bytes.elems), :writing).throw !! $result
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
        my $class := $mode != SLICE_SHARED && nqp::istype(self, Written)
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

    # ---- The end

    # Unmaps. Throws X::Mmap::Native::Busy while a slice is held. A second close does nothing. CArrays end with it.
    method close(Mmap::Native::Region:D: --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        if $!open {
            my $pins := self!unpin;
            my Int:D $result = mn_region_close($!id + 0);
            if $result < 0 && mn_error_name($result) ne 'EBADF' {
                my $problem := problem($result, 'close', $!id);
                # It stays open, and so do its CArrays.
                self!pin(.[0], .[1]) for $pins.list;
                $problem.throw;
            }
            $!open = 0;
        }
    }

    # The memory as an array of C, without a copy and without bounds: any native type, from an offset on. It is valid until
    # the region is closed, which also is the end of the pin that it takes.
    method CArray(Mmap::Native::Region:D: Mu \type = uint8, Int:D $offset = 0, Int:D $n = self.elems - $offset) {
        no-names(%_, 'CArray') if %_;
        native-size('CArray', type);
        my Int:D $slice = self!pin($offset, $n);
        problem($slice, 'CArray', $!id, :$offset, :length($n)).throw if $slice < 0;
        my $array := try carray-at('CArray', type, mn_slice_address($slice), $n);
        if $!.defined {
            self!unpin($slice);
            $!.throw;
        }
        $array
    }
    # A slice that keeps the bytes where they are, and the region out of the garbage collector's reach.
    method !pin(Int:D $offset, Int:D $n --> Int:D) {
        my Int:D $slice = mn_slice_open($!id + 0, in64($offset), in64($n), SLICE_PIN, 0);
        if $slice > 0 {
            $!pins := ($slice => ($offset, $n), |($!pins // ()));
            $addressed := Map.new: $addressed.pairs, $!id => self;
        }
        $slice
    }
    # Releases one of them or all, and returns what they held. It runs at the end of a block form, where a `return` would
    # replace the value of one in the block.
    method !unpin(Int $slice? --> List:D) {
        my $gone := ();
        if $!pins.defined {
            $gone := $!pins.grep({ !$slice.defined || .key == $slice }).List;
            $!pins := $slice.defined ?? $!pins.grep({ .key != $slice }).List !! ();
            mn_slice_close(.key) for $gone.list;
            $addressed := Map.new: $addressed.pairs.grep({ .key ne $!id }) unless $!pins.elems;
        }
        $gone.map({ .value }).List
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

# Bytes beside bytes, as those of a Buf. A string beside a region dies: a region is no string.
multi sub infix:<~>(Elements:D \a, Elements:D \b) is export { a.whole('~') ~ b.whole('~') }
multi sub infix:<~>(Elements:D \a, Blob:D \b) is export { a.whole('~') ~ b }
multi sub infix:<~>(Blob:D \a, Elements:D \b) is export { a ~ b.whole('~') }
multi sub infix:<eq>(Elements:D \a, Elements:D \b) is export { a.same-bytes(b) }
multi sub infix:<eq>(Elements:D \a, Blob:D \b) is export { a.same-bytes(b) }
multi sub infix:<eq>(Blob:D \a, Elements:D \b) is export { b.same-bytes(a) }
multi sub infix:<ne>(Elements:D \a, Elements:D \b) is export { !a.same-bytes(b) }
multi sub infix:<ne>(Elements:D \a, Blob:D \b) is export { !a.same-bytes(b) }
multi sub infix:<ne>(Blob:D \a, Elements:D \b) is export { !b.same-bytes(a) }
multi sub infix:<cmp>(Elements:D \a, Elements:D \b) is export { a.whole('cmp') cmp b.whole('cmp') }
multi sub infix:<cmp>(Elements:D \a, Blob:D \b) is export { a.whole('cmp') cmp buf8.new(b) }
multi sub infix:<cmp>(Blob:D \a, Elements:D \b) is export { buf8.new(a) cmp b.whole('cmp') }
# As for Buf, the types have to be the same too.
multi sub infix:<eqv>(Elements:D \a, Elements:D \b) is export { a.^name eq b.^name && a.same-bytes(b) }

proto sub mmap-file(|) is export {*}

# Maps a file: for reading, :writable or as a :copy; :length bytes from :offset, or up to the end of the file.
multi sub mmap-file(Mu \path, *%how) is raw {
    Mmap::Native::Region.open(path, |%how)
}
# The same with a block: returns the block's value, and closes the region however the block ends.
multi sub mmap-file(Mu \path, &block, *%how) is raw {
    Mmap::Native::Region.open(path, &block, |%how)
}
