# Ruby: ruby client.rb PATH-OF-LIBRARY
require 'fiddle/import'

module MN
  extend Fiddle::Importer
  dlload ARGV[0]
  extern 'const char *mn_error_name(int64_t)'
  extern 'int64_t mn_page_size()'
  extern 'int64_t mn_absent()'
  extern 'int64_t mn_mmap(void *, uint64_t, int32_t, int32_t, int32_t, int64_t)'
  extern 'int32_t mn_munmap(void *, uint64_t)'

  # A constant, or an exception where this platform lacks it.
  def self.constant(name)
    value = extern("int64_t mn_#{name}()").call
    raise NameError, "#{name} does not exist here" if value == mn_absent
    value
  end

  # Only -4095 to -1 are errors: addresses of some machines are negative here.
  def self.error?(result) = result.between?(-4095, -1)
end

page = MN.mn_page_size
prot = MN.constant('PROT_READ') | MN.constant('PROT_WRITE')
flags = MN.constant('MAP_PRIVATE') | MN.constant('MAP_ANONYMOUS')
raise unless prot == 3 && page >= 4096

address = MN.mn_mmap(nil, page, prot, flags, -1, 0)
raise MN.mn_error_name(address).to_s if MN.error?(address)
memory = Fiddle::Pointer.new(address, page)
memory[0, 5] = 'Hello'
raise unless memory[0, 5] == 'Hello'
raise unless MN.mn_munmap(memory, page) == 0
raise unless MN.mn_error_name(MN.mn_mmap(nil, 0, prot, flags, -1, 0)).to_s == 'EINVAL'

# Each platform lacks at least one of these.
absent = %w[MAP_TPRO PROT_ADI MAP_REMAPDUP].select { |name| MN.constant(name) && false rescue true }
raise if absent.empty?
cut = MN.mn_absent & 0xFFFF_FFFF
raise unless MN.mn_error_name(MN.mn_mmap(nil, page, prot, flags | cut, -1, 0)).to_s == 'EINVAL'
raise unless MN.mn_error_name(MN.mn_mmap(nil, page, prot | cut, flags, -1, 0)).to_s == 'EINVAL'
puts 'ok'
