# The bodies of the calls that Mmap::Native exports. The facade loads this file at the first call.
unit class Mmap::Native::Calls;

use NativeCall;
need Mmap::Native;
use Mmap::Native::Raw :errors, :constants, :calls;

# The only function that comes from libc and not from our library.
my sub memcpy(Blob, Pointer, size_t --> Pointer) is native {*}

# A true 0, so that `munmap(...) or die` dies on errors only.
my constant DONE = 0 but True;

# ---- Errors

# The address as an unsigned number: +Pointer is negative in the upper half of the address space.
sub address-of(Pointer:D $pointer --> Int:D) {
    +$pointer +& 0xFFFF_FFFF_FFFF_FFFF
}

sub shown(Mu \value --> Str:D) {
    value ~~ Pointer ?? (value.defined ?? '0x' ~ address-of(value).base(16).lc !! 'Pointer')
                     !! value ~~ Int:D ?? value.Str
                     !! value ~~ Blob  ?? value.^name
                     !! value.raku
}

# The kernel has one EINVAL and one ENOMEM for many mistakes. The arguments often show which mistake it was.
sub advice(Str:D $call, Str:D $name, %given --> Str:D) {
    my Int:D $page = mn_page_size();
    given $name {
        when 'EINVAL' {
            return 'The length must be more than 0.' if $call eq 'mmap' | 'munmap' | 'mremap' && 0 == (%given<length> // 1) | (%given<new-length> // 1);
            return "The offset %given<offset> is not a multiple of the page size, $page." if (%given<offset> // 0) % $page;
            with %given<address> {
                return "The address is not a multiple of the page size, $page."
                    if address-of($_) % $page && ($call ne 'mmap' || %given<flags> +& (value-of('MAP_FIXED') // 0));
            }
        }
        when 'EACCES' {
            return 'Every mapping of a file needs a readable descriptor, and PROT_WRITE with MAP_SHARED one that was opened :rw.'
                if $call eq 'mmap' | 'mprotect';
        }
        when 'EBADF' {
            return 'Memory without a file takes MAP_ANONYMOUS and the descriptor -1.' if $call eq 'mmap';
        }
        when 'ENOMEM' {
            my $huge = value-of('MAP_HUGETLB') // 0;
            return 'There are not enough free huge pages: see /proc/sys/vm/nr_hugepages.'
                if $call eq 'mmap' && %given<flags> +& $huge;
        }
    }
    ''
}

# The value of a constant, or Int if this platform does not have it.
sub value-of(Str:D $name --> Int) {
    my $value = mn_constant_value(mn_constant_find(bytes $name));
    $value == Mmap::Native::Library.absent ?? Int !! $value
}

sub failure(Str:D $call, Int:D $code, *@given) is hidden-from-backtrace {
    my Str:D $name = mn_error_name($code);
    Failure.new: X::Mmap::Native.new:
        :$call, :$name, :errno(-$code),
        :message(trim "$call\(@given.map({ shown(.value) }).join(', ')) failed with $name. "
            ~ "{mn_error_message($code)} {advice($call, $name, %(@given))}")
}

# Refuses, before the call, an argument that does not fit C's type. :errno is the number that C would return.
sub refused(Str:D $call, Str:D $name, Str:D $why --> X::Mmap::Native:D) {
    my $errno = (1..300).first({ mn_error_name(-$_) eq $name }) // 0;
    X::Mmap::Native.new: :$call, :$name, :$errno, :message("$call: $why ($name).")
}

# ---- Checks: each returns Nil or the exception

sub wrong-int(Str:D $call, Str:D $what, Mu \value) {
    return Nil if value ~~ Int:D;
    # A constant that this platform lacks throws an exception of its own here, with the constant's name.
    value.Int if value ~~ Mmap::Native::Absent;
    my $hint = value ~~ IO::Handle ?? '; its number is .native-descriptor' !! '';
    refused $call, 'EINVAL', "the $what must be an Int, not {value.^name}{value.defined ?? '' !! ' (undefined)'}$hint"
}

sub wrong-address(Str:D $call, Mu \value, Bool :$null --> Mu) {
    return refused $call, 'EINVAL', "the address must be a Pointer, not {value.^name}" unless value ~~ Pointer;
    $null || value.defined ?? Nil !! refused $call, 'EINVAL', 'the address is NULL'
}

sub wrong-length(Str:D $call, Mu \value, Str:D $what = 'length') {
    wrong-int($call, $what, value)
        // (value < 0                     ?? refused($call, 'EINVAL', "the $what {value} is negative")
        !!  value > 0x7FFF_FFFF_FFFF_FFFF ?? refused($call, 'EOVERFLOW', "the $what {value} does not fit an address space")
        !! Nil)
}

# Flags can be signed or unsigned: MAP_HUGE_16GB sets bit 31 and is a positive number in Raku.
sub wrong-bits(Str:D $call, Mu \value, Str:D $what) {
    wrong-int($call, $what, value)
        // (-0x8000_0000 <= value <= 0xFFFF_FFFF ?? Nil !! refused $call, 'EINVAL', "the $what {value} do not fit 32 bits")
}

sub wrong-descriptor(Str:D $call, Mu \value) {
    wrong-int($call, 'descriptor', value)
        // (-0x8000_0000 <= value <= 0x7FFF_FFFF ?? Nil !! refused $call, 'EBADF', "{value} is no descriptor")
}

sub wrong-offset(Str:D $call, Mu \value) {
    wrong-int($call, 'offset', value)
        // (-0x8000_0000_0000_0000 <= value <= 0x7FFF_FFFF_FFFF_FFFF
            ?? Nil !! refused $call, 'EOVERFLOW', "the offset {value} does not fit 64 bits")
}

sub wrong-name(Str:D $call, Mu \value) {
    return refused $call, 'EINVAL', "the name must be a Str, not {value.^name}" unless value ~~ Str:D;
    value.contains("\0") ?? refused($call, 'EINVAL', 'the name contains a NUL character') !! Nil
}

# ---- Arguments for C

sub signed(Int:D $bits --> Int:D) {
    $bits > 0x7FFF_FFFF ?? $bits - 0x1_0000_0000 !! $bits
}

# utf8-c8 restores the original bytes of a name that is not valid UTF-8.
sub bytes(Str:D $name --> Blob:D) {
    $name.encode('utf8-c8') ~ Blob.new(0)
}

# ---- Results of C

# Only -4095 to -1 are errors, because addresses in the upper half are negative too.
sub pointer(Str:D $call, Int:D $result, *@given) is hidden-from-backtrace {
    -4095 <= $result < 0 ?? failure($call, $result, @given) !! Pointer.new($result)
}

sub number(Str:D $call, Int:D $result, *@given) is hidden-from-backtrace {
    $result < 0 ?? failure($call, $result, @given) !! $result == 0 ?? DONE !! $result
}

# Most calls take a range; some take a word of bits too.
sub on-range(Str:D $call, &function, Mu \address, Mu \length) is hidden-from-backtrace {
    with wrong-address($call, address) // wrong-length($call, length) {
        return Failure.new($_)
    }
    number $call, function(address, length), (:address(address)), (:length(length))
}

sub on-range-with(Str:D $call, &function, Mu \address, Mu \length, Mu \bits, Str:D $what) is hidden-from-backtrace {
    with wrong-address($call, address) // wrong-length($call, length) // wrong-bits($call, bits, $what) {
        return Failure.new($_)
    }
    number $call, function(address, length, signed bits), (:address(address)), (:length(length)), (:bits(bits))
}

