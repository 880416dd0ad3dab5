# Numbers that threads and processes share: atomic operations, and waiting for a change.
use Mmap::Native::Raw :errors, :regions;
use Mmap::Native::Problem;
use Mmap::Native::Arguments;

my role Atomics is export {
    # All are sequentially consistent, also towards other processes, and need an aligned offset. All but load, store and
    # compare-exchange return the value before.
    method atomic-load-uint32(Int:D $offset --> Int:D) {
        no-names(%_, 'atomic-load-uint32') if %_;
        my uint32 $value;
        self!atomic(mn_region_atomic_load_u32(self.id, in64($offset), $value), 'atomic-load-uint32', $offset);
        $value
    }
    method atomic-store-uint32(Int:D $offset, Int:D $new --> True) {
        no-names(%_, 'atomic-store-uint32') if %_;
        self!atomic(mn_region_atomic_store_u32(self.id, in64($offset), low-bits($new, 32)), 'atomic-store-uint32', $offset);
    }
    method atomic-add-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-add-uint32') if %_;
        my uint32 $value;
        self!atomic(mn_region_atomic_add_u32(self.id, in64($offset), low-bits($operand, 32), $value), 'atomic-add-uint32', $offset);
        $value
    }
    method atomic-and-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-and-uint32') if %_;
        my uint32 $value;
        self!atomic(mn_region_atomic_and_u32(self.id, in64($offset), low-bits($operand, 32), $value), 'atomic-and-uint32', $offset);
        $value
    }
    method atomic-or-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-or-uint32') if %_;
        my uint32 $value;
        self!atomic(mn_region_atomic_or_u32(self.id, in64($offset), low-bits($operand, 32), $value), 'atomic-or-uint32', $offset);
        $value
    }
    method atomic-xor-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-xor-uint32') if %_;
        my uint32 $value;
        self!atomic(mn_region_atomic_xor_u32(self.id, in64($offset), low-bits($operand, 32), $value), 'atomic-xor-uint32', $offset);
        $value
    }
    method atomic-exchange-uint32(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-exchange-uint32') if %_;
        my uint32 $value;
        self!atomic(mn_region_atomic_exchange_u32(self.id, in64($offset), low-bits($operand, 32), $value), 'atomic-exchange-uint32', $offset);
        $value
    }
    # True if the value was $expected and is $desired now.
    method atomic-compare-exchange-uint32(Int:D $offset, Int:D $expected, Int:D $desired --> Bool:D) {
        no-names(%_, 'atomic-compare-exchange-uint32') if %_;
        my uint32 $value;
        ?self!atomic(mn_region_atomic_compare_exchange_u32(self.id, in64($offset), low-bits($expected, 32), low-bits($desired, 32), $value),
            'atomic-compare-exchange-uint32', $offset)
    }
    method atomic-load-uint64(Int:D $offset --> Int:D) {
        no-names(%_, 'atomic-load-uint64') if %_;
        my int64 $value;
        self!atomic(mn_region_atomic_load_u64(self.id, in64($offset), $value), 'atomic-load-uint64', $offset);
        unsigned($value)
    }
    method atomic-store-uint64(Int:D $offset, Int:D $new --> True) {
        no-names(%_, 'atomic-store-uint64') if %_;
        self!atomic(mn_region_atomic_store_u64(self.id, in64($offset), signed($new, 64)), 'atomic-store-uint64', $offset);
    }
    method atomic-add-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-add-uint64') if %_;
        my int64 $value;
        self!atomic(mn_region_atomic_add_u64(self.id, in64($offset), signed($operand, 64), $value), 'atomic-add-uint64', $offset);
        unsigned($value)
    }
    method atomic-and-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-and-uint64') if %_;
        my int64 $value;
        self!atomic(mn_region_atomic_and_u64(self.id, in64($offset), signed($operand, 64), $value), 'atomic-and-uint64', $offset);
        unsigned($value)
    }
    method atomic-or-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-or-uint64') if %_;
        my int64 $value;
        self!atomic(mn_region_atomic_or_u64(self.id, in64($offset), signed($operand, 64), $value), 'atomic-or-uint64', $offset);
        unsigned($value)
    }
    method atomic-xor-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-xor-uint64') if %_;
        my int64 $value;
        self!atomic(mn_region_atomic_xor_u64(self.id, in64($offset), signed($operand, 64), $value), 'atomic-xor-uint64', $offset);
        unsigned($value)
    }
    method atomic-exchange-uint64(Int:D $offset, Int:D $operand --> Int:D) {
        no-names(%_, 'atomic-exchange-uint64') if %_;
        my int64 $value;
        self!atomic(mn_region_atomic_exchange_u64(self.id, in64($offset), signed($operand, 64), $value), 'atomic-exchange-uint64', $offset);
        unsigned($value)
    }
    # True if the value was $expected and is $desired now.
    method atomic-compare-exchange-uint64(Int:D $offset, Int:D $expected, Int:D $desired --> Bool:D) {
        no-names(%_, 'atomic-compare-exchange-uint64') if %_;
        my int64 $value;
        ?self!atomic(mn_region_atomic_compare_exchange_u64(self.id, in64($offset), signed($expected, 64), signed($desired, 64), $value),
            'atomic-compare-exchange-uint64', $offset)
    }
    method !atomic(Int:D $result, Str:D $call, Int:D $offset --> Int:D) is hidden-from-backtrace {
        return $result if $result >= 0;
        problem($result, $call, self.id, :$offset, :length($call.ends-with('32') ?? 4 !! 8), :writing).throw
    }

    # Sleeps while the 32 bits at the offset are $expected. True when woken or if the value differs, False after :timeout
    # seconds. The caller reads the value again in either case. A signal ends the wait only with :interruptible, and the
    # result is then True.
    method wait(Int:D $offset, Int:D $expected, Mu :$timeout = Inf, Bool() :$interruptible = False --> Bool:D) {
        unknown-names(&?ROUTINE, %_) if %_;
        my &wait := $interruptible ?? &mn_region_wait_u32 !! &mn_region_await_u32;
        my Int:D $result = wait(self.id, in64($offset), low-bits($expected, 32), milliseconds('wait', $timeout));
        return True if $result >= 0;
        given mn_error_name($result) {
            when 'EAGAIN' | 'EINTR' { True }
            when 'ETIMEDOUT'        { False }
            default                 { problem($result, 'wait', self.id, :$offset, :length(4)).throw }
        }
    }

    # Wakes up to $count waiters, and returns how many it woke.
    method wake(Int:D $offset, Int:D $count = 0x7FFF_FFFF --> Int:D) {
        no-names(%_, 'wake') if %_;
        my Int:D $result = mn_region_wake_u32(self.id, in64($offset), ($count max 0) min 0x7FFF_FFFF);
        $result < 0 ?? problem($result, 'wake', self.id, :$offset, :length(4)).throw !! $result
    }
}
