# Typed arrays: numbers of one type, without a copy of the region they are in.
#
# Everything about many elements goes by chunks: one read of C each, and a loop over the bytes. These loops are nqp: a sum of a
# million num64 takes 90 ms with them, and 1470 ms with .read-num64 (bench/region.raku).
use nqp;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::Elements;

class Mmap::Native::Region::Array { ... }

# How an element is read.
my enum Kind <FLOATING SIGNED UNSIGNED WIDE>;
my constant %KINDS = Map.new: (
    num32 => (FLOATING, 4), num64 => (FLOATING, 8), num => (FLOATING, 8),
    int8 => (SIGNED, 1), int16 => (SIGNED, 2), int32 => (SIGNED, 4), int64 => (SIGNED, 8), int => (SIGNED, 8),
    uint8 => (UNSIGNED, 1), uint16 => (UNSIGNED, 2), uint32 => (UNSIGNED, 4), byte => (UNSIGNED, 1),
    uint64 => (WIDE, 8), uint => (WIDE, 8));

# The flags of nqp's ops for the size; the byte order is added to them.
my sub size-flag(Int:D $size) {
    $size == 8 ?? nqp::const::BINARY_SIZE_64_BIT !! $size == 4 ?? nqp::const::BINARY_SIZE_32_BIT
        !! $size == 2 ?? nqp::const::BINARY_SIZE_16_BIT !! nqp::const::BINARY_SIZE_8_BIT
}

# The bytes of a chunk: a number of elements of every size.
my constant CHUNK = 65536;

# ---- Loops over bytes

# All use readuint, because the JIT of MoarVM does not compile readint.
my sub numbers(Mu \source, int $n, int $size, int $flags) is raw {
    my Mu $bytes := nqp::decont(source);
    my Mu $values := nqp::setelems(nqp::create(IterationBuffer), $n);
    my int $i = -1;
    nqp::while(
        nqp::islt_i(($i = nqp::add_i($i, 1)), $n),
        nqp::bindpos($values, $i, nqp::p6box_n(nqp::readnum($bytes, nqp::mul_i($i, $size), $flags))));
    $values
}
my sub unsigned-integers(Mu \source, int $n, int $size, int $flags) is raw {
    my Mu $bytes := nqp::decont(source);
    my Mu $values := nqp::setelems(nqp::create(IterationBuffer), $n);
    my int $i = -1;
    nqp::while(
        nqp::islt_i(($i = nqp::add_i($i, 1)), $n),
        nqp::bindpos($values, $i, nqp::p6box_i(nqp::readuint($bytes, nqp::mul_i($i, $size), $flags))));
    $values
}
my sub signed-integers(Mu \source, int $n, int $size, int $flags) is raw {
    my Mu $bytes := nqp::decont(source);
    my Mu $values := nqp::setelems(nqp::create(IterationBuffer), $n);
    # Of 64 bits the first is the sign already.
    my int $sign = $size == 8 ?? 0 !! nqp::bitshiftl_i(1, 8 * $size - 1);
    my int $i = -1;
    my int $value;
    nqp::while(
        nqp::islt_i(($i = nqp::add_i($i, 1)), $n),
        nqp::stmts(
            ($value = nqp::readuint($bytes, nqp::mul_i($i, $size), $flags)),
            nqp::bindpos($values, $i, nqp::p6box_i(nqp::sub_i(nqp::bitxor_i($value, $sign), $sign)))));
    $values
}
my sub wide-integers(Mu \source, int $n, int $flags) is raw {
    my Mu $bytes := nqp::decont(source);
    my Mu $values := nqp::setelems(nqp::create(IterationBuffer), $n);
    my int $i = -1;
    my int $value;
    nqp::while(
        nqp::islt_i(($i = nqp::add_i($i, 1)), $n),
        nqp::stmts(
            ($value = nqp::readuint($bytes, nqp::mul_i($i, 8), $flags)),
            nqp::bindpos($values, $i, nqp::islt_i($value, 0) ?? unsigned(nqp::p6box_i($value)) !! nqp::p6box_i($value))));
    $values
}
my sub values-of(Mu \bytes, int $n, int $kind, int $size, int $flags) is raw {
    $kind == FLOATING ?? numbers(bytes, $n, $size, $flags)
        !! $kind == SIGNED ?? signed-integers(bytes, $n, $size, $flags)
        !! $kind == UNSIGNED ?? unsigned-integers(bytes, $n, $size, $flags)
        !! wide-integers(bytes, $n, $flags)
}