# ---- The calls

method mmap(Mu \address, Mu \length, Mu \prot, Mu \flags, Mu \descriptor, Mu \offset) is hidden-from-backtrace {
    with wrong-address('mmap', address, :null) // wrong-length('mmap', length)
        // wrong-bits('mmap', prot, 'protection bits') // wrong-bits('mmap', flags, 'flags')
        // wrong-descriptor('mmap', descriptor) // wrong-offset('mmap', offset) {
        return Failure.new($_)
    }
    pointer 'mmap', mn_mmap(address, length, signed(prot), signed(flags), descriptor, offset),
        (:address(address)), (:length(length)), (:prot(prot)), (:flags(flags)), (:descriptor(descriptor)), (:offset(offset))
}

method mremap(Mu \address, Mu \length, Mu \new-length, Mu \flags, Mu \new-address) is hidden-from-backtrace {
    with wrong-address('mremap', address) // wrong-length('mremap', length) // wrong-length('mremap', new-length, 'new length')
        // wrong-bits('mremap', flags, 'flags') // wrong-address('mremap', new-address, :null) {
        return Failure.new($_)
    }
    pointer 'mremap', mn_mremap(address, length, new-length, signed(flags), new-address),
        (:address(address)), (:length(length)), (:new-length(new-length)), (:flags(flags)), (:new-address(new-address))
}

