# Every user pays for loading this file. So it has only the names, the check that the values came from this library, and
# one line a call. The first call loads NativeCall, which costs as much as the rest, and the bodies (Mmap::Native::Calls).
# Native.rakudoc has the documentation, for the same reason. doc/internals/import.md draws all of this.
use nqp;
use NativeCall::Types;
use Mmap::Native::X;

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

# Compiled in: the values, the library they came from, and its fingerprint.
my constant BUILT = do {
    my $override = %*ENV<MMAPNATIVE_LIB>;
    my $library  = own-library.IO.e ?? own-library() !! $override || own-library;
    refuse "its library $library is missing" unless $library.IO.e;
    CATCH { when X::AdHoc { refuse "its library $library does not work: {.message}" } }
    my $absent := ask $library, 'mn_absent', 'longlong', Int;
    my (@values, @own);
    for ^ask $library, 'mn_constant_count', 'int', Int -> $i {
        my $name  := ask $library, 'mn_constant_name', 'utf8str', Str, $i;
        # Bound, not assigned: the compiler computes with a value, and not with a container that holds one.
        my $value := ask $library, 'mn_constant_value', 'longlong', Int, $i;
        (ask($library, 'mn_constant_own', 'int', Int, $i) ?? @own !! @values).push:
            $name => $name eq 'MAP_FAILED' ?? Pointer.new(-1)
                  !! $value == $absent      ?? Mmap::Native::Absent.new(:$name)
                  !!                          $value;
    }
    Map.new: (:$library, :$absent, :@values, :@own, fingerprint => ask $library, 'mn_fingerprint', 'longlong', Int)
}
my constant LIBRARY     = BUILT<library>;
my constant FINGERPRINT = BUILT<fingerprint>;

# A variable of the library is read, because the first call of a function takes ten times as long.
my sub fingerprint(Str:D $library) {
    nqp::nativecallglobal($library, 'mn_fingerprint_value', int64, Int)
}

# Every precompiled file that uses this one has values compiled in, and loads this one first. So one check here keeps all
# of them from using the values of another library.
my $library := nqp::p6box_s(nqp::ifnull(nqp::atkey(nqp::getenvhash, 'MMAPNATIVE_LIB'), '')) || LIBRARY;
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
    method absent() { BUILT<absent> }
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

my constant EXPORTED = Map.new: flat BUILT<values>.List, (:Pointer(Pointer)),
    (&mmap, &munmap, &msync, &madvise, &posix_madvise, &mprotect, &mremap, &mlock, &mlock2, &munlock, &mlockall, &munlockall,
      &mincore, &memfd_create, &shm_open, &shm_unlink, &close-descriptor, &page-size, &failed, &supported, &constant-value,
      &blob-from-pointer).map: { '&' ~ .name => $_ };

# The library's own numbers come when they are named, or with a tag: each name that is imported costs the importer.
my constant OWN = Map.new: BUILT<own>.List;
my package EXPORT::own { }
BEGIN {
    EXPORT::own.WHO.BIND-KEY(.key, .value) for OWN.pairs;
    EXPORT.WHO.BIND-KEY('ALL', EXPORT::own);
}

# Rakudo compiles each imported name into the importing file: three hundred cost more than the rest of this file. So they
# are compiled here, as the lexicals of one frame. This frame goes between the importing file and Rakudo's own names, where
# EVAL and ::('NAME') find them. The compiler gets the values from its table of symbols, as with any import.
my sub names() is raw {
    BEGIN {
        my Mu $world := nqp::getlexdyn('$*W');
        $world.import(Mu, nqp::getattr(nqp::decont(EXPORTED), Map, '$!storage'), 'Mmap::Native')
            if nqp::can($world, 'import');
    }
    nqp::ctx
}

# True for the lexicals that users get; a routine has others of its own.
my sub is-given(str $name) { !nqp::eqat($name, '$', 0) }

# The frame of Rakudo's own names around $context.
my sub setting(Mu $context is raw) is raw {
    my Mu $outer := $context;
    $outer := nqp::ctxouter($outer) until nqp::existskey(nqp::ctxlexpad($outer), 'CORE-SETTING-REV');
    $outer
}

