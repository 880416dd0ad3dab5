# Text and lines out of a region.
use nqp;
use Mmap::Native::Raw :regions;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;

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

# Cuts a region into chunks that end with a line.
my class Chunks is export {
    has $!region;
    has int $!at;
    has int $!size;
    has buf8 $!buffer;
    # 1 when the last chunk was the first of the region, and when it was ASCII.
    has int $.first;
    has int $.plain;

    submethod BUILD(:$region, Int:D :$size) {
        $!region := $region;
        $!size    = $size;
        $!buffer := nqp::create(BUF);
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
            $!at = $!at + $cut;
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

    submethod BUILD(:$region, :$chomp) {
        $!chunks := Chunks.new(:$region, :size(65536));
        $!keep    = $chomp ?? 0 !! 1;
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
        $!here = 0;
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
}
