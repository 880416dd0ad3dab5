# Every user pays for loading this file. So it has only the names, the check that the values came from this library, and
# one line a call. The first call loads NativeCall, which costs as much as the rest, and the bodies (Mmap::Native::Calls).
# Native.rakudoc has the documentation, for the same reason. doc/internals/import.md draws all of this.
#
# nqp is here for C without NativeCall: loading that takes 365 million instructions of a start's 1150.
use nqp;
use NativeCall::Types;

# The exceptions of this file. The others are in Mmap::Native::X, which needs this file: a second file to load here would
# cost each start 35 million instructions.

# A call that failed, or could not be made with these arguments.
class X::Mmap::Native is Exception {
    # The number, as errno has it: 13.
    has Int $.errno;
    # Its name: 'EACCES'.
    has Str $.name;
    # The function: 'mmap'.
    has Str $.call;
    # What was asked, what it means and what to do.
    has Str $.message;
}

# A name that is no constant of this library.
class X::Mmap::Native::UnknownConstant is X::Mmap::Native {
    has Str $.constant;
}

# A constant that exists, but not on this platform.
class X::Mmap::Native::AbsentConstant is X::Mmap::Native {
    has Str $.constant;
    method message() { "The constant $!constant does not exist on this platform" }
}

# The library is missing, or is not the one this module was compiled with.
class X::Mmap::Native::Library is X::Mmap::Native { }

my constant Pointer = NativeCall::Types::Pointer;

# The value of a constant that this platform lacks: undefined; used as a value, it dies with its name.
class Mmap::Native::Absent {
    has Str $.name;

    method defined(--> False) { }
    method Bool(--> False) { }
    method gist() { "$!name (absent on this platform)" }
    method raku() { self.gist }

    method use-it() is hidden-from-backtrace { X::Mmap::Native::AbsentConstant.new(:constant($!name)).throw }
    method Numeric { self.use-it }
    method Real    { self.use-it }
    method Bridge  { self.use-it }
    method Int     { self.use-it }
    method Num     { self.use-it }
    method Rat     { self.use-it }
    method Str     { self.use-it }
    method Stringy { self.use-it }
}

# ---- The library

my constant MEND = 'In a checkout, run "make": it builds the library and deletes what was precompiled for another one. '
    ~ 'An installed module is mended by installing it again, with everything that depends on it: '
    ~ 'zef install --force-install Mmap::Native';

my sub refuse(Str:D $why) is hidden-from-backtrace {
    X::Mmap::Native::Library.new(:message("Mmap::Native cannot be used: $why. {MEND}")).throw
}

my sub own-library(--> Str:D) {
    # Absolute: a relative name would be resolved in the current folder. Before the first build `raku -Ilib` knows no
    # resources.
    (try %?RESOURCES<libraries/mmapnative>.IO.absolute) // 'resources/libraries/' ~ $*VM.platform-library-name('mmapnative'.IO).basename
}

# Calls a C function without NativeCall: a module that is loaded while a file is compiled becomes a dependency of it.
my sub ask(Str:D $library, Str:D $function, Str:D $returns, Mu \type, *@ints) {
    my class Site is repr('NativeCall') { }
    my $site   := nqp::create(Site);
    my $types  := nqp::list;
    my $values := nqp::list;
    for @ints -> Int:D $value {
        nqp::push($types, nqp::hash('type', 'int'));
        nqp::push($values, $value);
    }
    nqp::buildnativecall($site, $library, $function, '', $types, nqp::hash('type', $returns, 'free_str', 0));
    nqp::nativecall(nqp::decont(type), $site, $values)
}

# Compiled in: the library and its fingerprint here, the values in the packages that are exported.
my constant BUILT = do {
    my $override = %*ENV<MMAPNATIVE_LIB>;
    my $library  = own-library.IO.e ?? own-library() !! $override || own-library;
    refuse "its library $library is missing" unless $library.IO.e;
    CATCH { when X::AdHoc { refuse "its library $library does not work: {.message}" } }
    my $absent := ask $library, 'mn_absent', 'longlong', Int;
    my @names;
    for ^ask $library, 'mn_constant_count', 'int', Int -> $i {
        my $name := ask $library, 'mn_constant_name', 'utf8str', Str, $i;
        # Bound, not assigned: the compiler computes with a value, and not with a container that holds one.
        my $value := ask $library, 'mn_constant_value', 'longlong', Int, $i;
        @names.push: ($name, $name eq 'MAP_FAILED' ?? Pointer.new(-1)
                          !! $value == $absent      ?? Mmap::Native::Absent.new(:$name)
                          !!                          $value,
            ask($library, 'mn_constant_group', 'utf8str', Str, $i), ask($library, 'mn_constant_own', 'int', Int, $i));
    }
    Map.new: (:$library, :$absent, :@names, fingerprint => ask $library, 'mn_fingerprint', 'longlong', Int)
}
my constant LIBRARY     = BUILT<library>;
my constant FINGERPRINT = BUILT<fingerprint>;
my constant ABSENT      = BUILT<absent>;