my sub sum-of-numbers(Mu \source, int $n, int $size, int $flags, num $before) {
    my Mu $bytes := nqp::decont(source);
    my num $sum = $before;
    my int $i = -1;
    nqp::while(
        nqp::islt_i(($i = nqp::add_i($i, 1)), $n),
        ($sum = nqp::add_n($sum, nqp::readnum($bytes, nqp::mul_i($i, $size), $flags))));
    $sum
}
# The upper and the lower half of each value are added apart, so that no sum of a chunk has more than 64 bits.
my sub sum-of-integers(Mu \source, int $n, int $kind, int $size, int $flags --> Int:D) {
    my Mu $bytes := nqp::decont(source);
    my int $sign = $kind == SIGNED && $size < 8 ?? nqp::bitshiftl_i(1, 8 * $size - 1) !! 0;
    my int $mask = $kind == WIDE ?? 0xFFFF_FFFF !! -1;
    my int $low;
    my int $high;
    my int $value;
    my int $i = -1;
    nqp::while(
        nqp::islt_i(($i = nqp::add_i($i, 1)), $n),
        nqp::stmts(
            ($value = nqp::readuint($bytes, nqp::mul_i($i, $size), $flags)),
            ($value = nqp::sub_i(nqp::bitxor_i($value, $sign), $sign)),
            ($low  = nqp::add_i($low, nqp::bitand_i($value, 0xFFFF_FFFF))),
            ($high = nqp::add_i($high, nqp::bitand_i(nqp::bitshiftr_i($value, 32), $mask)))));
    nqp::p6box_i($high) * 0x1_0000_0000 + nqp::p6box_i($low)
}

# ---- One after the other

my class Numbers does Iterator {
    has $!array;
    has int $!at;
    has int $!next;
    has Mu $!values;

    submethod BUILD(:$array) {
        $!array := $array;
        $!values := nqp::create(IterationBuffer);
    }
    method !refill(--> Int:D) {
        $!values := nqp::decont($!array.chunk('list', nqp::p6box_i($!at)));
        $!next = 0;
        $!at = $!at + nqp::elems($!values);
        nqp::elems($!values)
    }
    method pull-one() is raw {
        nqp::islt_i($!next, nqp::elems($!values)) || self!refill
            ?? nqp::atpos($!values, nqp::sub_i(($!next = nqp::add_i($!next, 1)), 1))
            !! IterationEnd
    }
    method push-all(\target --> IterationEnd) {
        repeat {
            target.push(nqp::atpos($!values, $!next++)) while $!next < nqp::elems($!values);
        } while self!refill;
    }
    method count-only(--> Int:D) { $!array.elems - $!at + nqp::elems($!values) - $!next }
}

# ---- The array

# For objects that have arrays.
my role Arrays is export {
    # $n elements of a native type from a byte on; * is as many as there is room for.
    method array(::?CLASS:D: Mu \type, Int:D $offset = 0, Mu $n = *, Endian:D :$endian = NativeEndian) {
        unknown-names(&?ROUTINE, %_) if %_;
        Mmap::Native::Region::Array.over: self, type, $offset, $n, $endian
    }
}

# Numbers of one native type in a region, a slice or a view. It keeps neither a copy nor a hold. An index is one of elements.
class Mmap::Native::Region::Array does Iterable does Ranges {
    has $!of;
    has int $!offset;
    has int $!elems;
    has int $!kind;
    has int $!size;
    has int $!flags;
    has int $!written;
    has $!reader;
    has Endian $.endian;

    method new(|) { refused('new', 'EINVAL', 'an array is made by .array of a region').throw }

