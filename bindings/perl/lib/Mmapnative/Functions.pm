# Generated from share/mmapnative.json by bindings/perl/generate: run `make generate`.
package Mmapnative::Functions;
use strict;
use warnings;

# The name of each function: its parameters, its result, the kind of that, and which parameter is its object's id.
our %SIGNATURE = (
	mn_version => [[qw()], 'string', 'text', undef],
	mn_error_name => [[qw(sint64)], 'string', 'text', undef],
	mn_error_message => [[qw(sint64)], 'string', 'text', undef],
	mn_error_detail => [[qw()], 'string', 'text', undef],
	mn_error_reason => [[qw()], 'string', 'text', undef],
	mn_error_call => [[qw()], 'string', 'text', undef],
	mn_error_number => [[qw(sint32)], 'sint64', 'value', undef],
	mn_absent => [[qw()], 'sint64', 'value', undef],
	mn_constant_count => [[qw()], 'sint32', 'value', undef],
	mn_constant_name => [[qw(sint32)], 'string', 'text', undef],
	mn_constant_group => [[qw(sint32)], 'string', 'text', undef],
	mn_constant_own => [[qw(sint32)], 'sint32', 'value', undef],
	mn_constant_value => [[qw(sint32)], 'sint64', 'value', undef],
	mn_constant_values => [[qw(opaque sint32)], 'sint32', 'value', undef],
	mn_constant_find => [[qw(string)], 'sint32', 'errno', undef],
	mn_supported => [[qw(string)], 'sint32', 'errno', undef],
	mn_fingerprint => [[qw()], 'sint64', 'value', undef],
	mn_page_size => [[qw()], 'sint64', 'value', undef],
	mn_mmap => [[qw(opaque uint64 sint32 sint32 sint32 sint64)], 'sint64', 'address', undef],
	mn_munmap => [[qw(opaque uint64)], 'sint32', 'errno', undef],
	mn_msync => [[qw(opaque uint64 sint32)], 'sint32', 'errno', undef],
	mn_madvise => [[qw(opaque uint64 sint32)], 'sint32', 'errno', undef],
	mn_posix_madvise => [[qw(opaque uint64 sint32)], 'sint32', 'errno', undef],
	mn_mprotect => [[qw(opaque uint64 sint32)], 'sint32', 'errno', undef],
	mn_mremap => [[qw(opaque uint64 uint64 sint32 opaque)], 'sint64', 'address', undef],
	mn_mlock => [[qw(opaque uint64)], 'sint32', 'errno', undef],
	mn_mlock2 => [[qw(opaque uint64 sint32)], 'sint32', 'errno', undef],
	mn_munlock => [[qw(opaque uint64)], 'sint32', 'errno', undef],
	mn_mlockall => [[qw(sint32)], 'sint32', 'errno', undef],
	mn_munlockall => [[qw()], 'sint32', 'errno', undef],
	mn_mincore => [[qw(opaque uint64 opaque)], 'sint32', 'errno', undef],
	mn_memfd_create => [[qw(string uint32)], 'sint32', 'errno', undef],
	mn_shm_open => [[qw(string sint32 uint32)], 'sint32', 'errno', undef],
	mn_shm_unlink => [[qw(string)], 'sint32', 'errno', undef],
	mn_pkey_alloc => [[qw(uint32 uint32)], 'sint32', 'errno', undef],
	mn_pkey_free => [[qw(sint32)], 'sint32', 'errno', undef],
	mn_pkey_mprotect => [[qw(opaque uint64 sint32 sint32)], 'sint32', 'errno', undef],
	mn_close => [[qw(sint32)], 'sint32', 'errno', undef],
	mn_guard => [[qw(sint32)], 'sint32', 'errno', undef],
	mn_region_open => [[qw(string sint32 sint64 sint64)], 'sint64', 'errno', undef],
	mn_region_create => [[qw(string uint64)], 'sint64', 'errno', undef],
	mn_region_open_or_create => [[qw(string sint64 uint64)], 'sint64', 'errno', undef],
	mn_region_map => [[qw(sint32 sint64 sint64 sint32 sint32 sint32 uint32)], 'sint64', 'errno', undef],
	mn_region_anonymous => [[qw(uint64)], 'sint64', 'errno', undef],
	mn_region_reserve => [[qw(uint64)], 'sint64', 'errno', undef],
	mn_region_memfd => [[qw(string uint64 uint32)], 'sint64', 'errno', undef],
	mn_region_shared => [[qw(string uint64)], 'sint64', 'errno', undef],
	mn_region_shared_join => [[qw(string sint32)], 'sint64', 'errno', undef],
	mn_region_close => [[qw(sint64)], 'sint32', 'errno', 0],
	mn_region_release => [[qw(sint64)], 'sint32', 'errno', 0],
	mn_region_length => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_offset => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_file_size => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_access => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_prot => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_flags => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_fd => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_page_size => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_truncated => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_path => [[qw(sint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_region_resident => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_resident_pages => [[qw(sint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_statistic => [[qw(string)], 'sint64', 'errno', undef],
	mn_region_read => [[qw(sint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_region_write => [[qw(sint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_region_read_wait => [[qw(sint64 uint64 opaque uint64 sint32)], 'sint64', 'errno', 0],
	mn_region_write_wait => [[qw(sint64 uint64 opaque uint64 sint32)], 'sint64', 'errno', 0],
	mn_region_read_strided => [[qw(sint64 uint64 sint64 uint64 opaque)], 'sint64', 'errno', 0],
	mn_region_write_strided => [[qw(sint64 uint64 sint64 uint64 opaque)], 'sint64', 'errno', 0],
	mn_region_get_u8 => [[qw(sint64 uint64)], 'sint32', 'errno', 0],
	mn_region_set_u8 => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_region_get_u16_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_u16_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_u16_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_u16_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_u32_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_u32_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_u32_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_u32_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_u64_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_u64_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_u64_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_u64_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_i16_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_i16_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_i16_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_i16_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_i32_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_i32_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_i32_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_i32_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_i64_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_i64_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_i64_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_i64_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_f32_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_f32_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_f32_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_f32_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_f64_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_f64_le => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_get_f64_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_set_f64_be => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_u8 => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_region_u16_le => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_region_u16_be => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_region_u32_le => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_region_u32_be => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_region_u64_le => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_region_u64_be => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_region_put_u16_le => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_region_put_u16_be => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_region_put_u32_le => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_region_put_u32_be => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_region_put_u64_le => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_region_put_u64_be => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_region_fill => [[qw(sint64 uint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_region_move => [[qw(sint64 uint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_region_find => [[qw(sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_region_rfind => [[qw(sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_region_count => [[qw(sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_is_ascii => [[qw(opaque uint64)], 'sint32', 'errno', undef],
	mn_region_sync => [[qw(sint64 uint64 uint64 sint32)], 'sint32', 'errno', 0],
	mn_region_durable => [[qw(sint64)], 'sint32', 'errno', 0],
	mn_region_protect => [[qw(sint64 uint64 uint64 sint32)], 'sint32', 'errno', 0],
	mn_region_advise => [[qw(sint64 uint64 uint64 sint32)], 'sint32', 'errno', 0],
	mn_region_discard => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_region_lock => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_region_unlock => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_region_populate => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_region_set_fork_policy => [[qw(sint64 sint32)], 'sint32', 'errno', 0],
	mn_region_set_name => [[qw(sint64 string)], 'sint32', 'errno', 0],
	mn_region_resize => [[qw(sint64 uint64)], 'sint32', 'errno', 0],
	mn_region_refresh => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_region_atomic_load_u32 => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_store_u32 => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_region_atomic_add_u32 => [[qw(sint64 uint64 uint32 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_and_u32 => [[qw(sint64 uint64 uint32 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_or_u32 => [[qw(sint64 uint64 uint32 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_xor_u32 => [[qw(sint64 uint64 uint32 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_exchange_u32 => [[qw(sint64 uint64 uint32 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_compare_exchange_u32 => [[qw(sint64 uint64 uint32 uint32 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_load_u64 => [[qw(sint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_store_u64 => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_region_atomic_add_u64 => [[qw(sint64 uint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_and_u64 => [[qw(sint64 uint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_or_u64 => [[qw(sint64 uint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_xor_u64 => [[qw(sint64 uint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_exchange_u64 => [[qw(sint64 uint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_atomic_compare_exchange_u64 => [[qw(sint64 uint64 uint64 uint64 opaque)], 'sint32', 'errno', 0],
	mn_region_wait_u32 => [[qw(sint64 uint64 uint32 sint32)], 'sint32', 'errno', 0],
	mn_region_await_u32 => [[qw(sint64 uint64 uint32 sint32)], 'sint32', 'errno', 0],
	mn_region_wake_u32 => [[qw(sint64 uint64 sint32)], 'sint32', 'errno', 0],
	mn_slice_open => [[qw(sint64 uint64 uint64 sint32 sint32)], 'sint64', 'errno', 0],
	mn_slice_close => [[qw(sint64)], 'sint32', 'errno', 0],
	mn_slice_address => [[qw(sint64)], 'sint64', 'address', 0],
	mn_slice_offset => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_slice_length => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_slice_mode => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_slice_thread => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_slice_region => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_slice_read => [[qw(sint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_slice_write => [[qw(sint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_slice_get_u8 => [[qw(sint64 uint64)], 'sint32', 'errno', 0],
	mn_slice_set_u8 => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_slice_read_wait => [[qw(sint64 uint64 opaque uint64 sint32)], 'sint64', 'errno', 0],
	mn_slice_write_wait => [[qw(sint64 uint64 opaque uint64 sint32)], 'sint64', 'errno', 0],
	mn_slice_read_strided => [[qw(sint64 uint64 sint64 uint64 opaque)], 'sint64', 'errno', 0],
	mn_slice_write_strided => [[qw(sint64 uint64 sint64 uint64 opaque)], 'sint64', 'errno', 0],
	mn_slice_u8 => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_slice_u16_le => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_slice_u16_be => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_slice_u32_le => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_slice_u32_be => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_slice_u64_le => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_slice_u64_be => [[qw(sint64 uint64)], 'sint64', 'errno', 0],
	mn_slice_put_u16_le => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_slice_put_u16_be => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_slice_put_u32_le => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_slice_put_u32_be => [[qw(sint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_slice_put_u64_le => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_slice_put_u64_be => [[qw(sint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_slice_fill => [[qw(sint64 uint64 uint64 uint32)], 'sint32', 'errno', 0],
	mn_slice_move => [[qw(sint64 uint64 uint64 uint64)], 'sint32', 'errno', 0],
	mn_slice_find => [[qw(sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_slice_rfind => [[qw(sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_slice_count => [[qw(sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_slice_check => [[qw(sint64)], 'sint32', 'errno', 0],
	mn_region_next_slice => [[qw(sint64 sint64)], 'sint64', 'errno', 0],
	mn_cursor_open => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_cursor_close => [[qw(sint64)], 'sint32', 'errno', 0],
	mn_cursor_region => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_cursor_seek => [[qw(sint64 sint64 sint32)], 'sint64', 'errno', 0],
	mn_cursor_tell => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_cursor_read => [[qw(sint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_cursor_write => [[qw(sint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_cursor_read_byte => [[qw(sint64)], 'sint32', 'errno', 0],
	mn_cursor_write_byte => [[qw(sint64 uint32)], 'sint32', 'errno', 0],
	mn_cursor_read_line => [[qw(sint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_cursor_next_line => [[qw(sint64 opaque)], 'sint64', 'errno', 0],
	mn_cursor_find => [[qw(sint64 opaque uint64)], 'sint64', 'errno', 0],
	mn_follow_open => [[qw(string sint64)], 'sint64', 'errno', undef],
	mn_follow_region => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_follow_next => [[qw(sint64 opaque uint64 sint32)], 'sint64', 'errno', 0],
	mn_follow_generation => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_follow_offset => [[qw(sint64)], 'sint64', 'errno', 0],
	mn_follow_close => [[qw(sint64)], 'sint32', 'errno', 0],
	mn_manager_open => [[qw(string)], 'sint64', 'errno', undef],
	mn_manager_close => [[qw(sint64)], 'sint32', 'errno', undef],
	mn_manager_grant => [[qw(sint64 sint64 uint32)], 'sint32', 'errno', undef],
	mn_manager_rights => [[qw(sint64 sint64)], 'sint64', 'errno', undef],
	mn_manager_limit => [[qw(sint64 sint64 sint64 sint64)], 'sint32', 'errno', undef],
	mn_manager_map => [[qw(sint64 sint64 string sint64 sint64 sint32 sint32)], 'sint64', 'errno', undef],
	mn_manager_map_anonymous => [[qw(sint64 sint64 uint64)], 'sint64', 'errno', undef],
	mn_manager_map_memfd => [[qw(sint64 sint64 string uint64)], 'sint64', 'errno', undef],
	mn_manager_read => [[qw(sint64 sint64 sint64 uint64 opaque uint64)], 'sint64', 'errno', 2],
	mn_manager_read_up_to => [[qw(sint64 sint64 sint64 uint64 opaque uint64)], 'sint64', 'errno', 2],
	mn_manager_write => [[qw(sint64 sint64 sint64 uint64 opaque uint64)], 'sint64', 'errno', 2],
	mn_manager_sync => [[qw(sint64 sint64 sint64)], 'sint32', 'errno', 2],
	mn_manager_unmap => [[qw(sint64 sint64 sint64 sint32)], 'sint32', 'errno', 2],
	mn_manager_protect => [[qw(sint64 sint64 sint64 uint64 uint64 sint32)], 'sint32', 'errno', 2],
	mn_manager_advise => [[qw(sint64 sint64 sint64 uint64 uint64 sint32)], 'sint32', 'errno', 2],
	mn_manager_populate => [[qw(sint64 sint64 sint64 uint64 uint64)], 'sint32', 'errno', 2],
	mn_manager_resize => [[qw(sint64 sint64 sint64 uint64)], 'sint32', 'errno', 2],
	mn_manager_refresh => [[qw(sint64 sint64 sint64)], 'sint64', 'errno', 2],
	mn_manager_find => [[qw(sint64 sint64 sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 2],
	mn_manager_rfind => [[qw(sint64 sint64 sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 2],
	mn_manager_count => [[qw(sint64 sint64 sint64 uint64 uint64 opaque uint64)], 'sint64', 'errno', 2],
	mn_manager_region => [[qw(sint64 sint64 sint64)], 'sint64', 'errno', 2],
	mn_manager_close_owner => [[qw(sint64 sint64 sint32 opaque)], 'sint64', 'errno', undef],
	mn_manager_next => [[qw(sint64 sint64 sint64 sint64)], 'sint64', 'errno', undef],
	mn_manager_list => [[qw(sint64 sint64 sint64 sint64 opaque uint32)], 'sint64', 'errno', undef],
	mn_manager_info => [[qw(sint64 sint64 sint64 string)], 'sint64', 'errno', 2],
	mn_manager_path => [[qw(sint64 sint64 sint64 opaque uint64)], 'sint64', 'errno', 2],
	mn_manager_stats => [[qw(sint64 sint64 sint64 opaque uint32 opaque uint64)], 'sint64', 'errno', 2],
	mn_manager_descriptor => [[qw(sint64 sint64 sint64 opaque uint32)], 'sint32', 'errno', 2],
	mn_manager_owner_info => [[qw(sint64 sint64 sint64 string)], 'sint64', 'errno', undef],
	mn_manager_statistic => [[qw(sint64 string)], 'sint64', 'errno', undef],
);

package Mmapnative::Region;
# The properties of a region, all as int64_t.
sub length {
	my ($self) = @_;
	return Mmapnative::call('mn_region_length', $self->{id});
}
# The properties of a region, all as int64_t.
sub offset {
	my ($self) = @_;
	return Mmapnative::call('mn_region_offset', $self->{id});
}
# The properties of a region, all as int64_t.
sub file_size {
	my ($self) = @_;
	return Mmapnative::call('mn_region_file_size', $self->{id});
}
# The properties of a region, all as int64_t.
sub access {
	my ($self) = @_;
	return Mmapnative::call('mn_region_access', $self->{id});
}
# The properties of a region, all as int64_t.
sub prot {
	my ($self) = @_;
	return Mmapnative::call('mn_region_prot', $self->{id});
}
# The properties of a region, all as int64_t.
sub flags {
	my ($self) = @_;
	return Mmapnative::call('mn_region_flags', $self->{id});
}
# The properties of a region, all as int64_t.
sub fd {
	my ($self) = @_;
	return Mmapnative::call('mn_region_fd', $self->{id});
}
# The properties of a region, all as int64_t.
sub page_size {
	my ($self) = @_;
	return Mmapnative::call('mn_region_page_size', $self->{id});
}
# 1 after an access, a sync or a check found the file shorter than its range, until a refresh.
sub truncated {
	my ($self) = @_;
	return Mmapnative::call('mn_region_truncated', $self->{id});
}
# Copies the path and a zero byte to buffer, and returns the path's length without the zero byte.
sub path {
	my ($self) = @_;
	my $size = 1 + Mmapnative::call('mn_region_path', $self->{id}, undef, 0);
	my $buffer = Mmapnative::buffer($size);
	Mmapnative::call('mn_region_path', $self->{id}, Mmapnative::address($buffer), $size);
	return substr $buffer, 0, $size - 1;
}
# mn_region_resident returns how many of the region's pages are in memory.
sub resident {
	my ($self) = @_;
	return Mmapnative::call('mn_region_resident', $self->{id});
}
# mn_region_resident_pages examines the pages from number first on, at most capacity of them, and returns how many of these are in memory.
sub resident_pages {
	my ($self, $first, $capacity) = @_;
	my $pages = Mmapnative::buffer($capacity);
	my $result = Mmapnative::call('mn_region_resident_pages', $self->{id}, $first, Mmapnative::address($pages), $capacity);
	return substr $pages, 0, $result;
}
# Read or write the whole range, and return n.
sub read {
	my ($self, $offset, $n) = @_;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_region_read', $self->{id}, $offset, Mmapnative::address($buffer), $n);
	return substr $buffer, 0, $result;
}
# Read or write the whole range, and return n.
sub write {
	my ($self, $offset, $buffer) = @_;
	$buffer = Mmapnative::bytes($buffer);
	return Mmapnative::call('mn_region_write', $self->{id}, $offset, Mmapnative::address($buffer), CORE::length $buffer);
}
# The same, but wait until the conflicting slices are closed.
sub read_wait {
	my ($self, $offset, $n, $timeout_ms) = @_;
	$timeout_ms //= -1;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_region_read_wait', $self->{id}, $offset, Mmapnative::address($buffer), $n, $timeout_ms);
	return substr $buffer, 0, $result;
}
# The same, but wait until the conflicting slices are closed.
sub write_wait {
	my ($self, $offset, $buffer, $timeout_ms) = @_;
	$timeout_ms //= -1;
	$buffer = Mmapnative::bytes($buffer);
	return Mmapnative::call('mn_region_write_wait', $self->{id}, $offset, Mmapnative::address($buffer), CORE::length $buffer, $timeout_ms);
}
# Read or write n single bytes.
sub read_strided {
	my ($self, $offset, $step, $n) = @_;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_region_read_strided', $self->{id}, $offset, $step, $n, Mmapnative::address($buffer));
	return substr $buffer, 0, $result;
}
# Read or write n single bytes.
sub write_strided {
	my ($self, $offset, $step, $buffer) = @_;
	$buffer = Mmapnative::bytes($buffer);
	return Mmapnative::call('mn_region_write_strided', $self->{id}, $offset, $step, CORE::length $buffer, Mmapnative::address($buffer));
}
# Get one byte (0 to 255), or set one and return 0.
sub get_u8 {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_region_get_u8', $self->{id}, $offset);
}
# Get one byte (0 to 255), or set one and return 0.
sub set_u8 {
	my ($self, $offset, $value) = @_;
	return Mmapnative::call('mn_region_set_u8', $self->{id}, $offset, $value);
}
# Get or set a number of the named type.
sub get_u16_le {
	my ($self, $offset) = @_;
	my $value = "\0" x 2;
	Mmapnative::call('mn_region_get_u16_le', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'S', $value;
}
# Get or set a number of the named type.
sub set_u16_le {
	my ($self, $offset, $value) = @_;
	$value = pack 'S', $value;
	return Mmapnative::call('mn_region_set_u16_le', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_u16_be {
	my ($self, $offset) = @_;
	my $value = "\0" x 2;
	Mmapnative::call('mn_region_get_u16_be', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'S', $value;
}
# Get or set a number of the named type.
sub set_u16_be {
	my ($self, $offset, $value) = @_;
	$value = pack 'S', $value;
	return Mmapnative::call('mn_region_set_u16_be', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_u32_le {
	my ($self, $offset) = @_;
	my $value = "\0" x 4;
	Mmapnative::call('mn_region_get_u32_le', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'L', $value;
}
# Get or set a number of the named type.
sub set_u32_le {
	my ($self, $offset, $value) = @_;
	$value = pack 'L', $value;
	return Mmapnative::call('mn_region_set_u32_le', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_u32_be {
	my ($self, $offset) = @_;
	my $value = "\0" x 4;
	Mmapnative::call('mn_region_get_u32_be', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'L', $value;
}
# Get or set a number of the named type.
sub set_u32_be {
	my ($self, $offset, $value) = @_;
	$value = pack 'L', $value;
	return Mmapnative::call('mn_region_set_u32_be', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_u64_le {
	my ($self, $offset) = @_;
	my $value = "\0" x 8;
	Mmapnative::call('mn_region_get_u64_le', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'Q', $value;
}
# Get or set a number of the named type.
sub set_u64_le {
	my ($self, $offset, $value) = @_;
	$value = pack 'Q', $value;
	return Mmapnative::call('mn_region_set_u64_le', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_u64_be {
	my ($self, $offset) = @_;
	my $value = "\0" x 8;
	Mmapnative::call('mn_region_get_u64_be', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'Q', $value;
}
# Get or set a number of the named type.
sub set_u64_be {
	my ($self, $offset, $value) = @_;
	$value = pack 'Q', $value;
	return Mmapnative::call('mn_region_set_u64_be', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_i16_le {
	my ($self, $offset) = @_;
	my $value = "\0" x 2;
	Mmapnative::call('mn_region_get_i16_le', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 's', $value;
}
# Get or set a number of the named type.
sub set_i16_le {
	my ($self, $offset, $value) = @_;
	$value = pack 's', $value;
	return Mmapnative::call('mn_region_set_i16_le', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_i16_be {
	my ($self, $offset) = @_;
	my $value = "\0" x 2;
	Mmapnative::call('mn_region_get_i16_be', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 's', $value;
}
# Get or set a number of the named type.
sub set_i16_be {
	my ($self, $offset, $value) = @_;
	$value = pack 's', $value;
	return Mmapnative::call('mn_region_set_i16_be', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_i32_le {
	my ($self, $offset) = @_;
	my $value = "\0" x 4;
	Mmapnative::call('mn_region_get_i32_le', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'l', $value;
}
# Get or set a number of the named type.
sub set_i32_le {
	my ($self, $offset, $value) = @_;
	$value = pack 'l', $value;
	return Mmapnative::call('mn_region_set_i32_le', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_i32_be {
	my ($self, $offset) = @_;
	my $value = "\0" x 4;
	Mmapnative::call('mn_region_get_i32_be', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'l', $value;
}
# Get or set a number of the named type.
sub set_i32_be {
	my ($self, $offset, $value) = @_;
	$value = pack 'l', $value;
	return Mmapnative::call('mn_region_set_i32_be', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_i64_le {
	my ($self, $offset) = @_;
	my $value = "\0" x 8;
	Mmapnative::call('mn_region_get_i64_le', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'q', $value;
}
# Get or set a number of the named type.
sub set_i64_le {
	my ($self, $offset, $value) = @_;
	$value = pack 'q', $value;
	return Mmapnative::call('mn_region_set_i64_le', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_i64_be {
	my ($self, $offset) = @_;
	my $value = "\0" x 8;
	Mmapnative::call('mn_region_get_i64_be', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'q', $value;
}
# Get or set a number of the named type.
sub set_i64_be {
	my ($self, $offset, $value) = @_;
	$value = pack 'q', $value;
	return Mmapnative::call('mn_region_set_i64_be', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_f32_le {
	my ($self, $offset) = @_;
	my $value = "\0" x 4;
	Mmapnative::call('mn_region_get_f32_le', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'f', $value;
}
# Get or set a number of the named type.
sub set_f32_le {
	my ($self, $offset, $value) = @_;
	$value = pack 'f', $value;
	return Mmapnative::call('mn_region_set_f32_le', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_f32_be {
	my ($self, $offset) = @_;
	my $value = "\0" x 4;
	Mmapnative::call('mn_region_get_f32_be', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'f', $value;
}
# Get or set a number of the named type.
sub set_f32_be {
	my ($self, $offset, $value) = @_;
	$value = pack 'f', $value;
	return Mmapnative::call('mn_region_set_f32_be', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_f64_le {
	my ($self, $offset) = @_;
	my $value = "\0" x 8;
	Mmapnative::call('mn_region_get_f64_le', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'd', $value;
}
# Get or set a number of the named type.
sub set_f64_le {
	my ($self, $offset, $value) = @_;
	$value = pack 'd', $value;
	return Mmapnative::call('mn_region_set_f64_le', $self->{id}, $offset, Mmapnative::address($value));
}
# Get or set a number of the named type.
sub get_f64_be {
	my ($self, $offset) = @_;
	my $value = "\0" x 8;
	Mmapnative::call('mn_region_get_f64_be', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'd', $value;
}
# Get or set a number of the named type.
sub set_f64_be {
	my ($self, $offset, $value) = @_;
	$value = pack 'd', $value;
	return Mmapnative::call('mn_region_set_f64_be', $self->{id}, $offset, Mmapnative::address($value));
}
# The same without a buffer: return the unsigned number itself.
sub u8 {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_region_u8', $self->{id}, $offset);
}
# The same without a buffer: return the unsigned number itself.
sub u16_le {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_region_u16_le', $self->{id}, $offset);
}
# The same without a buffer: return the unsigned number itself.
sub u16_be {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_region_u16_be', $self->{id}, $offset);
}
# The same without a buffer: return the unsigned number itself.
sub u32_le {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_region_u32_le', $self->{id}, $offset);
}
# The same without a buffer: return the unsigned number itself.
sub u32_be {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_region_u32_be', $self->{id}, $offset);
}
# The same without a buffer: return the unsigned number itself.
sub u64_le {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_region_u64_le', $self->{id}, $offset);
}
# The same without a buffer: return the unsigned number itself.
sub u64_be {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_region_u64_be', $self->{id}, $offset);
}
# Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
sub put_u16_le {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_region_put_u16_le', $self->{id}, $offset, $number);
}
# Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
sub put_u16_be {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_region_put_u16_be', $self->{id}, $offset, $number);
}
# Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
sub put_u32_le {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_region_put_u32_le', $self->{id}, $offset, $number);
}
# Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
sub put_u32_be {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_region_put_u32_be', $self->{id}, $offset, $number);
}
# Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
sub put_u64_le {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_region_put_u64_le', $self->{id}, $offset, $number);
}
# Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
sub put_u64_be {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_region_put_u64_be', $self->{id}, $offset, $number);
}
# Writes the same byte n times; n INT64_MAX means up to the end.
sub fill {
	my ($self, $offset, $n, $byte) = @_;
	return Mmapnative::call('mn_region_fill', $self->{id}, $offset, $n, $byte);
}
# Copies n bytes within the region; the ranges may overlap.
sub move {
	my ($self, $to, $from, $n) = @_;
	return Mmapnative::call('mn_region_move', $self->{id}, $to, $from, $n);
}
# Writes changes back to the file: MS_SYNC waits for the disk; MS_ASYNC does not.
sub sync {
	my ($self, $offset, $n, $flags) = @_;
	return Mmapnative::call('mn_region_sync', $self->{id}, $offset, $n, $flags);
}
# Returns when the file is on the disk: msync and fsync (F_FULLFSYNC where the system has it).
sub durable {
	my ($self) = @_;
	return Mmapnative::call('mn_region_durable', $self->{id});
}
# Changes the protection of every page that holds a part of the range.
sub protect {
	my ($self, $offset, $n, $prot) = @_;
	return Mmapnative::call('mn_region_protect', $self->{id}, $offset, $n, $prot);
}
# Gives the kernel advice that preserves every byte.
sub advise {
	my ($self, $offset, $n, $advice) = @_;
	return Mmapnative::call('mn_region_advise', $self->{id}, $offset, $n, $advice);
}
# Discards the contents of the pages that lie completely in the range.
sub discard {
	my ($self, $offset, $n) = @_;
	return Mmapnative::call('mn_region_discard', $self->{id}, $offset, $n);
}
# mn_region_lock keeps pages in memory, and mn_region_unlock releases them.
sub lock {
	my ($self, $offset, $n) = @_;
	return Mmapnative::call('mn_region_lock', $self->{id}, $offset, $n);
}
# mn_region_lock keeps pages in memory, and mn_region_unlock releases them.
sub unlock {
	my ($self, $offset, $n) = @_;
	return Mmapnative::call('mn_region_unlock', $self->{id}, $offset, $n);
}
# mn_region_populate brings pages into memory without changing their contents.
sub populate {
	my ($self, $offset, $n) = @_;
	return Mmapnative::call('mn_region_populate', $self->{id}, $offset, $n);
}
# Sets what a child process gets: MN_FORK_INHERIT (0) the memory, as the platform does without a policy; MN_FORK_ABSENT (1) nothing, and the id is closed in the child; MN_FORK_ZERO (2) zeros.
sub set_fork_policy {
	my ($self, $policy) = @_;
	return Mmapnative::call('mn_region_set_fork_policy', $self->{id}, $policy);
}
# Sets the name of an anonymous mapping in /proc/PID/maps.
sub set_name {
	my ($self, $name) = @_;
	return Mmapnative::call('mn_region_set_name', $self->{id}, Mmapnative::text($name));
}
# Sets a new length for file and mapping together.
sub resize {
	my ($self, $length) = @_;
	return Mmapnative::call('mn_region_resize', $self->{id}, $length);
}
# Adapts the region to changes of its file, and returns the new length.
sub refresh {
	my ($self) = @_;
	return Mmapnative::call('mn_region_refresh', $self->{id});
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_load_u32 {
	my ($self, $offset) = @_;
	my $value = "\0" x 4;
	Mmapnative::call('mn_region_atomic_load_u32', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'L', $value;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_store_u32 {
	my ($self, $offset, $value) = @_;
	return Mmapnative::call('mn_region_atomic_store_u32', $self->{id}, $offset, $value);
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_add_u32 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 4;
	Mmapnative::call('mn_region_atomic_add_u32', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'L', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_and_u32 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 4;
	Mmapnative::call('mn_region_atomic_and_u32', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'L', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_or_u32 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 4;
	Mmapnative::call('mn_region_atomic_or_u32', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'L', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_xor_u32 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 4;
	Mmapnative::call('mn_region_atomic_xor_u32', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'L', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_exchange_u32 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 4;
	Mmapnative::call('mn_region_atomic_exchange_u32', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'L', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_compare_exchange_u32 {
	my ($self, $offset, $expected, $desired) = @_;
	my $previous = "\0" x 4;
	Mmapnative::call('mn_region_atomic_compare_exchange_u32', $self->{id}, $offset, $expected, $desired, Mmapnative::address($previous));
	return unpack 'L', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_load_u64 {
	my ($self, $offset) = @_;
	my $value = "\0" x 8;
	Mmapnative::call('mn_region_atomic_load_u64', $self->{id}, $offset, Mmapnative::address($value));
	return unpack 'Q', $value;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_store_u64 {
	my ($self, $offset, $value) = @_;
	return Mmapnative::call('mn_region_atomic_store_u64', $self->{id}, $offset, $value);
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_add_u64 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 8;
	Mmapnative::call('mn_region_atomic_add_u64', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'Q', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_and_u64 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 8;
	Mmapnative::call('mn_region_atomic_and_u64', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'Q', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_or_u64 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 8;
	Mmapnative::call('mn_region_atomic_or_u64', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'Q', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_xor_u64 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 8;
	Mmapnative::call('mn_region_atomic_xor_u64', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'Q', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_exchange_u64 {
	my ($self, $offset, $operand) = @_;
	my $previous = "\0" x 8;
	Mmapnative::call('mn_region_atomic_exchange_u64', $self->{id}, $offset, $operand, Mmapnative::address($previous));
	return unpack 'Q', $previous;
}
# Atomic operations, sequentially consistent, also between processes.
sub atomic_compare_exchange_u64 {
	my ($self, $offset, $expected, $desired) = @_;
	my $previous = "\0" x 8;
	Mmapnative::call('mn_region_atomic_compare_exchange_u64', $self->{id}, $offset, $expected, $desired, Mmapnative::address($previous));
	return unpack 'Q', $previous;
}

package Mmapnative::Slice;
# mn_slice_offset, _length, _mode and _region return what the slice was opened with.
sub offset {
	my ($self) = @_;
	return Mmapnative::call('mn_slice_offset', $self->{id});
}
# mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed.
sub length {
	my ($self) = @_;
	return Mmapnative::call('mn_slice_length', $self->{id});
}
# mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed.
sub mode {
	my ($self) = @_;
	return Mmapnative::call('mn_slice_mode', $self->{id});
}
# mn_slice_thread returns the system's number of the thread that opened it.
sub thread {
	my ($self) = @_;
	return Mmapnative::call('mn_slice_thread', $self->{id});
}
# Access the bytes of a slice, with the bounds, guard and errors of a region.
sub read {
	my ($self, $offset, $n) = @_;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_slice_read', $self->{id}, $offset, Mmapnative::address($buffer), $n);
	return substr $buffer, 0, $result;
}
# Access the bytes of a slice, with the bounds, guard and errors of a region.
sub write {
	my ($self, $offset, $buffer) = @_;
	$buffer = Mmapnative::bytes($buffer);
	return Mmapnative::call('mn_slice_write', $self->{id}, $offset, Mmapnative::address($buffer), CORE::length $buffer);
}
# Access the bytes of a slice, with the bounds, guard and errors of a region.
sub get_u8 {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_slice_get_u8', $self->{id}, $offset);
}
# Access the bytes of a slice, with the bounds, guard and errors of a region.
sub set_u8 {
	my ($self, $offset, $value) = @_;
	return Mmapnative::call('mn_slice_set_u8', $self->{id}, $offset, $value);
}
# As mn_region_read_wait and mn_region_write_wait.
sub read_wait {
	my ($self, $offset, $n, $timeout_ms) = @_;
	$timeout_ms //= -1;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_slice_read_wait', $self->{id}, $offset, Mmapnative::address($buffer), $n, $timeout_ms);
	return substr $buffer, 0, $result;
}
# As mn_region_read_wait and mn_region_write_wait.
sub write_wait {
	my ($self, $offset, $buffer, $timeout_ms) = @_;
	$timeout_ms //= -1;
	$buffer = Mmapnative::bytes($buffer);
	return Mmapnative::call('mn_slice_write_wait', $self->{id}, $offset, Mmapnative::address($buffer), CORE::length $buffer, $timeout_ms);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub read_strided {
	my ($self, $offset, $step, $n) = @_;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_slice_read_strided', $self->{id}, $offset, $step, $n, Mmapnative::address($buffer));
	return substr $buffer, 0, $result;
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub write_strided {
	my ($self, $offset, $step, $buffer) = @_;
	$buffer = Mmapnative::bytes($buffer);
	return Mmapnative::call('mn_slice_write_strided', $self->{id}, $offset, $step, CORE::length $buffer, Mmapnative::address($buffer));
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub u8 {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_slice_u8', $self->{id}, $offset);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub u16_le {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_slice_u16_le', $self->{id}, $offset);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub u16_be {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_slice_u16_be', $self->{id}, $offset);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub u32_le {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_slice_u32_le', $self->{id}, $offset);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub u32_be {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_slice_u32_be', $self->{id}, $offset);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub u64_le {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_slice_u64_le', $self->{id}, $offset);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub u64_be {
	my ($self, $offset) = @_;
	return Mmapnative::call('mn_slice_u64_be', $self->{id}, $offset);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub put_u16_le {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_slice_put_u16_le', $self->{id}, $offset, $number);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub put_u16_be {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_slice_put_u16_be', $self->{id}, $offset, $number);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub put_u32_le {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_slice_put_u32_le', $self->{id}, $offset, $number);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub put_u32_be {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_slice_put_u32_be', $self->{id}, $offset, $number);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub put_u64_le {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_slice_put_u64_le', $self->{id}, $offset, $number);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub put_u64_be {
	my ($self, $offset, $number) = @_;
	return Mmapnative::call('mn_slice_put_u64_be', $self->{id}, $offset, $number);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub fill {
	my ($self, $offset, $n, $byte) = @_;
	return Mmapnative::call('mn_slice_fill', $self->{id}, $offset, $n, $byte);
}
# As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
sub move {
	my ($self, $to, $from, $n) = @_;
	return Mmapnative::call('mn_slice_move', $self->{id}, $to, $from, $n);
}
# Returns 0 if every page of the slice is present now and the file does not end before the slice does.
sub check {
	my ($self) = @_;
	return Mmapnative::call('mn_slice_check', $self->{id});
}

package Mmapnative::Cursor;
# mn_cursor_seek moves the position to offset, counted from MN_WHENCE_START (0), MN_WHENCE_POSITION (1) or MN_WHENCE_END (2), and returns the new position.
sub seek {
	my ($self, $offset, $whence) = @_;
	$whence //= 0;
	return Mmapnative::call('mn_cursor_seek', $self->{id}, $offset, $whence);
}
# mn_cursor_tell returns the position.
sub tell {
	my ($self) = @_;
	return Mmapnative::call('mn_cursor_tell', $self->{id});
}
# Reads up to n bytes, as many as are left, and returns how many; 0 at the end.
sub read {
	my ($self, $n) = @_;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_cursor_read', $self->{id}, Mmapnative::address($buffer), $n);
	return substr $buffer, 0, $result;
}
# Writes all n bytes and returns n.
sub write {
	my ($self, $buffer) = @_;
	$buffer = Mmapnative::bytes($buffer);
	return Mmapnative::call('mn_cursor_write', $self->{id}, Mmapnative::address($buffer), CORE::length $buffer);
}
# Read one byte (0 to 255), or write one and return 0.
sub read_byte {
	my ($self) = @_;
	return Mmapnative::call('mn_cursor_read_byte', $self->{id});
}
# Read one byte (0 to 255), or write one and return 0.
sub write_byte {
	my ($self, $value) = @_;
	return Mmapnative::call('mn_cursor_write_byte', $self->{id}, $value);
}
# mn_cursor_read_line copies the line; a line that exceeds the buffer comes in pieces.
sub read_line {
	my ($self, $capacity) = @_;
	my $buffer = Mmapnative::buffer($capacity);
	my $result = Mmapnative::call('mn_cursor_read_line', $self->{id}, Mmapnative::address($buffer), $capacity);
	return substr $buffer, 0, $result;
}
# mn_cursor_next_line copies nothing: *offset becomes the line's offset; offset may be NULL.
sub next_line {
	my ($self) = @_;
	my $offset = "\0" x 8;
	Mmapnative::call('mn_cursor_next_line', $self->{id}, Mmapnative::address($offset));
	return unpack 'Q', $offset;
}

package Mmapnative::Follower;
# Waits for new bytes and copies up to capacity of them.
sub next {
	my ($self, $capacity, $timeout_ms) = @_;
	$timeout_ms //= -1;
	my $buffer = Mmapnative::buffer($capacity);
	my $result = Mmapnative::call('mn_follow_next', $self->{id}, Mmapnative::address($buffer), $capacity, $timeout_ms);
	return substr $buffer, 0, $result;
}
# mn_follow_generation returns the number of the file that the last bytes came from: 0 before the first ones, 1 for the first file.
sub generation {
	my ($self) = @_;
	return Mmapnative::call('mn_follow_generation', $self->{id});
}
# mn_follow_offset returns the offset of the next byte in the file that is read, where a later mn_follow_open may begin; 0 if no file came yet.
sub offset {
	my ($self) = @_;
	return Mmapnative::call('mn_follow_offset', $self->{id});
}

package Mmapnative::Manager;
# mn_manager_grant replaces the rights of an owner, which begins with none.
sub grant {
	my ($self, $owner, $rights) = @_;
	return Mmapnative::call('mn_manager_grant', $self->{id}, $owner, $rights);
}
# mn_manager_rights returns the rights.
sub rights {
	my ($self, $owner) = @_;
	return Mmapnative::call('mn_manager_rights', $self->{id}, $owner);
}
# Limits how many mappings, and how many bytes in all, an owner may have.
sub limit {
	my ($self, $owner, $mappings, $bytes) = @_;
	return Mmapnative::call('mn_manager_limit', $self->{id}, $owner, $mappings, $bytes);
}
# Maps a file beneath the root.
sub map {
	my ($self, $owner, $path, $offset, $length, $prot, $shared) = @_;
	return Mmapnative::call('mn_manager_map', $self->{id}, $owner, Mmapnative::text($path), $offset, $length, $prot, $shared);
}
# mn_manager_map_anonymous maps private zeroed memory.
sub map_anonymous {
	my ($self, $owner, $length) = @_;
	return Mmapnative::call('mn_manager_map_anonymous', $self->{id}, $owner, $length);
}
# mn_manager_map_memfd maps a file in memory, whose descriptor can be passed on.
sub map_memfd {
	my ($self, $owner, $name, $length) = @_;
	return Mmapnative::call('mn_manager_map_memfd', $self->{id}, $owner, Mmapnative::text($name), $length);
}
# As mn_region_read and mn_region_write.
sub read {
	my ($self, $owner, $mapping, $offset, $n) = @_;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_manager_read', $self->{id}, $owner, $mapping, $offset, Mmapnative::address($buffer), $n);
	return substr $buffer, 0, $result;
}
# mn_manager_read_up_to reads at most n bytes, as many as the mapping has, and returns how many.
sub read_up_to {
	my ($self, $owner, $mapping, $offset, $n) = @_;
	my $buffer = Mmapnative::buffer($n);
	my $result = Mmapnative::call('mn_manager_read_up_to', $self->{id}, $owner, $mapping, $offset, Mmapnative::address($buffer), $n);
	return substr $buffer, 0, $result;
}
# As mn_region_read and mn_region_write.
sub write {
	my ($self, $owner, $mapping, $offset, $buffer) = @_;
	$buffer = Mmapnative::bytes($buffer);
	return Mmapnative::call('mn_manager_write', $self->{id}, $owner, $mapping, $offset, Mmapnative::address($buffer), CORE::length $buffer);
}
# Writes the mapping back and waits.
sub sync {
	my ($self, $owner, $mapping) = @_;
	return Mmapnative::call('mn_manager_sync', $self->{id}, $owner, $mapping);
}
# Closes a mapping.
sub unmap {
	my ($self, $owner, $mapping, $sync) = @_;
	return Mmapnative::call('mn_manager_unmap', $self->{id}, $owner, $mapping, $sync);
}
# As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
sub protect {
	my ($self, $owner, $mapping, $offset, $n, $prot) = @_;
	return Mmapnative::call('mn_manager_protect', $self->{id}, $owner, $mapping, $offset, $n, $prot);
}
# As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
sub advise {
	my ($self, $owner, $mapping, $offset, $n, $advice) = @_;
	return Mmapnative::call('mn_manager_advise', $self->{id}, $owner, $mapping, $offset, $n, $advice);
}
# As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
sub populate {
	my ($self, $owner, $mapping, $offset, $n) = @_;
	return Mmapnative::call('mn_manager_populate', $self->{id}, $owner, $mapping, $offset, $n);
}
# As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
sub resize {
	my ($self, $owner, $mapping, $length) = @_;
	return Mmapnative::call('mn_manager_resize', $self->{id}, $owner, $mapping, $length);
}
# As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
sub refresh {
	my ($self, $owner, $mapping) = @_;
	return Mmapnative::call('mn_manager_refresh', $self->{id}, $owner, $mapping);
}
# As mn_region_find, _rfind and _count.
sub find {
	my ($self, $owner, $mapping, $start, $end, $needle) = @_;
	$needle = Mmapnative::bytes($needle);
	return Mmapnative::call('mn_manager_find', $self->{id}, $owner, $mapping, $start, $end, Mmapnative::address($needle), CORE::length $needle);
}
# As mn_region_find, _rfind and _count.
sub rfind {
	my ($self, $owner, $mapping, $start, $end, $needle) = @_;
	$needle = Mmapnative::bytes($needle);
	return Mmapnative::call('mn_manager_rfind', $self->{id}, $owner, $mapping, $start, $end, Mmapnative::address($needle), CORE::length $needle);
}
# As mn_region_find, _rfind and _count.
sub count {
	my ($self, $owner, $mapping, $start, $end, $needle) = @_;
	$needle = Mmapnative::bytes($needle);
	return Mmapnative::call('mn_manager_count', $self->{id}, $owner, $mapping, $start, $end, Mmapnative::address($needle), CORE::length $needle);
}
# Returns the region of a mapping, for functions that managers lack (cursors, slices, atomics, its descriptor).
sub region {
	my ($self, $owner, $mapping) = @_;
	return Mmapnative::call('mn_manager_region', $self->{id}, $owner, $mapping);
}
# Closes all mappings of an owner, and returns how many.
sub close_owner {
	my ($self, $owner, $sync) = @_;
	my $bytes = "\0" x 8;
	Mmapnative::call('mn_manager_close_owner', $self->{id}, $owner, $sync, Mmapnative::address($bytes));
	return unpack 'q', $bytes;
}
# Lists the mappings of the owner `whose` in the order of their numbers: returns the smallest number greater than `after`; start with 0.
sub next {
	my ($self, $owner, $whose, $after) = @_;
	return Mmapnative::call('mn_manager_next', $self->{id}, $owner, $whose, $after);
}
# A number about a mapping, by name: "owner", "offset", "length", "prot", "shared" (1 or 0), "kind" (MN_KIND_FILE 0, MN_KIND_ANONYMOUS 1, MN_KIND_MEMORY_FILE 2), "reads", "writes", "bytes_read", "bytes_written", "syncs", "resident" and "pages" (both in pages of mn_page_size()).
sub info {
	my ($self, $owner, $mapping, $name) = @_;
	return Mmapnative::call('mn_manager_info', $self->{id}, $owner, $mapping, Mmapnative::text($name));
}
# Copies the path that the mapping was made with (or the name of a memory file) and a zero byte to buffer, and returns its length without the zero byte.
sub path {
	my ($self, $owner, $mapping) = @_;
	my $size = 1 + Mmapnative::call('mn_manager_path', $self->{id}, $owner, $mapping, undef, 0);
	my $buffer = Mmapnative::buffer($size);
	Mmapnative::call('mn_manager_path', $self->{id}, $owner, $mapping, Mmapnative::address($buffer), $size);
	return substr $buffer, 0, $size - 1;
}
# A number about an owner, by name: "mappings", "bytes", "rights", "mappings_limit" and "bytes_limit" (INT64_MAX if there is no limit), "denied".
sub owner_info {
	my ($self, $owner, $whose, $name) = @_;
	return Mmapnative::call('mn_manager_owner_info', $self->{id}, $owner, $whose, Mmapnative::text($name));
}
# A number about the manager, by name; it needs no right: "mappings", "bytes", "owners" (those with a right, a limit or a mapping), "denied".
sub statistic {
	my ($self, $name) = @_;
	return Mmapnative::call('mn_manager_statistic', $self->{id}, Mmapnative::text($name));
}

1;
