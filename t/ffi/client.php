<?php # PHP: php -d ffi.enable=1 client.php PATH-OF-LIBRARY
$mn = FFI::cdef('
const char *mn_error_name(int64_t code);
int64_t mn_page_size(void);
int64_t mn_PROT_READ(void);
int64_t mn_PROT_WRITE(void);
int64_t mn_MAP_PRIVATE(void);
int64_t mn_MAP_ANONYMOUS(void);
int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset);
int32_t mn_munmap(void *addr, uint64_t length);
', $argv[1]);
function check(bool $good, string $what) { $good or exit("$what\n"); }

$page = $mn->mn_page_size();
$prot = $mn->mn_PROT_READ() | $mn->mn_PROT_WRITE();
$flags = $mn->mn_MAP_PRIVATE() | $mn->mn_MAP_ANONYMOUS();
check($prot == 3 && $page >= 4096, 'constants');

$address = $mn->mn_mmap(null, $page, $prot, $flags, -1, 0);
check($address > 0, $mn->mn_error_name($address));
$memory = FFI::cast('char *', FFI::cast('void *', $address));
FFI::memcpy($memory, 'Hello', 5);
check(FFI::string($memory, 5) == 'Hello', 'memory');
check($mn->mn_munmap($memory, $page) == 0, 'munmap');

check($mn->mn_error_name($mn->mn_mmap(null, 0, $prot, $flags, -1, 0)) == 'EINVAL', 'error');
echo "ok\n";