    method over(Mu \of, Mu \type, Int:D $offset, Mu $n, Endian:D $endian) is implementation-detail {
        my $class := class-of(type);
        my Int:D $total = of.counted('array');
        my Int:D $size = %KINDS{type.^name}[1];
        refused('array', 'EINVAL', "the number of elements is an Int or *, and not {$n.raku}").throw unless $n ~~ Whatever | Int:D;
        my Int:D $elems = $n ~~ Whatever ?? (($total - $offset) max 0) div $size !! $n;
        return Failure.new(past-end 'array', $offset, $elems * $size, $total, :what(of.kind))
            if $offset < 0 || $elems < 0 || $offset > $total || $offset + $elems * $size > $total;
        $class.bless: :of(of), :$offset, :$elems, :$endian, :kind(+%KINDS{type.^name}[0]), :$size
    }
    submethod BUILD(:$of, Int:D :$offset, Int:D :$elems, Endian:D :$!endian, Int:D :$kind, Int:D :$size) {
        $!of     := $of;
        $!offset  = $offset;
        $!elems   = $elems;
        $!kind    = $kind;
        $!size    = $size;
        $!flags   = size-flag($size) +| $!endian;
        $!written = nqp::istype($of, Written);
        $!reader := $of.^find_method("read-{$kind == FLOATING ?? 'num' !! $kind == SIGNED ?? 'int' !! 'uint'}{8 * $size}");
    }

    # What it is an array of: a region, a slice or a view; where it begins there, in bytes; how many bytes it has.
    method region()          { $!of }
    method offset(--> Int:D) { $!offset }
    method bytes(--> Int:D)  { $!elems * $!size }
    method elems(Mmap::Native::Region::Array:D: --> Int:D) { $!elems }
    method end(--> Int:D)    { $!elems - 1 }
    method Int(Mmap::Native::Region::Array:D: --> Int:D)   { $!elems }
    method Bool(Mmap::Native::Region::Array:D: --> Bool:D) { $!elems > 0 }
    multi method Numeric(Mmap::Native::Region::Array:D: --> Int:D) { $!elems }
    method is-lazy(--> False) { }
    method kind(--> 'array') is implementation-detail { }

    method !outside(Int:D $i, Int:D $n = 1) { past-end('element', $i, $n, $!elems, elements-words('element', $i, $n, $!elems)) }

    # ---- Many elements

    # The values of $n elements, with one call of C.
    method !read(Str:D $call, Int:D $from, Int:D $n) is raw {
        my $bytes := buffer($call, $n * $!size);
        $!of.fetch($call, $bytes, $!offset + $from * $!size, $n * $!size) if $n;
        $bytes
    }
    method !values(Str:D $call, Int:D $from, Int:D $n) is raw {
        values-of(nqp::decont(self!read($call, $from, $n)), $n, $!kind, $!size, $!flags)
    }
    # Those of the chunk that begins with this element.
    method chunk(Str:D $call, Int:D $from) is raw is implementation-detail {
        self!values($call, $from, ($!elems - $from) min CHUNK div $!size)
    }
    method !list(Str:D $call, Int:D $from, Int:D $n --> List:D) {
        nqp::p6bindattrinvres(nqp::create(List), List, '$!reified', nqp::decont(self!values($call, $from, $n)))
    }

    method iterator(Mmap::Native::Region::Array:D:)      { Numbers.new(:array(self)) }
    method Seq(Mmap::Native::Region::Array:D: --> Seq:D) { Seq.new(self.iterator) }
    multi method list(Mmap::Native::Region::Array:D: --> List:D) { Seq.new(self.iterator).list }
    multi method head(Mmap::Native::Region::Array:D: Int:D $n --> List:D) { self!list('head', 0, ($n max 0) min $!elems) }
    multi method tail(Mmap::Native::Region::Array:D: Int:D $n --> List:D) {
        my Int:D $count = ($n max 0) min $!elems;
        self!list('tail', $!elems - $count, $count)
    }
    # A sum of integers is exact.
    method sum(Mmap::Native::Region::Array:D:) {
        no-names(%_, 'sum') if %_;
        my Int:D $step = CHUNK div $!size;
        my num $sum = 0e0;
        my Int:D $exact = 0;
        loop (my Int $from = 0; $from < $!elems; $from += $step) {
            my Int:D $n = ($!elems - $from) min $step;
            my $bytes := nqp::decont(self!read('sum', $from, $n));
            if $!kind == FLOATING { $sum = sum-of-numbers($bytes, $n, $!size, $!flags, $sum) }
            else                  { $exact += sum-of-integers($bytes, $n, $!kind, $!size, $!flags) }
        }
        $!kind == FLOATING && $!elems ?? $sum !! $exact
    }

