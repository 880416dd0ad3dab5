# A world of 64 x 64 fields in memory. A renderer reads it while the game writes: one slice for each step, and no copy.
use Mmap::Native::Region;

my constant WIDTH = 64;
my $world = Mmap::Native::Region.memfd('world', WIDTH * WIDTH);
my $over  = False;
$world[0] = 1;

# While the renderer holds its slice the game cannot write, so the renderer never sees half of a step.
my $renderer = start {
    my $torn = 0;
    until $over {
        $world.slice: 0, WIDTH * WIDTH, :shared, :timeout(10), { ++$torn if $world.count(Blob.new(1)) != 1 }
    }
    $torn
}
for 1 ..^ WIDTH -> $x {
    $world.slice: 0, WIDTH * WIDTH, :exclusive, :timeout(10), -> $frame {
        my $fields = $frame.CArray;
        $fields[($x - 1) * (WIDTH + 1)] = 0;
        $fields[$x * (WIDTH + 1)] = 1;
    }
}
$over = True;
say "torn frames: {await $renderer}";    # OUTPUT: «torn frames: 0»
say $world.rindex(Blob.new(1));          # OUTPUT: «4095»
$world.close;
