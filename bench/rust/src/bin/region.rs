// The Rust peer of bench/region: a file mapped with memmap2 behind
// parking_lot's RwLock.  bench/region.c explains the lines.

use memmap2::MmapMut;
use parking_lot::RwLock;
use std::fs::OpenOptions;
use std::hint::black_box;
use std::io::{stdin, stdout, BufRead, Write};
use std::sync::Arc;
use std::time::Instant;

const SPAN: usize = 65536;

fn reads(map: &RwLock<MmapMut>, n: usize) {
    let mut buffer = [0u8; 64];
    for i in 0..n {
        let at = i * 64 % (SPAN - 64);
        buffer.copy_from_slice(&map.read()[at..at + 64]);
        black_box(&buffer);
    }
}

fn writes(map: &RwLock<MmapMut>, n: usize) {
    let buffer = black_box([0u8; 64]);
    for i in 0..n {
        let at = i * 64 % (SPAN - 64);
        map.write()[at..at + 64].copy_from_slice(&buffer);
    }
}

fn main() {
    let path = std::env::args().nth(1).expect("a file");
    let file = OpenOptions::new().read(true).write(true).open(&path).expect("the file opens");
    let map = Arc::new(RwLock::new(unsafe { MmapMut::map_mut(&file) }.expect("the file is mapped")));

    for line in stdin().lock().lines() {
        let line = line.expect("a line");
        let (work, n) = line.split_once(' ').expect("a work and a number");
        let n: usize = n.parse().expect("a number");
        let start = Instant::now();
        match work {
            "read" => reads(&map, n),
            "write" => writes(&map, n),
            "read2" => {
                let other = map.clone();
                let second = std::thread::spawn(move || reads(&other, n));
                reads(&map, n);
                second.join().expect("the thread ends");
            }
            _ => panic!("no such work"),
        }
        println!("{}", start.elapsed().as_nanos());
        stdout().flush().expect("the answer is read");
    }
}
