# Managers: mappings with owners, rights and a root directory. The C library checks everything; this file wraps it in a
# Raku class.
use Mmap::Native;
use Mmap::Native <KIND_FILE KIND_ANONYMOUS KIND_MEMORY_FILE LENGTH_TO_END LIMIT_NONE RIGHT_READ RIGHT_WRITE RIGHT_INFO
    ERROR_HOLDER>;
use Mmap::Native::Raw :errors, :regions, :managers;
need Mmap::Native::Region;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;

# .list asks C for this many numbers a call.
my constant PAGE = 1024;

# ---- Arguments

my constant %RIGHT = read => RIGHT_READ, write => RIGHT_WRITE, info => RIGHT_INFO;
my constant %KINDS = (KIND_FILE) => 'file', (KIND_ANONYMOUS) => 'anonymous', (KIND_MEMORY_FILE) => 'memfd';
my constant @ABOUT-MAPPING = <owner offset length prot shared kind reads writes bytes_read bytes_written syncs resident pages>;
my constant @ABOUT-OWNER   = <mappings bytes rights mappings_limit bytes_limit denied>;
my constant @ABOUT-ALL     = <mappings bytes owners denied>;

# C's names end in NUL and contain underscores; Raku's contain hyphens.
my sub c-name(Str:D $name --> Blob:D) { Blob.new($name.encode) ~ Blob.new(0) }
my sub our-name(Str:D $name --> Str:D) { $name.subst('_', '-') }

# Refuses an owner of more than 64 bits, because C would see another number.
my sub owner(Str:D $call, Mu \owner --> Int:D) {
    owner ~~ Int:D && -MOST - 1 <= owner <= MOST ?? owner
        !! refused($call, 'EINVAL', "an owner is a number of 64 bits, not {owner.raku}").throw
}

# Takes the result of a map method. If that is an unhandled Failure, throws its exception.
my sub mapping(Str:D $call, Mu \n --> Int:D) {
    n.exception.throw if n ~~ Failure && !n.defined;
    refused($call, 'EINVAL', "a mapping is a number, not {n.raku}").throw unless n ~~ Int:D;
    X::Mmap::Native::NotFound.new(:$call, :errno(errno 'EBADF'), :name<EBADF>, :mapping(n),
        :message("$call: mapping {n} does not exist")).throw unless -MOST <= n <= MOST;
    n
}

# Returns the number, or C's number for "all" if the caller gives *, Inf or an undefined value.
my sub or-all(Str:D $call, Str:D $what, Mu \n, Int:D $all --> Int:D) {
    n ~~ Whatever || !n.defined || n === Inf ?? $all
        !! n ~~ Int:D && 0 <= n <= MOST ?? n !! refused($call, 'EINVAL', "$what must be a whole number, not {n.raku}").throw
}

# C takes the largest number as everything that follows the offset.
my sub up-to-end(Mu \n --> Int:D) { n ~~ Int:D ?? in64(n) !! MOST }

# The same argument for the exception: a length, or :rest.
my sub asked-for(Mu \n) { n ~~ Int:D ?? \(:length(n)) !! \(:rest) }

my sub bits(Str:D $call, Str:D $what, Mu \n --> Int:D) {
    n ~~ Int:D && -0x8000_0000 <= n <= 0x7FFF_FFFF ?? n !! refused($call, 'EINVAL', "there is no $what {n.raku}").throw
}

my sub path-bytes(Str:D $call, Mu \path --> Blob:D) {
    my $string := path ~~ IO::Path:D ?? path.path !! path;
    refused($call, 'EINVAL', "a path is a Str or an IO::Path, not {path.raku}").throw unless $string ~~ Str:D;
    c-string($call, $string)
}

# ---- Open managers

# The end of the program closes the managers that are still open. The list has numbers, because a list of objects would
# keep the garbage collector from them. At each multiple of 64 entries, BUILD drops the managers that are closed.
my $open-lock = Lock.new;
my @open;
END { mn_manager_close($_) for @open }