# An importing file calls this whenever it is loaded.
my sub frame() is raw {
    nqp::forceouterctx(nqp::getattr(nqp::decont(&names), Code, '$!do'), setting nqp::ctx);
    names
}

# Puts the frame around the file that is being compiled. This relies on private parts of Rakudo's compiler: it checks them
# first, and returns False or dies before it changes anything. Fall back to a plain import then, and also inside a block,
# when a name already exists with another value, or under another language version.
my sub surrounded(Mu $importer is raw) {
    my Mu $world := nqp::getlexdyn('$*W');
    my Mu $unit  := nqp::getlexdyn('$*UNIT');
    my Mu $by    := $importer;
    $by := nqp::ctxouter($by) until nqp::isnull($by) || nqp::getcodename(nqp::ctxcode($by)) eq 'do_import';
    return False if nqp::isnull($by) || !nqp::eqaddr(nqp::decont($world.cur_lexpad), nqp::decont($unit));

    my Mu $theirs := nqp::ctxlexpad(nqp::atkey(nqp::atkey(nqp::getlexdyn('%*COMPILING'), '%?OPTIONS'), 'outer_ctx'));
    return False unless nqp::existskey($theirs, 'CORE-SETTING-REV')
        && nqp::atkey($theirs, 'CORE-SETTING-REV') eq nqp::atkey(nqp::ctxlexpad(setting nqp::ctx), 'CORE-SETTING-REV');

    my Mu $ours  := nqp::ctxlexpad(frame);
    my Mu $table := nqp::getattr(nqp::decont($unit.symtable), Map, '$!storage');
    my Mu $name  := nqp::iterator($table);
    while $name {
        my str $key = nqp::iterkey_s(nqp::shift($name));
        return False if nqp::existskey($ours, $key) && is-given($key)
            && !nqp::eqaddr(nqp::decont(nqp::atkey(nqp::atkey($table, $key), 'value')), nqp::decont(nqp::atkey($ours, $key)));
    }

    # Repeat the task that puts Rakudo's own names around the file, for the frame.
    my Mu $around := nqp::atpos(nqp::getattr(nqp::decont($world), nqp::what($world), '$!setting_fixup_task'), 1);
    my Mu $Op     := nqp::what($around);
    my Mu $file   := nqp::atpos($around, 0);
    my Mu $Value  := nqp::what(nqp::atpos($world.add_string_constant(''), 0));
    return False unless $around.op eq 'forceouterctx'
        && nqp::eqaddr(nqp::decont($file.value), nqp::decont(nqp::getlexdyn('$*UNIT_OUTER')));
    my Mu $task := $Op.new: :op<forceouterctx>, $file, $Op.new(:op<call>, $Value.new(:value(&frame)));
    # EVAL during precompilation runs the file's other tasks too, but without the file.
    $world.add_load_dependency_task: :deserialize_ast($task);
    $world.add_fixup_task: :fixup_ast($task);

    $name := nqp::iterator($ours);
    while $name {
        my str $key = nqp::iterkey_s(nqp::shift($name));
        nqp::bindkey($table, $key, nqp::hash('scope', 'lexical', 'value', nqp::atkey($ours, $key)))
            if is-given($key) && !nqp::existskey($table, $key);
    }
    True
}

# `use Mmap::Native` gives the calls and the platform's constants, `use Mmap::Native <mmap MAP_SHARED ACCESS_READ>` the
# names in the list. Rakudo handles the tags :own and :ALL, which add to that.
sub EXPORT(*@names) {
    my Mu $importer := nqp::ctxcaller(nqp::ctx);
    return (try surrounded $importer) ?? Map.new !! EXPORTED unless @names;
    Map.new: @names.map: -> $name {
        my $key = EXPORTED{"&$name"}:exists ?? "&$name" !! $name;
        (EXPORTED{$key}:exists)
            ?? ($key => EXPORTED{$key})
            !! (OWN{$key}:exists)
            ?? ($key => OWN{$key})
            !! X::Mmap::Native::UnknownConstant.new(:constant($name), :message("Mmap::Native has no '$name' to give")).throw
    }
}
