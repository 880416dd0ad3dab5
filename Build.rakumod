# zef calls this before it tests or installs.
unit class Build;

method build(Str() $folder) {
    # What was precompiled holds the values of the library it was compiled with; the new one may have others.
    for $folder.IO.add('.precomp'), $folder.IO.add('lib/.precomp') {
        run 'rm', '-rf', .absolute if .e;
    }
    # An unpacked copy has whatever dates its archive had, so make's own judgement of what is old cannot be trusted.
    # Only the two libraries are asked for: an installation needs no tests and no tools for them.
    my $gnu-make = $*KERNEL.name.ends-with('bsd') ?? 'gmake' !! 'make';
    my $library  = 'resources/libraries/' ~ $*VM.platform-library-name('mmapnative'.IO).basename;
    my $made     = run $gnu-make, '-C', $folder, '-B', $library;
    $made.exitcode == 0 or die 'Mmap::Native needs a C compiler and make to build its library, and "make" failed. '
        ~ 'On Debian and its relatives: apt-get install gcc libc6-dev make';
}