    # All of them become the values, or none does.
    method !encode(Str:D $call, Mu \values, Int:D $n --> Blob:D) {
        my Mu $bytes := buffer($call, $n * $!size);
        my int $i = 0;
        for values -> Mu \value {
            refused($call, 'EINVAL', "more than $n values for $n element{'s' if $n != 1}").throw if $i == $n;
            $!kind == FLOATING
                ?? nqp::writenum(nqp::decont($bytes), nqp::mul_i($i, $!size), self!number(value), $!flags)
                !! nqp::writeint(nqp::decont($bytes), nqp::mul_i($i, $!size), self!integer(value), $!flags);
            ++$i;
        }
        refused($call, 'EINVAL', "$i value{'s' if $i != 1} for $n element{'s' if $n != 1}").throw if $i != $n;
        $bytes
    }
    method !number(Mu \value --> num) {
        value ~~ Real:D ?? value.Num !! X::OutOfRange.new(:what("A {self.of.^name}"), :got(value.raku), :range('numbers')).throw
    }
    method !integer(Mu \value --> int) {
        my Int:D $bits = 8 * $!size;
        my Int:D ($least, $most) = $!kind == SIGNED ?? (-(1 +< ($bits - 1)), 1 +< ($bits - 1) - 1) !! (0, 1 +< $bits - 1);
        X::OutOfRange.new(:what("A {self.of.^name}"), :got(value ~~ Real:D ?? value !! value.raku), :range("$least..$most")).throw
            unless value ~~ Int:D && $least <= value <= $most;
        # The bits are the same.
        value > 0x7FFF_FFFF_FFFF_FFFF ?? value - TWO64 !! value
    }
    method !window(Str:D $call, Range:D $range) {
        my ($from, $n) = window($range, $!elems);
        $from < 0 || $from > $!elems || $from + $n > $!elems
            ?? Failure.new(past-end $call, $from, $n, $!elems, elements-words($call, $from, $n, $!elems)) !! ($from, $n)
    }
    method elements(Range:D $range) is implementation-detail {
        my $window = self!window('elements', $range);
        $window ~~ Failure ?? $window !! self!list('elements', $window[0], $window[1])
    }
    method store-range(Range:D $range, Mu \values) is implementation-detail {
        my $window = self!window('elements', $range);
        if $window ~~ Failure { $window.so; $window.exception.throw }
        my ($from, $n) = $window;
        my Mu \given = values ~~ Iterable | Positional ?? values.list !! (values,);
        my $bytes := self!encode('elements', given, $n);
        $!of.store-bytes('elements', $!offset + $from * $!size, $bytes) if $n;
        values
    }
    method STORE(Mu \values, *%) { self.store-range(0 ..^ $!elems, values); self }

    # ---- One element

    # By the method of the region that reads such a number, since its native call is the fastest.
    method !get(Int:D $i) {
        my int $n = nqp::isbig_I(nqp::decont($i)) ?? -1 !! $i;
        return Failure.new(self!outside($i)) if nqp::islt_i($n, 0) || nqp::isge_i($n, $!elems);
        my int $at = nqp::add_i($!offset, nqp::mul_i($n, $!size));
        $!reader($!of, nqp::p6box_i($at), $!endian)
    }
    method AT-POS(Mmap::Native::Region::Array:D: Int:D $i) is raw {
        return self!get($i) unless $!written;
        my $array := self;
        Proxy.new: FETCH => -> $ { $array.read-element($i) }, STORE => -> $, Mu \new { $array.ASSIGN-POS($i, new) }
    }
    method read-element(Int:D $i) is implementation-detail { self!get($i) }
    method ASSIGN-POS(Mmap::Native::Region::Array:D: Int:D $i, Mu \value) is raw {
        self!outside($i).throw unless 0 <= $i < $!elems;
        $!of.store-bytes('element', $!offset + $i * $!size, self!encode('element', (value,), 1));
        value
    }
    method EXISTS-POS(Mmap::Native::Region::Array:D: Int:D $i --> Bool:D) { 0 <= $i < $!elems }
    method DELETE-POS(|) { refused('delete', 'EINVAL', 'there is a number everywhere').throw }
    method BIND-POS(|)   { refused('bind', 'EINVAL', 'the numbers are values and no containers').throw }

    # ---- Another number of elements

