# Makes exceptions of C's results and of wrong arguments.
use NativeCall :DEFAULT;
use Mmap::Native::X;
use Mmap::Native <ERROR_TOTAL ERROR_HOLDER ERROR_HOLDER_OFFSET ERROR_HOLDER_LENGTH ERROR_HOLDER_THREAD
    ERROR_CODE SLICE_PIN SLICE_SHARED SLICE_EXCLUSIVE>;
use Mmap::Native::Raw :errors, :regions, :slices;

my constant BUF is export = buf8.new.WHAT;
my constant %MODES is export = (SLICE_PIN) => 'pinned', (SLICE_SHARED) => 'shared', (SLICE_EXCLUSIVE) => 'exclusive';

# The largest number that C can be asked about.
my constant MOST is export = 0x7FFF_FFFF_FFFF_FFFF;

sub errno(Str:D $name --> Int:D) is export {
    (1..300).first({ mn_error_name(-$_) eq $name }) // 0
}

# How many bytes, and where, as a message says it.
sub span(Int $length, Int $offset --> Str:D) is export {
    ($length.defined ?? "$length byte{'s' if $length != 1}" !! 'position') ~ ($length.defined ?? ' at' !! '')
        ~ " {$offset // 0}"
}

sub past-end(Str:D $call, Int $offset, Int $length, Int:D $total, Str $words?, Str:D :$what = 'region' --> X::Mmap::Native::Range:D)
    is export
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

# One of C's texts as a Str. A path in it may be any bytes, which a Str of NativeCall may not.
sub text-at(Pointer:D $address --> Str:D) is export {
    my $chars := bytes-at $address;
    my $bytes := buf8.new;
    loop (my int $i = 0; $chars[$i]; ++$i) { $bytes.push: $chars[$i] }
    $bytes.decode('utf8-c8')
}

# A number about this thread's last failure (ERROR_...), or Int where it has none.
sub error-number(Int:D $which --> Int) is export {
    my Int:D $number = mn_error_number($which);
    $number == Mmap::Native::Library.absent ?? Int !! $number
}

# The message of an exception for the result $code: the Raku method, unless C's function has its name, and C's reason
# without the id of the object, which the caller has. C's record is that of the thread, so it may be another call's by now.
sub sentence(Str:D $call, Int:D $code --> Str:D) is export {
    return "$call: {mn_error_message($code)}" unless mn_error_number(ERROR_CODE) == $code;
    my Str:D $reason = text-at mn_error_reason;
    # mn_region_shared_join and mn_slice_open are .shared and .slice.
    "{mn_error_call}_".contains("_{$call.trans('-' => '_')}_") ?? $reason !! "$call: $reason"
}

sub bytes-at(Pointer:D $address) is export {
    nativecast(CArray[uint8], $address)
}

# The exception for a result EBUSY where a slice is in the way.
sub busy(Str:D :$call, *%given --> X::Mmap::Native::Busy:D) is export {
    my ($slice, $offset, $length, $thread) = (ERROR_HOLDER, ERROR_HOLDER_OFFSET, ERROR_HOLDER_LENGTH, ERROR_HOLDER_THREAD).map: { error-number $_ };
    # Another thread may have closed it by now.
    my Int:D $number = mn_slice_mode($slice);
    my Str:D $mode = $number < 0 ?? '' !! " (%MODES{$number})";
    X::Mmap::Native::Busy.new: :$call, |%given, :$slice, :$offset, :$length, :$thread,
        :message("$call: slice $slice$mode holds {span $length, $offset}, taken by thread $thread: close it first{
            "; :timeout waits for another thread's" if $call eq 'read' | 'write' | 'slice' }")
}

# The exception for a result < 0. It reads the message first, because the next failing call replaces it. :reading and
# :writing say how the caller accesses the bytes; $what is the caller's object, :$mode the mode of a slice.
sub problem(Int:D $code, Str:D $call, Int:D $region = 0, Int :$offset, Int :$length, Bool :$writing, Bool :$reading,
    Str:D :$what = 'region', Str:D :$mode = '' --> X::Mmap::Native:D)
    is export
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

sub path-of(Int:D $region --> Str) is export {
    my $bytes := buf8.allocate(4097);
    my Int:D $n = mn_region_path($region, $bytes, 4097);
    $n < 0 ?? Str !! $bytes.subbuf(0, $n).decode('utf8-c8')
}
sub truncated-words(Int:D $region --> Str:D) is export {
    my Str:D $path = path-of($region) // 'the file under it';
    my Int:D $size = mn_region_file_size($region);
    # Without a descriptor the length cannot be asked for, and a page that is missing has more than one cause.
    $size < 0 ?? "$path was cut short, its device failed, or there is no room on its disk" !! "$path was cut short{
        " to $size byte{'s' if $size != 1}" if $size < mn_region_offset($region) + mn_region_length($region)
    }; .refresh takes in what is left"
}

sub refused(Str:D $call, Str:D $name, Str:D $why --> X::Mmap::Native::OS:D) is export {
    X::Mmap::Native::OS.new: :$call, :$name, :errno(errno $name), :message("$call: $why")
}

sub no-string(Mu \object, Str:D $method, Str:D $instead) is hidden-from-backtrace is export {
    my $what = object.^name;
    X::Mmap::Native::AsStr.new(:object(object), :$method, :call($method), :name<EINVAL>, :errno(errno 'EINVAL'),
        :message("$method: a $what is no string; $instead")).throw
}
