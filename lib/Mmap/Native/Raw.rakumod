# Generated from mmapnative.h by `tools/generate natives`: edit the header and run `make generate`.
#
# The C functions as they are: mmapnative.h documents them. A result is >= 0, or -errno. Each section of the header is
# a tag: `use Mmap::Native::Raw :slices`.
unit module Mmap::Native::Raw;

use NativeCall;
need Mmap::Native;

# The library that Mmap::Native checked: an id means something to that one alone.
my sub library() { Mmap::Native::Library.path }

# Never called. A sub declared at the top of a file is made whenever the file is loaded, and one in here when it is
# called for the first time: a program pays for the functions that it uses.
my sub declarations() {
    my sub mn_version(--> Str) is native(&library) is export(:version) {*}

    my sub mn_error_name(int64 --> Str) is native(&library) is export(:errors) {*}
    my sub mn_error_message(int64 --> Str) is native(&library) is export(:errors) {*}
    my sub mn_error_detail(--> Pointer) is native(&library) is export(:errors) {*}
    my sub mn_error_reason(--> Pointer) is native(&library) is export(:errors) {*}
    my sub mn_error_call(--> Str) is native(&library) is export(:errors) {*}
    my sub mn_error_number(int32 --> int64) is native(&library) is export(:errors) {*}

    my sub mn_absent(--> int64) is native(&library) is export(:constants) {*}
    my sub mn_constant_count(--> int32) is native(&library) is export(:constants) {*}
    my sub mn_constant_name(int32 --> Str) is native(&library) is export(:constants) {*}
    my sub mn_constant_group(int32 --> Str) is native(&library) is export(:constants) {*}
    my sub mn_constant_own(int32 --> int32) is native(&library) is export(:constants) {*}
    my sub mn_constant_value(int32 --> int64) is native(&library) is export(:constants) {*}
    my sub mn_constant_values(Blob, int32 --> int32) is native(&library) is export(:constants) {*}
    my sub mn_constant_find(Blob --> int32) is native(&library) is export(:constants) {*}
    my sub mn_supported(Blob --> int32) is native(&library) is export(:constants) {*}
    my sub mn_fingerprint(--> int64) is native(&library) is export(:constants) {*}

    my sub mn_page_size(--> int64) is native(&library) is export(:calls) {*}
    my sub mn_mmap(Pointer, int64, int32, int32, int32, int64 --> int64) is native(&library) is export(:calls) {*}
    my sub mn_munmap(Pointer, int64 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_msync(Pointer, int64, int32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_madvise(Pointer, int64, int32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_posix_madvise(Pointer, int64, int32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_mprotect(Pointer, int64, int32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_mremap(Pointer, int64, int64, int32, Pointer --> int64) is native(&library) is export(:calls) {*}
    my sub mn_mlock(Pointer, int64 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_mlock2(Pointer, int64, int32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_munlock(Pointer, int64 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_mlockall(int32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_munlockall(--> int32) is native(&library) is export(:calls) {*}
    my sub mn_mincore(Pointer, int64, Blob --> int32) is native(&library) is export(:calls) {*}
    my sub mn_memfd_create(Blob, uint32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_shm_open(Blob, int32, uint32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_shm_unlink(Blob --> int32) is native(&library) is export(:calls) {*}
    my sub mn_pkey_alloc(uint32, uint32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_pkey_free(int32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_pkey_mprotect(Pointer, int64, int32, int32 --> int32) is native(&library) is export(:calls) {*}
    my sub mn_close(int32 --> int32) is native(&library) is export(:calls) {*}

    my sub mn_guard(int32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_open(Blob, int32, int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_create(Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_open_or_create(Blob, int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_map(int32, int64, int64, int32, int32, int32, uint32 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_anonymous(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_reserve(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_memfd(Blob, int64, uint32 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_shared(Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_shared_join(Blob, int32 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_close(int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_release(int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_length(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_offset(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_file_size(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_access(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_prot(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_flags(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_fd(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_page_size(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_truncated(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_path(int64, Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_resident(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_resident_pages(int64, int64, Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_statistic(Blob --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_read(int64, int64, Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_write(int64, int64, Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_read_wait(int64, int64, Blob, int64, int32 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_write_wait(int64, int64, Blob, int64, int32 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_read_strided(int64, int64, int64, int64, Blob --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_write_strided(int64, int64, int64, int64, Blob --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_get_u8(int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_u8(int64, int64, uint32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_u16_le(int64, int64, uint16 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_u16_le(int64, int64, uint16 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_u16_be(int64, int64, uint16 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_u16_be(int64, int64, uint16 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_u32_le(int64, int64, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_u32_le(int64, int64, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_u32_be(int64, int64, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_u32_be(int64, int64, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_u64_le(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_u64_le(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_u64_be(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_u64_be(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_i16_le(int64, int64, int16 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_i16_le(int64, int64, int16 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_i16_be(int64, int64, int16 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_i16_be(int64, int64, int16 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_i32_le(int64, int64, int32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_i32_le(int64, int64, int32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_i32_be(int64, int64, int32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_i32_be(int64, int64, int32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_i64_le(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_i64_le(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_i64_be(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_i64_be(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_f32_le(int64, int64, num32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_f32_le(int64, int64, num32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_f32_be(int64, int64, num32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_f32_be(int64, int64, num32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_f64_le(int64, int64, num64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_f64_le(int64, int64, num64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_get_f64_be(int64, int64, num64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_f64_be(int64, int64, num64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_u8(int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_u16_le(int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_u16_be(int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_u32_le(int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_u32_be(int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_u64_le(int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_u64_be(int64, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_put_u16_le(int64, int64, uint32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_put_u16_be(int64, int64, uint32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_put_u32_le(int64, int64, uint32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_put_u32_be(int64, int64, uint32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_put_u64_le(int64, int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_put_u64_be(int64, int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_fill(int64, int64, int64, uint32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_move(int64, int64, int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_find(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_rfind(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_count(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_is_ascii(Blob, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_sync(int64, int64, int64, int32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_durable(int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_protect(int64, int64, int64, int32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_advise(int64, int64, int64, int32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_discard(int64, int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_lock(int64, int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_unlock(int64, int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_populate(int64, int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_fork_policy(int64, int32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_set_name(int64, Blob --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_resize(int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_refresh(int64 --> int64) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_load_u32(int64, int64, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_store_u32(int64, int64, uint32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_add_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_and_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_or_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_xor_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_exchange_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_compare_exchange_u32(int64, int64, uint32, uint32, uint32 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_load_u64(int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_store_u64(int64, int64, int64 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_add_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_and_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_or_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_xor_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_exchange_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_atomic_compare_exchange_u64(int64, int64, int64, int64, int64 is rw --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_wait_u32(int64, int64, uint32, int32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_await_u32(int64, int64, uint32, int32 --> int32) is native(&library) is export(:regions) {*}
    my sub mn_region_wake_u32(int64, int64, int32 --> int32) is native(&library) is export(:regions) {*}

    my sub mn_slice_open(int64, int64, int64, int32, int32 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_close(int64 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_address(int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_offset(int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_length(int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_mode(int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_thread(int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_region(int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_read(int64, int64, Blob, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_write(int64, int64, Blob, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_get_u8(int64, int64 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_set_u8(int64, int64, uint32 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_read_wait(int64, int64, Blob, int64, int32 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_write_wait(int64, int64, Blob, int64, int32 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_read_strided(int64, int64, int64, int64, Blob --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_write_strided(int64, int64, int64, int64, Blob --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_u8(int64, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_u16_le(int64, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_u16_be(int64, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_u32_le(int64, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_u32_be(int64, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_u64_le(int64, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_u64_be(int64, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_put_u16_le(int64, int64, uint32 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_put_u16_be(int64, int64, uint32 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_put_u32_le(int64, int64, uint32 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_put_u32_be(int64, int64, uint32 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_put_u64_le(int64, int64, int64 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_put_u64_be(int64, int64, int64 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_fill(int64, int64, int64, uint32 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_move(int64, int64, int64, int64 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_slice_find(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_rfind(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_count(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:slices) {*}
    my sub mn_slice_check(int64 --> int32) is native(&library) is export(:slices) {*}
    my sub mn_region_next_slice(int64, int64 --> int64) is native(&library) is export(:slices) {*}

    my sub mn_cursor_open(int64 --> int64) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_close(int64 --> int32) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_region(int64 --> int64) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_seek(int64, int64, int32 --> int64) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_tell(int64 --> int64) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_read(int64, Blob, int64 --> int64) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_write(int64, Blob, int64 --> int64) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_read_byte(int64 --> int32) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_write_byte(int64, uint32 --> int32) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_read_line(int64, Blob, int64 --> int64) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_next_line(int64, int64 is rw --> int64) is native(&library) is export(:cursors) {*}
    my sub mn_cursor_find(int64, Blob, int64 --> int64) is native(&library) is export(:cursors) {*}

    my sub mn_follow_open(Blob, int64 --> int64) is native(&library) is export(:following) {*}
    my sub mn_follow_region(int64 --> int64) is native(&library) is export(:following) {*}
    my sub mn_follow_next(int64, Blob, int64, int32 --> int64) is native(&library) is export(:following) {*}
    my sub mn_follow_generation(int64 --> int64) is native(&library) is export(:following) {*}
    my sub mn_follow_offset(int64 --> int64) is native(&library) is export(:following) {*}
    my sub mn_follow_close(int64 --> int32) is native(&library) is export(:following) {*}

    my sub mn_manager_open(Blob --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_close(int64 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_grant(int64, int64, uint32 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_rights(int64, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_limit(int64, int64, int64, int64 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_map(int64, int64, Blob, int64, int64, int32, int32 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_map_anonymous(int64, int64, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_map_memfd(int64, int64, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_read(int64, int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_read_up_to(int64, int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_write(int64, int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_sync(int64, int64, int64 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_unmap(int64, int64, int64, int32 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_protect(int64, int64, int64, int64, int64, int32 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_advise(int64, int64, int64, int64, int64, int32 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_populate(int64, int64, int64, int64, int64 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_resize(int64, int64, int64, int64 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_refresh(int64, int64, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_find(int64, int64, int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_rfind(int64, int64, int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_count(int64, int64, int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_region(int64, int64, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_close_owner(int64, int64, int32, int64 is rw --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_next(int64, int64, int64, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_list(int64, int64, int64, int64, Blob, uint32 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_info(int64, int64, int64, Blob --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_path(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_stats(int64, int64, int64, Blob, uint32, Blob, int64 --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_descriptor(int64, int64, int64, Blob, uint32 --> int32) is native(&library) is export(:managers) {*}
    my sub mn_manager_owner_info(int64, int64, int64, Blob --> int64) is native(&library) is export(:managers) {*}
    my sub mn_manager_statistic(int64, Blob --> int64) is native(&library) is export(:managers) {*}
}
