# Cursors: positions in a region, as one file-like object.
use nqp;
use Mmap::Native::Raw :errors, :cursors;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::Elements;
use Mmap::Native::Text;

# Other threads see the stores of an x86 in their order.
my constant STORES-IN-ORDER = ?($*KERNEL.hardware eq 'x86_64' | 'amd64' | 'i686' | 'i386');

# The lines from the position of a cursor on. Reading a line at a time costs 15 times as much as cutting many at once, so the
# lines come from chunks, and the cursor asks for the position when a method needs it.
#
# Threads that share a cursor get each line once. Whoever changes the position, or takes a line that .quick does not have,
# holds the cursor's lock. .quick takes a line without it, because nqp::lock and nqp::unlock cost 150 ns, half of a line, and
# nqp::barrierfull 50. The iterator first marks itself as busy, and then checks that it still has the position. Another thread
# first takes the position away, and then waits until the iterator is not busy.
my class CursorLines does Iterator {
    has $!cursor;
    has $!lock;
    has $!chomp;
    has $!lines;
    # 1 while the cursor's position is that of these lines, and while .quick is at work.
    has int $!live;
    has int $!busy;

    submethod BUILD(:$cursor, :$lock, :$chomp) {
        $!cursor := $cursor;
        $!lock   := nqp::decont($lock);
        $!chomp   = $chomp;
    }
    method pull-one() {
        $!busy = 1;
        nqp::barrierfull;
        my $line := $!live ?? $!lines.quick !! Str;
        nqp::barrierfull unless STORES-IN-ORDER;
        $!busy = 0;
        nqp::isconcrete($line) ?? $line !! self!slow
    }
    method !slow() {
        $!lock.protect: {
            unless $!live {
                $!lines := Lines.new: :region($!cursor.region), :$!chomp, :from($!cursor.lines-from(self)), :size(1024);
                $!live   = 1;
            }
            my $line := $!lines.quick;
            nqp::isconcrete($line) ?? $line !! $!lines.slow
        }
    }

    # The caller of these holds the lock.
    method leave(--> Int:D) {
        $!live = 0;
        nqp::barrierfull;
        nqp::threadyield while $!busy;
        $!lines.position
    }
    method position(--> Int:D) {
        my Int:D $position = self.leave;
        $!live = 1;
        $position
    }
}

# A position in a region. A region can have any number of cursors.
class Mmap::Native::Region::Cursor does Positional[uint8] does Ranges {
    has int $!id;
    has int $!open;
    has $.region;
    has $!lock;
    # The lines that have the position, if the cursor itself has an older one.
    has $!lines;

    submethod BUILD(:$region) {
        $!region := $region;
        $!lock   := Lock.new;
        my Int:D $id = mn_cursor_open($region.id);
        problem($id, 'cursor', $region.id).throw if $id < 0;
        $!id   = $id;
        $!open = 1;
    }

    method !check(Int:D $result, Str:D $call, *%given) is hidden-from-backtrace {
        $result < 0 ?? problem($result, $call, $!region.id, |%given, :what($!open ?? 'region' !! 'cursor')).throw !! $result
    }
    # Returns the position. An error names $call.
    method !at(Str:D $call --> Int:D) is hidden-from-backtrace { self!check(mn_cursor_tell($!id + 0), $call) }

    # Does something at the position, with the lock. Lines that were cut ahead of the caller are given up.
    method !settled(&work) is raw is hidden-from-backtrace {
        $!lock.protect: {
            self!settle if $!lines.defined;
            work
        }
    }
    method !settle(--> Nil) {
        my Int:D $position = $!lines.leave;
        $!lines = Nil;
        # The region may have become shorter than the lines that were read.
        mn_cursor_seek($!id + 0, 0, +SeekFromEnd) if mn_cursor_seek($!id + 0, $position, +SeekFromBeginning) < 0;
    }
    # The caller is a CursorLines, and holds the lock: it gets the position and keeps it from now on.
    method lines-from($lines --> Int:D) is implementation-detail is hidden-from-backtrace {
        self!settle if $!lines.defined;
        my Int:D $position = self!at('lines');
        $!lines = $lines;
        $position
    }