method munmap(Mu \address, Mu \length) is hidden-from-backtrace {
    on-range 'munmap', &mn_munmap, address, length
}
method mlock(Mu \address, Mu \length) is hidden-from-backtrace {
    on-range 'mlock', &mn_mlock, address, length
}
method munlock(Mu \address, Mu \length) is hidden-from-backtrace {
    on-range 'munlock', &mn_munlock, address, length
}
method mlock2(Mu \address, Mu \length, Mu \flags) is hidden-from-backtrace {
    on-range-with 'mlock2', &mn_mlock2, address, length, flags, 'flags'
}
method msync(Mu \address, Mu \length, Mu \flags) is hidden-from-backtrace {
    on-range-with 'msync', &mn_msync, address, length, flags, 'flags'
}
method madvise(Mu \address, Mu \length, Mu \advice) is hidden-from-backtrace {
    on-range-with 'madvise', &mn_madvise, address, length, advice, 'advice'
}
method posix_madvise(Mu \address, Mu \length, Mu \advice) is hidden-from-backtrace {
    on-range-with 'posix_madvise', &mn_posix_madvise, address, length, advice, 'advice'
}
method mprotect(Mu \address, Mu \length, Mu \prot) is hidden-from-backtrace {
    on-range-with 'mprotect', &mn_mprotect, address, length, prot, 'protection bits'
}

method mlockall(Mu \flags) is hidden-from-backtrace {
    with wrong-bits('mlockall', flags, 'flags') { return Failure.new($_) }
    number 'mlockall', mn_mlockall(signed flags), (:flags(flags))
}
method munlockall() is hidden-from-backtrace {
    number 'munlockall', mn_munlockall
}

# C writes one byte a page and does not know the size of the buffer, so the size is checked here.
method mincore(Mu \address, Mu \length, Mu \buffer) is hidden-from-backtrace {
    with wrong-address('mincore', address) // wrong-length('mincore', length) { return Failure.new($_) }
    my $page  := mn_page_size;
    my $pages := (length + $page - 1) div $page;
    my $into  := buffer;
    if buffer ~~ Blob && buffer.defined {
        return Failure.new(refused 'mincore', 'EINVAL', "the buffer must be a buf8, not {buffer.^name}")
            unless buffer ~~ Buf && buffer.of.^nativesize == 8;
        return Failure.new(refused 'mincore', 'ERANGE', "$pages pages need a buffer of as many bytes, and this one has {buffer.elems}")
            if buffer.elems < $pages;
    }
    elsif buffer.defined {
        return Failure.new(refused 'mincore', 'EINVAL', "the buffer must be a buf8, not {buffer.^name}")
    }
    else {
        # The kernel returns ENOMEM for a range that is not mapped, and no machine maps this much.
        return Failure.new(refused 'mincore', 'ENOMEM', "$pages pages are more than can be mapped") if $pages > 2**32;
        $into := buf8.allocate($pages);
    }
    my $result := mn_mincore(address, length, $into);
    $result < 0 ?? failure('mincore', $result, (:address(address)), (:length(length))) !! $into
}

method memfd_create(Mu \name, Mu \flags) is hidden-from-backtrace {
    with wrong-name('memfd_create', name) // wrong-bits('memfd_create', flags, 'flags') { return Failure.new($_) }
    number 'memfd_create', mn_memfd_create(bytes(name), flags +& 0xFFFF_FFFF), (:name(name)), (:flags(flags))
}
method shm_open(Mu \name, Mu \oflag, Mu \mode) is hidden-from-backtrace {
    with wrong-name('shm_open', name) // wrong-bits('shm_open', oflag, 'open flags') // wrong-bits('shm_open', mode, 'mode') {
        return Failure.new($_)
    }
    number 'shm_open', mn_shm_open(bytes(name), signed(oflag), mode +& 0xFFFF_FFFF), (:name(name)), (:oflag(oflag)), (:mode(mode))
}
method shm_unlink(Mu \name) is hidden-from-backtrace {
    with wrong-name('shm_unlink', name) { return Failure.new($_) }
    number 'shm_unlink', mn_shm_unlink(bytes name), (:name(name))
}
method close-descriptor(Mu \descriptor) is hidden-from-backtrace {
    with wrong-descriptor('close', descriptor) { return Failure.new($_) }
    number 'close', mn_close(descriptor), (:descriptor(descriptor))
}