# A variable of the library is read, because the first call of a function takes ten times as long.
my sub fingerprint(Str:D $library) {
    nqp::nativecallglobal($library, 'mn_fingerprint_value', int64, Int)
}

# Every precompiled file that uses this one has values compiled in, and loads this one first. So one check here keeps all
# of them from using the values of another library.
my $library := %*ENV<MMAPNATIVE_LIB> || LIBRARY;
{
    refuse $library eq LIBRARY
        ?? "the library $library was replaced by one whose constants differ from those this module was compiled with"
        !! "the library $library (see MMAPNATIVE_LIB) has other constants than {LIBRARY}, which this module was compiled with"
        unless fingerprint($library) == FINGERPRINT;
    CATCH { when X::AdHoc { refuse "its library $library does not load: {.message}" } }
}

# For the other files of this module.
class Mmap::Native::Library {
    # The path that was checked.
    method path() { $library }
    # MN_ABSENT, the value of a constant that the platform does not have.
    method absent() { ABSENT }
}

# The bodies of the calls, out of this very distribution where several versions are installed.
my constant VERSION = $?DISTRIBUTION.meta<ver> // '*';
my constant AUTH    = $?DISTRIBUTION.meta<auth> // '';
my $calls;
my sub calls() {
    my %exactly;
    %exactly<version-matcher> = VERSION if VERSION ne '*';
    %exactly<auth-matcher>    = AUTH    if AUTH;
    my $unit = $*REPO.need: CompUnit::DependencySpecification.new: :short-name<Mmap::Native::Calls>, |%exactly;
    $calls := $unit.handle.globalish-package<Mmap>.WHO<Native>.WHO<Calls>
}

# ---- The calls

