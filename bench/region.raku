#!/usr/bin/env raku
# bench/region.raku [ROUNDS]: compares a region in Raku with Raku's own types, as ratios.
#
# Both sides of a ratio run in turn, and the medians are compared. In a loop over elements or lines each side gets its own
# process, because a process that does both specialises neither. Files are made below build/ and deleted afterwards.
use nqp;
use NativeCall;
use lib $?FILE.IO.parent.parent.absolute;
use Mmap::Native::Region;

my $folder = $?FILE.IO.parent.parent.add("build/bench-region-$*PID");

sub median(@values) { @values.sort[@values.elems div 2] }

# Garbage of earlier code is collected first, so that no measurement pays for it.
sub timed(&work --> Int:D) {
    nqp::force_gc;
    my $start := nqp::time;
    work;
    nqp::time() - $start
}

# Name => code pairs, run in turns: their medians in nanoseconds.
sub compete(Int:D $rounds, *@contestants) {
    my @times = [] xx @contestants;
    for ^$rounds {
        for @contestants.kv -> $i, $contestant { @times[$i].push: timed $contestant.value }
    }
    @times.map(&median)
}

my $low = 0;
sub verdict(Str:D $what, Real:D $ratio, Str:D $sense, Real $bar?) {
    my $ok = !$bar.defined || ($sense eq 'at most' ?? $ratio <= $bar !! $ratio >= $bar);
    $low++ unless $ok;
    say sprintf('%-58s %7.2f  %s', $what, $ratio, $bar.defined ?? "$sense $bar: {$ok ?? 'ok' !! 'LOW'}" !! '');
}

# ---- One side of a loop, in a process of its own

# That process does not use NativeCall, which adds candidates to [ ] that most scripts lack.
my constant SIDES = Map.new: (
    blob     => ｢Blob.new: '%s'.IO.slurp(:bin)｣,
    buf      => ｢Buf.new: '%s'.IO.slurp(:bin)｣,
    region   => ｢mmap-file '%s'｣,
    writable => ｢mmap-file '%s', :copy｣,
    slice    => ｢do { my $r = mmap-file '%s'; $r.slice(0, $r.elems) }｣,
    cursor   => ｢mmap-file('%s').cursor｣,
    path     => ｢'%s'.IO｣);
my constant ELEMENTS = ｢my $x = 0; for ^100_000 -> $i { %s }｣;
my constant LINES = ｢for $o.lines { Nil }｣;
my constant LOOP = ｢
    use nqp;
    use Mmap::Native::Region;
    my $o = %s;
    my @times;
    for ^21 {
        my $start = nqp::time;
        %s;
        @times.push: nqp::time() - $start;
    }
    print @times.sort[10];
｣;
my constant LIB = $?FILE.IO.parent.parent.absolute;

sub apart(Int:D $rounds, IO::Path:D $file, Str:D $what, *@sides) {
    my @times = [] xx @sides;
    for ^$rounds {
        for @sides.kv -> $i, $side {
            my $run = run $*EXECUTABLE, '-I', LIB, '-e', sprintf(LOOP, sprintf(SIDES{$side}, $file.absolute), ($side eq 'cursor' ?? '$o.seek(0); ' !! '') ~ $what), :out;
            my $answer = $run.out.slurp(:close);
            die "$side failed" if $run.exitcode;
            @times[$i].push: +$answer;
        }
    }
    @times.map(&median)
}

