# A log grows while it is read, and is truncated when it is rotated: the region follows, and the program survives.
use Mmap::Native::Region;

my $path = $*TMPDIR.add("log-$*PID");
LEAVE $path.unlink;
$path.spurt("start\nerror: no paper\n");
my $log = mmap-file $path;
say $log.count('error');           # OUTPUT: «1»

$path.spurt("error: no ink\n", :append);
$log.refresh;
say $log.lines.tail;               # OUTPUT: «error: no ink»

$path.spurt('');
say (try $log.decode) // $!.^name; # OUTPUT: «X::Mmap::Native::Truncated»
say $log.refresh;                  # OUTPUT: «0»
$log.close;
