// The story (story.md) in Rust.
use std::ffi::{CStr, CString};
use std::fs;
use std::os::raw::{c_char, c_void};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

mod c {
    use std::os::raw::{c_char, c_void};
    #[link(name = "mmapnative")]
    extern "C" {}
    include!(env!("MMAPNATIVE_RS"));
}

fn text(p: *const c_char) -> String {
    unsafe { CStr::from_ptr(p) }.to_string_lossy().into_owned()
}

// A failure: its result, and what the record of this thread says of it.
#[derive(Debug)]
struct Error {
    name: String,
    call: String,
    detail: String,
    numbers: Option<[i64; 5]>, // the id, offset and length that were passed, the actual length, the slice in the way
}

impl Error {
    // F27: the record is this failure's only if it has the same function, result and id.
    fn new(result: i64, call: &str, id: Option<i64>) -> Error {
        unsafe {
            let own = text(c::mn_error_call()) == call
                && c::mn_error_number(0) == result
                && id.map_or(true, |id| c::mn_error_number(1) == id);
            Error {
                name: text(c::mn_error_name(result)),
                call: call.to_string(),
                detail: text(if own { c::mn_error_detail() } else { c::mn_error_message(result) }),
                numbers: own.then(|| [1, 2, 3, 4, 5].map(|which| c::mn_error_number(which))),
            }
        }
    }
}

fn check(result: i64, call: &str, id: Option<i64>) -> Result<i64, Error> {
    if result < 0 { Err(Error::new(result, call, id)) } else { Ok(result) }
}

// A region closes itself.
struct Region(i64);

impl Drop for Region {
    fn drop(&mut self) {
        unsafe { c::mn_region_release(self.0) };
    }
}

impl Region {
    fn open(path: &str, access: i32) -> Result<Region, Error> {
        let path = CString::new(path).unwrap();
        check(unsafe { c::mn_region_open(path.as_ptr(), access, 0, -1) }, "mn_region_open", None).map(Region)
    }
    fn create(path: &str, length: u64) -> Result<Region, Error> {
        let path = CString::new(path).unwrap();
        check(unsafe { c::mn_region_create(path.as_ptr(), length) }, "mn_region_create", None).map(Region)
    }
    fn anonymous(length: u64) -> Result<Region, Error> {
        check(unsafe { c::mn_region_anonymous(length) }, "mn_region_anonymous", None).map(Region)
    }
    fn read(&self, offset: u64, n: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; n];
        let result = unsafe { c::mn_region_read(self.0, offset, bytes.as_mut_ptr() as *mut c_void, n as u64) };
        check(result, "mn_region_read", Some(self.0)).map(|_| bytes)
    }
    fn write(&self, offset: u64, bytes: &[u8]) -> Result<i64, Error> {
        let result = unsafe { c::mn_region_write(self.0, offset, bytes.as_ptr() as *const c_void, bytes.len() as u64) };
        check(result, "mn_region_write", Some(self.0))
    }
    fn add(&self, offset: u64) -> u64 {
        let mut before = 0;
        unsafe { c::mn_region_atomic_add_u64(self.0, offset, 1, &mut before) };
        before
    }
    fn word(&self, offset: u64) -> u32 {
        let mut value = 0;
        unsafe { c::mn_region_atomic_load_u32(self.0, offset, &mut value) };
        value
    }
    fn total(&self, offset: u64) -> u64 {
        let mut value = 0;
        unsafe { c::mn_region_atomic_load_u64(self.0, offset, &mut value) };
        value
    }
    fn set_and_wake(&self, offset: u64) {
        unsafe {
            c::mn_region_atomic_store_u32(self.0, offset, 1);
            c::mn_region_wake_u32(self.0, offset, i32::MAX);
        }
    }
    // Sleeps while the word is 0, at most a minute.
    fn sleep(&self, offset: u64) -> Result<(), String> {
        while self.word(offset) == 0 {
            let result = unsafe { c::mn_region_await_u32(self.0, offset, 0, 60_000) } as i64;
            let name = text(unsafe { c::mn_error_name(result) });
            if result < 0 && name != "EAGAIN" {
                return Err(format!("the other process does not wake: {name}"));
            }
        }
        Ok(())
    }
}

// The bytes of a slice without a copy.  The borrow checker lets no view outlive its slice.
struct Slice<'a>(i64, std::marker::PhantomData<&'a Region>);

impl<'a> Slice<'a> {
    fn open(region: &'a Region, offset: u64, n: u64) -> Result<Slice<'a>, Error> {
        let id = unsafe { c::mn_slice_open(region.0, offset, n, c::mn_SLICE_PIN() as i32, 0) };
        check(id, "mn_slice_open", Some(region.0)).map(|id| Slice(id, std::marker::PhantomData))
    }
    fn view(&mut self) -> &mut [u8] {
        unsafe { std::slice::from_raw_parts_mut(c::mn_slice_address(self.0) as *mut u8, c::mn_slice_length(self.0) as usize) }
    }
}

impl Drop for Slice<'_> {
    fn drop(&mut self) {
        unsafe { c::mn_slice_close(self.0) };
    }
}