    # ---- The position

    method tell(--> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        $!lock.protect: {
            my Int:D $position = self!at('tell');
            $!lines.defined ?? $!lines.position !! $position
        }
    }
    method opened(--> Bool:D) { $!open == 1 && mn_cursor_tell($!id + 0) >= 0 }
    method closed(--> Bool:D) { !self.opened }
    method eof(--> Bool:D)    { self.tell >= $!region.elems }

    # Returns the new position. A position outside of the region is an error and leaves the cursor unchanged.
    method seek(Int:D $offset, Mu $whence = SeekFromBeginning --> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        past-end('seek', $offset, Int, $!region.elems).throw unless -MOST <= $offset <= MOST;
        refused('seek', 'EINVAL', "unknown whence {$whence.raku} (0 start, 1 position, 2 end)").throw unless $whence ~~ Int:D && -9 < $whence < 9;
        # Raku's SeekType has the same numbers as C's WHENCE_ constants.
        self!settled: { self!check(mn_cursor_seek($!id + 0, $offset, +$whence), 'seek', :$offset) }
    }

    # ---- Reading and writing

    # Returns up to $n bytes, or the rest; an empty Buf at the end.
    method read(Mu $n = * --> Buf:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('read', 'EINVAL', "the number of bytes must be an Int or *, not {$n.raku}").throw
            unless $n ~~ Int:D || $n ~~ Whatever;
        self!settled: {
            my Int:D $at   = self!at('read');
            my Int:D $left = ($!region.counted('read') - $at) max 0;
            # A negative number is the rest, as in Python.
            my Int:D $wanted = $n ~~ Whatever || $n < 0 ?? $left !! $n min $left;
            my $buffer := buffer('read', $wanted);
            nqp::setelems($buffer, self!check(mn_cursor_read($!id + 0, $buffer, $wanted), 'read', :offset($at), :length($wanted), :reading))
        }
    }

    method read-byte(--> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!settled: { self!check(mn_cursor_read_byte($!id + 0), 'read-byte', :offset(self!at('read-byte')), :length(1), :reading) }
    }

    # Writes all of the data and returns the number of bytes, or writes nothing and leaves the position unchanged.
    method write(Mu \data --> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my Blob:D $bytes = bytes-of('write', data);
        my Int:D $n = $bytes.bytes;
        self!settled: { self!check(mn_cursor_write($!id + 0, $bytes, $n), 'write', :offset(self!at('write')), :length($n), :writing) }
    }

    method write-byte(Int:D $value --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('write-byte', 'EINVAL', "$value is not a byte (0 to 255)").throw unless 0 <= $value <= 255;
        self!settled: { self!check(mn_cursor_write_byte($!id + 0, $value), 'write-byte', :offset(self!at('write-byte')), :length(1), :writing) }
    }

    # Returns the bytes of the next line with its newline; an empty Buf at the end.
    method readline(--> Buf:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!line('readline')
    }
    method !line(Str:D $call) is hidden-from-backtrace {
        self!settled: {
            my int64 $offset;
            my Int:D $n = self!check(mn_cursor_next_line($!id + 0, $offset), $call);
            $n ?? $!region.read($offset, $n) !! nqp::create(BUF)
        }
    }

