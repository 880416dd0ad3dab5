# Text, lines and search in regions and slices.
use nqp;
use Mmap::Native::Raw :errors, :regions;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::Handle;

# ASCII is decoded many times as fast as UTF-8, and the strings are the same.
sub is-ascii(Blob $bytes, Int $n = $bytes.elems) is export { mn_is_ascii($bytes, $n) == 1 }

# What stands in the middle of a file. Decoding drops a byte order mark at the beginning, and this is none.
sub decoded-inside(Mu \bytes) is export {
    my Mu $bytes := nqp::decont(bytes);
    my int $marked = nqp::elems($bytes) >= 3 && nqp::atpos_i($bytes, 0) +& 255 == 0xEF
        && nqp::atpos_i($bytes, 1) +& 255 == 0xBB && nqp::atpos_i($bytes, 2) +& 255 == 0xBF;
    $marked ?? nqp::concat("\x[FEFF]", nqp::decode($bytes, 'utf8')) !! nqp::decode($bytes, 'utf8')
}

my constant NEWLINE is export = Blob.new(10);

# Cuts a region, from a place on, into chunks that end with a line. Their size grows from one chunk to the next, up to a
# limit: a caller that takes one line should not pay for many.
my class Chunks is export {
    has $!region;
    # Where the last chunk began, and where the next one begins.
    has int $.start;
    has int $.at;
    has int $!size;
    has int $!limit;
    has buf8 $!buffer;
    # 1 when the last chunk was the first of the region, and when it was ASCII.
    has int $.first;
    has int $.plain;

    submethod BUILD(:$region, Int:D :$size, Int:D :$limit = $size, Int:D :$from = 0) {
        $!region := $region;
        $!size    = $size;
        $!limit   = $limit;
        $!start   = $from;
        $!at      = $from;
        $!buffer := nqp::create(BUF);
    }

    # The place in the region behind so many lines of the last chunk.
    method behind-lines(int $lines is copy --> Int:D) {
        my int $i = 0;
        my int $n = nqp::elems($!buffer);
        while $lines > 0 && $i < $n {
            $lines = $lines - 1 if nqp::iseq_i(nqp::atpos_i($!buffer, $i), 10);
            $i = $i + 1;
        }
        $!start + ($lines ?? $n !! $i)
    }

    # The bytes of the next chunk, in a buffer that is used again; or its type at the end.
    method bytes(Str:D $call) is raw {
        my int $wanted = $!size;
        loop {
            my int $left = $!region.counted($call) - $!at;
            return BUF if $left <= 0;
            my int $n = $wanted < $left ?? $wanted !! $left;
            if $n > BIG { $!buffer := buffer($call, nqp::box_i($n, Int)) } else { nqp::setelems($!buffer, $n) }
            $!region.fetch($call, $!buffer, nqp::box_i($!at, Int), nqp::box_i($n, Int));
            my int $cut = $n;
            --$cut while $cut > 0 && nqp::isne_i(nqp::atpos_i($!buffer, $cut - 1), 10);
            if $cut == 0 {
                # No line ends here: the chunk grows up to the next one that does, or up to the end.
                if $n < $left {
                    my $newline := $!region.index(NEWLINE, nqp::box_i($!at + $n, Int));
                    $wanted = $newline.defined ?? $newline + 1 - $!at !! $left;
                    next;
                }
                $cut = $n;
            }
            elsif $n == $left {
                # The last line of all may have no newline.
                $cut = $n;
            }
            nqp::setelems($!buffer, $cut);
            $!first = $!at == 0;
            $!plain = is-ascii($!buffer);
            $!start = $!at;
            $!at = $!at + $cut;
            $!size = $!size * 4 < $!limit ?? $!size * 4 !! $!limit;
            return $!buffer;
        }
    }

    # The same as text, or a null string.
    method text(Str:D $call) {
        my Mu $bytes := nqp::decont(self.bytes($call));
        return nqp::null_s unless nqp::isconcrete($bytes);
        return nqp::decode($bytes, 'ascii') if $!plain;
        $!first ?? nqp::decode($bytes, 'utf8') !! decoded-inside($bytes)
    }
}