# All copies of a Manager object share one Held. It closes the manager when the last copy is collected.
my class Held {
    has int $!id;
    has int $!open;

    submethod BUILD(Int:D :$id) {
        $!id   = $id;
        $!open = 1;
        $open-lock.protect: {
            @open = @open.grep({ mn_manager_statistic($_, c-name 'mappings') >= 0 }) if @open %% 64;
            @open.push: $id;
        }
    }
    method id(--> Int:D) { $!id }
    method close(--> Int:D) {
        return 0 unless $!open;
        $!open = 0;
        mn_manager_close($!id + 0)
    }
    # An error here reaches no caller, so the result is ignored.
    submethod DESTROY() { mn_manager_close($!id + 0) if $!open }
}

# Keeps mappings of owners, by number. An owner is any 64-bit number, by default $*PID.
class Mmap::Native::Manager {
    has $!held;
    has IO::Path $.root;

    submethod BUILD(:$!held, :$!root) { }

    # Makes a manager of the files below a directory, or of memory only.
    method new(Mu $root? is copy, Mu :root($named)) {
        unknown-names(&?ROUTINE, %_) if %_;
        $root = $named without $root;
        # Check the argument itself, because .IO turns almost anything into a path.
        path-bytes('new', $root) if $root.defined;
        my Blob $path = $root.defined ?? path-bytes('new', $root.IO.absolute) !! Blob;
        my Int:D $id = mn_manager_open($path);
        return Failure.new(self!problem: $id, 'new', :path($root.defined ?? ~$root !! Str)) if $id < 0;
        self.bless: :held(Held.new(:$id)), :root($root.defined ?? $root.IO !! IO::Path)
    }

    # The same with a block: returns the block's value, and closes the manager however the block ends.
    method open(Mu $root? is copy, &block?, Mu :root($named)) is raw {
        unknown-names(&?ROUTINE, %_) if %_;
        my &code = &block // ($root ~~ Callable:D ?? $root !! Callable);
        my $manager := self.new: $root ~~ Callable:D ?? $named !! $root // $named;
        &code.defined && $manager.defined ?? self!holding($manager, &code) !! $manager
    }
    # A LEAVE in open itself would close the manager without a block too.
    method !holding($manager, &code) is raw is hidden-from-backtrace {
        LEAVE $manager.close;
        code($manager)
    }

    method !id(--> Int:D) { $!held.id }
    method id(--> Int:D)  { $!held.id }

    # Makes the exception for a result < 0. It reads the message first, because the next call that fails replaces it.
    method !problem(Int:D $code, Str:D $call, Int :$owner, Int :$mapping, Int :$offset, Int :$length is copy, Str :$path, Bool :$writing, Bool :$rest) {
        my Str:D $message = sentence $call, $code;
        my Str:D $name   = mn_error_name($code);
        my Int:D $errno  = -$code;
        my \given = \(:$call, :$errno, :$name, :$message);
        my &bytes = { "{$length // 0} byte{'s' if ($length // 0) != 1} at {$offset // 0}" };
        given $name {
            when 'EPERM' | 'EXDEV' { return X::Mmap::Native::Denied.new: |given, :$owner, :$mapping, :$path }
            when 'EDQUOT'          { return X::Mmap::Native::Limit.new: |given, :$owner }
            when 'EBADF' {
                return X::Mmap::Native::Closed.new: :$call, :$errno, :$name, :message("$call: the manager is closed")
                    unless self.defined && $mapping.defined && mn_manager_statistic(self.id, c-name 'mappings') >= 0;
                return X::Mmap::Native::NotFound.new: |given, :$mapping,
                    :message("$call: mapping $mapping does not exist, or no longer");
            }
        }
        if $mapping.defined {
            $length = (mn_manager_info(self.id, $owner, $mapping, c-name 'length') - $offset) max 0
                if $rest && $name eq 'ERANGE' | 'EIO';
            given $name {
                when 'ERANGE' {
                    # C's own message names another range if in64 replaced a number of more than 64 bits, or if read made
                    # no Buf.
                    my Int:D $total = mn_manager_info(self.id, $owner, $mapping, c-name 'length');
                    return past-end $call, $offset, $length, $total if $offset.defined && $total >= 0;
                    return X::Mmap::Native::Range.new: |given, :$offset, :$length, :$total,
                        :what<Offset>, :got($offset), :range("0..{$total - 1}");
                }
                when 'EACCES' {
                    return X::Mmap::Native::ReadOnly.new: :$call, :$errno, :$name, :$offset, :$length,
                        :message("$call: {bytes}: the mapping is not writable; map it with PROT_WRITE, or .protect it") if $writing;
                }
                when 'EBUSY' { return busy :$call, :$errno, :$name if error-number(ERROR_HOLDER).defined }
                when 'EIO' {
                    return X::Mmap::Native::Truncated.new: |given, :$offset, :$length
                        if mn_region_truncated(mn_manager_region(self.id, $owner, $mapping)) == 1;
                }
            }
        }
        X::Mmap::Native::OS.new: |given
    }
    method !check(Int:D $result, Str:D $call, *%given --> Int:D) is hidden-from-backtrace {
        $result < 0 ?? self!problem($result, $call, |%given).throw !! $result
    }

