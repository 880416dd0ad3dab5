# The story (story.md) in Ruby.
begin
  require_relative '../../bindings/ruby/lib/mmapnative'
rescue LoadError => e
  abort e.message
end
M = Mmapnative
Region = M::Region

def step(name)
  yield
  puts "ok #{name}"
rescue StandardError, NameError => e
  puts "not ok #{name}: #{e.class}: #{e.message.tr("\n", ' ')}"
end

def same(got, should, what) = got == should || raise("#{what}: #{got.inspect} is not #{should.inspect}")

# The error of a block that has to fail.
def error(kind = M::Error)
  yield
rescue kind => e
  e
else
  raise 'no error'
end

# Adds 1 to a counter at 8 a thousand times.
def count(region) = 1000.times { region.atomic_add_u64(8, 1) }

def second(folder)
  sleep 0.01 until File.exist?("#{folder}/shared")
  Region.open("#{folder}/shared", M::ACCESS_WRITE) do |shared|
    count shared
    shared.atomic_store_u32(0, 1)
    shared.wake(0)
    while shared.atomic_load_u32(4).zero?
      shared.await(4, 0, timeout: 60) or raise 'the first process does not wake'
    end
  end
end

# Nanoseconds of a call, from some 50 ms of them.
def costs(what)
  1000.times { yield }
  n = 0
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)
  while (took = Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond) - start) < 50_000_000
    1000.times { yield }
    n += 1000
  end
  puts format('costs %s %.1f', what, took.to_f / n)
end

def first(folder)
  puts "is Ruby #{RUBY_VERSION}"
  step 'constants' do
    same M::PROT_READ | M::PROT_WRITE, 3, 'both'
    same M::Native.mn_constant_value(M::Native.mn_constant_find('PROT_READ')), M::PROT_READ, 'in the table'
    # S0-45, S4-52: the numbers of the library's own functions have names, too.
    same M::ACCESS_WRITE, 2, 'our own'
    same M.supported?('PROT_READ'), true, 'supported'
  end
  step 'absent' do
    absent = %w[MAP_TPRO PROT_ADI MAP_REMAPDUP].select { |name| M.constant(name) && false rescue true }
    raise 'each of the three exists' if absent.empty?
    e = error(M::AbsentConstant) { M.const_get(absent[0]) }
    raise e.message unless e.message.include?(absent[0])
    e = error(M::UnknownConstant) { M::MAP_SHRED }
    raise e.message unless e.message.include?('did you mean MAP_')
    e = error { M::Native.mn_mmap(nil, M.page_size, 3, M::MAP_PRIVATE | M::MAP_ANONYMOUS | (M::Native::ABSENT & 0x7fffffff), -1, 0) }
    same e.name, 'EINVAL', 'mmap'
  end
  step 'failure' do
    e = error { Region.open("#{folder}/nothing") }
    same [e.name, e.call, e.code], ['ENOENT', 'mn_region_open', -2], 'open'
    raise e.detail unless e.detail.include?("#{folder}/nothing")
    Region.anonymous(10) do |ten|
      e = error { ten.read(8, 3) }
      # F27: the failure as numbers.
      same [e.name, e.offset, e.length, e.total, e.id, e.holder], ['ERANGE', 8, 3, 10, ten.id, nil], 'numbers'
      code = e.code
      error { Region.open("#{folder}/nothing") }
      e = M::Error.new(code, 'mn_region_read', ten.id)
      same [e.detail, e.offset], [M::Native.mn_error_message(code), nil], 'the record of another call'
      error { ten.read(-1, 1) }
      error(TypeError) { ten.read('x', 1) }
    end
  end
  step 'region' do
    Region.create("#{folder}/story", 10) do |r|
      r.write(2, 'Hello')
      same r.read(2, 5), 'Hello', 'read'
      same [r.find('llo'), r.find('nothing'), r.rfind('l'), r.count('l')], [4, nil, 5, 2], 'find'
      r.resize(20)
      bytes = File.binread("#{folder}/story")
      same [bytes.size, bytes[2, 5]], [20, 'Hello'], 'the file'
      %w[le be].each do |order|
        r.public_send("set_u32_#{order}", 8, (2**32) - 1)
        same r.public_send("get_u32_#{order}", 8), (2**32) - 1, '32 bits'
        r.public_send("set_u64_#{order}", 8, (2**64) - 1)
        same r.public_send("get_u64_#{order}", 8), (2**64) - 1, '64 bits'
        same error { r.public_send("u64_#{order}", 8) }.name, 'EOVERFLOW', 'by value'
        r.public_send("set_f64_#{order}", 8, 1.5)
        same r.public_send("get_f64_#{order}", 8), 1.5, 'a float'
      end
      same r.path, "#{folder}/story", 'path'
    end
  end
  step 'slice' do
    r = Region.open("#{folder}/story", M::ACCESS_WRITE)
    slice = r.slice(2, 5)
    view = slice.view
    same [view.to_s, view[0], view[1..2]], ['Hello', 72, 'el'], 'view'
    view[0] = 74
    same r.read(2, 1), 'J', 'written through'
    e = error { r.close }
    same [e.name, e.holder], ['EBUSY', slice.id], 'close while held'
    error(IndexError) { view[5] }
    # S2-34: bytes of a slice, with its bounds.
    same error { slice.read(4, 2) }.name, 'ERANGE', 'bounds'
    slice.close
    error(IOError) { view[0] }
    puts 'view guarded'
    r.close
  end
  step 'wait' do
    Region.create("#{folder}/shared", 64) do |shared|
      count shared
      while shared.atomic_load_u32(0).zero?
        shared.await(0, 0, timeout: 60) or raise 'the second process does not wake'
      end
      same shared.atomic_load_u64(8), 2000, 'the counter'
      same shared.await(4, 0, timeout: 0.05), false, 'a wait that ends'
      shared.atomic_store_u32(4, 1)
      shared.wake(4)
    end
  end
  step 'cut' do
    page = M.page_size
    File.binwrite("#{folder}/cut", "\1" * (3 * page))
    Region.open("#{folder}/cut", M::ACCESS_WRITE) do |r|
      # Ruby keeps SIGBUS for itself.
      error(ArgumentError) { trap('BUS') {} }
      File.truncate("#{folder}/cut", 0)
      same error { r.read(page, 8) }.name, 'EIO', 'read'
      same r.truncated, 1, 'truncated'
    end
  end
  step 'close' do
    r = Region.anonymous(10)
    r.close
    r.close
    same r.closed?, true, 'closed'
    same error { r.read(0, 1) }.name, 'EBADF', 'read'
    200.times { Region.anonymous(10) }
    GC.start
  end
  step 'threads' do
    Region.anonymous(64) do |r|
      [100, 200].map do |n|
        Thread.new do
          1000.times do
            e = error { r.read(60, n) }
            same [e.length, e.offset], [n, 60], 'its own'
            r.atomic_add_u64(0, 1)
          end
        end
      end.each(&:join)
      same r.atomic_load_u64(0), 2000, 'the counter'
    end
  end
  Region.anonymous(64) do |r|
    read = M::Native.function(:mn_region_read)
    buffer = M::Native.buffer(8)
    costs('constant') { M::PROT_READ }
    costs('read') { read.call(r.id, 0, buffer, 8) }
  end
end

$stdout.sync = true
send(ARGV[0] == 'second' ? :second : :first, ARGV[1])