sub MAIN(Int $rounds = 7) {
    LEAVE { if $folder.e { .unlink for $folder.dir; $folder.rmdir } }
    mkdir $folder;
    say "$*RAKU.compiler.name() $*RAKU.compiler.version() on $*VM.name() $*VM.version(), $*KERNEL.name() $*KERNEL.hardware()";

    # ---- Elements
    my $small = $folder.add('small');
    $small.spurt: Blob.new: (^4096).map: * % 251;
    for :AT(｢$x = $o[$i +& 4092]｣), :READ(｢$x = $o.read-uint32($i +& 4092)｣) {
        my ($blob, $region) = apart $rounds, $small, sprintf(ELEMENTS, .value), 'blob', 'region';
        verdict .key eq 'AT' ?? 'time of $region[$i] / $blob[$i]' !! 'time of .read-uint32 / a Blob\'s', $region / $blob, 'at most', 1.5;
        ($blob, $region) = apart 3, $small, sprintf(ELEMENTS, .value), 'buf', 'writable';
        verdict '  the same of a writable region / a Buf', $region / $blob, 'at most';
        ($blob, $region) = apart 3, $small, sprintf(ELEMENTS, .value), 'region', 'slice';
        verdict '  the same of a slice / a region', $region / $blob, 'at most', 1.5;
    }
    for '.subbuf(i, 64)'  => (｢$x = $o.subbuf($i +& 4031, 64)｣, 4),
        '.write-uint32'   => (｢$o.write-uint32($i +& 4092, 5)｣, 2),
        '.write-num64'    => (｢$o.write-num64($i +& 4088, 5e0)｣, Real),
        '$region[$i] = 5' => (｢$o[$i +& 4092] = 5｣, 1.8),
        '$region[$i]++'   => (｢$o[$i +& 4092] = 1; $o[$i +& 4092]++｣, Real) {
        my ($buf, $region) = apart $rounds, $small, sprintf(ELEMENTS, .value[0]), 'buf', 'writable';
        verdict "time of {.key} / a Buf's", $region / $buf, 'at most', .value[1];
    }

    # ---- Text
    my %text = ASCII => "The quick brown fox jumps over the lazy dog, and the cow runs.\n",
               'UTF-8' => "Zwölf Boxkämpfer jagen Виктора quer über den großen Deich — ŭ\n";
    for %text.sort {
        my $file = $folder.add(.key);
        my $bytes = .value.encode;
        $file.spurt: Blob.new: (|$bytes xx (2 ** 20 div $bytes.elems));
        my $region := mmap-file $file;
        my $n = 0;
        die "the lines differ" unless $file.lines eqv $region.lines;
        my ($theirs, $ours) = apart $rounds, $file, LINES, 'path', 'region';
        verdict "speed of .lines of {.key} / IO::Path.lines", $theirs / $ours, 'at least', .key eq 'ASCII' ?? 1.4 !! 1;
        my ($region-lines, $slice, $cursor) = apart $rounds, $file, LINES, 'region', 'slice', 'cursor';
        verdict "time of a cursor's .lines of {.key} / a region's", $cursor / $region-lines, 'at most', 1.3;
        verdict "time of a slice's .lines of {.key} / a region's", $slice / $region-lines, 'at most', 1.3;
        ($theirs, $ours) = compete $rounds, (theirs => { $n += $file.slurp.chars }), (ours => { $n -= $region.decode.chars });
        die "the texts differ" if $n;
        verdict "speed of .decode of {.key} / IO::Path.slurp", $theirs / $ours, 'at least', .key eq 'ASCII' ?? 8 !! 1;
        $region.close;
    }

    # ---- Typed arrays
    {
        my num64 @native = (^1_000_000).map(*.Num);
        my $numbers = Mmap::Native::Region.anonymous(8_000_000);
        my @array := $numbers.array(num64);
        @array[*] = @native;
        my ($theirs, $ours, $read, $each) = compete $rounds, (native => { @native.sum }), (array => { @array.sum }),
            (read => { $numbers.read(0, 8_000_000) }), (each => { my $x = 0e0; $x += $numbers.read-num64(8 * $_) for ^100_000 });
        die "the sums differ" unless @native.sum == @array.sum;
        verdict 'time of .sum of a million num64 / array[num64].sum', $ours / $theirs, 'at most', 8;
        verdict '  the same / one read of all', $ours / $read, 'at most';
        verdict '  the same / a loop with .read-num64', $ours / (10 * $each), 'at most';
        ($theirs, $ours) = compete $rounds, (native => { @native.head(100_000).eager }), (array => { @array.head(100_000).eager });
        verdict 'time of .head(100_000) / an array[num64]\'s', $ours / $theirs, 'at most';
        $numbers.close;
    }

    # ---- Many bytes
    my constant SIZE = 256 * 1024 * 1024;
    my $big = $folder.add('big');
    Mmap::Native::Region.create($big, SIZE, -> $r { $r.fill(1) });
    my $region := mmap-file $big;
    my $buffer := buf8.allocate(SIZE);
    my sub memcpy(Buf, Pointer, size_t --> Pointer) is native {*}
    $region.slice: 0, SIZE, -> $slice {
        my $from = $slice.Pointer;
        my ($memcpy, $read) = compete $rounds, (memcpy => { memcpy $buffer, $from, SIZE }), (read => { $region.read-into($buffer) });
        verdict 'speed of 256 MiB .read-into a Buf / memcpy', $memcpy / $read, 'at least', 0.9;
    }
    $buffer := buf8.new;
    my ($slurp, $fresh) = compete max(3, $rounds div 2),
        (slurp => { $big.slurp(:bin) }), (fresh => { $region.Buf });
    verdict 'speed of 256 MiB into a fresh Buf / slurp(:bin)', $slurp / $fresh, 'at least', 2;
    $region.close;

    say $low ?? "$low below the bar" !! 'all bars met';
    exit 1 if $low;
}