fn same<T: PartialEq + std::fmt::Debug>(got: T, should: T, what: &str) -> Result<(), String> {
    if got == should { Ok(()) } else { Err(format!("{what}: {got:?} is not {should:?}")) }
}

fn failed<T>(result: Result<T, Error>) -> Result<Error, String> {
    match result {
        Ok(_) => Err("no error".to_string()),
        Err(e) => Ok(e),
    }
}

fn done<T>(result: Result<T, Error>) -> Result<T, String> {
    result.map_err(|e| format!("{}: {}", e.name, e.detail))
}

fn step(name: &str, code: impl FnOnce() -> Result<(), String>) {
    match code() {
        Ok(()) => println!("ok {name}"),
        Err(why) => println!("not ok {name}: {}", why.replace('\n', " ")),
    }
}

fn count(region: &Region) {
    for _ in 0..1000 {
        region.add(8);
    }
}

fn second(folder: &str) -> Result<(), String> {
    let path = format!("{folder}/shared");
    while fs::metadata(&path).map_or(true, |m| m.len() < 64) {
        thread::sleep(Duration::from_millis(10));
    }
    let shared = done(Region::open(&path, 2))?;
    count(&shared);
    shared.set_and_wake(0);
    shared.sleep(4)
}

// Nanoseconds of a call, from some 50 ms of them.
fn costs(what: &str, code: impl Fn() -> i64) {
    let (mut n, mut sum, start) = (0u64, 0i64, Instant::now());
    while start.elapsed() < Duration::from_millis(50) {
        for _ in 0..1000 {
            sum = sum.wrapping_add(code());
        }
        n += 1000;
    }
    let took = start.elapsed();
    // The sum is used, so the compiler keeps the calls.
    if sum == 1 {
        println!("# {sum}");
    }
    println!("costs {what} {:.1}", took.as_nanos() as f64 / n as f64);
}

fn constant(name: &str) -> Result<i64, String> {
    let c_name = CString::new(name).unwrap();
    unsafe {
        match c::mn_constant_find(c_name.as_ptr()) {
            index if index < 0 => Err(format!("no constant is called {name}")),
            index => match c::mn_constant_value(index) {
                value if value == c::mn_absent() => Err(format!("{name} does not exist on this platform")),
                value => Ok(value),
            },
        }
    }
}

