// The Rust peer of bench/search: memchr::memmem over a mapped file.  It prints
// "RESULT NANOSECONDS" for each line "WAY NEEDLE"; see bench/search.c.

use memchr::memmem;
use std::fs::File;
use std::io::{stdin, stdout, BufRead, Write};
use std::os::unix::io::AsRawFd;
use std::time::Instant;

// Declared here, because one call of libc needs no crate.
extern "C" {
    fn mmap(address: *mut u8, length: usize, protection: i32, flags: i32, fd: i32, offset: i64) -> *mut u8;
}

fn main() {
    let file = File::open(std::env::args().nth(1).expect("a file")).expect("the file opens");
    let length = file.metadata().expect("the file has a size").len() as usize;
    // PROT_READ and MAP_SHARED, as in the other peers.
    let address = unsafe { mmap(std::ptr::null_mut(), length, 1, 1, file.as_raw_fd(), 0) };
    assert!(address as isize != -1, "the file is mapped");
    let hay = unsafe { std::slice::from_raw_parts(address, length) };

    for line in stdin().lock().lines() {
        let line = line.expect("a line");
        let (way, needle) = line.split_once(' ').expect("a way and a needle");
        let needle = needle.as_bytes();
        let none = -1i64;
        let start = Instant::now();
        let result = match way {
            "find" => memmem::find(hay, needle).map_or(none, |at| at as i64),
            "rfind" => memmem::rfind(hay, needle).map_or(none, |at| at as i64),
            _ => memmem::find_iter(hay, needle).count() as i64,
        };
        let elapsed = start.elapsed().as_nanos();
        println!("{} {}", result, elapsed);
        stdout().flush().expect("the answer is read");
    }
}