# A line ends at \n or \r\n and is given back with \n. It is a string of its own and keeps nothing else in memory.
#
# Raku's decoder cuts them, as it does for Raku's handles, where it has to: it knows what to do with all newlines and what to
# say of what is no UTF-8. ASCII with newlines of one kind is cut here, twice as fast. That takes care: a part of a text keeps
# all of it, but a part of a text that is itself made of parts is copied; the second part is a blank, which joins with nothing.
my class Lines is export does Iterator {
    has $!chunks;
    # 1 when a line keeps its newline.
    has int $!keep;
    has Mu $!decoder;
    # 1 when it is cut here; the chunk, the same in two parts, what ends its lines, and where the last one began and ended.
    has int $!here;
    has str $!text;
    has str $!parts;
    has str $!newline;
    has int $!from;
    has int $!end;
    # The lines of the chunk that the decoder gave to .slow, and how many of them the caller has.
    has $!ready;
    has int $!taken;

    submethod BUILD(:$region, :$chomp, Int:D :$from = 0, Int:D :$size = 65536) {
        $!chunks := Chunks.new(:$region, :$size, :limit(65536), :$from);
        $!keep    = $chomp ?? 0 !! 1;
        $!ready  := nqp::create(IterationBuffer);
        self!cut('', "\n");
    }

    method !cut(str $text, str $newline) {
        $!here    = 1;
        $!text    = $text;
        $!parts   = nqp::concat($text, ' ');
        $!newline = $newline;
        $!from    = 0;
        $!end     = nqp::index($text, $newline);
    }

    method !decode(Mu \bytes) {
        unless nqp::isconcrete($!decoder) {
            # It translates newlines before it looks for them.
            my $decoder := Encoding::Registry.find('utf8').decoder(:translate-nl);
            $decoder.set-line-separators(["\n"]);
            $!decoder := nqp::decont($decoder);
            # One that begins inside of a file has a line behind it, or it would drop a byte order mark.
            unless $!chunks.first {
                nqp::decoderaddbytes($!decoder, nqp::decont(NEWLINE));
                nqp::decodertakeline($!decoder, 1, 0);
            }
        }
        $!here  = 0;
        $!taken = 0;
        nqp::setelems($!ready, 0);
        nqp::decoderaddbytes($!decoder, nqp::decont(bytes));
    }

    # The first line of a chunk that is cut here, or what is left at its end, which is the last line of all; else Str.
    method !line-here() {
        return nqp::p6box_s(nqp::substr($!parts, $!from, $!end - $!from + $!keep)) if $!end >= 0;
        my int $left = nqp::chars($!text) - $!from;
        return Str unless $left;
        my str $line = nqp::substr($!parts, $!from, $left);
        self!cut('', "\n");
        nqp::p6box_s($line)
    }

    # The same of the decoder. It may keep a newline back, because it cannot know yet that nothing belongs to it.
    method !line-of-decoder() {
        my str $line = nqp::decodertakeline($!decoder, nqp::not_i($!keep), 0);
        $line = nqp::decodertakeline($!decoder, nqp::not_i($!keep), 1) if nqp::isnull_s($line) && !nqp::decoderempty($!decoder);
        nqp::isnull_s($line) ?? Str !! nqp::p6box_s($line)
    }

    # Where the next line begins, for a caller of .quick and .slow. In text that is cut here a character is a byte, but
    # "\r\n" is one character. A line of the decoder has a newline, and more if combining marks follow them.
    method position(--> Int:D) is implementation-detail {
        unless $!here {
            my int $newlines = 0;
            for ^$!taken {
                my str $line = nqp::unbox_s(nqp::atpos($!ready, $_));
                $newlines = $newlines + 1;
                $newlines = $newlines + $line.encode.grep(10).elems - $!keep if nqp::chars($line) != nqp::codes($line);
            }
            return $!chunks.behind-lines($newlines);
        }
        return $!chunks.at unless nqp::chars($!text);
        my str $given = nqp::substr($!text, 0, $!end >= 0 ?? $!end + 1 !! $!from);
        $!chunks.start + nqp::p6box_s($given).encode('iso-8859-1').bytes
    }

    # Reads on until a whole line is there. This method calls none of its callers: Rakudo's optimizer would inline one into
    # the other endlessly.
    method !refill() {
        my $line := $!here ?? self!line-here !! self!line-of-decoder;
        until $line.defined {
            my Mu $bytes := nqp::decont($!chunks.bytes('lines'));
            unless nqp::isconcrete($bytes) {
                self!cut('', "\n");
                return IterationEnd;
            }
            my str $text    = $!chunks.plain ?? nqp::decode($bytes, 'iso-8859-1') !! '';
            my str $newline = nqp::index($text, "\r\n") < 0 ?? "\n" !! "\r\n";
            if $!chunks.plain && ($newline eq "\n" || !$!keep && nqp::index($text, "\n") < 0) {
                self!cut($text, $newline);
                $line := self!line-here;
            }
            else {
                self!decode($bytes);
                $line := self!line-of-decoder;
            }
        }
        $line
    }

    method !decoded() {
        my str $line = nqp::decodertakeline($!decoder, nqp::not_i($!keep), 0);
        nqp::isnull_s($line) ?? self!refill !! nqp::p6box_s($line)
    }

    # What is short is compiled into the caller's loop, and variables would be in its way.
    method pull-one() {
        nqp::if(
            $!here,
            nqp::if(
                nqp::islt_i(($!end = nqp::index($!text, $!newline, ($!from = nqp::add_i($!end, 1)))), 0),
                self!refill,
                nqp::p6box_s(nqp::substr($!parts, $!from, nqp::add_i(nqp::sub_i($!end, $!from), $!keep)))),
            self!decoded)
    }

    # The next line if it needs no more than a cut, or Str. It cannot throw.
    method quick() is raw is implementation-detail {
        nqp::if(
            $!here,
            nqp::if(
                nqp::islt_i($!end, 0)
                    || nqp::islt_i(($!end = nqp::index($!text, $!newline, ($!from = nqp::add_i($!end, 1)))), 0),
                Str,
                nqp::p6box_s(nqp::substr($!parts, $!from, nqp::add_i(nqp::sub_i($!end, $!from), $!keep)))),
            nqp::if(
                nqp::islt_i($!taken, nqp::elems($!ready)),
                nqp::atpos($!ready, nqp::sub_i(($!taken = nqp::add_i($!taken, 1)), 1)),
                Str))
    }
    # The next line when .quick gave Str.
    method slow() is raw is implementation-detail {
        my $line := $!here ?? self!refill !! self!decoded;
        unless $!here || $line =:= IterationEnd {
            nqp::push($!ready, $line);
            $!taken = $!taken + 1;
            self!take-ahead;
        }
        $line
    }
    method !take-ahead(--> Nil) {
        # Text that is no UTF-8 fails again when its line is asked for.
        CATCH { default { } }
        my int $n = 0;
        while ($n = $n + 1) < 64 {
            my str $line = nqp::decodertakeline($!decoder, nqp::not_i($!keep), 0);
            last if nqp::isnull_s($line);
            nqp::push($!ready, nqp::p6box_s($line));
        }
    }
}

