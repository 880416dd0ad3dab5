# A table of fixed-length records in a file: read and changed in place, and on the disk when `durable` returns.
use Mmap::Native::Region;

my constant RECORD = 16;    # a key and a value, 64 bits each

my $path = $*TMPDIR.add("database-$*PID");
LEAVE $path.unlink;
my $table = Mmap::Native::Region.create($path, 1000 * RECORD);
for ^1000 -> $i {
    $table.write-uint64($i * RECORD, $i * 7);
    $table.write-uint64($i * RECORD + 8, $i);
}

# The keys are sorted, so a binary search finds any of them in at most ten steps.
sub place(Int $key) {
    my ($low, $high) = 0, $table.elems div RECORD;
    while $low < $high {
        my $middle = ($low + $high) div 2;
        $table.read-uint64($middle * RECORD) < $key ?? ($low = $middle + 1) !! ($high = $middle);
    }
    $low * RECORD
}

say $table.read-uint64(place(2800) + 8);    # OUTPUT: «400»
$table.write-uint64(place(2800) + 8, 401);
$table.durable;
$table.close;
say $path.open(:bin).read(401 * RECORD).read-uint64(400 * RECORD + 8);    # OUTPUT: «401»