    # Returns the next line as text without its newline, or Nil at the end.
    method get(Bool() :$chomp = True) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $line := self!line('get');
        return Nil unless $line.elems;
        my Str:D $text = $line.decode;
        $chomp ?? $text.chomp !! $text.subst(/\r\n$/, "\n")
    }

    # Returns the lines that follow, lazily. Each line moves the position. Lines are read ahead, up to 64 KiB: a change of
    # the region by another way than this cursor may come too late for them.
    method lines(Mu $limit = *, Bool() :$chomp = True --> Seq:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        refused('lines', 'EINVAL', "the number of lines must be an Int, not {$limit.raku}").throw
            unless $limit ~~ Whatever || $limit ~~ Int:D || $limit === Inf;
        my $lines := Seq.new: CursorLines.new: :cursor(self), :$!lock, :$chomp;
        $limit ~~ Int:D ?? $lines.head($limit min MOST) !! $lines
    }

    # ---- Search

    # Return the first and the last position of bytes or text between $start, by default the position, and $end, or Nil.
    # The cursor does not move.
    method find(Mu \needle, Mu \from = Nil, Mu \to = *, Mu :$start = from, Mu :$end = to) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $at := self.tell;
        $!region.find(needle, :start($start // $at), :$end)
    }
    method rfind(Mu \needle, Mu \from = Nil, Mu \to = *, Mu :$start = from, Mu :$end = to) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $at := self.tell;
        $!region.rfind(needle, :start($start // $at), :$end)
    }

    # ---- The whole

    # The number of bytes in the region.
    method elems(Mmap::Native::Region::Cursor:D: --> Int:D) {
        self!at('elems');
        $!region.elems
    }
    method bytes(--> Int:D)  { self.elems }
    method length(--> Int:D) { self.elems }

    # The length of the file, which may be more than the region maps; without a file, that of the region.
    method size(--> Int:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!at('size');
        $!region.file-size // $!region.elems
    }

    # Writes the changes of the whole or of a range back to the file, as .sync of a region.
    method sync(Int:D $offset = 0, Int:D $n = self.elems - $offset, *%how --> True) {
        self!at('sync');
        $!region.sync($offset, $n, |%how);
    }
    method flush(Int:D $offset = 0, Int:D $n = self.elems - $offset, *%how --> True) { self.sync($offset, $n, |%how) }

    # Changes the length of file and region. The position remains, also behind a new end, where nothing can be read.
    method resize(Int:D $length --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!at('resize');
        self!settled: { $!region.resize($length) }
    }

    # Copies within the region; the ranges may overlap. The position remains.
    method move(Int:D $to, Int:D $from, Int:D $n --> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!at('move');
        self!settled: { $!region.move($to, $from, $n) }
    }

    # ---- By index: the bytes are the region's.

    method AT-POS(Mmap::Native::Region::Cursor:D: Int:D $i) is raw {
        self!at('element');
        $!region.AT-POS($i)
    }
    method ASSIGN-POS(Mmap::Native::Region::Cursor:D: Int:D $i, Mu \value) is raw {
        self!at('element');
        self!settled: { $!region.ASSIGN-POS($i, value) }
    }
    method EXISTS-POS(Mmap::Native::Region::Cursor:D: Int:D $i --> Bool:D) { 0 <= $i < self.elems }
    method elements(Range:D $range) is implementation-detail {
        self!at('elements');
        $!region.elements($range)
    }
    method store-range(Range:D $range, Mu \values) is implementation-detail {
        self!at('elements');
        self!settled: { $!region.store-range($range, values) }
    }

    # ---- The end

    # A second close does nothing.
    method close(--> True) {
        unknown-names(&?ROUTINE, %_) if %_;
        $!lock.protect: {
            if $!open {
                $!open = 0;
                if $!lines.defined {
                    $!lines.leave;
                    $!lines = Nil;
                }
                mn_cursor_close($!id + 0);
            }
        }
    }

    submethod DESTROY() {
        mn_cursor_close($!id + 0) if $!open;
    }

    method clone(|) {
        my $twin := Mmap::Native::Region::Cursor.new: :$!region;
        $twin.seek(self.tell min $!region.elems);
        $twin
    }

    multi method gist(Mmap::Native::Region::Cursor:D:) {
        "{self.^name}({$!open ?? "at {try { self.tell } // '?'} of {$!region.gist}" !! 'closed'})"
    }
    multi method raku(Mmap::Native::Region::Cursor:D:) { self.gist }
    multi method Str(Mmap::Native::Region::Cursor:D:)  { self.gist }
}
