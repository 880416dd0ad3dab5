# Generated from share/mmapnative.json by bindings/ruby/generate: run `make generate`.

module Mmapnative
  # The name of each function: its parameters, its result, and the parameter that is its object's id.
  SIGNATURES = {
    mn_version: ['', 't', :text, nil],
    mn_error_name: ['q', 't', :text, nil],
    mn_error_message: ['q', 't', :text, nil],
    mn_error_detail: ['', 't', :text, nil],
    mn_error_reason: ['', 't', :text, nil],
    mn_error_call: ['', 't', :text, nil],
    mn_error_number: ['i', 'q', :value, nil],
    mn_absent: ['', 'q', :value, nil],
    mn_constant_count: ['', 'i', :value, nil],
    mn_constant_name: ['i', 't', :text, nil],
    mn_constant_group: ['i', 't', :text, nil],
    mn_constant_own: ['i', 'i', :value, nil],
    mn_constant_value: ['i', 'q', :value, nil],
    mn_constant_values: ['pi', 'i', :value, nil],
    mn_constant_find: ['p', 'i', :errno, nil],
    mn_supported: ['p', 'i', :errno, nil],
    mn_fingerprint: ['', 'q', :value, nil],
    mn_page_size: ['', 'q', :value, nil],
    mn_mmap: ['pQiiiq', 'q', :address, nil],
    mn_munmap: ['pQ', 'i', :errno, nil],
    mn_msync: ['pQi', 'i', :errno, nil],
    mn_madvise: ['pQi', 'i', :errno, nil],
    mn_posix_madvise: ['pQi', 'i', :errno, nil],
    mn_mprotect: ['pQi', 'i', :errno, nil],
    mn_mremap: ['pQQip', 'q', :address, nil],
    mn_mlock: ['pQ', 'i', :errno, nil],
    mn_mlock2: ['pQi', 'i', :errno, nil],
    mn_munlock: ['pQ', 'i', :errno, nil],
    mn_mlockall: ['i', 'i', :errno, nil],
    mn_munlockall: ['', 'i', :errno, nil],
    mn_mincore: ['pQp', 'i', :errno, nil],
    mn_memfd_create: ['pI', 'i', :errno, nil],
    mn_shm_open: ['piI', 'i', :errno, nil],
    mn_shm_unlink: ['p', 'i', :errno, nil],
    mn_pkey_alloc: ['II', 'i', :errno, nil],
    mn_pkey_free: ['i', 'i', :errno, nil],
    mn_pkey_mprotect: ['pQii', 'i', :errno, nil],
    mn_close: ['i', 'i', :errno, nil],
    mn_guard: ['i', 'i', :errno, nil],
    mn_region_open: ['piqq', 'q', :errno, nil],
    mn_region_create: ['pQ', 'q', :errno, nil],
    mn_region_open_or_create: ['pqQ', 'q', :errno, nil],
    mn_region_map: ['iqqiiiI', 'q', :errno, nil],
    mn_region_anonymous: ['Q', 'q', :errno, nil],
    mn_region_reserve: ['Q', 'q', :errno, nil],
    mn_region_memfd: ['pQI', 'q', :errno, nil],
    mn_region_shared: ['pQ', 'q', :errno, nil],
    mn_region_shared_join: ['pi', 'q', :errno, nil],
    mn_region_close: ['q', 'i', :errno, 0],
    mn_region_release: ['q', 'i', :errno, 0],
    mn_region_length: ['q', 'q', :errno, 0],
    mn_region_offset: ['q', 'q', :errno, 0],
    mn_region_file_size: ['q', 'q', :errno, 0],
    mn_region_access: ['q', 'q', :errno, 0],
    mn_region_prot: ['q', 'q', :errno, 0],
    mn_region_flags: ['q', 'q', :errno, 0],
    mn_region_fd: ['q', 'q', :errno, 0],
    mn_region_page_size: ['q', 'q', :errno, 0],
    mn_region_truncated: ['q', 'q', :errno, 0],
    mn_region_path: ['qpQ', 'q', :errno, 0],
    mn_region_resident: ['q', 'q', :errno, 0],
    mn_region_resident_pages: ['qQpQ', 'q', :errno, 0],
    mn_statistic: ['p', 'q', :errno, nil],
    mn_region_read: ['qQpQ', 'q', :errno, 0],
    mn_region_write: ['qQpQ', 'q', :errno, 0],
    mn_region_read_wait: ['qQpQi', 'q', :errno, 0],
    mn_region_write_wait: ['qQpQi', 'q', :errno, 0],
    mn_region_read_strided: ['qQqQp', 'q', :errno, 0],
    mn_region_write_strided: ['qQqQp', 'q', :errno, 0],
    mn_region_get_u8: ['qQ', 'i', :errno, 0],
    mn_region_set_u8: ['qQI', 'i', :errno, 0],
    mn_region_get_u16_le: ['qQp', 'i', :errno, 0],
    mn_region_set_u16_le: ['qQp', 'i', :errno, 0],
    mn_region_get_u16_be: ['qQp', 'i', :errno, 0],
    mn_region_set_u16_be: ['qQp', 'i', :errno, 0],
    mn_region_get_u32_le: ['qQp', 'i', :errno, 0],
    mn_region_set_u32_le: ['qQp', 'i', :errno, 0],
    mn_region_get_u32_be: ['qQp', 'i', :errno, 0],
    mn_region_set_u32_be: ['qQp', 'i', :errno, 0],
    mn_region_get_u64_le: ['qQp', 'i', :errno, 0],
    mn_region_set_u64_le: ['qQp', 'i', :errno, 0],
    mn_region_get_u64_be: ['qQp', 'i', :errno, 0],
    mn_region_set_u64_be: ['qQp', 'i', :errno, 0],
    mn_region_get_i16_le: ['qQp', 'i', :errno, 0],
    mn_region_set_i16_le: ['qQp', 'i', :errno, 0],
    mn_region_get_i16_be: ['qQp', 'i', :errno, 0],
    mn_region_set_i16_be: ['qQp', 'i', :errno, 0],
    mn_region_get_i32_le: ['qQp', 'i', :errno, 0],
    mn_region_set_i32_le: ['qQp', 'i', :errno, 0],
    mn_region_get_i32_be: ['qQp', 'i', :errno, 0],
    mn_region_set_i32_be: ['qQp', 'i', :errno, 0],
    mn_region_get_i64_le: ['qQp', 'i', :errno, 0],
    mn_region_set_i64_le: ['qQp', 'i', :errno, 0],
    mn_region_get_i64_be: ['qQp', 'i', :errno, 0],
    mn_region_set_i64_be: ['qQp', 'i', :errno, 0],
    mn_region_get_f32_le: ['qQp', 'i', :errno, 0],
    mn_region_set_f32_le: ['qQp', 'i', :errno, 0],
    mn_region_get_f32_be: ['qQp', 'i', :errno, 0],
    mn_region_set_f32_be: ['qQp', 'i', :errno, 0],
    mn_region_get_f64_le: ['qQp', 'i', :errno, 0],
    mn_region_set_f64_le: ['qQp', 'i', :errno, 0],
    mn_region_get_f64_be: ['qQp', 'i', :errno, 0],
    mn_region_set_f64_be: ['qQp', 'i', :errno, 0],
    mn_region_u8: ['qQ', 'q', :errno, 0],
    mn_region_u16_le: ['qQ', 'q', :errno, 0],
    mn_region_u16_be: ['qQ', 'q', :errno, 0],
    mn_region_u32_le: ['qQ', 'q', :errno, 0],
    mn_region_u32_be: ['qQ', 'q', :errno, 0],
    mn_region_u64_le: ['qQ', 'q', :errno, 0],
    mn_region_u64_be: ['qQ', 'q', :errno, 0],
    mn_region_put_u16_le: ['qQI', 'i', :errno, 0],
    mn_region_put_u16_be: ['qQI', 'i', :errno, 0],
    mn_region_put_u32_le: ['qQI', 'i', :errno, 0],
    mn_region_put_u32_be: ['qQI', 'i', :errno, 0],
    mn_region_put_u64_le: ['qQQ', 'i', :errno, 0],
    mn_region_put_u64_be: ['qQQ', 'i', :errno, 0],
    mn_region_fill: ['qQQI', 'i', :errno, 0],
    mn_region_move: ['qQQQ', 'i', :errno, 0],
    mn_region_find: ['qQQpQ', 'q', :errno, 0],
    mn_region_rfind: ['qQQpQ', 'q', :errno, 0],
    mn_region_count: ['qQQpQ', 'q', :errno, 0],
    mn_is_ascii: ['pQ', 'i', :errno, nil],
    mn_region_sync: ['qQQi', 'i', :errno, 0],
    mn_region_durable: ['q', 'i', :errno, 0],
    mn_region_protect: ['qQQi', 'i', :errno, 0],
    mn_region_advise: ['qQQi', 'i', :errno, 0],
    mn_region_discard: ['qQQ', 'i', :errno, 0],
    mn_region_lock: ['qQQ', 'i', :errno, 0],
    mn_region_unlock: ['qQQ', 'i', :errno, 0],
    mn_region_populate: ['qQQ', 'i', :errno, 0],
    mn_region_set_fork_policy: ['qi', 'i', :errno, 0],
    mn_region_set_name: ['qp', 'i', :errno, 0],
    mn_region_resize: ['qQ', 'i', :errno, 0],
    mn_region_refresh: ['q', 'q', :errno, 0],
    mn_region_atomic_load_u32: ['qQp', 'i', :errno, 0],
    mn_region_atomic_store_u32: ['qQI', 'i', :errno, 0],
    mn_region_atomic_add_u32: ['qQIp', 'i', :errno, 0],
    mn_region_atomic_and_u32: ['qQIp', 'i', :errno, 0],
    mn_region_atomic_or_u32: ['qQIp', 'i', :errno, 0],
    mn_region_atomic_xor_u32: ['qQIp', 'i', :errno, 0],
    mn_region_atomic_exchange_u32: ['qQIp', 'i', :errno, 0],
    mn_region_atomic_compare_exchange_u32: ['qQIIp', 'i', :errno, 0],
    mn_region_atomic_load_u64: ['qQp', 'i', :errno, 0],
    mn_region_atomic_store_u64: ['qQQ', 'i', :errno, 0],
    mn_region_atomic_add_u64: ['qQQp', 'i', :errno, 0],
    mn_region_atomic_and_u64: ['qQQp', 'i', :errno, 0],
    mn_region_atomic_or_u64: ['qQQp', 'i', :errno, 0],
    mn_region_atomic_xor_u64: ['qQQp', 'i', :errno, 0],
    mn_region_atomic_exchange_u64: ['qQQp', 'i', :errno, 0],
    mn_region_atomic_compare_exchange_u64: ['qQQQp', 'i', :errno, 0],
    mn_region_wait_u32: ['qQIi', 'i', :errno, 0],
    mn_region_await_u32: ['qQIi', 'i', :errno, 0],
    mn_region_wake_u32: ['qQi', 'i', :errno, 0],
    mn_slice_open: ['qQQii', 'q', :errno, 0],
    mn_slice_close: ['q', 'i', :errno, 0],
    mn_slice_address: ['q', 'q', :address, 0],
    mn_slice_offset: ['q', 'q', :errno, 0],
    mn_slice_length: ['q', 'q', :errno, 0],
    mn_slice_mode: ['q', 'q', :errno, 0],
    mn_slice_thread: ['q', 'q', :errno, 0],
    mn_slice_region: ['q', 'q', :errno, 0],
    mn_slice_read: ['qQpQ', 'q', :errno, 0],
    mn_slice_write: ['qQpQ', 'q', :errno, 0],
    mn_slice_get_u8: ['qQ', 'i', :errno, 0],
    mn_slice_set_u8: ['qQI', 'i', :errno, 0],
    mn_slice_read_wait: ['qQpQi', 'q', :errno, 0],
    mn_slice_write_wait: ['qQpQi', 'q', :errno, 0],
    mn_slice_read_strided: ['qQqQp', 'q', :errno, 0],
    mn_slice_write_strided: ['qQqQp', 'q', :errno, 0],
    mn_slice_u8: ['qQ', 'q', :errno, 0],
    mn_slice_u16_le: ['qQ', 'q', :errno, 0],
    mn_slice_u16_be: ['qQ', 'q', :errno, 0],
    mn_slice_u32_le: ['qQ', 'q', :errno, 0],
    mn_slice_u32_be: ['qQ', 'q', :errno, 0],
    mn_slice_u64_le: ['qQ', 'q', :errno, 0],
    mn_slice_u64_be: ['qQ', 'q', :errno, 0],
    mn_slice_put_u16_le: ['qQI', 'i', :errno, 0],
    mn_slice_put_u16_be: ['qQI', 'i', :errno, 0],
    mn_slice_put_u32_le: ['qQI', 'i', :errno, 0],
    mn_slice_put_u32_be: ['qQI', 'i', :errno, 0],
    mn_slice_put_u64_le: ['qQQ', 'i', :errno, 0],
    mn_slice_put_u64_be: ['qQQ', 'i', :errno, 0],
    mn_slice_fill: ['qQQI', 'i', :errno, 0],
    mn_slice_move: ['qQQQ', 'i', :errno, 0],
    mn_slice_find: ['qQQpQ', 'q', :errno, 0],
    mn_slice_rfind: ['qQQpQ', 'q', :errno, 0],
    mn_slice_count: ['qQQpQ', 'q', :errno, 0],
    mn_slice_check: ['q', 'i', :errno, 0],
    mn_region_next_slice: ['qq', 'q', :errno, 0],
    mn_cursor_open: ['q', 'q', :errno, 0],
    mn_cursor_close: ['q', 'i', :errno, 0],
    mn_cursor_region: ['q', 'q', :errno, 0],
    mn_cursor_seek: ['qqi', 'q', :errno, 0],
    mn_cursor_tell: ['q', 'q', :errno, 0],
    mn_cursor_read: ['qpQ', 'q', :errno, 0],
    mn_cursor_write: ['qpQ', 'q', :errno, 0],
    mn_cursor_read_byte: ['q', 'i', :errno, 0],
    mn_cursor_write_byte: ['qI', 'i', :errno, 0],
    mn_cursor_read_line: ['qpQ', 'q', :errno, 0],
    mn_cursor_next_line: ['qp', 'q', :errno, 0],
    mn_cursor_find: ['qpQ', 'q', :errno, 0],
    mn_follow_open: ['pq', 'q', :errno, nil],
    mn_follow_region: ['q', 'q', :errno, 0],
    mn_follow_next: ['qpQi', 'q', :errno, 0],
    mn_follow_generation: ['q', 'q', :errno, 0],
    mn_follow_offset: ['q', 'q', :errno, 0],
    mn_follow_close: ['q', 'i', :errno, 0],
    mn_manager_open: ['p', 'q', :errno, nil],
    mn_manager_close: ['q', 'i', :errno, nil],
    mn_manager_grant: ['qqI', 'i', :errno, nil],
    mn_manager_rights: ['qq', 'q', :errno, nil],
    mn_manager_limit: ['qqqq', 'i', :errno, nil],
    mn_manager_map: ['qqpqqii', 'q', :errno, nil],
    mn_manager_map_anonymous: ['qqQ', 'q', :errno, nil],
    mn_manager_map_memfd: ['qqpQ', 'q', :errno, nil],
    mn_manager_read: ['qqqQpQ', 'q', :errno, 2],
    mn_manager_read_up_to: ['qqqQpQ', 'q', :errno, 2],
    mn_manager_write: ['qqqQpQ', 'q', :errno, 2],
    mn_manager_sync: ['qqq', 'i', :errno, 2],
    mn_manager_unmap: ['qqqi', 'i', :errno, 2],
    mn_manager_protect: ['qqqQQi', 'i', :errno, 2],
    mn_manager_advise: ['qqqQQi', 'i', :errno, 2],
    mn_manager_populate: ['qqqQQ', 'i', :errno, 2],
    mn_manager_resize: ['qqqQ', 'i', :errno, 2],
    mn_manager_refresh: ['qqq', 'q', :errno, 2],
    mn_manager_find: ['qqqQQpQ', 'q', :errno, 2],
    mn_manager_rfind: ['qqqQQpQ', 'q', :errno, 2],
    mn_manager_count: ['qqqQQpQ', 'q', :errno, 2],
    mn_manager_region: ['qqq', 'q', :errno, 2],
    mn_manager_close_owner: ['qqip', 'q', :errno, nil],
    mn_manager_next: ['qqqq', 'q', :errno, nil],
    mn_manager_list: ['qqqqpI', 'q', :errno, nil],
    mn_manager_info: ['qqqp', 'q', :errno, 2],
    mn_manager_path: ['qqqpQ', 'q', :errno, 2],
    mn_manager_stats: ['qqqpIpQ', 'q', :errno, 2],
    mn_manager_descriptor: ['qqqpI', 'i', :errno, 2],
    mn_manager_owner_info: ['qqqp', 'q', :errno, nil],
    mn_manager_statistic: ['qp', 'q', :errno, nil],
  }.freeze

  class Region < Handle
    # The properties of a region, all as int64_t.
    def length
      Native.call(:mn_region_length, @id)
    end
    # The properties of a region, all as int64_t.
    def offset
      Native.call(:mn_region_offset, @id)
    end
    # The properties of a region, all as int64_t.
    def file_size
      Native.call(:mn_region_file_size, @id)
    end
    # The properties of a region, all as int64_t.
    def access
      Native.call(:mn_region_access, @id)
    end
    # The properties of a region, all as int64_t.
    def prot
      Native.call(:mn_region_prot, @id)
    end
    # The properties of a region, all as int64_t.
    def flags
      Native.call(:mn_region_flags, @id)
    end
    # The properties of a region, all as int64_t.
    def fd
      Native.call(:mn_region_fd, @id)
    end
    # The properties of a region, all as int64_t.
    def page_size
      Native.call(:mn_region_page_size, @id)
    end
    # 1 after an access, a sync or a check found the file shorter than its range, until a refresh.
    def truncated
      Native.call(:mn_region_truncated, @id)
    end
    # Copies the path and a zero byte to buffer, and returns the path's length without the zero byte.
    def path
      size = Native.call(:mn_region_path, @id, nil, 0) + 1
      buffer = Native.buffer(size)
      Native.call(:mn_region_path, @id, buffer, size)
      buffer.byteslice(0, size - 1).force_encoding(Encoding.find('filesystem'))
    end
    # mn_region_resident returns how many of the region's pages are in memory.
    def resident
      Native.call(:mn_region_resident, @id)
    end
    # mn_region_resident_pages examines the pages from number first on, at most capacity of them, and returns how many of these are in memory.
    def resident_pages(first, capacity)
      pages = Native.buffer(capacity)
      result = Native.call(:mn_region_resident_pages, @id, first, pages, capacity)
      pages.byteslice(0, result)
    end
    # Read or write the whole range, and return n.
    def read(offset, n)
      buffer = Native.buffer(n)
      result = Native.call(:mn_region_read, @id, offset, buffer, n)
      buffer.byteslice(0, result)
    end
    # Read or write the whole range, and return n.
    def write(offset, buffer)
      buffer = String(buffer)
      Native.call(:mn_region_write, @id, offset, buffer, buffer.bytesize)
    end
    # The same, but wait until the conflicting slices are closed.
    def read_wait(offset, n, timeout_ms = -1)
      buffer = Native.buffer(n)
      result = Native.call(:mn_region_read_wait, @id, offset, buffer, n, timeout_ms)
      buffer.byteslice(0, result)
    end
    # The same, but wait until the conflicting slices are closed.
    def write_wait(offset, buffer, timeout_ms = -1)
      buffer = String(buffer)
      Native.call(:mn_region_write_wait, @id, offset, buffer, buffer.bytesize, timeout_ms)
    end
    # Read or write n single bytes.
    def read_strided(offset, step, n)
      buffer = Native.buffer(n)
      result = Native.call(:mn_region_read_strided, @id, offset, step, n, buffer)
      buffer.byteslice(0, result)
    end
    # Read or write n single bytes.
    def write_strided(offset, step, buffer)
      buffer = String(buffer)
      Native.call(:mn_region_write_strided, @id, offset, step, buffer.bytesize, buffer)
    end
    # Get one byte (0 to 255), or set one and return 0.
    def get_u8(offset)
      Native.call(:mn_region_get_u8, @id, offset)
    end
    # Get one byte (0 to 255), or set one and return 0.
    def set_u8(offset, value)
      Native.call(:mn_region_set_u8, @id, offset, value)
    end
    # Get or set a number of the named type.
    def get_u16_le(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_u16_le, @id, offset, value)
      value.unpack1('S')
    end
    # Get or set a number of the named type.
    def set_u16_le(offset, value)
      Native.call(:mn_region_set_u16_le, @id, offset, [value].pack('S'))
    end
    # Get or set a number of the named type.
    def get_u16_be(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_u16_be, @id, offset, value)
      value.unpack1('S')
    end
    # Get or set a number of the named type.
    def set_u16_be(offset, value)
      Native.call(:mn_region_set_u16_be, @id, offset, [value].pack('S'))
    end
    # Get or set a number of the named type.
    def get_u32_le(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_u32_le, @id, offset, value)
      value.unpack1('L')
    end
    # Get or set a number of the named type.
    def set_u32_le(offset, value)
      Native.call(:mn_region_set_u32_le, @id, offset, [value].pack('L'))
    end
    # Get or set a number of the named type.
    def get_u32_be(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_u32_be, @id, offset, value)
      value.unpack1('L')
    end
    # Get or set a number of the named type.
    def set_u32_be(offset, value)
      Native.call(:mn_region_set_u32_be, @id, offset, [value].pack('L'))
    end
    # Get or set a number of the named type.
    def get_u64_le(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_u64_le, @id, offset, value)
      value.unpack1('Q')
    end
    # Get or set a number of the named type.
    def set_u64_le(offset, value)
      Native.call(:mn_region_set_u64_le, @id, offset, [value].pack('Q'))
    end
    # Get or set a number of the named type.
    def get_u64_be(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_u64_be, @id, offset, value)
      value.unpack1('Q')
    end
    # Get or set a number of the named type.
    def set_u64_be(offset, value)
      Native.call(:mn_region_set_u64_be, @id, offset, [value].pack('Q'))
    end
    # Get or set a number of the named type.
    def get_i16_le(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_i16_le, @id, offset, value)
      value.unpack1('s')
    end
    # Get or set a number of the named type.
    def set_i16_le(offset, value)
      Native.call(:mn_region_set_i16_le, @id, offset, [value].pack('s'))
    end
    # Get or set a number of the named type.
    def get_i16_be(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_i16_be, @id, offset, value)
      value.unpack1('s')
    end
    # Get or set a number of the named type.
    def set_i16_be(offset, value)
      Native.call(:mn_region_set_i16_be, @id, offset, [value].pack('s'))
    end
    # Get or set a number of the named type.
    def get_i32_le(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_i32_le, @id, offset, value)
      value.unpack1('l')
    end
    # Get or set a number of the named type.
    def set_i32_le(offset, value)
      Native.call(:mn_region_set_i32_le, @id, offset, [value].pack('l'))
    end
    # Get or set a number of the named type.
    def get_i32_be(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_i32_be, @id, offset, value)
      value.unpack1('l')
    end
    # Get or set a number of the named type.
    def set_i32_be(offset, value)
      Native.call(:mn_region_set_i32_be, @id, offset, [value].pack('l'))
    end
    # Get or set a number of the named type.
    def get_i64_le(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_i64_le, @id, offset, value)
      value.unpack1('q')
    end
    # Get or set a number of the named type.
    def set_i64_le(offset, value)
      Native.call(:mn_region_set_i64_le, @id, offset, [value].pack('q'))
    end
    # Get or set a number of the named type.
    def get_i64_be(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_i64_be, @id, offset, value)
      value.unpack1('q')
    end
    # Get or set a number of the named type.
    def set_i64_be(offset, value)
      Native.call(:mn_region_set_i64_be, @id, offset, [value].pack('q'))
    end
    # Get or set a number of the named type.
    def get_f32_le(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_f32_le, @id, offset, value)
      value.unpack1('f')
    end
    # Get or set a number of the named type.
    def set_f32_le(offset, value)
      Native.call(:mn_region_set_f32_le, @id, offset, [value].pack('f'))
    end
    # Get or set a number of the named type.
    def get_f32_be(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_f32_be, @id, offset, value)
      value.unpack1('f')
    end
    # Get or set a number of the named type.
    def set_f32_be(offset, value)
      Native.call(:mn_region_set_f32_be, @id, offset, [value].pack('f'))
    end
    # Get or set a number of the named type.
    def get_f64_le(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_f64_le, @id, offset, value)
      value.unpack1('d')
    end
    # Get or set a number of the named type.
    def set_f64_le(offset, value)
      Native.call(:mn_region_set_f64_le, @id, offset, [value].pack('d'))
    end
    # Get or set a number of the named type.
    def get_f64_be(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_get_f64_be, @id, offset, value)
      value.unpack1('d')
    end
    # Get or set a number of the named type.
    def set_f64_be(offset, value)
      Native.call(:mn_region_set_f64_be, @id, offset, [value].pack('d'))
    end
    # The same without a buffer: return the unsigned number itself.
    def u8(offset)
      Native.call(:mn_region_u8, @id, offset)
    end
    # The same without a buffer: return the unsigned number itself.
    def u16_le(offset)
      Native.call(:mn_region_u16_le, @id, offset)
    end
    # The same without a buffer: return the unsigned number itself.
    def u16_be(offset)
      Native.call(:mn_region_u16_be, @id, offset)
    end
    # The same without a buffer: return the unsigned number itself.
    def u32_le(offset)
      Native.call(:mn_region_u32_le, @id, offset)
    end
    # The same without a buffer: return the unsigned number itself.
    def u32_be(offset)
      Native.call(:mn_region_u32_be, @id, offset)
    end
    # The same without a buffer: return the unsigned number itself.
    def u64_le(offset)
      Native.call(:mn_region_u64_le, @id, offset)
    end
    # The same without a buffer: return the unsigned number itself.
    def u64_be(offset)
      Native.call(:mn_region_u64_be, @id, offset)
    end
    # Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
    def put_u16_le(offset, number)
      Native.call(:mn_region_put_u16_le, @id, offset, number)
    end
    # Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
    def put_u16_be(offset, number)
      Native.call(:mn_region_put_u16_be, @id, offset, number)
    end
    # Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
    def put_u32_le(offset, number)
      Native.call(:mn_region_put_u32_le, @id, offset, number)
    end
    # Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
    def put_u32_be(offset, number)
      Native.call(:mn_region_put_u32_be, @id, offset, number)
    end
    # Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
    def put_u64_le(offset, number)
      Native.call(:mn_region_put_u64_le, @id, offset, number)
    end
    # Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
    def put_u64_be(offset, number)
      Native.call(:mn_region_put_u64_be, @id, offset, number)
    end
    # Writes the same byte n times; n INT64_MAX means up to the end.
    def fill(offset, n, byte)
      Native.call(:mn_region_fill, @id, offset, n, byte)
    end
    # Copies n bytes within the region; the ranges may overlap.
    def move(to, from, n)
      Native.call(:mn_region_move, @id, to, from, n)
    end
    # Writes changes back to the file: MS_SYNC waits for the disk; MS_ASYNC does not.
    def sync(offset, n, flags = Mmapnative::MS_SYNC)
      Native.call(:mn_region_sync, @id, offset, n, flags)
    end
    # Returns when the file is on the disk: msync and fsync (F_FULLFSYNC where the system has it).
    def durable
      Native.call(:mn_region_durable, @id)
    end
    # Changes the protection of every page that holds a part of the range.
    def protect(offset, n, prot)
      Native.call(:mn_region_protect, @id, offset, n, prot)
    end
    # Gives the kernel advice that preserves every byte.
    def advise(offset, n, advice)
      Native.call(:mn_region_advise, @id, offset, n, advice)
    end
    # Discards the contents of the pages that lie completely in the range.
    def discard(offset, n)
      Native.call(:mn_region_discard, @id, offset, n)
    end
    # mn_region_lock keeps pages in memory, and mn_region_unlock releases them.
    def lock(offset, n)
      Native.call(:mn_region_lock, @id, offset, n)
    end
    # mn_region_lock keeps pages in memory, and mn_region_unlock releases them.
    def unlock(offset, n)
      Native.call(:mn_region_unlock, @id, offset, n)
    end
    # mn_region_populate brings pages into memory without changing their contents.
    def populate(offset, n)
      Native.call(:mn_region_populate, @id, offset, n)
    end
    # Sets what a child process gets: MN_FORK_INHERIT (0) the memory, as the platform does without a policy; MN_FORK_ABSENT (1) nothing, and the id is closed in the child; MN_FORK_ZERO (2) zeros.
    def set_fork_policy(policy)
      Native.call(:mn_region_set_fork_policy, @id, policy)
    end
    # Sets the name of an anonymous mapping in /proc/PID/maps.
    def set_name(name)
      name = Native.text(name)
      Native.call(:mn_region_set_name, @id, name)
    end
    # Sets a new length for file and mapping together.
    def resize(length)
      Native.call(:mn_region_resize, @id, length)
    end
    # Adapts the region to changes of its file, and returns the new length.
    def refresh
      Native.call(:mn_region_refresh, @id)
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_load_u32(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_atomic_load_u32, @id, offset, value)
      value.unpack1('L')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_store_u32(offset, value)
      Native.call(:mn_region_atomic_store_u32, @id, offset, value)
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_add_u32(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_add_u32, @id, offset, operand, previous)
      previous.unpack1('L')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_and_u32(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_and_u32, @id, offset, operand, previous)
      previous.unpack1('L')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_or_u32(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_or_u32, @id, offset, operand, previous)
      previous.unpack1('L')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_xor_u32(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_xor_u32, @id, offset, operand, previous)
      previous.unpack1('L')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_exchange_u32(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_exchange_u32, @id, offset, operand, previous)
      previous.unpack1('L')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_compare_exchange_u32(offset, expected, desired)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_compare_exchange_u32, @id, offset, expected, desired, previous)
      previous.unpack1('L')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_load_u64(offset)
      value = Native.buffer(8)
      Native.call(:mn_region_atomic_load_u64, @id, offset, value)
      value.unpack1('Q')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_store_u64(offset, value)
      Native.call(:mn_region_atomic_store_u64, @id, offset, value)
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_add_u64(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_add_u64, @id, offset, operand, previous)
      previous.unpack1('Q')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_and_u64(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_and_u64, @id, offset, operand, previous)
      previous.unpack1('Q')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_or_u64(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_or_u64, @id, offset, operand, previous)
      previous.unpack1('Q')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_xor_u64(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_xor_u64, @id, offset, operand, previous)
      previous.unpack1('Q')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_exchange_u64(offset, operand)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_exchange_u64, @id, offset, operand, previous)
      previous.unpack1('Q')
    end
    # Atomic operations, sequentially consistent, also between processes.
    def atomic_compare_exchange_u64(offset, expected, desired)
      previous = Native.buffer(8)
      Native.call(:mn_region_atomic_compare_exchange_u64, @id, offset, expected, desired, previous)
      previous.unpack1('Q')
    end
    # mn_region_wait_u32 and mn_region_await_u32 sleep while the word at offset equals expected, and return 0 when mn_region_wake_u32 wakes them, in this process or another.
    def wake_u32(offset, count = 0x7fffffff)
      Native.call(:mn_region_wake_u32, @id, offset, count)
    end
  end

  class Slice < Handle
    # mn_slice_offset, _length, _mode and _region return what the slice was opened with.
    def offset
      Native.call(:mn_slice_offset, @id)
    end
    # mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed.
    def length
      Native.call(:mn_slice_length, @id)
    end
    # mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed.
    def mode
      Native.call(:mn_slice_mode, @id)
    end
    # mn_slice_thread returns the system's number of the thread that opened it.
    def thread
      Native.call(:mn_slice_thread, @id)
    end
    # Access the bytes of a slice, with the bounds, guard and errors of a region.
    def read(offset, n)
      buffer = Native.buffer(n)
      result = Native.call(:mn_slice_read, @id, offset, buffer, n)
      buffer.byteslice(0, result)
    end
    # Access the bytes of a slice, with the bounds, guard and errors of a region.
    def write(offset, buffer)
      buffer = String(buffer)
      Native.call(:mn_slice_write, @id, offset, buffer, buffer.bytesize)
    end
    # Access the bytes of a slice, with the bounds, guard and errors of a region.
    def get_u8(offset)
      Native.call(:mn_slice_get_u8, @id, offset)
    end
    # Access the bytes of a slice, with the bounds, guard and errors of a region.
    def set_u8(offset, value)
      Native.call(:mn_slice_set_u8, @id, offset, value)
    end
    # As mn_region_read_wait and mn_region_write_wait.
    def read_wait(offset, n, timeout_ms = -1)
      buffer = Native.buffer(n)
      result = Native.call(:mn_slice_read_wait, @id, offset, buffer, n, timeout_ms)
      buffer.byteslice(0, result)
    end
    # As mn_region_read_wait and mn_region_write_wait.
    def write_wait(offset, buffer, timeout_ms = -1)
      buffer = String(buffer)
      Native.call(:mn_slice_write_wait, @id, offset, buffer, buffer.bytesize, timeout_ms)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def read_strided(offset, step, n)
      buffer = Native.buffer(n)
      result = Native.call(:mn_slice_read_strided, @id, offset, step, n, buffer)
      buffer.byteslice(0, result)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def write_strided(offset, step, buffer)
      buffer = String(buffer)
      Native.call(:mn_slice_write_strided, @id, offset, step, buffer.bytesize, buffer)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def u8(offset)
      Native.call(:mn_slice_u8, @id, offset)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def u16_le(offset)
      Native.call(:mn_slice_u16_le, @id, offset)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def u16_be(offset)
      Native.call(:mn_slice_u16_be, @id, offset)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def u32_le(offset)
      Native.call(:mn_slice_u32_le, @id, offset)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def u32_be(offset)
      Native.call(:mn_slice_u32_be, @id, offset)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def u64_le(offset)
      Native.call(:mn_slice_u64_le, @id, offset)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def u64_be(offset)
      Native.call(:mn_slice_u64_be, @id, offset)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def put_u16_le(offset, number)
      Native.call(:mn_slice_put_u16_le, @id, offset, number)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def put_u16_be(offset, number)
      Native.call(:mn_slice_put_u16_be, @id, offset, number)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def put_u32_le(offset, number)
      Native.call(:mn_slice_put_u32_le, @id, offset, number)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def put_u32_be(offset, number)
      Native.call(:mn_slice_put_u32_be, @id, offset, number)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def put_u64_le(offset, number)
      Native.call(:mn_slice_put_u64_le, @id, offset, number)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def put_u64_be(offset, number)
      Native.call(:mn_slice_put_u64_be, @id, offset, number)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def fill(offset, n, byte)
      Native.call(:mn_slice_fill, @id, offset, n, byte)
    end
    # As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
    def move(to, from, n)
      Native.call(:mn_slice_move, @id, to, from, n)
    end
    # Returns 0 if every page of the slice is present now and the file does not end before the slice does.
    def check
      Native.call(:mn_slice_check, @id)
    end
  end

  class Cursor < Handle
    # mn_cursor_seek moves the position to offset, counted from MN_WHENCE_START (0), MN_WHENCE_POSITION (1) or MN_WHENCE_END (2), and returns the new position.
    def seek(offset, whence = 0)
      Native.call(:mn_cursor_seek, @id, offset, whence)
    end
    # mn_cursor_tell returns the position.
    def tell
      Native.call(:mn_cursor_tell, @id)
    end
    # Reads up to n bytes, as many as are left, and returns how many; 0 at the end.
    def read(n)
      buffer = Native.buffer(n)
      result = Native.call(:mn_cursor_read, @id, buffer, n)
      buffer.byteslice(0, result)
    end
    # Writes all n bytes and returns n.
    def write(buffer)
      buffer = String(buffer)
      Native.call(:mn_cursor_write, @id, buffer, buffer.bytesize)
    end
    # Read one byte (0 to 255), or write one and return 0.
    def read_byte
      Native.call(:mn_cursor_read_byte, @id)
    end
    # Read one byte (0 to 255), or write one and return 0.
    def write_byte(value)
      Native.call(:mn_cursor_write_byte, @id, value)
    end
    # mn_cursor_read_line copies the line; a line that exceeds the buffer comes in pieces.
    def read_line(capacity)
      buffer = Native.buffer(capacity)
      result = Native.call(:mn_cursor_read_line, @id, buffer, capacity)
      buffer.byteslice(0, result)
    end
    # mn_cursor_next_line copies nothing: *offset becomes the line's offset; offset may be NULL.
    def next_line
      offset = Native.buffer(8)
      Native.call(:mn_cursor_next_line, @id, offset)
      offset.unpack1('Q')
    end
  end

  class Follower < Handle
    # Waits for new bytes and copies up to capacity of them.
    def next(capacity, timeout_ms = -1)
      buffer = Native.buffer(capacity)
      result = Native.call(:mn_follow_next, @id, buffer, capacity, timeout_ms)
      buffer.byteslice(0, result)
    end
    # mn_follow_generation returns the number of the file that the last bytes came from: 0 before the first ones, 1 for the first file.
    def generation
      Native.call(:mn_follow_generation, @id)
    end
    # mn_follow_offset returns the offset of the next byte in the file that is read, where a later mn_follow_open may begin; 0 if no file came yet.
    def offset
      Native.call(:mn_follow_offset, @id)
    end
  end

  class Manager < Handle
    # mn_manager_grant replaces the rights of an owner, which begins with none.
    def grant(owner, rights)
      Native.call(:mn_manager_grant, @id, owner, rights)
    end
    # mn_manager_rights returns the rights.
    def rights(owner)
      Native.call(:mn_manager_rights, @id, owner)
    end
    # Limits how many mappings, and how many bytes in all, an owner may have.
    def limit(owner, mappings, bytes)
      Native.call(:mn_manager_limit, @id, owner, mappings, bytes)
    end
    # Maps a file beneath the root.
    def map(owner, path, offset, length, prot, shared)
      path = Native.text(path)
      Native.call(:mn_manager_map, @id, owner, path, offset, length, prot, shared)
    end
    # mn_manager_map_anonymous maps private zeroed memory.
    def map_anonymous(owner, length)
      Native.call(:mn_manager_map_anonymous, @id, owner, length)
    end
    # mn_manager_map_memfd maps a file in memory, whose descriptor can be passed on.
    def map_memfd(owner, name, length)
      name = Native.text(name)
      Native.call(:mn_manager_map_memfd, @id, owner, name, length)
    end
    # As mn_region_read and mn_region_write.
    def read(owner, mapping, offset, n)
      buffer = Native.buffer(n)
      result = Native.call(:mn_manager_read, @id, owner, mapping, offset, buffer, n)
      buffer.byteslice(0, result)
    end
    # mn_manager_read_up_to reads at most n bytes, as many as the mapping has, and returns how many.
    def read_up_to(owner, mapping, offset, n)
      buffer = Native.buffer(n)
      result = Native.call(:mn_manager_read_up_to, @id, owner, mapping, offset, buffer, n)
      buffer.byteslice(0, result)
    end
    # As mn_region_read and mn_region_write.
    def write(owner, mapping, offset, buffer)
      buffer = String(buffer)
      Native.call(:mn_manager_write, @id, owner, mapping, offset, buffer, buffer.bytesize)
    end
    # Writes the mapping back and waits.
    def sync(owner, mapping)
      Native.call(:mn_manager_sync, @id, owner, mapping)
    end
    # Closes a mapping.
    def unmap(owner, mapping, sync)
      Native.call(:mn_manager_unmap, @id, owner, mapping, sync)
    end
    # As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
    def protect(owner, mapping, offset, n, prot)
      Native.call(:mn_manager_protect, @id, owner, mapping, offset, n, prot)
    end
    # As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
    def advise(owner, mapping, offset, n, advice)
      Native.call(:mn_manager_advise, @id, owner, mapping, offset, n, advice)
    end
    # As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
    def populate(owner, mapping, offset, n)
      Native.call(:mn_manager_populate, @id, owner, mapping, offset, n)
    end
    # As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
    def resize(owner, mapping, length)
      Native.call(:mn_manager_resize, @id, owner, mapping, length)
    end
    # As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
    def refresh(owner, mapping)
      Native.call(:mn_manager_refresh, @id, owner, mapping)
    end
    # As mn_region_find, _rfind and _count.
    def find(owner, mapping, start, stop, needle)
      needle = String(needle)
      Native.call(:mn_manager_find, @id, owner, mapping, start, stop, needle, needle.bytesize)
    end
    # As mn_region_find, _rfind and _count.
    def rfind(owner, mapping, start, stop, needle)
      needle = String(needle)
      Native.call(:mn_manager_rfind, @id, owner, mapping, start, stop, needle, needle.bytesize)
    end
    # As mn_region_find, _rfind and _count.
    def count(owner, mapping, start, stop, needle)
      needle = String(needle)
      Native.call(:mn_manager_count, @id, owner, mapping, start, stop, needle, needle.bytesize)
    end
    # Returns the region of a mapping, for functions that managers lack (cursors, slices, atomics, its descriptor).
    def region(owner, mapping)
      Native.call(:mn_manager_region, @id, owner, mapping)
    end
    # Closes all mappings of an owner, and returns how many.
    def close_owner(owner, sync)
      bytes = Native.buffer(8)
      Native.call(:mn_manager_close_owner, @id, owner, sync, bytes)
      bytes.unpack1('q')
    end
    # Lists the mappings of the owner `whose` in the order of their numbers: returns the smallest number greater than `after`; start with 0.
    def next(owner, whose, after)
      Native.call(:mn_manager_next, @id, owner, whose, after)
    end
    # The same, many at once: writes at most `count` numbers greater than `after`, and returns how many; 0 if none is left.
    def list(owner, whose, after, count = 100)
      mappings = Native.buffer(count * 8)
      result = Native.call(:mn_manager_list, @id, owner, whose, after, mappings, count)
      mappings.unpack('q*').first(result)
    end
    # A number about a mapping, by name: "owner", "offset", "length", "prot", "shared" (1 or 0), "kind" (MN_KIND_FILE 0, MN_KIND_ANONYMOUS 1, MN_KIND_MEMORY_FILE 2), "reads", "writes", "bytes_read", "bytes_written", "syncs", "resident" and "pages" (both in pages of mn_page_size()).
    def info(owner, mapping, name)
      name = Native.text(name)
      Native.call(:mn_manager_info, @id, owner, mapping, name)
    end
    # Copies the path that the mapping was made with (or the name of a memory file) and a zero byte to buffer, and returns its length without the zero byte.
    def path(owner, mapping)
      size = Native.call(:mn_manager_path, @id, owner, mapping, nil, 0) + 1
      buffer = Native.buffer(size)
      Native.call(:mn_manager_path, @id, owner, mapping, buffer, size)
      buffer.byteslice(0, size - 1).force_encoding(Encoding.find('filesystem'))
    end
    # Returns a descriptor for another process.
    def descriptor(owner, mapping)
      Native.call(:mn_manager_descriptor, @id, owner, mapping, nil, 0)
    end
    # A number about an owner, by name: "mappings", "bytes", "rights", "mappings_limit" and "bytes_limit" (INT64_MAX if there is no limit), "denied".
    def owner_info(owner, whose, name)
      name = Native.text(name)
      Native.call(:mn_manager_owner_info, @id, owner, whose, name)
    end
    # A number about the manager, by name; it needs no right: "mappings", "bytes", "owners" (those with a right, a limit or a mapping), "denied".
    def statistic(name)
      name = Native.text(name)
      Native.call(:mn_manager_statistic, @id, name)
    end
  end
end
