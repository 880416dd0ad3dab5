# Memory as a C array: without a copy, and without bounds.
use NativeCall;
use Mmap::Native::Problem;

# The size in bytes of a native integer or number type.
sub native-size(Str:D $call, Mu \type --> Int:D) is export {
    refused($call, 'EINVAL', "{type.raku} is no native type; int32, uint8 and num64 are some").throw
        unless !type.defined && type.HOW.^can('nativesize') && (type ~~ Int || type ~~ Num);
    nativesizeof(type)
}

# C's own code may use the array only at a multiple of the type's size: some machines trap, and on others an access of another
# process can come between the halves.
sub carray-at(Str:D $call, Mu \type, Int:D $address, Int:D $n) is export {
    my Int:D $size = native-size($call, type);
    my Str:D $name = type.^name;
    refused($call, 'EINVAL', "a $name of $size bytes begins at a multiple of $size, and this address is {$address % $size} after one").throw
        if $address % $size;
    past-end($call, 0, $size, $n).throw if $n < $size;
    nativecast(CArray[type], Pointer.new($address))
}