my sub mmap(Mu \address, Mu \length, Mu \prot, Mu \flags, Mu \descriptor, Mu \offset) is hidden-from-backtrace {
    ($calls // calls).mmap(address, length, prot, flags, descriptor, offset)
}
my sub munmap(Mu \address, Mu \length) is hidden-from-backtrace {
    ($calls // calls).munmap(address, length)
}
my sub msync(Mu \address, Mu \length, Mu \flags) is hidden-from-backtrace {
    ($calls // calls).msync(address, length, flags)
}
my sub madvise(Mu \address, Mu \length, Mu \advice) is hidden-from-backtrace {
    ($calls // calls).madvise(address, length, advice)
}
my sub posix_madvise(Mu \address, Mu \length, Mu \advice) is hidden-from-backtrace {
    ($calls // calls).posix_madvise(address, length, advice)
}
my sub mprotect(Mu \address, Mu \length, Mu \prot) is hidden-from-backtrace {
    ($calls // calls).mprotect(address, length, prot)
}
my sub mremap(Mu \address, Mu \length, Mu \new-length, Mu \flags, Mu \new-address = Pointer) is hidden-from-backtrace {
    ($calls // calls).mremap(address, length, new-length, flags, new-address)
}
my sub mlock(Mu \address, Mu \length) is hidden-from-backtrace {
    ($calls // calls).mlock(address, length)
}
my sub mlock2(Mu \address, Mu \length, Mu \flags) is hidden-from-backtrace {
    ($calls // calls).mlock2(address, length, flags)
}
my sub munlock(Mu \address, Mu \length) is hidden-from-backtrace {
    ($calls // calls).munlock(address, length)
}
my sub mlockall(Mu \flags) is hidden-from-backtrace {
    ($calls // calls).mlockall(flags)
}
my sub munlockall() is hidden-from-backtrace {
    ($calls // calls).munlockall
}
my sub mincore(Mu \address, Mu \length, Mu \buffer = Any) is hidden-from-backtrace {
    ($calls // calls).mincore(address, length, buffer)
}
my sub memfd_create(Mu \name, Mu \flags) is hidden-from-backtrace {
    ($calls // calls).memfd_create(name, flags)
}
my sub shm_open(Mu \name, Mu \oflag, Mu \mode) is hidden-from-backtrace {
    ($calls // calls).shm_open(name, oflag, mode)
}
my sub shm_unlink(Mu \name) is hidden-from-backtrace {
    ($calls // calls).shm_unlink(name)
}
my sub close-descriptor(Mu \descriptor) is hidden-from-backtrace {
    ($calls // calls).close-descriptor(descriptor)
}
my sub page-size() {
    ($calls // calls).page-size
}
my sub failed(Mu \result) {
    ($calls // calls).failed(result)
}
my sub supported(Mu \name) is hidden-from-backtrace {
    ($calls // calls).supported(name)
}
my sub constant-value(Mu \name) is hidden-from-backtrace {
    ($calls // calls).constant-value(name)
}
my sub blob-from-pointer(Mu \address, :$elems!, Mu :$type = Buf) is hidden-from-backtrace {
    ($calls // calls).blob-from-pointer(address, $elems, $type)
}

# ---- What `use Mmap::Native` gives

# The constants that 0.0.6 had. They come by default. Each name that is imported costs the importing file.
my constant FIRST = set <
    PROT_READ PROT_WRITE PROT_EXEC PROT_SEM PROT_NONE PROT_GROWSDOWN PROT_GROWSUP
    MAP_SHARED MAP_PRIVATE MAP_SHARED_VALIDATE MAP_TYPE MAP_FIXED MAP_ANONYMOUS MAP_GROWSDOWN MAP_DENYWRITE MAP_EXECUTABLE
    MAP_LOCKED MAP_NORESERVE MAP_POPULATE MAP_NONBLOCK MAP_STACK MAP_HUGETLB MAP_SYNC MAP_FIXED_NOREPLACE MAP_UNINITIALIZED
    MAP_FILE MAP_FAILED MREMAP_MAYMOVE MREMAP_FIXED MREMAP_DONTUNMAP MLOCK_ONFAULT MS_ASYNC MS_INVALIDATE MS_SYNC
    MADV_NORMAL MADV_RANDOM MADV_SEQUENTIAL MADV_WILLNEED MADV_DONTNEED MADV_FREE MADV_REMOVE MADV_DONTFORK MADV_DOFORK
    MADV_HWPOISON MADV_SOFT_OFFLINE MADV_MERGEABLE MADV_UNMERGEABLE MADV_HUGEPAGE MADV_NOHUGEPAGE MADV_DONTDUMP MADV_DODUMP
    MADV_WIPEONFORK MADV_KEEPONFORK MADV_COLD MADV_PAGEOUT MADV_POPULATE_READ MADV_POPULATE_WRITE MADV_DONTNEED_LOCKED
    MADV_COLLAPSE OVERCOMMIT_GUESS OVERCOMMIT_ALWAYS OVERCOMMIT_NEVER PKEY_DISABLE_ACCESS PKEY_DISABLE_WRITE PKEY_ACCESS_MASK
>;

# Rakudo imports a package of EXPORT for each tag: DEFAULT without tags and names, ALL, calls, own, and a group's, as
# `constants` has it (madvise, mempolicy, ...).
my package EXPORT::DEFAULT { }
my package EXPORT::ALL { }
my package EXPORT::calls { }
my package EXPORT::own { }
BEGIN {
    my sub give(Str:D $name, Mu \value, *@tags) {
        for @tags -> $tag {
            EXPORT::{$tag} := Metamodel::PackageHOW.new_type(:name("EXPORT::$tag")) unless EXPORT::{$tag}:exists;
            EXPORT::{$tag}.WHO{$name} := value;
        }
    }
    for BUILT<names>.list -> ($name, Mu \value, $group, $own) {
        give $name, value, 'ALL', $group, ($own ?? 'own' !! Empty), (FIRST{$name} ?? 'DEFAULT' !! Empty);
    }
    give 'Pointer', Pointer, <ALL DEFAULT calls>;
    give "&{.name}", $_, <ALL DEFAULT calls>
        for &mmap, &munmap, &msync, &madvise, &posix_madvise, &mprotect, &mremap, &mlock, &mlock2, &munlock, &mlockall,
            &munlockall, &mincore, &memfd_create, &shm_open, &shm_unlink, &close-descriptor, &page-size, &failed, &supported,
            &constant-value, &blob-from-pointer;
}

my constant NONE = Map.new;
# Rakudo calls this with the names after `use Mmap::Native`, without the tags: <mmap MAP_SHARED ACCESS_READ>.
sub EXPORT(*@names) {
    # Without names this saves making and running the closure, 2 million instructions of each start.
    return NONE unless @names;
    Map.new: @names.map: -> $name {
        my $key = EXPORT::ALL::{"&$name"}:exists ?? "&$name" !! $name;
        EXPORT::ALL::{$key}:exists ?? ($key => EXPORT::ALL::{$key}) !! unknown-name $name, EXPORT::.keys, EXPORT::ALL::.keys
    }
}

my sub unknown-name(Str() $name, @tags, @names) is hidden-from-backtrace {
    my $tag  = $name.subst(/^ ':'/, '');
    my $hint = $tag eq any(@tags) ?? "; it is a tag: use Mmap::Native :$tag" !! ($calls // calls).nearest($name, @names);
    X::Mmap::Native::UnknownConstant.new(:constant($name), :message("Mmap::Native has no '$name' to give$hint")).throw
}