    method !keeps-length(Str:D $call) is hidden-from-backtrace {
        refused($call, 'EINVAL', 'an array keeps its length; .resize of the region changes that, and .array takes another one').throw
    }
    method push(|)    { self!keeps-length('push') }
    method append(|)  { self!keeps-length('append') }
    method unshift(|) { self!keeps-length('unshift') }
    method prepend(|) { self!keeps-length('prepend') }
    method pop(|)     { self!keeps-length('pop') }
    method shift(|)   { self!keeps-length('shift') }
    method splice(|)  { self!keeps-length('splice') }

    # ---- To look at it

    method !some(--> Str:D) {
        my $shown = (try self.head(10)) // return 'closed';
        "{$shown.map(*.gist).join(' ')}{' ...' if $!elems > 10}"
    }
    multi method gist(Mmap::Native::Region::Array:D:) { "{self.^name}($!elems element{'s' if $!elems != 1}: {self!some})" }
    multi method raku(Mmap::Native::Region::Array:D:) { self.gist }
    multi method Str(Mmap::Native::Region::Array:D:)  { self.list.Str }
}

my sub elements-words(Str:D $call, Int:D $i, Int:D $n, Int:D $total) {
    "$call: {$n == 1 ?? "element $i" !! "$n elements at $i"} {$i < 0 ?? 'before the beginning' !! 'past the end'} ($total elements)"
}

# A class for each type, so that it is Positional of that type.
my class Of-int8 is Mmap::Native::Region::Array does Positional[int8] { method ^name($) { 'Mmap::Native::Region::Array[int8]' } }
my class Of-int16 is Mmap::Native::Region::Array does Positional[int16] { method ^name($) { 'Mmap::Native::Region::Array[int16]' } }
my class Of-int32 is Mmap::Native::Region::Array does Positional[int32] { method ^name($) { 'Mmap::Native::Region::Array[int32]' } }
my class Of-int64 is Mmap::Native::Region::Array does Positional[int64] { method ^name($) { 'Mmap::Native::Region::Array[int64]' } }
my class Of-int is Mmap::Native::Region::Array does Positional[int] { method ^name($) { 'Mmap::Native::Region::Array[int]' } }
my class Of-uint8 is Mmap::Native::Region::Array does Positional[uint8] { method ^name($) { 'Mmap::Native::Region::Array[uint8]' } }
my class Of-uint16 is Mmap::Native::Region::Array does Positional[uint16] { method ^name($) { 'Mmap::Native::Region::Array[uint16]' } }
my class Of-uint32 is Mmap::Native::Region::Array does Positional[uint32] { method ^name($) { 'Mmap::Native::Region::Array[uint32]' } }
my class Of-uint64 is Mmap::Native::Region::Array does Positional[uint64] { method ^name($) { 'Mmap::Native::Region::Array[uint64]' } }
my class Of-uint is Mmap::Native::Region::Array does Positional[uint] { method ^name($) { 'Mmap::Native::Region::Array[uint]' } }
my class Of-byte is Mmap::Native::Region::Array does Positional[byte] { method ^name($) { 'Mmap::Native::Region::Array[byte]' } }
my class Of-num32 is Mmap::Native::Region::Array does Positional[num32] { method ^name($) { 'Mmap::Native::Region::Array[num32]' } }
my class Of-num64 is Mmap::Native::Region::Array does Positional[num64] { method ^name($) { 'Mmap::Native::Region::Array[num64]' } }
my class Of-num is Mmap::Native::Region::Array does Positional[num] { method ^name($) { 'Mmap::Native::Region::Array[num]' } }
my constant %CLASSES = Map.new: (int8 => Of-int8, int16 => Of-int16, int32 => Of-int32, int64 => Of-int64, int => Of-int, uint8 => Of-uint8, uint16 => Of-uint16, uint32 => Of-uint32, uint64 => Of-uint64, uint => Of-uint, byte => Of-byte,
    num32 => Of-num32, num64 => Of-num64, num => Of-num);
my sub class-of(Mu \type) {
    my $class := type.defined ?? Nil !! %CLASSES{type.^name};
    $class =:= Nil || $class ~~ Nil || !(%CLASSES{type.^name}:exists)
        ?? refused('array', 'EINVAL', "{type.raku} is no type of an array; there is {%CLASSES.keys.sort.join(', ')}").throw !! $class
}
