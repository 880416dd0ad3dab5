# Subclasses of Mmap::Native::Region.
use Mmap::Native::Problem;
use Mmap::Native::Arguments;
use Mmap::Native::Elements;

# A subclass with a .AT-POS or .ASSIGN-POS of its own: subscripts of a Range go through them.
my role OneByOne {
    method !inside(Range:D $range) {
        my Int:D $total = self.counted('elements');
        my ($from, $n) = window($range, $total);
        $from < 0 || $from > $total || $from + $n > $total
            ?? Failure.new(past-end 'elements', $from, $n, $total) !! $from ..^ $from + $n
    }
    method elements(Range:D $range) is implementation-detail {
        my $inside := self!inside($range);
        $inside ~~ Failure ?? $inside !! $inside.map({ self.AT-POS($_) }).List
    }
    method store-range(Range:D $range, Mu \values) is implementation-detail {
        my $inside := self!inside($range);
        if $inside ~~ Failure { $inside.so; $inside.exception.throw }
        my @values = values ~~ Iterable | Positional ?? values.list !! (values,);
        refused('elements', 'EINVAL', "{@values.elems} values for {$inside.elems} elements").throw if @values != $inside;
        self.ASSIGN-POS($_, @values.shift) for $inside;
        values
    }
}

# The class of the objects that a subclass makes: itself, or one more below it that has containers. The name is the same.
my $variants := Map.new;
sub variant(Mu \region, Mu \class, Bool:D $writable) is export {
    my Str:D $key = "{class.WHICH} $writable";
    # A class is not defined.
    ($variants{$key}:exists) ?? $variants{$key} !! do {
        my $own-read  = !(class.^find_method('AT-POS') =:= region.^find_method('AT-POS'));
        my $own-write = !(class.^find_method('ASSIGN-POS') =:= region.^find_method('ASSIGN-POS'));
        my @roles;
        @roles.push: $own-read ?? Written !! Containers if $writable;
        @roles.push: OneByOne if $own-read || $own-write;
        my $made := class;
        if @roles {
            $made := Metamodel::ClassHOW.new_type: :name(class.^name);
            $made.^add_parent: class;
            $made.^add_role: $_ for @roles;
            $made.^compose;
        }
        $variants := Map.new: $variants.pairs, $key => $made;
        $made
    }
}