# The methods for text and search, on top of the primitives of Elements.
my role Textual is export {
    # The same as decode of Blob.
    method decode(::?CLASS:D: Str:D $encoding = 'utf-8', :$replacement, :$strict --> Str:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my $name := Encoding::Registry.find($encoding).name;
        my %how = (:$replacement, :$strict).grep(*.value.defined);
        return self.whole('decode').decode($encoding, |%how)
            unless $name eq 'utf8' && !$replacement.defined && !$strict.defined;
        my $whole := self.whole('decode');
        return nqp::p6box_s(nqp::decode(nqp::decont($whole), 'ascii')) if is-ascii($whole);
        # Joining chunks pays only if most of them are ASCII, as they usually are in text that begins with ASCII. Any other
        # text is decoded at once.
        return nqp::p6box_s(nqp::decode($whole, 'utf8'))
            if nqp::elems($whole) <= 65536 || !is-ascii($whole, 65536);
        $whole := Nil;
        my $chunks := Chunks.new(:region(self), :size(262144));
        my str $part = $chunks.text('decode');
        my Mu $parts := nqp::list_s;
        until nqp::isnull_s($part) {
            nqp::push_s($parts, $part);
            $part = $chunks.text('decode');
        }
        nqp::p6box_s(nqp::join('', $parts))
    }

    proto method lines(|) {*}

    # The same as lines of IO::Handle: lazy, and a line ends at \n or \r\n.
    multi method lines(::?CLASS:D: :$chomp = True, Str:D :$enc = 'utf8' --> Seq:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        Encoding::Registry.find($enc).name eq 'utf8'
            ?? Seq.new(Lines.new: :region(self), :$chomp)
            !! Mmap::Native::Region::Handle.on(self, :$enc, :$chomp).lines
    }
    multi method lines(::?CLASS:D: Mu $limit, :$chomp = True, Str:D :$enc = 'utf8' --> Seq:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        return self.lines(:$chomp, :$enc) if $limit ~~ Whatever || $limit === Inf;
        refused('lines', 'EINVAL', "the number of lines must be an Int, not {$limit.raku}").throw unless $limit ~~ Int:D;
        self.lines(:$chomp, :$enc).head($limit min MOST)
    }

    method !search(Str:D $native, Str:D $call, Mu \needle, Mu \start, Mu \end, Int $most?) is hidden-from-backtrace {
        my Blob:D $bytes = bytes-of($call, needle);
        my $places := places($call, self.counted($call), start, end);
        return $places if $places ~~ Failure;
        my ($from, $to) = $places;
        $to = $to min $most + $bytes.bytes if $most.defined;
        my Int:D $found = $from > $to ?? -1 !! self.native($native)(self.id, $from, $to, $bytes, $bytes.bytes);
        $found >= 0 ?? $found
            !! $from > $to || mn_error_name($found) eq 'ENOENT' ?? ($native eq 'count' ?? 0 !! Nil)
            !! self.failed($found, $call).throw
    }

    # The first and the last position of bytes or text that lie between $start and $end, or Nil.
    method find(::?CLASS:D: Mu \needle, Mu \from = 0, Mu \to = *, Mu :$start = from, Mu :$end = to) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!search('find', 'find', needle, $start, $end)
    }
    method rfind(::?CLASS:D: Mu \needle, Mu \from = 0, Mu \to = *, Mu :$start = from, Mu :$end = to) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!search('rfind', 'rfind', needle, $start, $end)
    }

    # As Str's: the same as .find.
    method index(::?CLASS:D: Mu \needle, Mu \start = 0, Mu :$end = *) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!search('find', 'index', needle, start, $end)
    }
    # As Str's: the last position that is not after $last, for bytes or text that lie between :start and :end, or Nil.
    method rindex(::?CLASS:D: Mu \needle, Mu \last = *, Mu :$start = 0, Mu :$end = *) {
        unknown-names(&?ROUTINE, %_) if %_;
        return self!search('rfind', 'rindex', needle, $start, $end) if last ~~ Whatever;
        my $most := places('rindex', self.counted('rindex'), last, *);
        $most ~~ Failure ?? $most !! self!search('rfind', 'rindex', needle, $start, $end, $most[0])
    }

    # Counts how often the needle occurs, without overlap.
    method count(::?CLASS:D: Mu \needle, Mu \from = 0, Mu \to = *, Mu :$start = from, Mu :$end = to) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!search('count', 'count', needle, $start, $end)
    }

    method contains(::?CLASS:D: Mu \needle, Mu \from = 0, Mu \to = *, Mu :$start = from, Mu :$end = to --> Bool:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        self!search('find', 'contains', needle, $start, $end).defined
    }
}