    # ---- Owners

    # Replaces the rights of an owner: to map files, to write to them, to see other owners' mappings.
    method grant(Mu $owner = $*PID, Bool() :$read = False, Bool() :$write = False, Bool() :$info = False --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!check: mn_manager_grant(self!id, owner('grant', $owner), $read * RIGHT_READ +| $write * RIGHT_WRITE +| $info * RIGHT_INFO), 'grant', :$owner;
    }

    # Returns the rights of an owner, as a Map of read, write and info.
    method rights(Mu $owner = $*PID --> Map:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $rights = self!check: mn_manager_rights(self!id, owner('rights', $owner)), 'rights', :$owner;
        Map.new: %RIGHT.map: { .key => ?($rights +& .value) }
    }

    # Replaces the limits of an owner. * is no limit, and is the default.
    method limit(Mu $owner = $*PID, Mu :$mappings = *, Mu :$bytes = * --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!check: mn_manager_limit(self!id, owner('limit', $owner), or-all('limit', 'the number of mappings', $mappings, LIMIT_NONE),
            or-all('limit', 'the number of bytes', $bytes, LIMIT_NONE)), 'limit', :$owner;
    }

    # Returns mappings, bytes, rights, limits and the number of denials of $whose. :owner needs the right :info to see
    # another owner's.
    method owner-info(Mu $whose = $*PID, Mu :$owner = $whose --> Map:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        Map.new: @ABOUT-OWNER.map: {
            my Int:D $n = self!check: mn_manager_owner_info(self!id, owner('owner-info', $owner), owner('owner-info', $whose),
                c-name $_), 'owner-info', :$owner;
            our-name($_) => .ends-with('limit') && $n == MOST ?? Inf !! $n
        }
    }

    # Returns the sorted numbers of an owner's mappings.
    method list(Mu $whose = $*PID, Mu :$owner = $whose --> List:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $by  = owner('list', $owner);
        my Int:D $of  = owner('list', $whose);
        my $page = buf64.allocate(PAGE);
        my @numbers;
        my Int:D $n = 0;
        repeat {
            $n = self!check: mn_manager_list(self!id, $by, $of, @numbers ?? @numbers.tail !! 0, $page, PAGE), 'list', :owner($by);
            @numbers.append: $page[^$n];
        } while $n == PAGE;
        @numbers.List
    }

    # True if the owner has a mapping.
    method has(Mu $owner = $*PID --> Bool:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $next = mn_manager_next(self!id, owner('has', $owner), $owner, 0);
        mn_error_name($next) eq 'ENOENT' ?? False !! ?self!check($next, 'has', :$owner)
    }

