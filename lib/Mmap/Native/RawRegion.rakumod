#| The C functions of regions, slices and cursors as they are: mmapnative.h documents them. A result is >= 0, or -errno.
unit module Mmap::Native::RawRegion;

# Offsets and lengths are declared signed, though C has them unsigned: a negative one is then a number far past every end,
# which C refuses, and NativeCall passes a signed number several times faster.
use NativeCall;
# It refuses to load where the library is missing or another one than its constants came from.
use Mmap::Native <ERROR_CODE>;

# An id means something to the library that gave it, so there is one answer for everything that takes ids.
our sub library { %*ENV<MMAPNATIVE_LIB> || %?RESOURCES<libraries/mmapnative>.IO.absolute }

our sub mn_error_name(int64 --> Str) is native(&library) is export {*}
our sub mn_error_message(int64 --> Str) is native(&library) is export {*}
our sub mn_error_reason(--> Pointer) is native(&library) is export {*}
our sub mn_error_call(--> Str) is native(&library) is export {*}
our sub mn_error_number(int32 --> int64) is native(&library) is export {*}

# One of C's texts as a Str. A path in it may be any bytes, which a Str of NativeCall may not.
our sub text-at(Pointer:D $address --> Str:D) is export {
    my $chars := bytes-at $address;
    my $bytes := buf8.new;
    loop (my int $i = 0; $chars[$i]; ++$i) { $bytes.push: $chars[$i] }
    $bytes.decode('utf8-c8')
}

# MN_ABSENT of mmapnative.h.
my constant ABSENT = -1_097_364_209_664;

# A number about this thread's last failure (ERROR_...), or Int where it has none.
our sub error-number(Int:D $which --> Int) is export {
    my Int:D $number = mn_error_number($which);
    $number == ABSENT ?? Int !! $number
}

# The message of an exception for the result $code: the Raku method, unless C's function has its name, and C's reason
# without the id of the object, which the caller has. C's record is that of the thread, so it may be another call's by now.
our sub sentence(Str:D $call, Int:D $code --> Str:D) is export {
    return "$call: {mn_error_message($code)}" unless mn_error_number(ERROR_CODE) == $code;
    my Str:D $reason = text-at mn_error_reason;
    # mn_region_shared_join and mn_slice_open are .shared and .slice.
    "{mn_error_call}_".contains("_{$call.trans('-' => '_')}_") ?? $reason !! "$call: $reason"
}

our sub bytes-at(Pointer:D $address) is export {
    nativecast(CArray[uint8], $address)
}

our sub mn_statistic(Blob --> int64) is native(&library) is export {*}

our sub mn_region_open(Blob, int32, int64, int64 --> int64) is native(&library) is export {*}
our sub mn_region_create(Blob, int64 --> int64) is native(&library) is export {*}
our sub mn_region_map(int32, int64, int64, int32, int32, int32, uint32 --> int64) is native(&library) is export {*}
our sub mn_region_memfd(Blob, int64, uint32 --> int64) is native(&library) is export {*}
our sub mn_region_shared(Blob, int64 --> int64) is native(&library) is export {*}
our sub mn_region_shared_join(Blob, int32 --> int64) is native(&library) is export {*}
our sub mn_region_path(int64, Blob, int64 --> int64) is native(&library) is export {*}
our sub mn_region_set_name(int64, Blob --> int32) is native(&library) is export {*}
our sub mn_region_anonymous(int64 --> int64) is native(&library) is export {*}
our sub mn_region_reserve(int64 --> int64) is native(&library) is export {*}
our sub mn_region_length(int64 --> int64) is native(&library) is export {*}
our sub mn_region_offset(int64 --> int64) is native(&library) is export {*}
our sub mn_region_file_size(int64 --> int64) is native(&library) is export {*}
our sub mn_region_access(int64 --> int64) is native(&library) is export {*}
our sub mn_region_prot(int64 --> int64) is native(&library) is export {*}
our sub mn_region_flags(int64 --> int64) is native(&library) is export {*}
our sub mn_region_fd(int64 --> int64) is native(&library) is export {*}
our sub mn_region_truncated(int64 --> int64) is native(&library) is export {*}
our sub mn_region_resident(int64 --> int64) is native(&library) is export {*}
our sub mn_region_refresh(int64 --> int64) is native(&library) is export {*}
our sub mn_region_close(int64 --> int32) is native(&library) is export {*}
our sub mn_region_release(int64 --> int32) is native(&library) is export {*}
our sub mn_region_durable(int64 --> int32) is native(&library) is export {*}

our sub mn_region_read_strided(int64, int64, int64, int64, Blob --> int64) is native(&library) is export {*}
our sub mn_region_write_strided(int64, int64, int64, int64, Blob --> int64) is native(&library) is export {*}
our sub mn_region_set_u8(int64, int64, uint32 --> int32) is native(&library) is export {*}

