# Regions: mappings that know their bounds. The C library judges every access; this file gives it Raku's manners.
#
# What is hot here has an odd form for a reason: a native call costs some 30 ns when its arguments are `Int` parameters
# or the sum of native attributes, and 40 times that when they are native variables or attributes as they stand.
use nqp;
# Nothing else of NativeCall: its own candidates of [ ] would keep those at the end of this file from being exported.
use NativeCall :traits;
use NativeCall::Types;
use Mmap::Native;
use Mmap::Native <
    ACCESS_DEFAULT ACCESS_READ ACCESS_WRITE ACCESS_COPY ACCESS_NONE FORK_INHERIT FORK_ABSENT FORK_ZERO LENGTH_TO_END
    OPTION_NO_DESCRIPTOR SLICE_PIN SLICE_SHARED SLICE_EXCLUSIVE SLICE_INTERRUPTIBLE TIMEOUT_NEVER
    ERROR_TOTAL ERROR_HOLDER ERROR_HOLDER_OFFSET ERROR_HOLDER_LENGTH ERROR_HOLDER_THREAD
>;
use Mmap::Native::RawRegion;

my constant CArray = NativeCall::Types::CArray;

# ---- What goes wrong

#| The region, slice or cursor is closed.
class X::Mmap::Native::Closed is X::Mmap::Native { }

#| The range is not inside of the region: .offset and .length are what was asked for, .total is what there is.
class X::Mmap::Native::Range is X::Mmap::Native is X::OutOfRange {
    has Int $.offset;
    has Int $.length;
    has Int $.total;
}

#| The region, or the pages of this range, may not be written.
class X::Mmap::Native::ReadOnly is X::Mmap::Native {
    has Int $.offset;
    has Int $.length;
}

#| A slice is in the way: .slice is its id, .offset and .length what it holds, .thread the system's number of its thread.
class X::Mmap::Native::Busy is X::Mmap::Native {
    has Int $.slice;
    has Int $.offset;
    has Int $.length;
    has Int $.thread;
}

#| The file ends before the range does: it was cut short. A failing device and a full disk are an OS exception, EIO.
class X::Mmap::Native::Truncated is X::Mmap::Native {
    has Int $.offset;
    has Int $.length;
}

#| What the system says: .errno is the number, .name its name.
class X::Mmap::Native::OS is X::Mmap::Native { }

#| A region or a slice is used as a string: .decode gives the text in it, and .Blob its bytes.
class X::Mmap::Native::AsStr is X::Mmap::Native is X::Buf::AsStr { }

my constant BUF = buf8.new.WHAT;
my constant %MODES = (SLICE_PIN) => 'pinned', (SLICE_SHARED) => 'shared', (SLICE_EXCLUSIVE) => 'exclusive';

# The largest number that C can be asked about.
my constant MOST = 0x7FFF_FFFF_FFFF_FFFF;

my sub errno(Str:D $name --> Int:D) {
    (1..300).first({ mn_error_name(-$_) eq $name }) // 0
}

# How many bytes, and where, as a message says it.
my sub span(Int $length, Int $offset --> Str:D) {
    ($length.defined ?? "$length byte{'s' if $length != 1}" !! 'position') ~ ($length.defined ?? ' at' !! '')
        ~ " {$offset // 0}"
}