    # Unmaps everything of an owner and forgets the owner. Returns the number of mappings, with :bytes also their bytes. A
    # mapping that cannot be unmapped remains; its exception is thrown after the others are unmapped.
    method cleanup(Mu $owner = $*PID, Bool() :$sync = False, Bool() :$bytes = False) {
        unknown-names(&?ROUTINE, %_) if %_;
        my int64 $sum = 0;
        my Int:D $count = self!check:
            mn_manager_close_owner(self!id, owner('cleanup', $owner), $sync ?? 1 !! 0, $sum), 'cleanup', :$owner;
        $bytes ?? ($count, $sum + 0) !! $count
    }

    # ---- Mapping

    method !given(Int:D $number, Str:D $call, *%given) is hidden-from-backtrace {
        $number < 0 ?? Failure.new(self!problem($number, $call, |%given)) !! $number
    }

    # Maps a file below the root. Returns the mapping's number or a Failure. :length is cut at the end of the file.
    method map(Mu $file?, Mu :$path = $file, Mu :$owner = $*PID, Mu :$offset = 0, Mu :$length = *, Mu :$prot = PROT_READ,
        Bool() :$shared = False)
    {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('map', 'EINVAL', "the offset must be a whole number, not {$offset.raku}").throw
            unless $offset ~~ Int:D && 0 <= $offset <= MOST;
        self!given:
            mn_manager_map(self!id, owner('map', $owner), path-bytes('map', $path), in64($offset),
                or-all('map', 'the length', $length, LENGTH_TO_END), bits('map', 'protection', $prot), $shared ?? 1 !! 0),
            'map', :$owner, :path(~$path)
    }

