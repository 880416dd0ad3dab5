# The story (story.md) in Raku.
use Mmap::Native :DEFAULT, <ACCESS_WRITE>;
use Mmap::Native::Region;

my constant Region = Mmap::Native::Region;

sub step(Str:D $name, &code) {
    code;
    say "ok $name";
    CATCH { default { say "not ok $name: {.message.lines.join(' ')}" } }
}
sub same($got, $should, Str:D $what) { die "$what: $got.raku() is not $should.raku()" unless $got eqv $should }
# The exception of a block that has to die.
sub error(&code) {
    my $result = code;
    sink $result;
    die 'no exception';
    CATCH { default { return $_ unless .message eq 'no exception' } }
}
# Adds 1 to a counter at 8 a thousand times.
sub count($region) { $region.atomic-add-uint64(8, 1) for ^1000 }

multi MAIN('second', $folder) {
    my $path = $folder.IO.add('shared');
    until $path.e { sleep 0.01 }
    my $shared = Region.open($path, :w);
    count $shared;
    $shared.atomic-store-uint32(0, 1);
    $shared.wake(0);
    while $shared.atomic-load-uint32(4) == 0 { $shared.wait(4, 0, :timeout(60)) or die 'the first process does not wake' }
    $shared.close;
}

multi MAIN('first', $folder) {
    say "is Raku ({$*RAKU.compiler.name.tc} {$*RAKU.compiler.version})";
    step 'constants', {
        same PROT_READ +| PROT_WRITE, 3, 'both';
        same constant-value('PROT_READ'), +PROT_READ, 'by name';
        same +ACCESS_WRITE, 2, 'our own';
        same supported('PROT_READ'), True, 'supported';
    }
    step 'absent', {
        my @absent = <MAP_TPRO PROT_ADI MAP_REMAPDUP>.grep({ !constant-value($_).defined });
        die 'each of the three exists' unless @absent;
        my $x = error { constant-value(@absent[0]).sink };
        die "$x.^name()" unless $x ~~ X::Mmap::Native::AbsentConstant && $x.message.contains(@absent[0]);
        die 'MAP_SHRED' unless (error { constant-value('MAP_SHRED').sink }) ~~ X::Mmap::Native::UnknownConstant;
    }
    step 'failure', {
        my $x = error { Region.open("$folder/nothing") };
        same $x.name, 'ENOENT', 'name';
        die $x.message unless $x.message.contains("$folder/nothing");
        my $ten = Region.anonymous(10);
        $x = error { $ten.read(8, 3) };
        same ($x.name, $x.offset, $x.length, $x.total), ('ERANGE', 8, 3, 10), 'numbers';
        $ten.close;
    }
    step 'region', {
        my $path = $folder.IO.add('story');
        Region.create($path, 10, -> $r {
            $r.write(2, 'Hello'.encode);
            same $r.read(2, 5).decode, 'Hello', 'read';
            same $r.index('llo'), 4, 'find';
            $r.resize(20);
            my $bytes = $path.slurp(:bin);
            same ($bytes.elems, $bytes.subbuf(2, 5).decode), (20, 'Hello'), 'the file';
            for LittleEndian, BigEndian -> $order {
                $r.write-uint32(8, 0xFFFF_FFFF, $order);
                same $r.read-uint32(8, $order), 0xFFFF_FFFF, '32 bits';
                $r.write-uint64(8, 2 ** 64 - 2, $order);
                same $r.read-uint64(8, $order), 2 ** 64 - 2, '64 bits';
            }
        });
    }
    step 'slice', {
        my $r = Region.open($folder.IO.add('story'), :w);
        my $view = $r.slice(2, 5, :pin);
        same $view.Blob.decode, 'Hello', 'view';
        $view[0] = 'J'.ord;
        same $r.read(2, 1).decode, 'J', 'written through';
        my $x = error { $r.close };
        die "{$x.^name}: {$x.message}" unless $x ~~ X::Mmap::Native::Busy && $x.slice == $view.id;
        $view.close;
        say 'view guarded' if (error { $view[0].sink }) ~~ X::Mmap::Native::Closed;
        $r.close;
    }
    step 'wait', {
        my $shared = Region.create($folder.IO.add('shared'), 64);
        count $shared;
        while $shared.atomic-load-uint32(0) == 0 { $shared.wait(0, 0, :timeout(60)) or die 'the second process does not wake' }
        same $shared.atomic-load-uint64(8), 2000, 'the counter';
        $shared.atomic-store-uint32(4, 1);
        $shared.wake(4);
        $shared.close;
    }
    step 'cut', {
        my $path = $folder.IO.add('cut');
        my $page = page-size;
        $path.spurt(Buf.allocate(3 * $page, 1));
        my $r = Region.open($path, :w);
        # Rakudo has no handler for SIGBUS of a program's own: its signal() does not take that signal.
        $path.spurt('');
        my $x = error { $r.read($page, 8) };
        die "{$x.^name}: {$x.message}" unless $x ~~ X::Mmap::Native::Truncated;
        same $r.truncated, True, 'truncated';
        $r.close;
    }
    step 'close', {
        my $r = Region.anonymous(10);
        $r.close;
        my $again = $r.close;
        die $again.raku unless $again;
        die 'read' unless (error { $r.read(0, 1) }) ~~ X::Mmap::Native::Closed;
    }
    step 'threads', {
        my $r = Region.anonymous(64);
        await (100, 200).map: -> $n {
            start for ^1000 {
                my $x = error { $r.read(60, $n) };
                die "$x.length() is not $n" unless $x.length == $n;
                $r.atomic-add-uint64(0, 1);
            }
        }
        same $r.atomic-load-uint64(0), 2000, 'the counter';
        $r.close;
    }
    my $r = Region.anonymous(64);
    # Nanoseconds of a call, from some 50 ms of them.
    sub costs(Str:D $what, &code) {
        code(10_000);
        my ($n, $start) = 0, now;
        while now - $start < 0.05 { code(10_000); $n += 10_000 }
        my $took = now - $start;
        say "costs $what {($took * 1e9 / $n).fmt('%.1f')}";
    }
    costs 'constant', -> $n { my Int $sum = 0; loop (my int $i = 0; $i < $n; ++$i) { $sum = PROT_WRITE } };
    # The 8 bytes as a number: a Buf of its own for each read costs Raku more than the read.
    costs 'read', -> $n { loop (my int $i = 0; $i < $n; ++$i) { $r.read-uint64(0) } };
    $r.close;
}
