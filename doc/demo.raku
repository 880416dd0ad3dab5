# What `make demo` shows: where this runs, what the constants are here, and a
# real file read through memory.  It runs in the project's folder.
use Mmap::Native;

say "Platform:  {$*KERNEL.name} {$*KERNEL.release} on {$*KERNEL.hardware}, pages of {page-size} bytes,"
  ~ " {$*RAKU.compiler.name} {$*RAKU.compiler.version}";

say "\nConstants, as the headers of this machine have them:";
for <PROT_READ MAP_SHARED MAP_ANONYMOUS MAP_FIXED_NOREPLACE MAP_JIT MS_SYNC MADV_COLD MADV_GUARD_INSTALL MCL_FUTURE> -> $name {
    with constant-value $name -> $value {
        my $kernel = do given supported $name {
            when :!defined { 'cannot be asked about it' }
            default        { $_ ?? 'takes it' !! 'does not take it' }
        }
        say sprintf '  %-20s %#10x   the kernel %s', $name, $value, $kernel;
    }
    else {
        say sprintf '  %-20s %10s   %s', $name, '-', .exception.message;
    }
}

my $path = 'META6.json';
my $file = $path.IO.open;
my $length = $path.IO.s;
my $map = mmap Pointer, $length, PROT_READ, MAP_PRIVATE, $file.native-descriptor, 0;
$map.so or $map.exception.throw;
$file.close;
say "\n$path is mapped: $length bytes at 0x{(+$map).base(16).lc}.  The first ones are";
say blob-from-pointer($map, :elems(200 min $length), :type(Buf[uint8])).decode.lines.head(4).join("\n").indent(2);
munmap $map, $length;

say "\nWhat a mistake looks like (descriptor 9999 is not open):";
without mmap Pointer, $length, PROT_READ, MAP_PRIVATE, 9999, 0 {
    say "  {.exception.name} ({.exception.errno}): {.exception.message}";
}
