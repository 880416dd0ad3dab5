# The exceptions of regions and managers. Those of Mmap::Native itself, and X::Mmap::Native, are in Native.rakumod.
need Mmap::Native;

# The region, slice or cursor is closed.
class X::Mmap::Native::Closed is X::Mmap::Native { }

# The range is not inside of the region: .offset and .length are what was asked for, .total is what there is.
class X::Mmap::Native::Range is X::Mmap::Native is X::OutOfRange {
    has Int $.offset;
    has Int $.length;
    has Int $.total;
}

# The region, or the pages of this range, may not be written.
class X::Mmap::Native::ReadOnly is X::Mmap::Native {
    has Int $.offset;
    has Int $.length;
}

# A slice is in the way: .slice is its id, .offset and .length what it holds, .thread the system's number of its thread.
class X::Mmap::Native::Busy is X::Mmap::Native {
    has Int $.slice;
    has Int $.offset;
    has Int $.length;
    has Int $.thread;
}

# The file ends before the range does: it was cut short. A failing device and a full disk are an OS exception, EIO.
class X::Mmap::Native::Truncated is X::Mmap::Native {
    has Int $.offset;
    has Int $.length;
}

# What the system says: .errno is the number, .name its name.
class X::Mmap::Native::OS is X::Mmap::Native { }

# A region or a slice is used as a string: .decode gives the text in it, and .Blob its bytes.
class X::Mmap::Native::AsStr is X::Mmap::Native is X::Buf::AsStr { }

# The owner has no right to it (EPERM), or the path leaves the root directory (EXDEV). The message names the path.
class X::Mmap::Native::Denied is X::Mmap::Native {
    has Int $.owner;
    has Int $.mapping;
    has Str $.path;
}

# The owner has as many mappings, or bytes, as it may have.
class X::Mmap::Native::Limit is X::Mmap::Native {
    has Int $.owner;
}

# The manager has no such mapping, or no longer.
class X::Mmap::Native::NotFound is X::Mmap::Native {
    has Int $.mapping;
}