my sub past-end(Str:D $call, Int $offset, Int $length, Int:D $total, Str $words?, Str:D :$what = 'region' --> X::Mmap::Native::Range:D)
    is export(:internal)
{
    my Str:D $s = ($length // 1) == 1 ?? 's' !! '';
    X::Mmap::Native::Range.new:
        :$call, :errno(errno 'ERANGE'), :name<ERANGE>, :$offset, :$length, :$total,
        :what<Offset>, :got($offset), :range("0..{$total - 1}"),
        :message($words || "$call: {
            ($length // 0) < 0 ?? "a length of $length is negative" !!
            "{span $length, $offset} {($offset // 0) < 0 ?? "begin$s before the $what" !! "pass{'es' if $s} the end"}"
        } ($total bytes)")
}

# The exception for a result EBUSY where a slice is in the way.
sub busy(Str:D :$call, *%given --> X::Mmap::Native::Busy:D) is export(:internal) {
    my ($slice, $offset, $length, $thread) = (ERROR_HOLDER, ERROR_HOLDER_OFFSET, ERROR_HOLDER_LENGTH, ERROR_HOLDER_THREAD).map: { error-number $_ };
    # Another thread may have closed it by now.
    my Int:D $number = mn_slice_mode($slice);
    my Str:D $mode = $number < 0 ?? '' !! " (%MODES{$number})";
    X::Mmap::Native::Busy.new: :$call, |%given, :$slice, :$offset, :$length, :$thread,
        :message("$call: slice $slice$mode holds {span $length, $offset}, taken by thread $thread: close it first{
            "; :timeout waits for another thread's" if $call eq 'read' | 'write' | 'slice' }")
}

# The exception for a result < 0. It asks for the message first, because the next failing call replaces it. :reading and
# :writing are what the caller wanted of the bytes; $what is the object that the caller has, :$mode that of a slice.
my sub problem(Int:D $code, Str:D $call, Int:D $region = 0, Int :$offset, Int :$length, Bool :$writing, Bool :$reading,
    Str:D :$what = 'region', Str:D :$mode = '' --> X::Mmap::Native:D)
{
    my Str:D $message = sentence $call, $code;
    my Str:D $name   = mn_error_name($code);
    my Int:D $errno  = -$code;
    if $region > 0 {
        my Str:D $asked = $offset.defined ?? "$call: {span $length, $offset}" !! $call;
        given $name {
            when 'EBADF' {
                return X::Mmap::Native::Closed.new: :$call, :$errno, :$name, :message("$call: the $what is closed");
            }
            when 'ERANGE' {
                my Int:D $total = error-number(ERROR_TOTAL) // mn_region_length($region);
                return X::Mmap::Native::Closed.new: :$call, :errno(errno 'EBADF'), :name<EBADF>, :message("$call: the $what is closed")
                    if $total < 0;
                return past-end $call, $offset, $length, $total, $offset.defined ?? Str !! $message, :$what;
            }
            when 'EACCES' {
                my Str:D $why = $call eq 'resize' | 'protect' || !$offset.defined ?? ''
                    !! $writing && $mode eq 'shared' ?? 'a shared slice only reads; take an exclusive one or a pin'
                    !! $writing ?? 'the region is not writable here; map it :writable or as a :copy, or .protect it'
                    !! $reading ?? 'the region is not readable here; .protect makes it so' !! '';
                $message = "$asked: $why" if $why;
                return X::Mmap::Native::ReadOnly.new: :$call, :$errno, :$name, :$message, :$offset, :$length if $writing;
            }
            when 'EBUSY' {
                return busy :$call, :$errno, :$name if error-number(ERROR_HOLDER).defined;
            }
            when 'EIO' {
                # What is behind the end of a file when it is written back is C's to say.
                # A slice may outlive its region, which then cannot be asked any more.
                my Int:D $cut = mn_region_truncated($region);
                return X::Mmap::Native::Truncated.new: :$call, :$errno, :$name, :$offset, :$length,
                    :message($cut < 0 || $call eq 'sync' | 'durable' ?? $message !! "$asked: {truncated-words $region}")
                    if $cut == 1 || $cut < 0 && $what eq 'slice';
            }
        }
    }
    X::Mmap::Native::OS.new: :$call, :$errno, :$name, :$message
}

my sub path-of(Int:D $region --> Str) {
    my $bytes := nqp::setelems(nqp::create(BUF), 4097);
    my Int:D $n = mn_region_path($region, $bytes, 4097);
    $n < 0 ?? Str !! nqp::setelems($bytes, $n).decode('utf8-c8')
}
my sub truncated-words(Int:D $region --> Str:D) {
    my Str:D $path = path-of($region) // 'the file under it';
    my Int:D $size = mn_region_file_size($region);
    # Without a descriptor the length cannot be asked for, and a page that is missing has more than one cause.
    $size < 0 ?? "$path was cut short, its device failed, or there is no room on its disk" !! "$path was cut short{
        " to $size byte{'s' if $size != 1}" if $size < mn_region_offset($region) + mn_region_length($region)
    }; .refresh takes in what is left"
}

my sub refused(Str:D $call, Str:D $name, Str:D $why --> X::Mmap::Native::OS:D) {
    X::Mmap::Native::OS.new: :$call, :$name, :errno(errno $name), :message("$call: $why")
}

my sub no-string(Mu \object, Str:D $method, Str:D $instead) is hidden-from-backtrace {
    my $what = object.^name;
    X::Mmap::Native::AsStr.new(:object(object), :$method, :call($method), :name<EINVAL>, :errno(errno 'EINVAL'),
        :message("$method: a $what is no string; $instead")).throw
}

# ---- Arguments

# A method takes any named argument and drops those that it does not know, so :writeable would map a file to read.
sub unknown-names(Routine:D $routine, %given, Str:D $call = $routine.name) is export(:internal) is hidden-from-backtrace {
    my @known = $routine.signature.params.grep({ .named && !.slurpy }).map(*.named_names).flat.sort;
    refused($call, 'EINVAL', "there is no {%given.keys.sort.map({ ":$_" }).join(' and no ')} here"
        ~ (@known ?? "; there is {@known.map({ ":$_" }).join(', ')}" !! '')).throw
}

# C's strings end at a zero byte, so there is none inside.
my sub c-string(Str:D $call, Str:D $text --> Blob:D) {
    refused($call, 'EINVAL', "{$text.raku} has a zero byte in it").throw if $text.contains("\0");
    my $bytes := $text.encode('utf8-c8');
    Blob.new($bytes) ~ Blob.new(0)
}

my sub bytes-of(Str:D $call, Mu \data --> Blob:D) {
    data ~~ Blob:D ?? data !! data ~~ Str:D ?? data.encode
        !! refused($call, 'EINVAL', "the bytes must come as a Blob or a Str, not as {data.^name}").throw
}

# Offset and length of a Range, of which the end may be open.
my sub window(Range:D $range, Int:D $total --> List:D) {
    my $from = $range.min == -Inf ?? 0 !! $range.min.ceiling + ($range.excludes-min && $range.min == $range.min.ceiling);
    my $to   = $range.max == Inf ?? $total - 1 !! $range.max.floor - ($range.excludes-max && $range.max == $range.max.floor);
    ($from, ($to - $from + 1) max 0)
}

# MoarVM ends the process where memory for an array cannot be had, so for a big one the system is asked first.
my constant BIG = 64 * 1024 * 1024;
my sub buffer(Str:D $call, Int:D $n) is raw {
    if $n > BIG {
        my Int:D $trial = mn_region_anonymous($n);
        problem($trial, $call).throw if $trial < 0;
        mn_region_close($trial);
    }
    nqp::setelems(nqp::create(BUF), $n)
}

my sub milliseconds(Str:D $call, Mu \timeout --> Int:D) {
    refused($call, 'EINVAL', "the timeout must be seconds, not {timeout.raku}").throw
        unless timeout ~~ Real:D && !timeout.isNaN && timeout >= 0;
    timeout == Inf ?? TIMEOUT_NEVER !! ((timeout * 1000).ceiling min 0x7FFF_FFFF)
}

# The milliseconds of an access that has named arguments. .read and .write take them as a hash, because a name in the
# signature costs every call.
my sub patience(Str:D $call, Mu :$timeout = 0, *%rest --> Int:D) {
    unknown-names(&?ROUTINE, %rest, $call) if %rest;
    milliseconds($call, $timeout)
}

# What is called all the time is declared in this file, because the optimizer does not look into others, and its callers
# below are as short as they can be, because it leaves longer ones alone.
my constant &library = &Mmap::Native::RawRegion::library;
my sub get-u8(int64, int64 --> int32) is native(&library) is symbol('mn_region_get_u8') {*}
my constant LITTLE  = Blob.new(1, 0).read-uint16(0) == 1;
my constant SWAPPED = (LITTLE ?? BigEndian !! LittleEndian).value;
my sub native-u16(int64, int64 --> int64) is native(&library) is symbol(LITTLE ?? 'mn_region_u16_le' !! 'mn_region_u16_be') {*}
my sub native-u32(int64, int64 --> int64) is native(&library) is symbol(LITTLE ?? 'mn_region_u32_le' !! 'mn_region_u32_be') {*}
my sub swapped-u16(int64, int64 --> int64) is native(&library) is symbol(LITTLE ?? 'mn_region_u16_be' !! 'mn_region_u16_le') {*}
my sub swapped-u32(int64, int64 --> int64) is native(&library) is symbol(LITTLE ?? 'mn_region_u32_be' !! 'mn_region_u32_le') {*}
my sub read-bytes(int64, int64, Blob, int64 --> int64) is native(&library) is symbol('mn_region_read') {*}
my sub write-bytes(int64, int64, Blob, int64 --> int64) is native(&library) is symbol('mn_region_write') {*}
my sub slice-u8(int64, int64 --> int32) is native(&library) is symbol('mn_slice_get_u8') {*}
my sub slice-read(int64, int64, Blob, int64 --> int64) is native(&library) is symbol('mn_slice_read') {*}
my sub slice-write(int64, int64, Blob, int64 --> int64) is native(&library) is symbol('mn_slice_write') {*}

# A thread's own eight bytes, for reading numbers: nothing that could run other code comes between filling them and looking
# at them. A list that grew while another thread reads it would be no safe place, so it has its size from the beginning, and
# threads beyond it get new bytes each time.
my constant SCRATCHES = 1024;
my $scratches := nqp::setelems(nqp::list, SCRATCHES);
my sub scratch(int $thread) is raw {
    my $bytes := nqp::setelems(nqp::create(BUF), 8);
    nqp::bindpos($scratches, $thread, $bytes) if $thread < SCRATCHES;
    $bytes
}

# A number that C can be given: what has more than 64 bits is as far outside of every region as -1 is.
my sub in64(Int:D $n) { nqp::isbig_I(nqp::decont($n)) && !(-MOST <= $n <= MOST) ?? -1 !! $n }

# Stands for "look again without haste".
my sub beyond($) { -1 }
my sub element($region, Int:D $i) { $region.read-element($i) }
my sub number($region, Str:D $call, Int:D $offset, Endian:D $endian, Int:D $bytes) {
    $region.read-number($call, $offset, $endian, $bytes)
}

# The result of C stays the object that it comes as, because unboxing a large one and boxing it again costs twice what the
# reading does. A method with two of these calls is too long to be compiled into its caller: so each call has its own frame,
# and both frames vanish.
my sub read-native-u16(int $id, Int:D $offset) is raw { native-u16($id + 0, $offset) }
my sub read-swapped-u16(int $id, Int:D $offset) is raw { swapped-u16($id + 0, $offset) }
my sub read-native-u32(int $id, Int:D $offset) is raw { native-u32($id + 0, $offset) }
my sub read-swapped-u32(int $id, Int:D $offset) is raw { swapped-u32($id + 0, $offset) }

my constant TWO64 = 2 ** 64;
my sub unsigned(Int:D $n --> Int:D) { $n < 0 ?? $n + TWO64 !! $n }
# As a Buf does: of a number that is too wide, the low bits count.
my sub low-bits(Int:D $n, Int:D $bits --> Int:D) { $n +& (1 +< $bits - 1) }
my sub signed(Int:D $n, Int:D $bits --> Int:D) {
    my $low := low-bits($n, $bits);
    $low +> ($bits - 1) ?? $low - (1 +< $bits) !! $low
}

# ---- Text

# ASCII is decoded many times as fast as UTF-8, and the strings are the same.
my sub is-ascii(Blob $bytes, Int $n = $bytes.elems) { mn_is_ascii($bytes, $n) == 1 }

# What stands in the middle of a file. Decoding drops a byte order mark at the beginning, and this is none.
my sub decoded-inside(Mu \bytes) {
    my Mu $bytes := nqp::decont(bytes);
    my int $marked = nqp::elems($bytes) >= 3 && nqp::atpos_i($bytes, 0) +& 255 == 0xEF
        && nqp::atpos_i($bytes, 1) +& 255 == 0xBB && nqp::atpos_i($bytes, 2) +& 255 == 0xBF;
    $marked ?? nqp::concat("\x[FEFF]", nqp::decode($bytes, 'utf8')) !! nqp::decode($bytes, 'utf8')
}

my constant NEWLINE = Blob.new(10);

# Cuts a region into chunks that end with a line.
my class Chunks {
    has $!region;
    has int $!at;
    has int $!size;
    has buf8 $!buffer;
    # 1 when the last chunk was the first of the region, and when it was ASCII.
    has int $.first;
    has int $.plain;

    submethod BUILD(:$region, Int:D :$size) {
        $!region := $region;
        $!size    = $size;
        $!buffer := nqp::create(BUF);
    }

    # The bytes of the next chunk, in a buffer that is used again; or its type at the end.
    method bytes(Str:D $call) is raw {
        my int $wanted = $!size;
        loop {
            my int $left = $!region.counted($call) - $!at;
            return BUF if $left <= 0;
            my int $n = $wanted < $left ?? $wanted !! $left;
            if $n > BIG { $!buffer := buffer($call, nqp::box_i($n, Int)) } else { nqp::setelems($!buffer, $n) }
            $!region.fetch($call, $!buffer, nqp::box_i($!at, Int), nqp::box_i($n, Int));
            my int $cut = $n;
            --$cut while $cut > 0 && nqp::isne_i(nqp::atpos_i($!buffer, $cut - 1), 10);
            if $cut == 0 {
                # No line ends here: the chunk grows up to the next one that does, or up to the end.
                if $n < $left {
                    my $newline := $!region.index(NEWLINE, nqp::box_i($!at + $n, Int));
                    $wanted = $newline.defined ?? $newline + 1 - $!at !! $left;
                    next;
                }
                $cut = $n;
            }
            elsif $n == $left {
                # The last line of all may have no newline.
                $cut = $n;
            }
            nqp::setelems($!buffer, $cut);
            $!first = $!at == 0;
            $!plain = is-ascii($!buffer);
            $!at = $!at + $cut;
            return $!buffer;
        }
    }

    # The same as text, or a null string.
    method text(Str:D $call) {
        my Mu $bytes := nqp::decont(self.bytes($call));
        return nqp::null_s unless nqp::isconcrete($bytes);
        return nqp::decode($bytes, 'ascii') if $!plain;
        $!first ?? nqp::decode($bytes, 'utf8') !! decoded-inside($bytes)
    }
}

# A line ends at \n or \r\n and is given back with \n. It is a string of its own and keeps nothing else in memory.
#
# Raku's decoder cuts them, as it does for Raku's handles, where it has to: it knows what to do with all newlines and what to
# say of what is no UTF-8. ASCII with newlines of one kind is cut here, twice as fast. That takes care: a part of a text keeps
# all of it, but a part of a text that is itself made of parts is copied; the second part is a blank, which joins with nothing.
my class Lines does Iterator {
    has $!chunks;
    # 1 when a line keeps its newline.
    has int $!keep;
    has Mu $!decoder;
    # 1 when it is cut here; the chunk, the same in two parts, what ends its lines, and where the last one began and ended.
    has int $!here;
    has str $!text;
    has str $!parts;
    has str $!newline;
    has int $!from;
    has int $!end;

    submethod BUILD(:$region, :$chomp) {
        $!chunks := Chunks.new(:$region, :size(65536));
        $!keep    = $chomp ?? 0 !! 1;
        self!cut('', "\n");
    }

    method !cut(str $text, str $newline) {
        $!here    = 1;
        $!text    = $text;
        $!parts   = nqp::concat($text, ' ');
        $!newline = $newline;
        $!from    = 0;
        $!end     = nqp::index($text, $newline);
    }

    method !decode(Mu \bytes) {
        unless nqp::isconcrete($!decoder) {
            # It translates newlines before it looks for them.
            my $decoder := Encoding::Registry.find('utf8').decoder(:translate-nl);
            $decoder.set-line-separators(["\n"]);
            $!decoder := nqp::decont($decoder);
            # One that begins inside of a file has a line behind it, or it would drop a byte order mark.
            unless $!chunks.first {
                nqp::decoderaddbytes($!decoder, nqp::decont(NEWLINE));
                nqp::decodertakeline($!decoder, 1, 0);
            }
        }
        $!here = 0;
        nqp::decoderaddbytes($!decoder, nqp::decont(bytes));
    }

    # The first line of a chunk that is cut here, or what is left at its end, which is the last line of all; else Str.
    method !line-here() {
        return nqp::p6box_s(nqp::substr($!parts, $!from, $!end - $!from + $!keep)) if $!end >= 0;
        my int $left = nqp::chars($!text) - $!from;
        return Str unless $left;
        my str $line = nqp::substr($!parts, $!from, $left);
        self!cut('', "\n");
        nqp::p6box_s($line)
    }

    # The same of the decoder. It may keep a newline back, because it cannot know yet that nothing belongs to it.
    method !line-of-decoder() {
        my str $line = nqp::decodertakeline($!decoder, nqp::not_i($!keep), 0);
        $line = nqp::decodertakeline($!decoder, nqp::not_i($!keep), 1) if nqp::isnull_s($line) && !nqp::decoderempty($!decoder);
        nqp::isnull_s($line) ?? Str !! nqp::p6box_s($line)
    }

    # The next line when there is none that is whole. Nothing here may call what calls this: Rakudo's optimizer would put one
    # into the other without an end.
    method !refill() {
        my $line := $!here ?? self!line-here !! self!line-of-decoder;
        until $line.defined {
            my Mu $bytes := nqp::decont($!chunks.bytes('lines'));
            unless nqp::isconcrete($bytes) {
                self!cut('', "\n");
                return IterationEnd;
            }
            my str $text    = $!chunks.plain ?? nqp::decode($bytes, 'iso-8859-1') !! '';
            my str $newline = nqp::index($text, "\r\n") < 0 ?? "\n" !! "\r\n";
            if $!chunks.plain && ($newline eq "\n" || !$!keep && nqp::index($text, "\n") < 0) {
                self!cut($text, $newline);
                $line := self!line-here;
            }
            else {
                self!decode($bytes);
                $line := self!line-of-decoder;
            }
        }
        $line
    }

    method !decoded() {
        my str $line = nqp::decodertakeline($!decoder, nqp::not_i($!keep), 0);
        nqp::isnull_s($line) ?? self!refill !! nqp::p6box_s($line)
    }

    # What is short is compiled into the caller's loop, and variables would be in its way.
    method pull-one() {
        nqp::if(
            $!here,
            nqp::if(
                nqp::islt_i(($!end = nqp::index($!text, $!newline, ($!from = nqp::add_i($!end, 1)))), 0),
                self!refill,
                nqp::p6box_s(nqp::substr($!parts, $!from, nqp::add_i(nqp::sub_i($!end, $!from), $!keep)))),
            self!decoded)
    }
}

# The bytes from one place to another, a chunk at a time.
my class Bytes does Iterator {
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
my sub boxed(Mu \bytes) is raw {
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
my class Window is List {
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

# What an element may become.
my sub octet(Mu \value --> Int:D) {
    value ~~ Int:D && 0 <= value <= 255 ?? value
        !! X::OutOfRange.new(:what('A byte'), :got(value ~~ Real:D ?? value !! value.raku), :range<0..255>).throw
}

# Elements that are containers, so that $r[0]++ works too.
my role Containers {
    method AT-POS(Int:D $i) is raw {
        my $region := self;
        my $failure;
        Proxy.new:
            # Raku looks at an element several times, and each Failure but the last is nobody's to handle.
            FETCH => -> $ {
                my $byte := $region.read-element($i);
                if nqp::istype($byte, Failure) {
                    $failure.so;
                    $failure := $byte;
                }
                $byte
            },
            STORE => -> $, Mu \new { $region.ASSIGN-POS($i, new) }
    }
}

# What a region and a slice of it have in common, on top of .elems, .kind, .AT-POS, .ASSIGN-POS, .fetch and .store-bytes of
# their own.
my role Elements does Positional[uint8] {
    method EXISTS-POS(::?CLASS:D: Int:D $i --> Bool:D) { 0 <= $i < self.elems }
    method DELETE-POS(|) { refused('delete', 'EINVAL', 'there is a byte everywhere; .resize makes a region shorter').throw }
    method BIND-POS(|)   { refused('bind', 'EINVAL', 'the bytes are values and no containers').throw }

    # The elements of a Range, as a List.
    method elements(Range:D $range) is implementation-detail {
        my Int:D $total = self.counted('elements');
        my ($from, $n) = window($range, $total);
        return Failure.new(past-end 'elements', $from, $n, $total, :what(self.kind)) if $from < 0 || $from + $n > $total && $n > 0 || $from > $total;
        my Mu $values := boxed self.read($from min $total, $n);
        nqp::istype(self, Containers)
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

    # The whole range is inside, before memory for it is taken.
    method check-range(Str:D $call, Int:D $offset, Int:D $n --> Nil) is implementation-detail is hidden-from-backtrace {
        my Int:D $total = self.counted($call);
        past-end($call, $offset, $n, $total, :what(self.kind)).throw unless 0 <= $offset && 0 <= $n && $offset + $n <= $total;
    }

    #| These bytes and no fewer, as a Buf.
    method read(Int:D $offset, Int:D $n --> Buf:D) {
        self.check-range('read', $offset, $n);
        my $buffer := buffer('read', $n);
        self.fetch('read', $buffer, $offset, $n);
        $buffer
    }

    #| All of it, or nothing; how many bytes.
    method write(Int:D $offset, Mu \data --> Int:D) { self.store-bytes('write', $offset, bytes-of('write', data)) }

    #| As Blob's: from a place on, so many bytes or as many as are left.
    method subbuf(::?CLASS:D: Mu $from, Mu $length?) {
        my Int:D $total = self.counted('subbuf');
        my ($offset, $n);
        if $from ~~ Range:D {
            ($offset, $n) = window($from, $total);
        }
        else {
            $offset = $from ~~ Callable:D ?? $from($total) !! $from;
            return Failure.new(refused 'subbuf', 'EINVAL', "the place must be an Int, not {$offset.raku}") unless $offset ~~ Int:D;
            my $given := $length ~~ Callable:D ?? $length($total) !! $length;
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
    # A region has faster ones of its own for reading, and they end here for an offset of more than 32 bits and after a
    # failure.
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

    method write-uint8(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        self.store-bytes('write-uint8', $offset, Blob.new(low-bits($new, 8)));
    }
    method write-int8(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        self.store-bytes('write-int8', $offset, Blob.new(low-bits($new, 8)));
    }
    method write-uint16(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-uint16(0, low-bits($new, 16), $endian);
        self.store-bytes('write-uint16', $offset, $bytes);
    }
    method write-int16(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-int16(0, signed($new, 16), $endian);
        self.store-bytes('write-int16', $offset, $bytes);
    }
    method write-uint32(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-uint32(0, low-bits($new, 32), $endian);
        self.store-bytes('write-uint32', $offset, $bytes);
    }
    method write-int32(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-int32(0, signed($new, 32), $endian);
        self.store-bytes('write-int32', $offset, $bytes);
    }
    method write-uint64(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-int64(0, signed($new, 64), $endian);
        self.store-bytes('write-uint64', $offset, $bytes);
    }
    method write-int64(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-int64(0, signed($new, 64), $endian);
        self.store-bytes('write-int64', $offset, $bytes);
    }
    method write-uint128(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-uint128(0, low-bits($new, 128), $endian);
        self.store-bytes('write-uint128', $offset, $bytes);
    }
    method write-int128(Int:D $offset, Int:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-uint128(0, low-bits($new, 128), $endian);
        self.store-bytes('write-int128', $offset, $bytes);
    }
    method write-num32(Int:D $offset, Real:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-num32(0, $new.Num, $endian);
        self.store-bytes('write-num32', $offset, $bytes);
    }
    method write-num64(Int:D $offset, Real:D $new, Endian:D $endian = NativeEndian --> True) {
        my $bytes := nqp::create(BUF);
        $bytes.write-num64(0, $new.Num, $endian);
        self.store-bytes('write-num64', $offset, $bytes);
    }
}

class Mmap::Native::Region { ... }
class Mmap::Native::Region::Writable { ... }

# ---- Slices

#| A counted view of a region. While it is held, the region does not close, resize, move or change its protection. Its
#| bytes are read and written as a region's are, also by the holder of an exclusive one; a shared one only reads. Offsets
#| count from its own beginning. Past its end is X::Mmap::Native::Range, and a file cut short X::Mmap::Native::Truncated.
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
        my Int:D $result = slice-read($!id + 0, in64($offset), $buffer, $n);
        self!failed($result, $call, :$offset, :length($n), :reading).throw if $result < 0;
    }
    method store-bytes(Str:D $call, Int:D $offset, Blob:D $bytes --> Int:D) is implementation-detail is hidden-from-backtrace {
        my Int:D $n = $bytes.bytes;
        my Int:D $result = slice-write($!id + 0, in64($offset), $bytes, $n);
        $result < 0 ?? self!failed($result, $call, :$offset, :length($n), :writing).throw !! $result
    }

    #| A byte, or a Failure: what $slice[$i] gives.
    method AT-POS(Mmap::Native::Region::Slice:D: Int:D $i) {
        nqp::islt_i((my int $byte = nqp::isbig_I($i) ?? beyond($i) !! slice-u8($!id + 0, $i)), 0) ?? element(self, $i) !! $byte
    }
    method read-element(Int:D $i) is implementation-detail {
        my Int:D $byte = slice-u8($!id + 0, in64($i));
        $byte < 0 ?? Failure.new(self!failed: $byte, 'element', :offset($i), :length(1), :reading) !! $byte
    }
    method ASSIGN-POS(Mmap::Native::Region::Slice:D: Int:D $i, Mu \value) is raw {
        my Int:D $result = mn_slice_set_u8($!id + 0, in64($i), octet(value));
        $result < 0 ?? self!failed($result, 'element', :offset($i), :length(1), :writing).throw !! value
    }

    #| As Blob's.
    method decode(Mmap::Native::Region::Slice:D: Str:D $encoding = 'utf-8', *%how --> Str:D) {
        self.whole('decode').decode($encoding, |%how)
    }

    # ---- What it is

    #| The system's number of the thread that took it.
    method thread(--> Int:D) {
        my Int:D $thread = mn_slice_thread($!id + 0);
        $thread < 0 ?? self!failed($thread, 'thread').throw !! $thread
    }

    #| Is it still held?
    method held(--> Bool:D) { ?$!held }
    method opened(--> Bool:D) { ?$!held }

    #| The address of its first byte. It is good until the slice is closed, and C does not know where it ends.
    method Pointer(--> Pointer:D) {
        my Int:D $address = mn_slice_address($!id + 0);
        self!failed($address, 'Pointer').throw if -4095 <= $address < 0;
        Pointer.new($address)
    }

    #| The bytes as a CArray, without a copy and without bounds: an index outside of the slice ends the process.
    method CArray(--> CArray:D) {
        bytes-at self.Pointer
    }

    #| True when every page of it is there now; throws X::Mmap::Native::Truncated when the file was cut short.
    method check(--> True) {
        my Int:D $result = mn_slice_check($!id + 0);
        self!failed($result, 'check', :offset(0), :length($!elems)).throw if $result < 0;
    }

    #| Lets go. A second time does nothing.
    method close(--> True) {
        if $!held {
            $!held = 0;
            # Another thread may have been faster; then there is nothing left to do.
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

# One that may be written, as the region may.
class Mmap::Native::Region::Slice::Writable is Mmap::Native::Region::Slice does Containers {
    method ^name($) { 'Mmap::Native::Region::Slice' }
}

# ---- Cursors

#| A position in a region. Any number of them can stand in one.
class Mmap::Native::Region::Cursor {
    has int $!id;
    has int $!open;
    has $.region;

    submethod BUILD(:$region) {
        $!region := $region;
        my Int:D $id = mn_cursor_open($region.id);
        problem($id, 'cursor', $region.id).throw if $id < 0;
        $!id   = $id;
        $!open = 1;
    }

    method !check(Int:D $result, Str:D $call, *%given) is hidden-from-backtrace {
        $result < 0 ?? problem($result, $call, $!region.id, |%given, :what($!open ?? 'region' !! 'cursor')).throw !! $result
    }
    # Where it stands, for $call.
    method !at(Str:D $call --> Int:D) is hidden-from-backtrace { self!check(mn_cursor_tell($!id + 0), $call) }

    method tell(--> Int:D) {
        self!check(mn_cursor_tell($!id + 0), 'tell')
    }
    method opened(--> Bool:D) { $!open == 1 && mn_cursor_tell($!id + 0) >= 0 }
    method eof(--> Bool:D)    { self.tell >= $!region.elems }

    #| The new position. Outside of the region is an error, and nothing moves.
    method seek(Int:D $offset, Mu $whence = SeekFromBeginning --> Int:D) {
        past-end('seek', $offset, Int, $!region.elems).throw unless -MOST <= $offset <= MOST;
        refused('seek', 'EINVAL', "there is no whence {$whence.raku}").throw unless $whence ~~ Int:D && -9 < $whence < 9;
        # Raku's SeekType has the numbers that C's WHENCE_ names have.
        self!check(mn_cursor_seek($!id + 0, $offset, +$whence), 'seek', :$offset)
    }

    #| Up to $n bytes, as many as are left; an empty Buf at the end.
    method read(Mu $n = * --> Buf:D) {
        my Int:D $left = ($!region.counted('read') - self!at('read')) max 0;
        refused('read', 'EINVAL', "the number of bytes must be an Int or *, not {$n.raku}").throw
            unless $n ~~ Whatever | Int:D;
        # -1 is the rest for those who know it so.
        my Int:D $wanted = $n ~~ Whatever || $n < 0 ?? $left !! $n min $left;
        my $buffer := buffer('read', $wanted);
        nqp::setelems($buffer, self!check(mn_cursor_read($!id + 0, $buffer, $wanted), 'read', :offset(self!at('read')), :length($wanted), :reading))
    }

    method read-byte(--> Int:D) {
        self!check(mn_cursor_read_byte($!id + 0), 'read-byte', :offset(self!at('read-byte')), :length(1), :reading)
    }

    #| All of it, or nothing and the position stays; how many bytes.
    method write(Mu \data --> Int:D) {
        my Blob:D $bytes = bytes-of('write', data);
        self!check(mn_cursor_write($!id + 0, $bytes, $bytes.bytes), 'write', :offset(self!at('write')), :length($bytes.bytes), :writing)
    }

    method write-byte(Int:D $value --> True) {
        refused('write-byte', 'EINVAL', "$value is no byte").throw unless 0 <= $value <= 255;
        self!check(mn_cursor_write_byte($!id + 0, $value), 'write-byte', :offset(self!at('write-byte')), :length(1), :writing);
    }

    #| The bytes of the next line with its newline; an empty Buf at the end.
    method readline(--> Buf:D) {
        my int64 $offset;
        my Int:D $n = self!check(mn_cursor_next_line($!id + 0, $offset), 'readline');
        $n ?? $!region.read($offset, $n) !! nqp::create(BUF)
    }

    #| The next line as text without its newline, or Nil at the end.
    method get(Bool() :$chomp = True) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $line := self.readline;
        return Nil unless $line.elems;
        my Str:D $text = $line.decode;
        $chomp ?? $text.chomp !! $text.subst(/\r\n$/, "\n")
    }

    #| The lines from here on, lazily; the position follows.
    method lines(Bool() :$chomp = True --> Seq:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $cursor := self;
        gather loop {
            my $line := $cursor.get(:$chomp);
            $line.defined ?? take($line) !! last
        }
    }

    #| Where the bytes (or the text) stand next, or Nil; the position stays.
    method find(Mu \needle) {
        my Blob:D $bytes = bytes-of('find', needle);
        my Int:D $found = mn_cursor_find($!id + 0, $bytes, $bytes.bytes);
        $found < 0 && mn_error_name($found) eq 'ENOENT' ?? Nil !! self!check($found, 'find')
    }

    #| A second time does nothing.
    method close(--> True) {
        if $!open {
            $!open = 0;
            mn_cursor_close($!id + 0);
        }
    }

    submethod DESTROY() {
        mn_cursor_close($!id + 0) if $!open;
    }

    method clone(|) {
        my $twin := Mmap::Native::Region::Cursor.new: :$!region;
        $twin.seek(self.tell);
        $twin
    }

    multi method gist(Mmap::Native::Region::Cursor:D:) {
        "{self.^name}({$!open ?? "at {try { self.tell } // '?'} of {$!region.gist}" !! 'closed'})"
    }
    multi method raku(Mmap::Native::Region::Cursor:D:) { self.gist }
    multi method Str(Mmap::Native::Region::Cursor:D:)  { self.gist }
}

# ---- Handles

#| An IO::Handle that reads and writes a region. Closing it leaves the region open.
class Mmap::Native::Region::Handle is IO::Handle {
    has $.region;
    has int $!at;
    has int $!open;

    submethod TWEAK(:$!region, :$bin, :$enc) {
        $!open = 1;
        self.encoding($enc // 'utf8') unless $bin;
    }

    # Raku's handles keep what they decode with where only they can see it.
    method !decoder() is raw { nqp::getattr(self, IO::Handle, '$!decoder') }
    method !waiting(--> Int:D) { nqp::isconcrete(self!decoder) ?? self!decoder.bytes-available !! 0 }
    method !forget() {
        if nqp::isconcrete(self!decoder) {
            my $fresh := Encoding::Registry.find(nqp::getattr(self, IO::Handle, '$!encoding')).decoder(:translate-nl);
            $fresh.set-line-separators(self.nl-in.list);
            nqp::bindattr(self, IO::Handle, '$!decoder', $fresh);
        }
    }

    method !opened(Str:D $trying) {
        X::IO::Closed.new(:$trying).throw unless $!open;
    }

    method READ(Int:D $n) {
        self!opened('read');
        my Int:D $left = ($!region.elems - $!at) max 0;
        my $buffer := buffer('read', $n min $left);
        $!region.fetch('read', $buffer, nqp::box_i($!at, Int), nqp::elems($buffer)) if nqp::elems($buffer);
        $!at = $!at + nqp::elems($buffer);
        $buffer
    }
    method WRITE(Blob:D $bytes --> True) {
        self!opened('write');
        # What was read ahead was not asked for yet, so writing goes on where reading stood.
        if self!waiting -> $ahead {
            $!at = $!at - $ahead;
            self!forget;
        }
        $!at = $!at + $!region.write(nqp::box_i($!at, Int), $bytes);
    }
    method EOF(--> Bool:D) { !$!open || $!at >= $!region.elems }

    multi method seek(Mmap::Native::Region::Handle:D: Int:D $offset, SeekType:D $whence = SeekFromBeginning --> True) {
        self!opened('seek');
        my Int:D $total = $!region.elems;
        my Int:D $to = $offset + ($whence == SeekFromBeginning ?? 0 !! $whence == SeekFromEnd ?? $total !! $!at - self!waiting);
        past-end('seek', $to, Int, $total).throw unless 0 <= $to <= $total;
        self!forget;
        $!at = $to;
    }
    method tell(Mmap::Native::Region::Handle:D: --> Int:D) {
        self!opened('tell');
        $!at - self!waiting
    }

    method opened(--> Bool:D) { ?$!open }
    method close(--> True) {
        $!open = 0;
        nqp::bindattr(self, IO::Handle, '$!decoder', Encoding::Decoder);
    }
    # Others see at once what was written; the disk is another matter, and Region.sync is for it.
    method flush(--> True) { self!opened('flush') }

    multi method encoding(Mmap::Native::Region::Handle:D: $new, *%how) {
        if nqp::isconcrete(self!decoder) && (!$new.defined || $new eq 'bin') {
            $!at = $!at - self!waiting;
            nqp::bindattr(self, IO::Handle, '$!decoder', Encoding::Decoder);
            nqp::bindattr(self, IO::Handle, '$!encoder', Encoding::Encoder);
            nqp::bindattr(self, IO::Handle, '$!encoding', Nil);
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

# ---- Regions

my constant %ACCESS  = (ACCESS_DEFAULT) => 'default', (ACCESS_READ) => 'read', (ACCESS_WRITE) => 'write',
                       (ACCESS_COPY) => 'copy', (ACCESS_NONE) => 'none';
my constant %FORK    = share => FORK_INHERIT, none => FORK_ABSENT, zero => FORK_ZERO;
my constant @COUNTED = <regions slices cursors faults close_errors>;

class Mmap::Native::Region does Elements {
    has int $!id;
    # Only what DESTROY has to do depends on it: everything else asks the C library, which knows better.
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

    # An object for a new id, or the block's value with the region closed after it.
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

    #| What a block form does at its end: a slice that is still held puts the unmapping off, and nothing else does.
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

    #| Maps a file. To read (or :r), unless :writable (or :rw; the file changes) or :copy (the file stays).
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

    #| Makes a new file of so many bytes, with all its blocks, and maps it for writing.
    method create(Mu \path, Mu \length, &block?) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given: mn_region_create(path-bytes('create', path), whole('create', 'length', length)), 'create', &block, True
    }

    proto method map(|) {*}

    # The bytes, as every list has it.
    multi method map(Mmap::Native::Region:D: |given) { self.Any::map(|given) }

    #| Maps a descriptor or a handle, which stays the caller's; -1 is memory without a file. :prot and :flags are mmap's own.
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

    #| Zeroed memory of this process alone.
    method anonymous(Mu \length, &block?) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given: mn_region_anonymous(whole('anonymous', 'length', length)), 'anonymous', &block, True
    }

    #| Address space that nothing may touch before .protect.
    method reserve(Mu \length, &block?) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given: mn_region_reserve(whole('reserve', 'length', length)), 'reserve', &block, True
    }

    #| A file without a name, in memory, whose .fd can be given to other processes.
    method memfd(Str:D $name, Mu \length, &block?, Int:D :$flags = 0) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given:
            mn_region_memfd(c-string('memfd', $name), whole('memfd', 'length', length), low-bits($flags, 32)),
            'memfd', &block, True
    }

    #| Named shared memory ("/name"), created or joined, or with :existing joined only if it is there; :read joins it to
    #| read. Length 0 takes the length that it has.
    method shared(Str:D $name, Mu \length = 0, &block?, Bool() :$read = False, Bool() :$existing = $read) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        if $existing || $read {
            refused('shared', 'EINVAL', 'memory that exists has its length').throw if length !=== 0;
            return-rw self!given: mn_region_shared_join(c-string('shared', $name), $read ?? ACCESS_READ !! ACCESS_WRITE), 'shared', &block, !$read;
        }
        self!given: mn_region_shared(c-string('shared', $name), whole('shared', 'length', length)), 'shared', &block, True
    }

    #| Counts of the whole process: regions, slices and cursors that are open, faults survived, closings that failed.
    method stats(--> Map:D) {
        Map.new: @COUNTED.map: { $_ => mn_statistic($_.encode ~ Blob.new(0)) }
    }

    # ---- What it is

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
    method bytes(--> Int:D)     { self.elems }
    method length(--> Int:D)    { self.elems }
    method is-empty(--> Bool:D) { self.elems == 0 }
    method offset(--> Int:D)    { self!ask(mn_region_offset($!id + 0), 'offset') }
    method prot(--> Int:D)      { self!ask(mn_region_prot($!id + 0), 'prot') }
    method flags(--> Int:D)     { self!ask(mn_region_flags($!id + 0), 'flags') }
    method truncated(--> Bool:D) { ?self!ask(mn_region_truncated($!id + 0), 'truncated') }

    #| How it was opened: read, write, copy, none or default (by prot and flags).
    method access(--> Str:D) { %ACCESS{self!ask(mn_region_access($!id + 0), 'access')} }

    #| How long the file is now, or Nil where there is none.
    method file-size() {
        my Int:D $size = mn_region_file_size($!id + 0);
        $size >= 0 ?? $size !! self!without($size) ?? Nil !! problem($size, 'file-size', $!id).throw
    }

    #| The region's own descriptor, to be used and not closed; the undefined Int where it keeps none.
    method fd(--> Int) {
        my Int:D $fd = mn_region_fd($!id + 0);
        $fd >= 0 ?? $fd !! self!without($fd) ?? Int !! problem($fd, 'fd', $!id).throw
    }

    #| The path it was opened with, or Nil.
    method path() {
        my $bytes := nqp::setelems(nqp::create(BUF), 4097);
        my Int:D $n = mn_region_path($!id + 0, $bytes, 4097);
        return IO::Path.new(nqp::setelems($bytes, $n).decode('utf8-c8')) if $n >= 0;
        self!without($n) ?? Nil !! problem($n, 'path', $!id).throw
    }
    method !without(Int:D $code --> Bool:D) {
        ?(mn_error_name($code) eq 'ENOTCONN' | 'ENOENT' | 'ENOTSUP' | 'EOPNOTSUPP')
    }

    #| How many pages are in memory.
    method resident(--> Int:D) { self!ask(mn_region_resident($!id + 0), 'resident') }

    method opened(--> Bool:D)  { mn_region_length($!id + 0) >= 0 }
    method Bool(Mmap::Native::Region:D: --> Bool:D) { self.elems > 0 }
    method Int(Mmap::Native::Region:D: --> Int:D)   { self.elems }
    multi method Numeric(Mmap::Native::Region:D: --> Int:D) { self.elems }

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

    # Fills a Buf that holds enough, or throws. For the classes of this file.
    method fetch(Str:D $call, Mu $buffer, Int:D $offset, Int:D $n --> Nil) is implementation-detail is hidden-from-backtrace {
        my Int:D $result = read-bytes($!id + 0, $buffer.defined ?? in64($offset) !! 0, $buffer, $n);
        problem($result, $call, $!id, :$offset, :length($n), :reading).throw if $result < 0;
    }

    #| A byte, or a Failure: what $region[$i] gives.
    method AT-POS(Mmap::Native::Region:D: Int:D $i) {
        nqp::islt_i((my int $byte = nqp::isbig_I($i) ?? beyond($i) !! get-u8($!id + 0, $i)), 0) ?? element(self, $i) !! $byte
    }
    # The same without haste: for an index of more than 32 bits, for a failure, and where a subclass has another AT-POS.
    method read-element(Int:D $i) is implementation-detail {
        my Int:D $byte = get-u8($!id + 0, in64($i));
        $byte < 0 ?? Failure.new(problem $byte, 'element', $!id, :offset($i), :length(1), :reading) !! $byte
    }
    method ASSIGN-POS(Mmap::Native::Region:D: Int:D $i, Mu \value) is raw {
        my Int:D $result = mn_region_set_u8($!id + 0, in64($i), octet(value));
        $result < 0 ?? problem($result, 'element', $!id, :offset($i), :length(1), :writing).throw !! value
    }
    #| These bytes and no fewer, as a Buf. Where another thread's slice keeps readers out, it waits for :timeout seconds, 0 if
    #| not given and Inf without limit, and then throws X::Mmap::Native::Busy. The wait blocks the thread of the system, so one
    #| in a start block takes a thread of the pool away.
    method read(Int:D $offset, Int:D $n, *%how --> Buf:D) {
        my Int:D $ms = %how ?? patience('read', |%how) !! 0;
        self.check-range('read', $offset, $n);
        my $buffer := buffer('read', $n);
        my Int:D $result = $ms
            ?? mn_region_read_wait($!id + 0, in64($offset), $buffer, $n, $ms)
            !! read-bytes($!id + 0, $offset, $buffer, $n);
        $result < 0 ?? problem($result, 'read', $!id, :$offset, :length($n), :reading).throw !! $buffer
    }

    #| Bytes into a Buf that is there, from its beginning on: as many as it holds or as are left, or exactly $n.
    method read-into(Blob:D $buffer, Int:D $offset = 0, Int $n? --> Int:D) {
        refused('read-into', 'EINVAL', "{$buffer.^name} cannot be changed; give a Buf").throw unless $buffer ~~ Buf;
        my Int:D $room = $buffer.bytes;
        my Int:D $count = $n // ($room min ((self.elems - $offset) max 0));
        past-end('read-into', $offset, $count, $room, "read-into: the Buf holds $room bytes, and not $count").throw if $count > $room;
        my Int:D $result = read-bytes($!id + 0, in64($offset), $buffer, $count);
        $result < 0 ?? problem($result, 'read-into', $!id, :$offset, :length($count), :reading).throw !! $result
    }

    #| n bytes, each $step after the one before.
    method read-strided(Int:D $offset, Int:D $step, Int:D $n --> Buf:D) {
        past-end('read-strided', $offset, $n, self.elems).throw unless 0 <= $n && ($step == 0 || $n <= self.elems);
        my $buffer := buffer('read-strided', $n);
        my Int:D $result = mn_region_read_strided($!id + 0, in64($offset), in64($step), $n, $buffer);
        $result < 0 ?? problem($result, 'read-strided', $!id, :$offset, :length($n), :reading).throw !! $buffer
    }
    method write-strided(Int:D $offset, Int:D $step, Mu \data --> Int:D) {
        my Blob:D $bytes = bytes-of('write-strided', data);
        my Int:D $result = mn_region_write_strided($!id + 0, in64($offset), in64($step), $bytes.bytes, $bytes);
        $result < 0 ?? problem($result, 'write-strided', $!id, :$offset, :length($bytes.bytes), :writing).throw !! $result
    }

    #| All of it, or nothing; how many bytes. :timeout as for .read, where another thread's slice keeps writers out.
    method write(Int:D $offset, Mu \data, *%how --> Int:D) {
        my Blob:D $bytes = bytes-of('write', data);
        my Int:D $n = $bytes.bytes;
        my Int:D $ms = %how ?? patience('write', |%how) !! 0;
        my Int:D $result = $ms
            ?? mn_region_write_wait($!id + 0, in64($offset), $bytes, $n, $ms)
            !! write-bytes($!id + 0, in64($offset), $bytes, $n);
        $result < 0 ?? problem($result, 'write', $!id, :$offset, :length($n), :writing).throw !! $result
    }
    method write-at(Int:D $offset, Mu \data, *%how --> Int:D) { self.write($offset, data, |%how) }

    # For what changes a range and answers 0.
    method !done(Int:D $result, Str:D $call, *%given --> True) is hidden-from-backtrace {
        problem($result, $call, $!id, |%given).throw if $result < 0;
    }

    method fill(Int:D $byte, Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        self!done(mn_region_fill($!id + 0, in64($offset), in64($n), octet($byte)), 'fill', :$offset, :length($n), :writing);
    }

    #| Copies within the region; the ranges may overlap.
    method move(Int:D $to, Int:D $from, Int:D $n --> True) {
        self!done(mn_region_move($!id + 0, in64($to), in64($from), in64($n)), 'move',
            :offset($to max $from), :length($n), :writing);
    }

    # ---- Text and search

    #| As Blob's.
    method decode(Mmap::Native::Region:D: Str:D $encoding = 'utf-8', :$replacement, :$strict --> Str:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $name := Encoding::Registry.find($encoding).name;
        my %how = (:$replacement, :$strict).grep(*.value.defined);
        return self.whole('decode').decode($encoding, |%how)
            unless $name eq 'utf8' && !$replacement.defined && !$strict.defined;
        my $whole := self.whole('decode');
        return nqp::p6box_s(nqp::decode(nqp::decont($whole), 'ascii')) if is-ascii($whole);
        # Text that begins with ASCII is mostly that, and then chunks pay for being put together; any other is best decoded
        # at once.
        return nqp::p6box_s(nqp::decode($whole, 'utf8'))
            if nqp::elems($whole) <= 65536 || !is-ascii($whole, 65536);
        $whole := Nil;
        my $chunks := Chunks.new(:region(self), :size(262144));
        my str $part = $chunks.text('decode');
        my Mu $parts := nqp::list_s;
        until nqp::isnull_s($part) {
            nqp::push_s($parts, $part);
            $part = $chunks.text('decode');
        }
        nqp::p6box_s(nqp::join('', $parts))
    }

    proto method lines(|) {*}

    #| As IO::Handle's, lazily: a line ends at \n or \r\n.
    multi method lines(Mmap::Native::Region:D: :$chomp = True, Str:D :$enc = 'utf8' --> Seq:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        Encoding::Registry.find($enc).name eq 'utf8'
            ?? Seq.new(Lines.new: :region(self), :$chomp)
            !! self.open(:$enc, :$chomp).lines
    }
    multi method lines(Mmap::Native::Region:D: Mu $limit, :$chomp = True, Str:D :$enc = 'utf8' --> Seq:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        return self.lines(:$chomp, :$enc) if $limit ~~ Whatever || $limit === Inf;
        refused('lines', 'EINVAL', "the number of lines must be an Int, not {$limit.raku}").throw unless $limit ~~ Int:D;
        self.lines(:$chomp, :$enc).head($limit min MOST)
    }

    my sub place(Mu $asked, Int:D $total) {
        $asked ~~ Callable:D ?? $asked($total) !! $asked ~~ Whatever ?? $total !! $asked
    }
    method !window(Str:D $call, Mu \start, Mu \end) {
        my Int:D $total = self.counted($call);
        my ($from, $to) = place(start, $total), place(end, $total);
        for $from, $to {
            fail refused($call, 'EINVAL', "a place must be an Int, not {.raku}") unless $_ ~~ Int:D;
            fail past-end($call, $_, Int, $total, "$call: position $_ is before the beginning ($total bytes)") if $_ < 0;
        }
        ($from, $to min $total)
    }
    method !sought(Int:D $found, Str:D $call) is hidden-from-backtrace {
        $found >= 0 ?? $found !! mn_error_name($found) eq 'ENOENT' ?? Nil !! problem($found, $call, $!id).throw
    }

    #| The first place of these bytes (or this text) from $start on and before :end, or Nil.
    method index(Mmap::Native::Region:D: Mu \needle, Mu \start = 0, Mu :$end = *) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $window := self!window('index', start, $end);
        return $window if $window ~~ Failure;
        my Blob:D $bytes = bytes-of('index', needle);
        my ($from, $to) = $window;
        $from > $to ?? Nil !! self!sought(mn_region_find($!id + 0, $from, $to, $bytes, $bytes.bytes), 'index')
    }

    #| The last place that is not after $last, inside of :start and :end, or Nil.
    method rindex(Mmap::Native::Region:D: Mu \needle, Mu \last = *, Mu :$start = 0, Mu :$end = *) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Blob:D $bytes = bytes-of('rindex', needle);
        my $window := self!window('rindex', $start, $end);
        return $window if $window ~~ Failure;
        my ($from, $to) = $window;
        unless last ~~ Whatever {
            my $most := self!window('rindex', last, *);
            return $most if $most ~~ Failure;
            $to = $to min ($most[0] + $bytes.bytes);
        }
        $from > $to ?? Nil !! self!sought(mn_region_rfind($!id + 0, $from, $to, $bytes, $bytes.bytes), 'rindex')
    }

    #| How often these bytes stand there without overlap.
    method count(Mmap::Native::Region:D: Mu \needle, Mu \start = 0, Mu :$end = *) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $window := self!window('count', start, $end);
        return $window if $window ~~ Failure;
        my Blob:D $bytes = bytes-of('count', needle);
        my ($from, $to) = $window;
        $from > $to ?? 0 !! self!sought(mn_region_count($!id + 0, $from, $to, $bytes, $bytes.bytes), 'count') // 0
    }

    method contains(Mmap::Native::Region:D: Mu \needle, Mu \start = 0 --> Bool:D) {
        self.index(needle, start).defined
    }

    # ---- Numbers

    # The types and the orders are those of Blob and Buf: of a number too wide for its type the low bits are written.
    method !wrong(Int:D $code, Str:D $call, Int:D $offset) is hidden-from-backtrace {
        my Int:D $length = $call ~~ / \d+ $ / ?? $/.Int div 8 !! 1;
        problem($code, $call, $!id, :$offset, :$length, :writing($call.starts-with('write') || $call.starts-with('atomic'))).throw
    }

    method read-uint8(Int:D $offset, Endian $?) {
        nqp::islt_i((my int $byte = nqp::isbig_I($offset) ?? beyond($offset) !! get-u8($!id + 0, $offset)), 0)
            ?? number(self, 'read-uint8', $offset, NativeEndian, 1) !! $byte
    }
    method read-int8(Int:D $offset, Endian $?) {
        my $value := self.read-uint8($offset);
        $value > 127 ?? $value - 256 !! $value
    }
    method write-uint8(Int:D $offset, Int:D $new, Endian $? --> True) {
        my Int:D $result = mn_region_set_u8($!id + 0, in64($offset), low-bits($new, 8));
        self!wrong($result, 'write-uint8', $offset) if $result < 0;
    }
    method write-int8(Int:D $offset, Int:D $new, Endian $? --> True) { self.write-uint8($offset, $new) }

    method read-uint16(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $value := nqp::isbig_I($offset) ?? -1
            !! nqp::iseq_i(nqp::unbox_i($endian), SWAPPED) ?? read-swapped-u16($!id + 0, $offset)
            !! read-native-u16($!id + 0, $offset);
        nqp::islt_I($value, 0) ?? number(self, 'read-uint16', $offset, $endian, 2) !! $value
    }
    method read-int16(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $value := self.read-uint16($offset, $endian);
        $value > 0x7FFF ?? $value - 0x1_0000 !! $value
    }
    method read-uint32(Int:D $offset, Endian:D $endian = NativeEndian) {
        my $value := nqp::isbig_I($offset) ?? -1
            !! nqp::iseq_i(nqp::unbox_i($endian), SWAPPED) ?? read-swapped-u32($!id + 0, $offset)
            !! read-native-u32($!id + 0, $offset);
        nqp::islt_I($value, 0) ?? number(self, 'read-uint32', $offset, $endian, 4) !! $value
    }

    # The result of C has no room for the others. What they call is written out in each, because another frame costs as
    # much as the reading, and so would a buffer made each time: every thread has one. readuint is compiled, readint is not.
    method read-int32(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! read-bytes($!id + 0, $offset, $scratch, 4);
        my int $value = nqp::readuint($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_32_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-int32', $offset, $endian, 4)
            !! nqp::sub_i(nqp::bitxor_i($value, 0x8000_0000), 0x8000_0000)
    }
    method read-uint64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! read-bytes($!id + 0, $offset, $scratch, 8);
        my int $value = nqp::readuint($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-uint64', $offset, $endian, 8) !! unsigned($value)
    }
    method read-int64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! read-bytes($!id + 0, $offset, $scratch, 8);
        my int $value = nqp::readuint($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-int64', $offset, $endian, 8) !! $value
    }
    method read-num32(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! read-bytes($!id + 0, $offset, $scratch, 4);
        my num $value = nqp::readnum($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_32_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-num32', $offset, $endian, 4) !! $value
    }
    method read-num64(Int:D $offset, Endian:D $endian = NativeEndian) {
        my int $thread = nqp::threadid(nqp::currentthread);
        my $scratch := nqp::atpos($scratches, $thread);
        $scratch := scratch($thread) if nqp::isnull($scratch);
        my int $result = nqp::isbig_I($offset) ?? beyond($offset) !! read-bytes($!id + 0, $offset, $scratch, 8);
        my num $value = nqp::readnum($scratch, 0, nqp::bitor_i(nqp::const::BINARY_SIZE_64_BIT, $endian));
        nqp::islt_i($result, 0) ?? number(self, 'read-num64', $offset, $endian, 8) !! $value
    }

    method store-bytes(Str:D $call, Int:D $offset, Blob:D $bytes) is implementation-detail is hidden-from-backtrace {
        my Int:D $result = write-bytes($!id + 0, in64($offset), $bytes, $bytes.elems);
        $result < 0 ?? self!wrong($result, $call, $offset) !! $result
    }

    # ---- The mapping

    #| Hands changes to the file; :async does not wait for the disk.
    method sync(Int:D $offset = 0, Int:D $n = self.elems - $offset, Bool() :$async = False, Bool() :$invalidate = False, Int :$flags --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!done(mn_region_sync($!id + 0, in64($offset), in64($n), signed($flags // (
                ($async ?? MS_ASYNC !! MS_SYNC) +| ($invalidate ?? MS_INVALIDATE !! 0)), 32)),
            'sync', :$offset, :length($n));
    }

    #| On the disk when it returns.
    method durable(--> True) {
        self!done(mn_region_durable($!id + 0), 'durable');
    }

    #| Changes the protection (PROT_READ +| PROT_WRITE ...), and the region remembers it.
    method protect(Int:D $prot, Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        self!done(mn_region_protect($!id + 0, in64($offset), in64($n), signed($prot, 32)), 'protect', :$offset, :length($n));
    }

    #| Advice (MADV_...) that leaves every byte as it is.
    method advise(Int:D $advice, Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        self!done(mn_region_advise($!id + 0, in64($offset), in64($n), signed($advice, 32)), 'advise', :$offset, :length($n));
    }

    #| Gives the contents of the whole pages in the range up.
    method discard(Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        self!done(mn_region_discard($!id + 0, in64($offset), in64($n)), 'discard', :$offset, :length($n), :writing);
    }

    #| Keeps pages in memory, lets them go, brings them in.
    method lock(Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        self!done(mn_region_lock($!id + 0, in64($offset), in64($n)), 'lock', :$offset, :length($n));
    }
    method unlock(Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        self!done(mn_region_unlock($!id + 0, in64($offset), in64($n)), 'unlock', :$offset, :length($n));
    }
    method populate(Int:D $offset = 0, Int:D $n = self.elems - $offset --> True) {
        self!done(mn_region_populate($!id + 0, in64($offset), in64($n)), 'populate', :$offset, :length($n));
    }

    #| A new length for file and mapping together, or an error and both as before.
    method resize(Int:D $length --> True) {
        past-end('resize', 0, $length, self.elems, "resize: no region has $length bytes").throw unless 0 <= $length <= MOST;
        self!done(mn_region_resize($!id + 0, $length), 'resize', :offset(0), :$length, :writing);
    }

    #| Takes in what the file became outside; the new length.
    method refresh(--> Int:D) {
        self!ask(mn_region_refresh($!id + 0), 'refresh')
    }

    #| What a child process gets: 'share' the same memory, 'none' nothing, 'zero' zeros.
    method at-fork(Str:D $policy --> True) {
        refused('at-fork', 'EINVAL', "{$policy.raku} is none of {%FORK.keys.sort.join(', ')}").throw unless %FORK{$policy}:exists;
        self!done(mn_region_set_fork_policy($!id + 0, %FORK{$policy}), 'at-fork');
    }

    #| Names an anonymous mapping in /proc/PID/maps, where the kernel can.
    method set-name(Str:D $name --> True) {
        self!done(mn_region_set_name($!id + 0, c-string('set-name', $name)), 'set-name');
    }

    # ---- Slices, cursors, handles

    #| A counted view: a pin, or :shared (keeps writers out), or :exclusive. :timeout is in seconds, Inf waits without limit;
    #| with :interruptible a signal ends the wait, which blocks the thread of the system.
    method slice(Mmap::Native::Region:D: Int:D $offset = 0, Int:D $n = self.elems - $offset, &block?,
        Bool() :$shared = False, Bool() :$exclusive = False, Bool() :$pin = False, Mu :$timeout = 0,
        Bool() :$interruptible = False) is raw
    {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('slice', 'EINVAL', 'choose one of :pin, :shared and :exclusive').throw if $shared + $exclusive + $pin > 1;
        my Int:D $mode = $exclusive ?? SLICE_EXCLUSIVE !! $shared ?? SLICE_SHARED !! SLICE_PIN;
        my Int:D $id = mn_slice_open($!id + 0, in64($offset), in64($n), $mode + SLICE_INTERRUPTIBLE * $interruptible,
            milliseconds('slice', $timeout));
        return Failure.new(problem $id, 'slice', $!id, :$offset, :length($n), :writing($exclusive), :reading) if $id < 0;
        my $class := $mode != SLICE_SHARED && nqp::istype(self, Containers)
            ?? Mmap::Native::Region::Slice::Writable !! Mmap::Native::Region::Slice;
        # C takes the largest number for all that is left.
        my Int:D $elems = $n == MOST ?? mn_slice_length($id) !! $n;
        my $slice := $class.new: :$id, :region(self), :$offset, :$elems, :mode(%MODES{$mode});
        &block.defined ?? self!holding($slice, &block) !! $slice
    }
    method !holding($slice, &block) is raw is hidden-from-backtrace {
        LEAVE $slice.close;
        block $slice
    }

    #| Who holds the region: a Map with id, offset, length, mode and thread for each slice.
    method slices(--> List:D) {
        my Int:D $next = 0;
        my @found;
        while ($next = mn_region_next_slice($!id + 0, $next)) >= 0 {
            my $id := $next + 0;
            my $offset := mn_slice_offset($id);
            my $length := mn_slice_length($id);
            my $mode   := mn_slice_mode($id);
            my $thread := mn_slice_thread($id);
            # One that was closed in between holds nothing.
            next if any($offset, $length, $mode, $thread) < 0;
            @found.push: Map.new: (:$id, :$offset, :$length, :mode(%MODES{$mode}), :$thread);
        }
        problem($next, 'slices', $!id).throw unless mn_error_name($next) eq 'ENOENT';
        @found.List
    }

    method cursor(--> Mmap::Native::Region::Cursor:D) {
        Mmap::Native::Region::Cursor.new: :region(self)
    }

    #| A handle on the region: everything that takes an IO::Handle takes it.
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

    # ---- Between processes

    # Sequentially consistent, also towards other processes. Each gives the value before; the place must be aligned.
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
    #| True when it was $expected and is $desired now.
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
    #| True when it was $expected and is $desired now.
    method atomic-compare-exchange-uint64(Int:D $offset, Int:D $expected, Int:D $desired --> Bool:D) {
        my int64 $value;
        ?self!atomic(mn_region_atomic_compare_exchange_u64($!id + 0, in64($offset), signed($expected, 64), signed($desired, 64), $value),
            'atomic-compare-exchange-uint64', $offset)
    }
    method !atomic(Int:D $result, Str:D $call, Int:D $offset --> Int:D) is hidden-from-backtrace {
        $result < 0 ?? self!wrong($result, $call, $offset) !! $result
    }

    #| Sleeps while the 32 bits at the place are $expected: True when woken or when it is another value, False after :timeout
    #| seconds. Look at the value again in any case. A signal ends it only with :interruptible; then it is True as well.
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

    #| Wakes up to $count who wait there; how many it woke.
    method wake(Int:D $offset, Int:D $count = 0x7FFF_FFFF --> Int:D) {
        my Int:D $result = mn_region_wake_u32($!id + 0, in64($offset), ($count max 0) min 0x7FFF_FFFF);
        $result < 0 ?? problem($result, 'wake', $!id, :$offset, :length(4)).throw !! $result
    }

    # ---- The end

    #| Unmaps; throws X::Mmap::Native::Busy while a slice is held. A second time does nothing.
    method close(Mmap::Native::Region:D: --> True) {
        if $!open {
            my Int:D $result = mn_region_close($!id + 0);
            problem($result, 'close', $!id).throw if $result < 0 && mn_error_name($result) ne 'EBADF';
            $!open = 0;
        }
    }

    # The collector closes in any order, and nobody hears what it has to say.
    submethod DESTROY() {
        mn_region_release($!id + 0) if $!open;
    }
}

#| A region that may be written.
class Mmap::Native::Region::Writable is Mmap::Native::Region does Containers {
    method ^name($) { 'Mmap::Native::Region' }
}

# A Range is one copy, in or out, and an assignment is all or nothing.
multi sub postcircumfix:<[ ]>(Elements:D \SELF, Range:D \range) is raw is export {
    nqp::iscont(range) ?? SELF.AT-POS(range.Int) !! SELF.elements(range)
}
multi sub postcircumfix:<[ ]>(Elements:D \SELF, Range:D \range, \values) is raw is export {
    nqp::iscont(range) ?? SELF.ASSIGN-POS(range.Int, values) !! SELF.store-range(range, values)
}
multi sub postcircumfix:<[ ]>(Elements:D \SELF, Callable:D \block) is raw is export {
    my \range = block.POSITIONS(SELF);
    range ~~ Range:D ?? SELF.elements(range) !! range ~~ Int:D ?? SELF.AT-POS(range) !! SELF[|range]
}
multi sub postcircumfix:<[ ]>(Elements:D \SELF, Callable:D \block, Mu \values) is raw is export {
    my \range = block.POSITIONS(SELF);
    range ~~ Range:D ?? SELF.store-range(range, values) !! range ~~ Int:D ?? SELF.ASSIGN-POS(range, values) !! (SELF[|range] = values)
}
multi sub postcircumfix:<[ ]>(Elements:D \SELF, Whatever:D, Mu \values) is raw is export {
    SELF.store-range(0..^SELF.elems, values)
}

proto sub mmap-file(|) is export {*}

#| Maps a file: to read, or :writable, or as a :copy; from :offset on, :length bytes or up to its end.
multi sub mmap-file(Mu \path, *%how) is raw {
    Mmap::Native::Region.open(path, |%how)
}
#| The same for the time of a block, whose value it gives; the region is closed however the block ends.
multi sub mmap-file(Mu \path, &block, *%how) is raw {
    Mmap::Native::Region.open(path, &block, |%how)
}