    # Maps zeroed memory.
    method map-anonymous(Mu $length, Mu :$owner = $*PID) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given: mn_manager_map_anonymous(self!id, owner('map-anonymous', $owner),
            or-all('map-anonymous', 'the length', $length, LENGTH_TO_END)), 'map-anonymous', :$owner
    }

    # Maps a new file in memory.
    method map-memfd(Mu $name, Mu $length, Mu :$owner = $*PID) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!given: mn_manager_map_memfd(self!id, owner('map-memfd', $owner), path-bytes('map-memfd', $name),
            or-all('map-memfd', 'the length', $length, LENGTH_TO_END)), 'map-memfd', :$owner
    }

    # Unmaps. With :sync it writes back first; if that fails, the mapping remains.
    method unmap(Mu $mapping, Mu :$owner = $*PID, Bool() :$sync = False --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!check: mn_manager_unmap(self!id, owner('unmap', $owner), mapping('unmap', $mapping), $sync ?? 1 !! 0), 'unmap', :$owner, :$mapping;
    }

    # ---- Bytes

    method !length(Str:D $call, Int:D $owner, Mu $mapping --> Int:D) is hidden-from-backtrace {
        self!check: mn_manager_info(self!id, $owner, mapping($call, $mapping), c-name 'length'), $call, :$owner, :$mapping
    }

    # Returns exactly $n bytes, or with :clamp as many as there are. * is the rest.
    method read(Mu $mapping, Int:D $offset = 0, Mu $n = *, Mu :$owner = $*PID, Bool() :$clamp = False --> Buf:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $total = self!length('read', owner('read', $owner), $mapping);
        my Int:D $left = 0 <= $offset <= $total ?? $total - $offset !! 0;
        my Int:D $wanted = $n ~~ Int:D ?? $n !! $left;
        # Make no Buf for bytes beyond the end. The length -1 below makes C report the error.
        my Int:D $room = $wanted < 0 ?? 0 !! $wanted min $left;
        my $buffer = buf8.allocate($room);
        my Int:D $got = $clamp
            ?? mn_manager_read_up_to(self!id, $owner, mapping('read', $mapping), in64($offset), $buffer, $room)
            !! mn_manager_read(self!id, $owner, mapping('read', $mapping), in64($offset), $buffer, in64($wanted) == $room ?? $room !! -1);
        self!check: $got, 'read', :$owner, :$mapping, :$offset, :length($wanted);
        $got == $room ?? $buffer !! $buffer.subbuf(0, $got)
    }

    # Writes all of the data or nothing, and returns the number of bytes.
    method write(Mu $mapping, Int:D $offset, Mu \data, Mu :$owner = $*PID --> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Blob:D $bytes = bytes-of('write', data);
        my Int:D $n = $bytes.bytes;
        self!check: mn_manager_write(self!id, owner('write', $owner), mapping('write', $mapping), in64($offset), $bytes, $n),
            'write', :$owner, :$mapping, :$offset, :length($n), :writing
    }

    # Writes back and waits.
    method sync(Mu $mapping, Mu :$owner = $*PID --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!check: mn_manager_sync(self!id, owner('sync', $owner), mapping('sync', $mapping)), 'sync', :$owner, :$mapping;
    }

    method !search(&search, Str:D $call, Mu $mapping, Mu $owner, Mu $needle, Mu $start, Mu $end) is hidden-from-backtrace {
        my Blob:D $bytes = bytes-of($call, $needle);
        my Int:D $total = self!length($call, owner($call, $owner), $mapping);
        my $places := places($call, $total, $start, $end);
        return $places if $places ~~ Failure;
        my ($from, $to) = $places;
        return $call eq 'count' ?? 0 !! Nil if $from > $to;
        my Int:D $found = search(self!id, $owner, mapping($call, $mapping), $from, $to, $bytes, $bytes.bytes);
        mn_error_name($found) eq 'ENOENT' ?? Nil !! self!check($found, $call, :$owner, :$mapping, :offset($from))
    }

    # find returns the first position of bytes or text, rfind the last one, or Nil; count returns how often they occur. The
    # places are those of a region's .find.
    method find(Mu $mapping, Mu $needle, Mu \from = 0, Mu \to = *, Mu :$start = from, Mu :$end = to, Mu :$owner = $*PID) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!search: &mn_manager_find, 'find', $mapping, $owner, $needle, $start, $end
    }
    method rfind(Mu $mapping, Mu $needle, Mu \from = 0, Mu \to = *, Mu :$start = from, Mu :$end = to, Mu :$owner = $*PID) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!search: &mn_manager_rfind, 'rfind', $mapping, $owner, $needle, $start, $end
    }
    method count(Mu $mapping, Mu $needle, Mu \from = 0, Mu \to = *, Mu :$start = from, Mu :$end = to, Mu :$owner = $*PID) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!search: &mn_manager_count, 'count', $mapping, $owner, $needle, $start, $end
    }

    # ---- Pages

    # Changes the protection of the mapping or of a range.
    method protect(Mu $mapping, Mu $prot, Int:D $offset = 0, Mu $n = *, Mu :$owner = $*PID --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!check: mn_manager_protect(self!id, owner('protect', $owner), mapping('protect', $mapping), in64($offset), up-to-end($n), bits('protect', 'protection', $prot)),
            'protect', :$owner, :$mapping, :$offset, |asked-for($n);
    }
    # Gives advice (MADV_...) that leaves every byte as it is.
    method advise(Mu $mapping, Mu $advice, Int:D $offset = 0, Mu $n = *, Mu :$owner = $*PID --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!check: mn_manager_advise(self!id, owner('advise', $owner), mapping('advise', $mapping), in64($offset), up-to-end($n), bits('advise', 'advice', $advice)),
            'advise', :$owner, :$mapping, :$offset, |asked-for($n);
    }
    # Brings the pages into memory.
    method populate(Mu $mapping, Int:D $offset = 0, Mu $n = *, Mu :$owner = $*PID --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!check: mn_manager_populate(self!id, owner('populate', $owner), mapping('populate', $mapping), in64($offset), up-to-end($n)),
            'populate', :$owner, :$mapping, :$offset, |asked-for($n);
    }
    # Changes the length of the mapping and its file.
    method resize(Mu $mapping, Mu $length, Mu :$owner = $*PID --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('resize', 'EOVERFLOW', "no mapping has {$length.raku} bytes").throw unless $length ~~ Int:D && 0 <= $length <= MOST;
        self!check: mn_manager_resize(self!id, owner('resize', $owner), mapping('resize', $mapping), in64($length)),
            'resize', :$owner, :$mapping, :$length;
    }
    # Follows a change of the file's length. Returns the new length, at most the one that was mapped.
    method refresh(Mu $mapping, Mu :$owner = $*PID --> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!check: mn_manager_refresh(self!id, owner('refresh', $owner), mapping('refresh', $mapping)),
            'refresh', :$owner, :$mapping;
    }

    # ---- Questions

    # Returns a Map about a mapping, or the undefined Map if the mapping does not exist. A mapping of another owner needs
    # the right :info.
    method info(Mu $mapping, Mu :$owner = $*PID --> Map) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $by = owner('info', $owner);
        my %info;
        for @ABOUT-MAPPING -> $name {
            my Int:D $answer = mn_manager_info(self!id, $by, mapping('info', $mapping), c-name $name);
            if $answer < 0 {
                my $problem = self!problem($answer, 'info', :owner($by), :$mapping);
                return Map if $problem ~~ X::Mmap::Native::NotFound;
                $problem.throw;
            }
            %info{our-name $name} = $answer;
        }
        my $bytes = buf8.allocate(4097);
        my Int:D $n = mn_manager_path(self!id, $by, mapping('info', $mapping), $bytes, 4097);
        %info<id>     = $mapping;
        %info<path>   = $n < 0 ?? Str !! $bytes.subbuf(0, $n).decode('utf8-c8');
        %info<shared> = ?%info<shared>;
        %info<flags>  = %info<shared> ?? MAP_SHARED !! MAP_PRIVATE;
        %info<kind>   = %KINDS{%info<kind>};
        Map.new: %info
    }

    # Returns how many of its pages are in memory, and how many it has.
    method resident(Mu $mapping, Mu :$owner = $*PID --> List:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        <resident pages>.map({
            self!check: mn_manager_info(self!id, owner('resident', $owner), mapping('resident', $mapping), c-name $_), 'resident', :$owner, :$mapping
        }).eager
    }

    # Returns the mapping's descriptor, which the manager closes; the undefined Int for anonymous memory.
    method fd(Mu $mapping, Mu :$owner = $*PID --> Int) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Int:D $region = self!check: mn_manager_region(self!id, owner('fd', $owner), mapping('fd', $mapping)), 'fd', :$owner, :$mapping;
        my Int:D $fd = mn_region_fd($region);
        $fd < 0 ?? Int !! $fd
    }

    # Counts of the manager: mappings, bytes, owners, denials.
    method stats(--> Map:D) { self.statistics }
    method statistics(--> Map:D) {
        Map.new: @ABOUT-ALL.map: { $_ => self!check: mn_manager_statistic(self!id, c-name $_), 'statistics' }
    }

    method opened(--> Bool:D) { mn_manager_statistic(self!id, c-name 'mappings') >= 0 }
    method closed(--> Bool:D) { !self.opened }

    # Unmaps everything. A second close does nothing.
    method close(--> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        $!held.close;
    }

    multi method gist(Mmap::Native::Manager:D:) {
        my Int:D $n = mn_manager_statistic(self!id, c-name 'mappings');
        $n < 0 ?? 'Mmap::Native::Manager(closed)'
            !! "Mmap::Native::Manager({$!root.defined ?? "$!root, " !! ''}$n mapping{'s' if $n != 1})"
    }
    multi method raku(Mmap::Native::Manager:D:) { self.gist }
    multi method Str(Mmap::Native::Manager:D:)  { self.gist }
}
