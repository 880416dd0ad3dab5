Gem::Specification.new do |s|
  s.name = 'mmapnative'
  s.version = '0.2.0'
  s.summary = 'Memory mapping with bounds, errors with numbers, and the constants of the machine that runs'
  s.authors = ['the authors of libmmapnative']
  s.license = 'Artistic-2.0'
  s.files = Dir['lib/**/*.rb'] + ['README.md']
  s.required_ruby_version = '>= 3.0'
  s.requirements << 'libmmapnative 0.2'
end