our sub mn_region_fill(int64, int64, int64, uint32 --> int32) is native(&library) is export {*}
our sub mn_region_move(int64, int64, int64, int64 --> int32) is native(&library) is export {*}
our sub mn_is_ascii(Blob, int64 --> int32) is native(&library) is export {*}
our sub mn_region_find(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export {*}
our sub mn_region_rfind(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export {*}
our sub mn_region_count(int64, int64, int64, Blob, int64 --> int64) is native(&library) is export {*}
our sub mn_region_sync(int64, int64, int64, int32 --> int32) is native(&library) is export {*}
our sub mn_region_protect(int64, int64, int64, int32 --> int32) is native(&library) is export {*}
our sub mn_region_advise(int64, int64, int64, int32 --> int32) is native(&library) is export {*}
our sub mn_region_discard(int64, int64, int64 --> int32) is native(&library) is export {*}
our sub mn_region_lock(int64, int64, int64 --> int32) is native(&library) is export {*}
our sub mn_region_unlock(int64, int64, int64 --> int32) is native(&library) is export {*}
our sub mn_region_populate(int64, int64, int64 --> int32) is native(&library) is export {*}
our sub mn_region_set_fork_policy(int64, int32 --> int32) is native(&library) is export {*}
our sub mn_region_resize(int64, int64 --> int32) is native(&library) is export {*}

our sub mn_region_atomic_load_u32(int64, int64, uint32 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_store_u32(int64, int64, uint32 --> int32) is native(&library) is export {*}
our sub mn_region_atomic_add_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_and_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_or_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_xor_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_exchange_u32(int64, int64, uint32, uint32 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_compare_exchange_u32(int64, int64, uint32, uint32, uint32 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_load_u64(int64, int64, int64 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_store_u64(int64, int64, int64 --> int32) is native(&library) is export {*}
our sub mn_region_atomic_add_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_and_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_or_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_xor_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_exchange_u64(int64, int64, int64, int64 is rw --> int32) is native(&library) is export {*}
our sub mn_region_atomic_compare_exchange_u64(int64, int64, int64, int64, int64 is rw --> int32) is native(&library) is export {*}
our sub mn_region_wait_u32(int64, int64, uint32, int32 --> int32) is native(&library) is export {*}
our sub mn_region_await_u32(int64, int64, uint32, int32 --> int32) is native(&library) is export {*}
our sub mn_region_wake_u32(int64, int64, int32 --> int32) is native(&library) is export {*}

our sub mn_slice_open(int64, int64, int64, int32, int32 --> int64) is native(&library) is export {*}
our sub mn_slice_close(int64 --> int32) is native(&library) is export {*}
our sub mn_slice_check(int64 --> int32) is native(&library) is export {*}
our sub mn_slice_address(int64 --> int64) is native(&library) is export {*}
our sub mn_slice_offset(int64 --> int64) is native(&library) is export {*}
our sub mn_slice_length(int64 --> int64) is native(&library) is export {*}
our sub mn_slice_mode(int64 --> int64) is native(&library) is export {*}
our sub mn_slice_thread(int64 --> int64) is native(&library) is export {*}
our sub mn_slice_region(int64 --> int64) is native(&library) is export {*}
our sub mn_slice_set_u8(int64, int64, uint32 --> int32) is native(&library) is export {*}
our sub mn_region_read_wait(int64, int64, Blob, int64, int32 --> int64) is native(&library) is export {*}
our sub mn_region_write_wait(int64, int64, Blob, int64, int32 --> int64) is native(&library) is export {*}
our sub mn_region_next_slice(int64, int64 --> int64) is native(&library) is export {*}

our sub mn_cursor_open(int64 --> int64) is native(&library) is export {*}
our sub mn_cursor_tell(int64 --> int64) is native(&library) is export {*}
our sub mn_cursor_close(int64 --> int32) is native(&library) is export {*}
our sub mn_cursor_seek(int64, int64, int32 --> int64) is native(&library) is export {*}
our sub mn_cursor_read(int64, Blob, int64 --> int64) is native(&library) is export {*}
our sub mn_cursor_write(int64, Blob, int64 --> int64) is native(&library) is export {*}
our sub mn_cursor_read_byte(int64 --> int32) is native(&library) is export {*}
our sub mn_cursor_write_byte(int64, uint32 --> int32) is native(&library) is export {*}
our sub mn_cursor_next_line(int64, int64 is rw --> int64) is native(&library) is export {*}
our sub mn_cursor_find(int64, Blob, int64 --> int64) is native(&library) is export {*}
