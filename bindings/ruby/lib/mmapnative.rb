# frozen_string_literal: true

# Memory mapping that cannot crash the process: regions with bounds, errors with numbers, and the
# constants of the machine that runs.  mmapnative.h explains each function; a method has its name.
require 'fiddle'

module Mmapnative
  # A call failed.  code is the negative errno that the library returned.
  class Error < StandardError
    # The name ("ENOENT"), the C function, the sentence without the object's id, and the sentence.
    attr_reader :code, :name, :call, :reason, :detail
    # The numbers of the failure, each nil if it has none: the id, offset and length that were passed, the
    # actual length, and the slice that is in the way.
    attr_reader :id, :offset, :length, :total, :holder, :holder_offset, :holder_length, :holder_thread

    NUMBERS = { id: 1, offset: 2, length: 3, total: 4, holder: 5, holder_offset: 6, holder_length: 7, holder_thread: 8 }.freeze

    # The record of the thread is this failure's only if it has the same function, result and id.
    def initialize(code, call, id = nil)
      @code = code
      @call = call
      @name = Native.mn_error_name(code)
      own = Native.mn_error_call == call && Native.mn_error_number(0) == code &&
            (id.nil? || Native.mn_error_number(1) == id)
      if own
        NUMBERS.each do |word, which|
          number = Native.mn_error_number(which)
          instance_variable_set("@#{word}", number) unless number == Native::ABSENT
        end
        @reason = Native.mn_error_reason
        @detail = Native.mn_error_detail
      else
        @reason = @detail = Native.mn_error_message(code)
      end
      super(@detail)
    end
  end

  # The platform lacks this constant.
  class AbsentConstant < NameError; end
  # The library knows no constant of this name.
  class UnknownConstant < NameError; end
  # The library is not there, or is another version.
  class LibraryError < LoadError; end

  # The C functions.
  module Native
    NEEDED = '0.2'
    TYPES = { 'i' => Fiddle::TYPE_INT, 'I' => -Fiddle::TYPE_INT, 'q' => Fiddle::TYPE_LONG_LONG,
              'Q' => -Fiddle::TYPE_LONG_LONG, 'p' => Fiddle::TYPE_VOIDP, 't' => Fiddle::TYPE_VOIDP }.freeze

    # The path of the library: MMAPNATIVE_LIB, the one of a checkout, or the name that the loader searches.
    def self.path
      given = ENV.fetch('MMAPNATIVE_LIB', '')
      return given unless given.empty?

      built = File.expand_path('../../../build/libmmapnative.so', __dir__)
      File.exist?(built) ? built : 'libmmapnative.so.0'
    end

    def self.load
      begin
        library = Fiddle::Handle.new(path)
      rescue Fiddle::DLError => e
        raise LibraryError, "mmapnative: the library #{path} was not found (#{e.message}): install it, or set MMAPNATIVE_LIB to its path"
      end
      version = begin
        Fiddle::Function.new(library['mn_version'], [], Fiddle::TYPE_VOIDP).call.to_s
      rescue Fiddle::DLError
        'unknown'
      end
      return library if version.start_with?("#{NEEDED}.")

      raise LibraryError, "mmapnative: #{path} is version #{version} of the library, and this binding needs #{NEEDED}: " \
                          'install that version, or set MMAPNATIVE_LIB to its path'
    end
    LIBRARY = load

    # A zeroed buffer that a function fills.
    def self.buffer(size) = ("\0".b * size)

    # A text for C, which ends at its first zero byte.
    def self.text(value)
      value = value.respond_to?(:to_path) ? value.to_path : value
      return nil if value.nil?

      value = String(value)
      raise ArgumentError, 'a text holds a zero byte' if value.b.include?("\0")

      value
    end

    @functions = {}
    # The function with this name.
    def self.function(name)
      @functions[name] ||= begin
        types, result = SIGNATURES.fetch(name)
        Fiddle::Function.new(LIBRARY[name.to_s], types.chars.map { |t| TYPES.fetch(t) }, TYPES.fetch(result.to_s))
      end
    end

    # Calls a function.  A failure is an Error.
    def self.call(name, *arguments)
      _, _, kind, object = SIGNATURES.fetch(name)
      result = function(name).call(*arguments)
      return check(result, name, arguments, kind, object) unless kind == :text

      result.null? ? nil : result.to_s.force_encoding(Encoding::UTF_8)
    end

    def self.check(result, name, arguments, kind, object)
      return result if result >= 0 || kind == :value || (kind == :address && result < -4095)

      raise Error.new(result, name.to_s, object && arguments[object])
    end
    private_class_method :check

    def self.method_missing(name, *arguments)
      SIGNATURES.key?(name) ? call(name, *arguments) : super
    end

    def self.respond_to_missing?(name, all = false) = SIGNATURES.key?(name) || super
  end

  # An object of the library by its id.  It closes itself at the end of a block, or when it is collected.
  class Handle
    attr_reader :id

    # A closed object's id is of no use to the finalizer, which therefore holds it in a list.
    def self.finalizer(closer, held)
      owner = Process.pid
      proc { Native.function(closer).call(held[0]) if held[0] && owner == Process.pid }
    end

    # Gives the new object to the block and closes it afterwards; without a block returns it.
    def self.give(*arguments)
      object = new(*arguments)
      return object unless block_given?

      begin
        yield object
      ensure
        object.close
      end
    end
    private_class_method :new

    def initialize(id, keep = nil)
      @id = id
      @keep = keep
      @held = [id]
      ObjectSpace.define_finalizer(self, Handle.finalizer(self.class::COLLECT, @held))
    end

    # Closes the object.  Once more does nothing.
    def close
      return if closed?

      begin
        Native.call(self.class::CLOSE, @id)
      rescue Error => e
        # A close that cannot close the file's descriptor has closed the object.
        @held[0] = nil if e.name == 'EBADF' || Native.function(self.class::ASK).call(@id).negative?
        raise
      end
      @held[0] = nil
    end

    def closed? = @held[0].nil?
  end

  # What regions and slices have in common.
  module Bytes
    # 2**63 - 1 means up to the end.
    REST = (2**63) - 1

    # The offset of the first or last match between start and stop, or nil.
    def find(needle, start = 0, stop = REST) = search(:find, needle, start, stop)
    def rfind(needle, start = 0, stop = REST) = search(:rfind, needle, start, stop)
    # The number of matches without overlap.
    def count(needle, start = 0, stop = REST) = search(:count, needle, start, stop)

    private

    def search(word, needle, start, stop)
      needle = String(needle)
      Native.call(:"mn_#{self.class::WORD}_#{word}", @id, start, stop, needle, needle.bytesize)
    rescue Error => e
      raise unless e.name == 'ENOENT'
    end
  end

  class Region < Handle
    include Bytes
    WORD = 'region'
    CLOSE = :mn_region_close
    # A collected region may have slices that live longer.
    COLLECT = :mn_region_release
    ASK = :mn_region_length

    class << self
      # Opens a file; a length of -1 means up to its end.
      def open(path, access = Mmapnative::ACCESS_READ, offset: 0, length: -1, &block)
        give(Native.call(:mn_region_open, Native.text(path), access, offset, length), &block)
      end

      def create(path, length, &block) = give(Native.call(:mn_region_create, Native.text(path), length), &block)

      def open_or_create(path, length, offset: 0, &block)
        give(Native.call(:mn_region_open_or_create, Native.text(path), offset, length), &block)
      end

      # Maps an open file or descriptor, which remains the caller's.
      def map(file, access = Mmapnative::ACCESS_READ, offset: 0, length: -1, prot: 0, flags: 0, options: 0, &block)
        fd = file.respond_to?(:fileno) ? file.fileno : file
        give(Native.call(:mn_region_map, fd, offset, length, access, prot, flags, options), &block)
      end

      def anonymous(length, &block) = give(Native.call(:mn_region_anonymous, length), &block)
      def reserve(length, &block) = give(Native.call(:mn_region_reserve, length), &block)

      def memfd(name, length, flags: 0, &block)
        give(Native.call(:mn_region_memfd, Native.text(name), length, flags), &block)
      end

      def shared(name, length = 0, &block) = give(Native.call(:mn_region_shared, Native.text(name), length), &block)

      def shared_join(name, access = Mmapnative::ACCESS_READ, &block)
        give(Native.call(:mn_region_shared_join, Native.text(name), access), &block)
      end
    end

    # A slice, which pins the region; mode and timeout_ms are those of mn_slice_open.
    def slice(offset = 0, n = REST, mode = Mmapnative::SLICE_PIN, timeout_ms = 0, &block)
      Slice.give(Native.call(:mn_slice_open, @id, offset, n, mode, timeout_ms), self, &block)
    end

    # The ids of the slices that are held.
    def slices
      list = []
      after = 0
      loop { list << (after = Native.call(:mn_region_next_slice, @id, after)) }
    rescue Error => e
      raise unless e.name == 'ENOENT'

      list
    end

    def cursor(&block) = Cursor.give(Native.call(:mn_cursor_open, @id), self, &block)
    # What is added to the region's file from its end on.
    def follow(&block) = Follower.give(Native.call(:mn_follow_region, @id), self, &block)

    # Sleeps while the 32-bit word at offset equals expected.  True if the word is, or may be, another one;
    # false after timeout seconds (nil: no limit).  Ruby's signals and threads go on meanwhile.
    def await(offset, expected, timeout: nil)
      ends = timeout && Process.clock_gettime(Process::CLOCK_MONOTONIC) + timeout
      loop do
        # A short sleep at a time: Ruby handles a signal only between two calls.
        left = ends ? ((ends - Process.clock_gettime(Process::CLOCK_MONOTONIC)) * 1000).ceil : 100
        result = Native.function(:mn_region_wait_u32).call(@id, offset, expected, left.clamp(0, 100))
        return true if result >= 0

        name = Native.mn_error_name(result)
        return true if name == 'EAGAIN'
        raise Error.new(result, 'mn_region_wait_u32', @id) unless %w[ETIMEDOUT EINTR].include?(name)
        return false if left <= 0
      end
    end

    # Wakes sleepers on the word: the number that woke.
    def wake(offset, count = 0x7fffffff) = Native.call(:mn_region_wake_u32, @id, offset, count)
  end

  class Slice < Handle
    include Bytes
    WORD = 'slice'
    CLOSE = COLLECT = :mn_slice_close
    ASK = :mn_slice_length

    # The region that the slice was taken from.
    def region = @keep

    # The bytes themselves, without a copy.  Each use looks whether the slice is still held.
    def view = View.new(self, Native.call(:mn_slice_address, @id), length)
  end

  # The memory of a slice.  A use after the slice's close is an IOError.  Only a slice's own methods survive a
  # file that is cut short meanwhile: a view touches the memory itself, so #check the slice first.
  class View
    attr_reader :size

    def initialize(slice, address, size)
      @slice = slice
      @size = size
      @memory = Fiddle::Pointer.new(address, size)
    end

    # A byte, or the bytes of a range or of an offset and a length.
    def [](at, n = nil)
      held
      return @memory[at] & 0xff if n.nil? && at.is_a?(Integer) && inside(at, 1)

      from, n = at.is_a?(Range) ? range(at) : [at, n]
      inside(from, n)
      @memory[from, n]
    end

    def []=(at, byte)
      held
      inside(at, 1)
      @memory[at] = byte
    end

    # A copy of all bytes.
    def to_s
      held
      @memory[0, @size]
    end

    # The Fiddle::Pointer, for other C functions; it is valid until the slice is closed.
    def pointer
      held
      @memory
    end

    private

    def held
      raise IOError, 'the slice of this view is closed' if @slice.closed?
    end

    def range(given)
      from, n = given.begin || 0, given.end ? given.end - (given.begin || 0) + (given.exclude_end? ? 0 : 1) : @size - (given.begin || 0)
      [from, n]
    end

    def inside(from, n)
      raise IndexError, "#{n} bytes at #{from} pass the end (#{@size} bytes)" if from.negative? || n.negative? || from + n > @size

      true
    end
  end

  class Cursor < Handle
    CLOSE = COLLECT = :mn_cursor_close
    ASK = :mn_cursor_tell

    # Moves to the next match from the position on, and returns its offset in the region, or nil.
    def find(needle)
      needle = String(needle)
      Native.call(:mn_cursor_find, @id, needle, needle.bytesize)
    rescue Error => e
      raise unless e.name == 'ENOENT'
    end
  end

  class Follower < Handle
    CLOSE = COLLECT = :mn_follow_close
    ASK = :mn_follow_offset

    # Follows a file from an offset on; FOLLOW_END means what is added from now on.
    def self.open(path, from = 0, &block) = give(Native.call(:mn_follow_open, Native.text(path), from), &block)
  end

  class Manager < Handle
    CLOSE = COLLECT = :mn_manager_close
    ASK = :mn_manager_statistic

    # A manager of the files beneath root; nil means no files.
    def self.open(root = nil, &block) = give(Native.call(:mn_manager_open, Native.text(root)), &block)
  end

  class << self
    def version = Native.mn_version
    def page_size = Native.mn_page_size

    # True if the running kernel accepts the constant; nil if there is no reliable test.
    def supported?(name)
      Native.mn_supported(name.to_s) == 1
    rescue Error => e
      raise UnknownConstant, unknown(name) if e.name == 'ENOENT'
      raise unless e.name == 'ENOTSUP'
    end

    # The value of a constant by its name.
    def constant(name)
      index = Native.function(:mn_constant_find).call(name.to_s)
      raise UnknownConstant, unknown(name) if index.negative?

      value = Native.mn_constant_value(index)
      raise AbsentConstant, "the constant #{name} does not exist on this platform" if value == Native::ABSENT

      value
    end

    # Mmapnative::PROT_READ and all other names: a value is looked up once.
    def const_missing(name) = const_set(name, constant(name))

    private

    def unknown(name)
      names = (0...Native.mn_constant_count).map { |i| Native.mn_constant_name(i) }
      near = DidYouMean::SpellChecker.new(dictionary: names).correct(name.to_s).first if defined? DidYouMean
      "no constant is called #{name}#{near && ": did you mean #{near}?"}"
    end
  end
end

require_relative 'mmapnative/functions'

module Mmapnative
  Native::ABSENT = Native.mn_absent
end
