# Two processes add to one counter at the same time, and no addition is lost.
use Mmap::Native::Region;

sub add(IO() $path, Str:D $who) {
    mmap-file $path, :writable, -> $shared {
        $shared.atomic-add-uint64(0, 1) for ^1000;
        # The last process to finish wakes the other.
        if $shared.atomic-add-uint32(8, 1) == 1 { $shared.wake(8) }
        else { $shared.wait(8, 1) while $shared.atomic-load-uint32(8) == 1 }
        say "$who: {$shared.atomic-load-uint64(0)}";
    }
}

multi sub MAIN(Str $path) { add $path, 'child' }
multi sub MAIN() {
    my $path = $*TMPDIR.add("ipc-$*PID");
    LEAVE $path.unlink;
    Mmap::Native::Region.create($path, 16).close;
    my $child = Proc::Async.new($*EXECUTABLE, '-I', $*PROGRAM.parent.parent, $*PROGRAM, $path);
    my $ended = $child.start;
    add $path, 'parent';    # OUTPUT: «parent: 2000»
    await $ended;           # OUTPUT: «child: 2000»
}
