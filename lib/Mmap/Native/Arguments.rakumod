# Turns the arguments of methods into those of C.
use nqp;
use Mmap::Native <TIMEOUT_NEVER>;
use Mmap::Native::Raw :regions;
use Mmap::Native::Problem;

# A Raku method ignores named arguments that it does not know: :writeable would map a file for reading. %reasons has a
# sentence for names that a caller may know from elsewhere.
sub unknown-names(Routine:D $routine, %given, Str:D $call = $routine.name, :%reasons) is export is hidden-from-backtrace {
    my @known = $routine.signature.params.grep({ .named && !.slurpy }).map(*.named_names).flat.sort;
    refused($call, 'EINVAL', "there is no {%given.keys.sort.map({ ":$_" ~ (%reasons{$_} ?? " ({%reasons{$_}})" !! '') }).join(' and no ')} here"
        ~ (@known ?? "; there is {@known.map({ ":$_" }).join(', ')}" !! '')).throw
}
# The same for a method without named arguments.
sub no-names(%given, Str:D $call) is export is hidden-from-backtrace { unknown-names(&no-names, %given, $call) }

# C's strings end at a zero byte, so a text with one inside is refused.
sub c-string(Str:D $call, Str:D $text --> Blob:D) is export {
    refused($call, 'EINVAL', "{$text.raku} has a zero byte in it").throw if $text.contains("\0");
    my $bytes := $text.encode('utf8-c8');
    Blob.new($bytes) ~ Blob.new(0)
}

sub bytes-of(Str:D $call, Mu \data --> Blob:D) is export {
    data ~~ Blob:D ?? data !! data ~~ Str:D ?? data.encode
        !! refused($call, 'EINVAL', "the bytes must come as a Blob or a Str, not as {data.^name}").throw
}

# Offset and length of a Range, of which the end may be open.
sub window(Range:D $range, Int:D $total --> List:D) is export {
    my $from = $range.min == -Inf ?? 0 !! $range.min.ceiling + ($range.excludes-min && $range.min == $range.min.ceiling);
    my $to   = $range.max == Inf ?? $total - 1 !! $range.max.floor - ($range.excludes-max && $range.max == $range.max.floor);
    ($from, ($to - $from + 1) max 0)
}

# The bounds of a search. A place counts from the beginning, and a Callable such as *-5 gets the length. The end may be past
# the last byte.
sub places(Str:D $call, Int:D $total, Mu \start, Mu \end) is export {
    my $from := place($call, $total, start);
    return $from if nqp::istype($from, Failure);
    my $to := place($call, $total, end);
    nqp::istype($to, Failure) ?? $to !! ($from, $to min $total)
}
my sub place(Str:D $call, Int:D $total, Mu \asked) {
    my $place := nqp::istype(asked, Int) ?? asked
        !! asked ~~ Callable:D ?? asked.($total)
        !! asked ~~ Whatever || asked === Inf ?? $total !! asked;
    $place ~~ Int:D
        ?? $place < 0
            ?? Failure.new(past-end $call, $place, Int, $total, "$call: position $place is before the beginning ($total bytes)")
            !! $place
        !! Failure.new(refused $call, 'EINVAL', "a place must be an Int, not {$place.raku}")
}

# Offset and length of a part: a Range, also of places such as *-4, or an offset and a length, by default what is left.
sub part(Str:D $call, Int:D $total, Mu $where is copy, Mu $length is copy --> List:D) is export {
    $where = $where(|($total xx $where.count)) if $where ~~ Callable:D;
    if $where ~~ Range:D {
        refused($call, 'EINVAL', 'a Range has its length').throw if $length.defined;
        my ($from, $n) = window($where, $total);
        return ($from, $n);
    }
    $where = 0 if !$where.defined || $where ~~ Whatever;
    refused($call, 'EINVAL', "the place must be an Int or a Range, not {$where.raku}").throw unless $where ~~ Int:D;
    $length = $length($total - $where) if $length ~~ Callable:D;
    $length = $total - $where if !$length.defined || $length ~~ Whatever || $length === Inf;
    refused($call, 'EINVAL', "the length must be an Int, not {$length.raku}").throw unless $length ~~ Int:D;
    ($where, $length)
}

# MoarVM ends the process when it cannot allocate an array. Before a big one, try to map as much.
my constant BIG is export = 64 * 1024 * 1024;
sub buffer(Str:D $call, Int:D $n) is raw is export {
    if $n > BIG {
        my Int:D $trial = mn_region_anonymous($n);
        problem($trial, $call).throw if $trial < 0;
        mn_region_close($trial);
    }
    nqp::setelems(nqp::create(BUF), $n)
}

sub milliseconds(Str:D $call, Mu \timeout --> Int:D) is export {
    refused($call, 'EINVAL', "the timeout must be seconds, not {timeout.raku}").throw
        unless timeout ~~ Real:D && !timeout.isNaN && timeout >= 0;
    timeout == Inf ?? TIMEOUT_NEVER !! ((timeout * 1000).ceiling min 0x7FFF_FFFF)
}

# The milliseconds of an access that has named arguments. .read and .write take them as a hash, because a name in the
# signature costs every call.
sub patience(Str:D $call, Mu :$timeout = 0, *%rest --> Int:D) is export {
    unknown-names(&?ROUTINE, %rest, $call) if %rest;
    milliseconds($call, $timeout)
}

# A number of more than 64 bits becomes -1, which is outside of every region too. nqp saves two thirds of the time: most
# methods call this for each offset.
sub in64(Int:D $n) is export { nqp::isbig_I(nqp::decont($n)) && !(-MOST <= $n <= MOST) ?? -1 !! $n }

my constant TWO64 is export = 2 ** 64;
sub unsigned(Int:D $n --> Int:D) is export { $n < 0 ?? $n + TWO64 !! $n }
# As a Buf does: of a number that is too wide, the low bits count.
sub low-bits(Int:D $n, Int:D $bits --> Int:D) is export { $n +& (1 +< $bits - 1) }
sub signed(Int:D $n, Int:D $bits --> Int:D) is export {
    my $low := low-bits($n, $bits);
    $low +> ($bits - 1) ?? $low - (1 +< $bits) !! $low
}

# What an element may become.
sub octet(Mu \value --> Int:D) is export {
    value ~~ Int:D && 0 <= value <= 255 ?? value
        !! X::OutOfRange.new(:what('A byte'), :got(value ~~ Real:D ?? value !! value.raku), :range<0..255>).throw
}
