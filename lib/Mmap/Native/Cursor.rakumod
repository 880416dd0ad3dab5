# Cursors: positions in a region.
use nqp;
use Mmap::Native::Raw :errors, :cursors;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;

# A position in a region. A region can have any number of cursors.
class Mmap::Native::Region::Cursor {
    has int $!id;
    has int $!open;
    has $.region;

    submethod BUILD(:$region) {
        $!region := $region;
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

    method tell(--> Int:D) {
        self!check(mn_cursor_tell($!id + 0), 'tell')
    }
    method opened(--> Bool:D) { $!open == 1 && mn_cursor_tell($!id + 0) >= 0 }
    method eof(--> Bool:D)    { self.tell >= $!region.elems }

    # Returns the new position. A position outside of the region is an error and leaves the cursor unchanged.
    method seek(Int:D $offset, Mu $whence = SeekFromBeginning --> Int:D) {
        past-end('seek', $offset, Int, $!region.elems).throw unless -MOST <= $offset <= MOST;
        refused('seek', 'EINVAL', "unknown whence {$whence.raku} (0 start, 1 position, 2 end)").throw unless $whence ~~ Int:D && -9 < $whence < 9;
        # Raku's SeekType has the same numbers as C's WHENCE_ constants.
        self!check(mn_cursor_seek($!id + 0, $offset, +$whence), 'seek', :$offset)
    }

    # Returns up to $n bytes, or the rest; an empty Buf at the end.
    method read(Mu $n = * --> Buf:D) {
        my Int:D $left = ($!region.counted('read') - self!at('read')) max 0;
        refused('read', 'EINVAL', "the number of bytes must be an Int or *, not {$n.raku}").throw
            unless $n ~~ Whatever | Int:D;
        # A negative number is the rest, as in Python.
        my Int:D $wanted = $n ~~ Whatever || $n < 0 ?? $left !! $n min $left;
        my $buffer := buffer('read', $wanted);
        nqp::setelems($buffer, self!check(mn_cursor_read($!id + 0, $buffer, $wanted), 'read', :offset(self!at('read')), :length($wanted), :reading))
    }

    method read-byte(--> Int:D) {
        self!check(mn_cursor_read_byte($!id + 0), 'read-byte', :offset(self!at('read-byte')), :length(1), :reading)
    }

    # Writes all of the data and returns the number of bytes, or writes nothing and leaves the position unchanged.
    method write(Mu \data --> Int:D) {
        my Blob:D $bytes = bytes-of('write', data);
        self!check(mn_cursor_write($!id + 0, $bytes, $bytes.bytes), 'write', :offset(self!at('write')), :length($bytes.bytes), :writing)
    }

    method write-byte(Int:D $value --> True) {
        refused('write-byte', 'EINVAL', "$value is not a byte (0 to 255)").throw unless 0 <= $value <= 255;
        self!check(mn_cursor_write_byte($!id + 0, $value), 'write-byte', :offset(self!at('write-byte')), :length(1), :writing);
    }

    # Returns the bytes of the next line with its newline; an empty Buf at the end.
    method readline(--> Buf:D) {
        my int64 $offset;
        my Int:D $n = self!check(mn_cursor_next_line($!id + 0, $offset), 'readline');
        $n ?? $!region.read($offset, $n) !! nqp::create(BUF)
    }

    # Returns the next line as text without its newline, or Nil at the end.
    method get(Bool() :$chomp = True) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $line := self.readline;
        return Nil unless $line.elems;
        my Str:D $text = $line.decode;
        $chomp ?? $text.chomp !! $text.subst(/\r\n$/, "\n")
    }

    # Returns the lines that follow, lazily. Each line moves the position.
    method lines(Bool() :$chomp = True --> Seq:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $cursor := self;
        gather loop {
            my $line := $cursor.get(:$chomp);
            $line.defined ?? take($line) !! last
        }
    }

    # Returns the next position of bytes or text, or Nil. The cursor does not move.
    method find(Mu \needle) {
        my Blob:D $bytes = bytes-of('find', needle);
        my Int:D $found = mn_cursor_find($!id + 0, $bytes, $bytes.bytes);
        $found < 0 && mn_error_name($found) eq 'ENOENT' ?? Nil !! self!check($found, 'find')
    }

    # A second close does nothing.
    method close(--> True) {
        if $!open {
            $!open = 0;
            mn_cursor_close($!id + 0);
        }
    }

    submethod DESTROY() {
        mn_cursor_close($!id + 0) if $!open;
    }

    method clone(|) {
        my $twin := Mmap::Native::Region::Cursor.new: :$!region;
        $twin.seek(self.tell);
        $twin
    }

    multi method gist(Mmap::Native::Region::Cursor:D:) {
        "{self.^name}({$!open ?? "at {try { self.tell } // '?'} of {$!region.gist}" !! 'closed'})"
    }
    multi method raku(Mmap::Native::Region::Cursor:D:) { self.gist }
    multi method Str(Mmap::Native::Region::Cursor:D:)  { self.gist }
}