fn first(folder: &str) {
    println!("is Rust {}", env!("RUST_VERSION"));
    step("constants", || unsafe {
        same(c::mn_PROT_READ() | c::mn_PROT_WRITE(), 3, "both")?;
        same(constant("PROT_READ")?, c::mn_PROT_READ(), "in the table")?;
        // S0-45: the numbers of the library's own functions have names, too.
        same(c::mn_ACCESS_WRITE(), 2, "our own")?;
        same(c::mn_supported(CString::new("PROT_READ").unwrap().as_ptr()), 1, "supported")
    });
    step("absent", || unsafe {
        let absent: Vec<_> = ["MAP_TPRO", "PROT_ADI", "MAP_REMAPDUP"].iter().filter(|name| constant(name).is_err()).collect();
        same(absent.is_empty(), false, "absent")?;
        same(constant("MAP_SHRED").is_err(), true, "MAP_SHRED")?;
        let flags = (c::mn_MAP_PRIVATE() | c::mn_MAP_ANONYMOUS() | c::mn_absent()) as i32;
        let result = c::mn_mmap(std::ptr::null_mut(), c::mn_page_size() as u64, 3, flags, -1, 0);
        same(text(c::mn_error_name(result)), "EINVAL".to_string(), "mmap")
    });
    step("failure", || {
        let path = format!("{folder}/nothing");
        let e = failed(Region::open(&path, 1))?;
        same((e.name.as_str(), e.call.as_str(), e.detail.contains(&path)), ("ENOENT", "mn_region_open", true), "open")?;
        let ten = done(Region::anonymous(10))?;
        let e = failed(ten.read(8, 3))?;
        let numbers = e.numbers.ok_or("no numbers")?;
        same((e.name.as_str(), &numbers[..4]), ("ERANGE", &[ten.0, 8, 3, 10][..]), "numbers")?;
        let code = unsafe { c::mn_error_number(0) };
        failed(Region::open(&path, 1))?;
        let e = Error::new(code, "mn_region_read", Some(ten.0));
        same((e.numbers, e.detail), (None, text(unsafe { c::mn_error_message(code) })), "the record of another call")
    });
    step("region", || unsafe {
        let path = format!("{folder}/story");
        let r = done(Region::create(&path, 10))?;
        done(r.write(2, b"Hello"))?;
        same(done(r.read(2, 5))?, b"Hello".to_vec(), "read")?;
        same(c::mn_region_find(r.0, 0, u64::MAX >> 1, b"llo".as_ptr() as *const c_void, 3), 4, "find")?;
        done(check(c::mn_region_resize(r.0, 20) as i64, "mn_region_resize", Some(r.0)))?;
        let bytes = fs::read(&path).map_err(|e| e.to_string())?;
        same((bytes.len(), &bytes[2..7]), (20, &b"Hello"[..]), "the file")?;
        let (mut small, mut large) = (0u32, 0u64);
        c::mn_region_set_u32_le(r.0, 8, &u32::MAX);
        c::mn_region_get_u32_le(r.0, 8, &mut small);
        same(small, u32::MAX, "32 bits")?;
        c::mn_region_set_u64_be(r.0, 8, &u64::MAX);
        c::mn_region_get_u64_be(r.0, 8, &mut large);
        same(large, u64::MAX, "64 bits")?;
        c::mn_region_put_u32_be(r.0, 8, 258);
        same((c::mn_region_u32_be(r.0, 8), c::mn_region_u32_le(r.0, 8)), (258, 0x0201_0000), "orders")?;
        let id = r.0;
        drop(r);
        same(text(c::mn_error_name(c::mn_region_length(id))), "EBADF".to_string(), "closes itself")
    });
    step("slice", || unsafe {
        let r = done(Region::open(&format!("{folder}/story"), 2))?;
        done(r.write(2, b"Hello"))?;
        let mut slice = done(Slice::open(&r, 2, 5))?;
        same(&*slice.view(), &b"Hello"[..], "view")?;
        slice.view()[0] = b'J';
        same(done(r.read(2, 1))?, b"J".to_vec(), "written through")?;
        let e = failed(check(c::mn_region_close(r.0) as i64, "mn_region_close", Some(r.0)))?;
        same((e.name.as_str(), e.numbers.map(|n| n[4])), ("EBUSY", Some(slice.0)), "close while held")?;
        // A use of the view behind this line does not compile.
        drop(slice);
        println!("view guarded");
        Ok(())
    });
    step("wait", || {
        let shared = done(Region::create(&format!("{folder}/shared"), 64))?;
        count(&shared);
        shared.sleep(0)?;
        same(shared.total(8), 2000, "the counter")?;
        shared.set_and_wake(4);
        Ok(())
    });
    step("cut", || unsafe {
        let path = format!("{folder}/cut");
        let page = c::mn_page_size() as u64;
        fs::write(&path, vec![1; 3 * page as usize]).map_err(|e| e.to_string())?;
        let r = done(Region::open(&path, 2))?;
        // Rust's own handler for SIGBUS is older than ours: it reports overflows of stacks.
        fs::OpenOptions::new().write(true).open(Path::new(&path)).and_then(|f| f.set_len(0)).map_err(|e| e.to_string())?;
        same(failed(r.read(page, 8))?.name, "EIO".to_string(), "read")?;
        same(c::mn_region_truncated(r.0), 1, "truncated")
    });
    step("close", || unsafe {
        let r = done(Region::anonymous(10))?;
        same(c::mn_region_close(r.0), 0, "close")?;
        let again = c::mn_region_close(r.0) as i64;
        same(text(c::mn_error_name(again)), "EBADF".to_string(), "again")?;
        same(failed(r.read(0, 1))?.name, "EBADF".to_string(), "read")
    });
    step("threads", || {
        let r = Arc::new(done(Region::anonymous(64))?);
        let threads: Vec<_> = [100usize, 200].map(|n| {
            let r = r.clone();
            thread::spawn(move || {
                for _ in 0..1000 {
                    let numbers = failed(r.read(60, n))?.numbers.ok_or("no numbers")?;
                    same((numbers[1], numbers[2]), (60, n as i64), "its own")?;
                    r.add(0);
                }
                Ok::<(), String>(())
            })
        }).into_iter().collect();
        for t in threads {
            t.join().map_err(|_| "a thread panicked".to_string())??;
        }
        same(r.total(0), 2000, "the counter")
    });
    if let Ok(r) = Region::anonymous(64) {
        costs("constant", || unsafe { c::mn_PROT_READ() });
        let mut buffer = [0u8; 8];
        let p = buffer.as_mut_ptr() as usize;
        costs("read", move || unsafe { c::mn_region_read(r.0, 0, p as *mut c_void, 8) });
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments[1] == "second" {
        if let Err(why) = second(&arguments[2]) {
            eprintln!("{why}");
            std::process::exit(1);
        }
    } else {
        first(&arguments[2]);
    }
}
