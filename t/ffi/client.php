<?php # PHP: php -d ffi.enable=1 client.php PATH-OF-LIBRARY
$mn = FFI::cdef('
const char *mn_error_name(int64_t code);
int64_t mn_page_size(void);
int64_t mn_absent(void);
int64_t mn_PROT_READ(void);
int64_t mn_PROT_WRITE(void);
int64_t mn_PROT_ADI(void);
int64_t mn_MAP_PRIVATE(void);
int64_t mn_MAP_ANONYMOUS(void);
int64_t mn_MAP_TPRO(void);
int64_t mn_MAP_REMAPDUP(void);
int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset);
int32_t mn_munmap(void *addr, uint64_t length);
', $argv[1]);
function check(bool $good, string $what) { $good or exit("$what\n"); }

# A constant, or an exception where this platform lacks it.
function constant_of(FFI $mn, string $name): int {
    $value = $mn->{"mn_$name"}();
    if ($value === $mn->mn_absent()) throw new DomainException($name);
    return $value;
}
# Only -4095 to -1 are errors: addresses of some machines are negative here.
function is_error(int $result): bool { return $result < 0 && $result > -4096; }

$page = $mn->mn_page_size();
$prot = constant_of($mn, 'PROT_READ') | constant_of($mn, 'PROT_WRITE');
$flags = constant_of($mn, 'MAP_PRIVATE') | constant_of($mn, 'MAP_ANONYMOUS');
check($prot == 3 && $page >= 4096, 'constants');

$address = $mn->mn_mmap(null, $page, $prot, $flags, -1, 0);
check(!is_error($address), $mn->mn_error_name($address));
$memory = FFI::cast('char *', FFI::cast('void *', $address));
FFI::memcpy($memory, 'Hello', 5);
check(FFI::string($memory, 5) == 'Hello', 'memory');
check($mn->mn_munmap($memory, $page) == 0, 'munmap');
check($mn->mn_error_name($mn->mn_mmap(null, 0, $prot, $flags, -1, 0)) == 'EINVAL', 'error');

# Each platform lacks at least one of these.
$absent = 0;
foreach (['MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP'] as $name)
    try { constant_of($mn, $name); } catch (DomainException $e) { $absent++; }
check($absent > 0, 'absent');
check($mn->mn_error_name($mn->mn_mmap(null, $page, $prot, $flags | $mn->mn_absent(), -1, 0)) == 'EINVAL', 'absent flags');
check($mn->mn_error_name($mn->mn_mmap(null, $page, $prot | $mn->mn_absent(), $flags, -1, 0)) == 'EINVAL', 'absent protection');
echo "ok\n";
