# Views: parts of a region, a slice or another view, without a copy and without a hold.
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::Raw :errors;
use Mmap::Native::Elements;
use Mmap::Native::Text;
use Mmap::Native::Handle;
use Mmap::Native::Array;

class Mmap::Native::Region::View { ... }
class Mmap::Native::Region::View::Writable { ... }

# Views of the same length, one after the other, as far as the object reaches by then.
my class Parts does Iterator {
    has $!of;
    has Str $!call;
    has Int $!size;
    has Int $!at = 0;

    submethod BUILD(:$of, :$!call, :$!size) { $!of := $of }
    method pull-one() {
        my Int:D $left = $!of.counted($!call) - $!at;
        return IterationEnd if $left <= 0;
        my $view := part-of($!of, $!at, $!size min $left);
        $!at += $!size;
        $view
    }
}

my sub part-of(Mu \of, Int:D $offset, Int:D $elems) {
    my $class := of ~~ Written ?? Mmap::Native::Region::View::Writable !! Mmap::Native::Region::View;
    $class.bless: :of(of), :$offset, :$elems
}

# For objects that have views.
my role Views is export {
    # The bytes from $offset on, or of a Range.
    method view(::?CLASS:D: Mu $offset = 0, Mu $n? --> Mmap::Native::Region::View) {
        no-names(%_, 'view') if %_;
        my Int:D $total = self.counted('view');
        my ($from, $elems) = part('view', $total, $offset, $n);
        0 <= $from && 0 <= $elems && $from + $elems <= $total
            ?? part-of(self, $from, $elems) !! Failure.new(past-end 'view', $from, $elems, $total, :what(self.kind))
    }

    # Lazy: a view is made when it is taken from the Seq. The last one may be shorter.
    method chunks(::?CLASS:D: Int:D $n --> Seq:D) {
        no-names(%_, 'chunks') if %_;
        refused('chunks', 'EINVAL', "a chunk has at least one byte, and not $n").throw if $n < 1;
        Seq.new(Parts.new(:of(self), :call<chunks>, :size($n)))
    }
    # The same by the size of a page, from the first byte on.
    method pages(::?CLASS:D: --> Seq:D) {
        no-names(%_, 'pages') if %_;
        Seq.new(Parts.new(:of(self), :call<pages>, :size(self.page-size)))
    }
}

# A part of a region, with bounds of its own. It keeps neither a copy nor a hold: a region that was closed or cut short
# meanwhile is the typed exception.
class Mmap::Native::Region::View does Elements does Textual does Views does Arrays {
    has $!of;
    has Int $.offset;
    has Int $.elems;

    submethod BUILD(:$of, Int:D :$!offset, Int:D :$!elems) { $!of := $of }
    method new(|)   { refused('new', 'EINVAL', 'a view is made by .view, .chunks or .pages of a region').throw }

    # What it is a view of: a region, a slice or another view.
    method region()          { $!of }
    method id(--> Int:D)     { $!of.id }
    method page-size(--> Int:D) { $!of.page-size }
    method opened(--> Bool:D)   { $!of.opened }

    method kind(--> 'view') is implementation-detail { }
    method counted(Str:D $call --> Int:D) is implementation-detail is hidden-from-backtrace {
        # Throws if it is closed.
        $!of.counted($call);
        $!elems
    }
    method fetch(Str:D $call, Mu $buffer, Int:D $offset, Int:D $n --> Nil) is implementation-detail is hidden-from-backtrace {
        self.check-range($call, $offset, $n);
        $!of.fetch($call, $buffer, $!offset + $offset, $n);
    }
    method store-bytes(Str:D $call, Int:D $offset, Blob:D $bytes --> Int:D) is implementation-detail is hidden-from-backtrace {
        self.check-range($call, $offset, $bytes.elems);
        $!of.store-bytes($call, $!offset + $offset, $bytes)
    }

    # Calls of C, with the offsets of what it is a view of. Everything is inside of the view before C is called.
    method native(Str:D $access) is implementation-detail {
        my &native = $!of.native($access);
        my Int:D $at = $!offset;
        my Int:D $total = $!elems;
        my sub inside(Int:D $offset, Int:D $n --> Bool:D) { 0 <= $offset && 0 <= $n && $offset + $n <= $total }
        my Int:D $range = -errno('ERANGE');
        given $access {
            when 'find' | 'rfind' | 'count' {
                my Int:D $back = $access eq 'count' ?? 0 !! $at;
                -> $id, $from, $to, $needle, $n {
                    my Int:D $found = native($id, $from + $at, ($to min $total) + $at, $needle, $n);
                    $found < 0 ?? $found !! $found - $back
                }
            }
            when 'move' {
                -> $id, $to, $from, $n { inside($to, $n) && inside($from, $n) ?? native($id, $to + $at, $from + $at, $n) !! $range }
            }
            when 'read-strided' | 'write-strided' {
                -> $id, $offset, $step, $n, $bytes {
                    $n == 0 ?? 0 !! inside($offset, 1) && inside($offset + $step * ($n - 1), 1)
                        ?? native($id, $offset + $at, $step, $n, $bytes) !! $range
                }
            }
            when 'fill' {
                -> $id, $offset, $n, $byte { inside($offset, $n) ?? native($id, $offset + $at, $n, $byte) !! $range }
            }
            # read-wait, write-wait
            default {
                -> $id, $offset, $bytes, $n, $ms { inside($offset, $n) ?? native($id, $offset + $at, $bytes, $n, $ms) !! $range }
            }
        }
    }
    method failed(Int:D $code, Str:D $call, Int :$offset, Int :$length, *%given --> X::Mmap::Native:D) is implementation-detail {
        $code == -errno('ERANGE') && ($offset // 0) + ($length // 0) > $!elems || ($offset // 0) < 0
            ?? past-end($call, $offset, $length, $!elems, :what<view>)
            !! $!of.failed($code, $call, |(:offset($offset + $!offset) if $offset.defined), |(:$length if $length.defined), |%given)
    }

    method !outside(Int:D $i) { past-end('element', $i, 1, $!elems, :what<view>) }
    method AT-POS(Mmap::Native::Region::View:D: Int:D $i) {
        0 <= $i < $!elems ?? $!of.read-element($!offset + $i) !! Failure.new(self!outside($i))
    }
    method read-element(Int:D $i) is implementation-detail {
        0 <= $i < $!elems ?? $!of.read-element($!offset + $i) !! Failure.new(self!outside($i))
    }
    method ASSIGN-POS(Mmap::Native::Region::View:D: Int:D $i, Mu \value) is raw {
        self!outside($i).throw unless 0 <= $i < $!elems;
        $!of.ASSIGN-POS($!offset + $i, value)
    }

    # Returns an IO::Handle on the view.
    method open(Mmap::Native::Region::View:D: *%how --> Mmap::Native::Region::Handle:D) {
        Mmap::Native::Region::Handle.on(self, |%how)
    }

    multi method gist(Mmap::Native::Region::View:D:) { "{self.^name}({span $!elems, $!offset} of {$!of.gist})" }
    multi method raku(Mmap::Native::Region::View:D:) { self.gist }
}

# A view of a region that is writable.
class Mmap::Native::Region::View::Writable is Mmap::Native::Region::View does Containers {
    method ^name($) { 'Mmap::Native::Region::View' }
}