# ---- Questions

method page-size(--> Int:D) {
    mn_page_size
}

method failed(Mu \result --> Bool:D) {
    given result {
        # .so marks the Failure as handled, or Raku warns when it is collected.
        when Failure { .so; True }
        when Pointer { .defined && +$_ == -1 }
        default      { False }
    }
}

# "; did you mean MAP_SHARED?", or nothing if no name is near. Names of a quite different length are not compared, because a
# comparison takes the product of the two.
method nearest(Str:D $name, @known --> Str:D) {
    my $far  = ($name.chars div 4 max 1) min 3;
    my $near = @known.map(*.subst: /^ '&'/, '').grep({ abs(.chars - $name.chars) <= $far })
        .map({ $_ => +StrDistance.new(:before($name), :after($_)) }).min({ .value, .key });
    $near ~~ Pair && $near.value <= $far ?? "; did you mean {$near.key}?" !! ''
}

sub unknown(Str:D $call, Str:D $constant) {
    my $hint = Mmap::Native::Calls.nearest: $constant, (^mn_constant_count).map(&mn_constant_name);
    X::Mmap::Native::UnknownConstant.new: :$call, :$constant, :errno(2), :name<ENOENT>,
        :message("$call: {$constant.raku} is no constant that this library knows (it knows {mn_constant_count} names)$hint")
}

# Returns the index in the library's table, or -1 for an unknown name.
sub index-of(Str:D $name --> Int:D) {
    my $index = $name.contains("\0") ?? -1 !! mn_constant_find(bytes $name);
    $index < 0 ?? -1 !! $index
}

method constant-value(Mu \name) is hidden-from-backtrace {
    with wrong-name('constant-value', name) { return Failure.new($_) }
    my $index = index-of(name);
    return Failure.new(unknown 'constant-value', name) if $index < 0;
    my $value = mn_constant_value($index);
    $value == Mmap::Native::Library.absent ?? Failure.new(X::Mmap::Native::AbsentConstant.new: :call<constant-value>, :constant(name)) !! $value
}

method supported(Mu \name) is hidden-from-backtrace {
    with wrong-name('supported', name) { return Failure.new($_) }
    return Failure.new(unknown 'supported', name) if index-of(name) < 0;
    given mn_supported(bytes name) {
        when 1  { True }
        when 0  { False }
        default { Bool }
    }
}

method blob-from-pointer(Mu \address, Mu \elems, Mu \type) is hidden-from-backtrace {
    with wrong-address('blob-from-pointer', address) // wrong-length('blob-from-pointer', elems, 'number of elements') {
        return Failure.new($_)
    }
    return Failure.new(refused 'blob-from-pointer', 'EINVAL', 'the pointer is MAP_FAILED: the mapping it should come from failed')
        if self.failed(address);
    return Failure.new(refused 'blob-from-pointer', 'EINVAL', "the type must be a Blob or a Buf, not {type.^name}")
        unless type ~~ Blob;
    my $bytes := elems * type.of.^nativesize div 8;
    with wrong-length('blob-from-pointer', $bytes, 'number of bytes') { return Failure.new($_) }
    # memcpy crashes on a range that is not mapped, and MoarVM crashes on a Blob that does not fit into memory. msync
    # checks the range: with MS_ASYNC, Linux only looks at its list of mappings and writes nothing.
    if $bytes {
        my $into-page = +address % mn_page_size;
        my $mapped    = mn_msync(Pointer.new(+address - $into-page), $into-page + $bytes, value-of('MS_ASYNC'));
        return Failure.new(refused 'blob-from-pointer', 'EFAULT',
            "the $bytes bytes at {shown address} are not mapped all through") if $mapped < 0;
    }
    my $blob := type.allocate(elems);
    memcpy($blob, address, $bytes) if $bytes;
    $blob
}
