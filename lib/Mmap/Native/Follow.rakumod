# Followers: the lines that are added to a file, as a Supply.
use Mmap::Native::Raw :errors, :following;
use Mmap::Native::Problem;

# The size of one read.
my constant PIECE = 65536;

# Makes lines of the bytes that a follower gives.
my class Lines {
    has Str:D $.enc is required;
    has Bool:D $.chomp is required;
    # The size of a code unit in bytes.
    has Int $!unit;
    # The beginning of a line that continues in the next bytes.
    has Buf $!half;
    has $!decoder;

    submethod TWEAK() {
        $!unit = $!enc.starts-with('utf16') ?? 2 !! 1;
        self.begin(0);
    }

    # Begins with a file. A decoder drops a byte order mark at the beginning of a file, so one that begins inside of a file
    # gets a line first.
    method begin(Int:D $offset --> Nil) {
        $!half    = buf8.new;
        $!decoder = Encoding::Registry.find($!enc).decoder(:translate-nl);
        $!decoder.set-line-separators(["\n"]);
        self!decoded(Blob.new(10)) if $offset && $!unit == 1;
    }

    # The lines that end in these bytes.
    method add(Blob:D $bytes --> List:D) {
        my int $from = $!half.elems;
        $!half.append: $bytes;
        my int $cut = self!newline($from);
        return () unless $cut;
        my $whole := $!half.subbuf(0, $cut);
        $!half = $!half.subbuf($cut);
        self!decoded($whole)
    }

    # The line without a newline at the end of a file.
    method end(--> List:D) {
        $!half ?? self!decoded($!half) !! ()
    }

    # Where the last line of $!half ends; 0 if none ends behind $from.
    method !newline(int $from --> Int:D) {
        my int $at = $!half.elems;
        if $!unit == 1 {
            --$at while $at > $from && $!half[$at - 1] != 10;
            return $at > $from ?? $at !! 0;
        }
        # A newline of UTF-16 is 10 and 0, or 0 and 10.
        $at = $at - $at % 2;
        while $at >= 2 && $at > $from {
            return $at if $!half[$at - 1] + $!half[$at - 2] == 10 && $!half[$at - 1] * $!half[$at - 2] == 0;
            $at = $at - 2;
        }
        0
    }

    # The decoder keeps a newline at its end back, because a mark could follow. None does: the bytes end with a line or with
    # the file.
    method !decoded(Blob:D $bytes --> List:D) {
        my @lines;
        $!decoder.add-bytes($bytes);
        loop {
            my $line = $!decoder.consume-line-chars(:$!chomp);
            last unless $line.defined;
            @lines.push: $line;
        }
        unless $!decoder.is-empty {
            my $line = $!decoder.consume-line-chars(:$!chomp, :eof);
            @lines.push: $line if $line.defined;
        }
        @lines.List
    }
}

# Gives lists of the lines of a follower to &emit until it is closed.
my sub run(Int:D $id, Lines:D $lines, &emit --> Nil) {
    my $buffer := buf8.allocate(PIECE);
    my Int:D $generation = 0;
    loop {
        my Int:D $offset = $generation ?? 0 !! mn_follow_offset($id);
        my Int:D $n = mn_follow_next($id, $buffer, PIECE, -1);
        return if $n < 0 && mn_error_name($n) eq 'EBADF';
        problem($n, 'follow').throw if $n < 0;
        my Int:D $now = mn_follow_generation($id);
        # The follower was closed after it gave these bytes.
        return if $now < 0;
        if $now != $generation {
            emit $lines.end;
            $lines.begin($now == 1 ?? $offset !! 0);
            $generation = $now;
        }
        emit $lines.add($buffer.subbuf(0, $n));
    }
}

# Returns the lines that a follower gives. Each tap has one of its own, which &open makes. A thread waits for it: the wait
# blocks no thread of the pool, and closing the tap ends it.
my sub followed(&open, Str:D $enc, Bool:D $chomp --> Supply:D) {
    my $name := Encoding::Registry.find($enc).name;
    supply {
        my Int:D $id = open();
        problem($id, 'follow').throw if $id < 0;
        my $lines := Lines.new: :enc($name), :$chomp;
        my $supplier := Supplier.new;
        # The lines of one read come together, because each emit through a whenever takes a lock.
        whenever $supplier.Supply -> @lines { emit $_ for @lines }
        CLOSE mn_follow_close($id);
        Thread.start: :app_lifetime, :name<follow>, {
            run($id, $lines, { $supplier.emit($_) });
            CATCH { default { $supplier.quit($_) } }
            LEAVE mn_follow_close($id);
        }
    }
}

sub follow-path(Blob:D $path, Int:D $from, Str:D $enc, Bool:D $chomp --> Supply:D) is export {
    followed({ mn_follow_open($path, $from) }, $enc, $chomp)
}

# The closure keeps the region. After the region is closed, the offset of its end is what is left of it.
sub follow-region(Mu $region, Blob:D $path, Int:D $end, Str:D $enc, Bool:D $chomp --> Supply:D) is export {
    followed({
        my Int:D $id = mn_follow_region($region.id);
        $id < 0 && mn_error_name($id) eq 'EBADF' | 'ENOTCONN' ?? mn_follow_open($path, $end) !! $id
    }, $enc, $chomp)
}
