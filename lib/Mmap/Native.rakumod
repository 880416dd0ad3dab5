# Loading this file is what every user pays for, so it holds no more than the names, the types of the errors, the check
# that the library is still the one the values came from, and one line a call. NativeCall, which costs as much as all of
# this, and the bodies of the calls (Mmap::Native::Calls) come with the first call.
#
# The documentation stands in Native.rakudoc beside this file, for the same reason.
use nqp;
use NativeCall::Types;
use Mmap::Native::X;

my constant Pointer = NativeCall::Types::Pointer;

# Stands for a constant that this platform has not: undefined, and dies with its name when used as a value.
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
    # Absolute, because a relative name would be looked up in the folder of whoever runs. Where nothing was built yet,
    # `raku -Ilib` knows no resource at all.
    (try %?RESOURCES<libraries/mmapnative>.IO.absolute) // 'resources/libraries/' ~ $*VM.platform-library-name('mmapnative'.IO).basename
}

# Calls a C function without NativeCall: what is loaded while a file is compiled leaves its traces in what is compiled.
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

# What is compiled in: the values, where they came from, and the fingerprint of that library.
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

# Values are compiled in, here and in every precompiled file that uses this one. All of those load this file first, so
# that one check keeps them from going on with the values of another library.
my $library := nqp::p6box_s(nqp::ifnull(nqp::atkey(nqp::getenvhash, 'MMAPNATIVE_LIB'), '')) || LIBRARY;
{
    refuse $library eq LIBRARY
        ?? "the library $library was replaced by one whose constants differ from those this module was compiled with"
        !! "the library $library (see MMAPNATIVE_LIB) has other constants than {LIBRARY}, which this module was compiled with"
        unless fingerprint($library) == FINGERPRINT;
    CATCH { when X::AdHoc { refuse "its library $library does not load: {.message}" } }
}

# What the other files of this module need to know of the library.
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

# Rakudo imports name by name, and compiles each one into whoever imports it: three hundred cost him more than all the
# rest of this file. So all of them are compiled here, as the lexicals of one frame, and who imports them gets this frame
# between his file and Rakudo's own names, where EVAL and ::('NAME') find them. His compiler learns the values from its
# table of symbols, as with any import.
my sub names() is raw {
    BEGIN {
        my Mu $world := nqp::getlexdyn('$*W');
        $world.import(Mu, nqp::getattr(nqp::decont(EXPORTED), Map, '$!storage'), 'Mmap::Native')
            if nqp::can($world, 'import');
    }
    nqp::ctx
}

# The lexicals of a frame that users get: a routine has some of its own.
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

# Puts the frame around the file that is being compiled. This leans on how Rakudo's compiler is made, so it looks whether
# that is as expected, and does nothing, or dies, before anything is changed: then the names are imported one by one. So
# they are into a block, whose names must not be seen outside of it, beside names that are there and are others, and for
# another version of the language, whose own names are in another frame.
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

    # What Rakudo made to put its own names around the file, made once more for the frame.
    my Mu $around := nqp::atpos(nqp::getattr(nqp::decont($world), nqp::what($world), '$!setting_fixup_task'), 1);
    my Mu $Op     := nqp::what($around);
    my Mu $file   := nqp::atpos($around, 0);
    my Mu $Value  := nqp::what(nqp::atpos($world.add_string_constant(''), 0));
    return False unless $around.op eq 'forceouterctx'
        && nqp::eqaddr(nqp::decont($file.value), nqp::decont(nqp::getlexdyn('$*UNIT_OUTER')));
    my Mu $task := $Op.new: :op<forceouterctx>, $file, $Op.new(:op<call>, $Value.new(:value(&frame)));
    # Code that is evaluated while a file is precompiled is given the file's other tasks as well, without the file.
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

# `use Mmap::Native` gives the calls and the platform's constants, `use Mmap::Native <mmap MAP_SHARED ACCESS_READ>` what
# is named. Rakudo itself sees to the tags :own and :ALL, which add to that.
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
