# Ruby: ruby client.rb PATH-OF-LIBRARY
require 'fiddle/import'

module MN
  extend Fiddle::Importer
  dlload ARGV[0]
  extern 'const char *mn_error_name(int64_t)'
  extern 'int64_t mn_page_size()'
  %w[PROT_READ PROT_WRITE MAP_PRIVATE MAP_ANONYMOUS].each { |name| extern "int64_t mn_#{name}()" }
  extern 'int64_t mn_mmap(void *, uint64_t, int32_t, int32_t, int32_t, int64_t)'
  extern 'int32_t mn_munmap(void *, uint64_t)'
end

page = MN.mn_page_size
prot = MN.mn_PROT_READ | MN.mn_PROT_WRITE
flags = MN.mn_MAP_PRIVATE | MN.mn_MAP_ANONYMOUS
raise unless prot == 3 && page >= 4096

address = MN.mn_mmap(nil, page, prot, flags, -1, 0)
raise MN.mn_error_name(address).to_s unless address > 0
memory = Fiddle::Pointer.new(address, page)
memory[0, 5] = 'Hello'
raise unless memory[0, 5] == 'Hello'
raise unless MN.mn_munmap(memory, page) == 0

raise unless MN.mn_error_name(MN.mn_mmap(nil, 0, prot, flags, -1, 0)).to_s == 'EINVAL'
puts 'ok'
