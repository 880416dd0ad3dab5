// The story (../story.md) in Go, with the plain functions of mmapnative.h.
package main

// #cgo LDFLAGS: -lmmapnative
// #include "mmapnative.h"
// #include <stdlib.h>
import "C"

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

const absent = int64(C.MN_ABSENT)

// An Error is a failure with its record.  Number has no entry for what the failure does not record.
type Error struct {
	Code         int64
	Name, Detail string
	Number       map[string]int64
}

func (e *Error) Error() string { return e.Name + ": " + e.Detail }

var numbers = map[string]C.int32_t{"offset": C.MN_ERROR_OFFSET, "length": C.MN_ERROR_LENGTH, "total": C.MN_ERROR_TOTAL,
	"holder": C.MN_ERROR_HOLDER}

// recorded makes the error of a result.  The library records a failure for a thread, and a goroutine
// moves between threads: a record of another call, result or id is not this one's, and the
// error then has only the sentence of its code.
func recorded(call string, id, result int64) *Error {
	if result >= 0 {
		return nil
	}
	e := &Error{result, C.GoString(C.mn_error_name(C.int64_t(result))), C.GoString(C.mn_error_message(C.int64_t(result))), map[string]int64{}}
	if C.GoString(C.mn_error_call()) != call || int64(C.mn_error_number(C.MN_ERROR_CODE)) != result {
		return e
	}
	if id != 0 && int64(C.mn_error_number(C.MN_ERROR_ID)) != id {
		return e
	}
	e.Detail = C.GoString(C.mn_error_detail())
	for name, which := range numbers {
		if n := int64(C.mn_error_number(which)); n != absent {
			e.Number[name] = n
		}
	}
	return e
}

// held makes a call, and reads its record, while the goroutine stays on its thread.
func held(call string, id int64, f func() int64) (int64, *Error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	result := f()
	return result, recorded(call, id, result)
}

func pointer(b []byte) unsafe.Pointer {
	if len(b) == 0 {
		return nil
	}
	return unsafe.Pointer(&b[0])
}

func open(path string, access C.int32_t) (int64, *Error) {
	c := C.CString(path)
	defer C.free(unsafe.Pointer(c))
	return held("mn_region_open", 0, func() int64 { return int64(C.mn_region_open(c, access, 0, C.MN_LENGTH_TO_END)) })
}

func create(path string, length uint64) int64 {
	c := C.CString(path)
	defer C.free(unsafe.Pointer(c))
	return must(held("mn_region_create", 0, func() int64 { return int64(C.mn_region_create(c, C.uint64_t(length))) }))
}

func anonymous(length uint64) int64 {
	return must(held("mn_region_anonymous", 0, func() int64 { return int64(C.mn_region_anonymous(C.uint64_t(length))) }))
}

func read(id int64, offset, n uint64) ([]byte, *Error) {
	b := make([]byte, n)
	_, err := held("mn_region_read", id, func() int64 {
		return int64(C.mn_region_read(C.int64_t(id), C.uint64_t(offset), pointer(b), C.uint64_t(n)))
	})
	return b, err
}

func closed(id int64) *Error {
	_, err := held("mn_region_close", id, func() int64 { return int64(C.mn_region_close(C.int64_t(id))) })
	return err
}

// done panics if a result of a plain function is a failure.
func done(call string, result int64) int64 {
	if result < 0 {
		panic(call + ": " + C.GoString(C.mn_error_name(C.int64_t(result))))
	}
	return result
}

func must(result int64, err *Error) int64 {
	if err != nil {
		panic(err.Error())
	}
	return result
}

func same(got, should interface{}, what string) {
	if got != should {
		panic(fmt.Sprintf("%s: %v is not %v", what, got, should))
	}
}

func fails(err *Error, name string) *Error {
	if err == nil || err.Name != name {
		panic(fmt.Sprintf("%v is not %s", err, name))
	}
	return err
}

func step(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Printf("not ok %s: %v\n", name, e)
		}
	}()
	f()
	fmt.Println("ok " + name)
}

// count adds 1 to the counter at 8 a thousand times.
func count(id int64) {
	var previous C.uint64_t
	for i := 0; i < 1000; i++ {
		done("add", int64(C.mn_region_atomic_add_u64(C.int64_t(id), 8, 1, &previous)))
	}
}

// await sleeps while the word is 0, at most a minute.
func await(id int64, offset uint64) {
	var word C.uint32_t
	for {
		done("load", int64(C.mn_region_atomic_load_u32(C.int64_t(id), C.uint64_t(offset), &word)))
		if word != 0 {
			return
		}
		result := C.mn_region_await_u32(C.int64_t(id), C.uint64_t(offset), 0, 60000)
		if result != 0 && result != -C.int32_t(syscall.EAGAIN) {
			done("await", int64(result))
		}
	}
}

func signalTo(id int64, offset uint64) {
	done("store", int64(C.mn_region_atomic_store_u32(C.int64_t(id), C.uint64_t(offset), 1)))
	done("wake", int64(C.mn_region_wake_u32(C.int64_t(id), C.uint64_t(offset), 1)))
}

func second(folder string) {
	path := filepath.Join(folder, "shared")
	// A file that exists can still be empty: its creator gives it its length a moment later.
	for {
		if s, err := os.Stat(path); err == nil && s.Size() == 64 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	r := must(open(path, C.MN_ACCESS_WRITE))
	count(r)
	signalTo(r, 0)
	await(r, 4)
	if err := closed(r); err != nil {
		panic(err.Error())
	}
}

func first(folder string) {
	fmt.Println("is Go " + strings.TrimPrefix(runtime.Version(), "go"))
	step("constants", func() {
		same(int64(C.mn_PROT_READ()|C.mn_PROT_WRITE()), int64(3), "both")
		for name, value := range map[string]int64{"PROT_READ": int64(C.mn_PROT_READ()), "PROT_WRITE": int64(C.mn_PROT_WRITE())} {
			c := C.CString(name)
			same(int64(C.mn_constant_value(C.mn_constant_find(c))), value, name)
			same(int64(C.mn_supported(c)), int64(1), "supported")
			C.free(unsafe.Pointer(c))
		}
		same(int64(C.MN_ACCESS_WRITE), int64(2), "our own")
	})
	step("absent", func() {
		missing := absent + 1
		for _, value := range []C.int64_t{C.mn_MAP_TPRO(), C.mn_PROT_ADI(), C.mn_MAP_REMAPDUP()} {
			if value == C.mn_absent() {
				missing = int64(value)
			}
		}
		same(missing, absent, "an absent one")
		c := C.CString("MAP_SHRED")
		defer C.free(unsafe.Pointer(c))
		same(C.mn_constant_find(c) < 0, true, "a misspelt name")
		flags := int64(C.mn_MAP_PRIVATE()|C.mn_MAP_ANONYMOUS()) | missing
		result, err := held("mn_mmap", 0, func() int64 {
			return int64(C.mn_mmap(nil, C.uint64_t(C.mn_page_size()), 3, C.int32_t(flags), -1, 0))
		})
		same(result, -int64(syscall.EINVAL), "mmap")
		fails(err, "EINVAL")
	})
	step("failure", func() {
		path := filepath.Join(folder, "nothing")
		_, err := open(path, C.MN_ACCESS_READ)
		if !strings.Contains(fails(err, "ENOENT").Detail, path) {
			panic(err.Detail)
		}
		ten := anonymous(10)
		_, err = read(ten, 8, 3)
		fails(err, "ERANGE")
		same([3]int64{err.Number["offset"], err.Number["length"], err.Number["total"]}, [3]int64{8, 3, 10}, "numbers")
		// Another call fails between the read and its error.
		runtime.LockOSThread()
		var b [3]byte
		result := int64(C.mn_region_read(C.int64_t(ten), 8, pointer(b[:]), 3))
		open(path, C.MN_ACCESS_READ)
		err = recorded("mn_region_read", ten, result)
		runtime.UnlockOSThread()
		same(err.Detail, C.GoString(C.mn_error_message(C.int64_t(result))), "another call's detail")
		same(len(err.Number), 0, "another call's numbers")
		closed(ten)
	})
	step("region", func() {
		path := filepath.Join(folder, "story")
		r := create(path, 10)
		defer closed(r)
		hello := []byte("Hello")
		done("write", int64(C.mn_region_write(C.int64_t(r), 2, pointer(hello), 5)))
		b, err := read(r, 2, 5)
		must(0, err)
		same(string(b), "Hello", "read")
		same(int64(C.mn_region_find(C.int64_t(r), 0, C.UINT64_MAX, pointer([]byte("llo")), 3)), int64(4), "find")
		done("resize", int64(C.mn_region_resize(C.int64_t(r), 20)))
		file, e := os.ReadFile(path)
		same(e, nil, "the file")
		same(len(file), 20, "the file's length")
		same(string(file[2:7]), "Hello", "the file")
		id := C.int64_t(r)
		for _, n := range []uint32{1, 0x12345678, math.MaxUint32} {
			set, got := C.uint32_t(n), C.uint32_t(0)
			done("set", int64(C.mn_region_set_u32_le(id, 8, &set)))
			done("get", int64(C.mn_region_get_u32_le(id, 8, &got)))
			same(uint32(got), n, "32 bits")
			b, _ := read(r, 8, 4)
			same(binary.LittleEndian.Uint32(b), n, "32 bits, little-endian")
			done("set", int64(C.mn_region_set_u32_be(id, 8, &set)))
			done("get", int64(C.mn_region_get_u32_be(id, 8, &got)))
			same(uint32(got), n, "32 bits")
			b, _ = read(r, 8, 4)
			same(binary.BigEndian.Uint32(b), n, "32 bits, big-endian")
		}
		for _, n := range []uint64{1, 0x123456789abcdef0, math.MaxUint64} {
			set, got := C.uint64_t(n), C.uint64_t(0)
			done("set", int64(C.mn_region_set_u64_le(id, 8, &set)))
			done("get", int64(C.mn_region_get_u64_le(id, 8, &got)))
			same(uint64(got), n, "64 bits")
			b, _ := read(r, 8, 8)
			same(binary.LittleEndian.Uint64(b), n, "64 bits, little-endian")
			done("set", int64(C.mn_region_set_u64_be(id, 8, &set)))
			done("get", int64(C.mn_region_get_u64_be(id, 8, &got)))
			same(uint64(got), n, "64 bits")
			b, _ = read(r, 8, 8)
			same(binary.BigEndian.Uint64(b), n, "64 bits, big-endian")
		}
	})
	step("slice", func() {
		r := must(open(filepath.Join(folder, "story"), C.MN_ACCESS_WRITE))
		s := done("slice", int64(C.mn_slice_open(C.int64_t(r), 2, 5, C.MN_SLICE_PIN, C.MN_TIMEOUT_NEVER)))
		address := C.mn_slice_address(C.int64_t(s))
		if address < 0 && address >= -4095 {
			panic("address")
		}
		// The address of a mapping is none of the collector's: it is converted at its place in memory.
		view := unsafe.Slice(*(**byte)(unsafe.Pointer(&address)), 5)
		same(string(view), "Hello", "view")
		view[0] = 'J'
		b, _ := read(r, 2, 5)
		same(string(b), "Jello", "written through")
		same(fails(closed(r), "EBUSY").Number["holder"], s, "the holder")
		done("close", int64(C.mn_slice_close(C.int64_t(s))))
		fmt.Println("view unguarded")
		must(0, closed(r))
	})
	step("wait", func() {
		r := create(filepath.Join(folder, "shared"), 64)
		count(r)
		await(r, 0)
		var total C.uint64_t
		done("load", int64(C.mn_region_atomic_load_u64(C.int64_t(r), 8, &total)))
		same(uint64(total), uint64(2000), "the counter")
		signalTo(r, 4)
		must(0, closed(r))
	})
	step("cut", func() {
		path := filepath.Join(folder, "cut")
		page := uint64(C.mn_page_size())
		same(os.WriteFile(path, bytes.Repeat([]byte{1}, int(3*page)), 0o600), nil, "a file")
		r := must(open(path, C.MN_ACCESS_WRITE))
		came := make(chan os.Signal, 1)
		signal.Notify(came, syscall.SIGBUS)
		same(os.Truncate(path, 0), nil, "truncate")
		_, err := read(r, page, 8)
		fails(err, "EIO")
		same(int64(C.mn_region_truncated(C.int64_t(r))), int64(1), "truncated")
		// A SIGBUS that another process sends still comes to Go's handler.
		same(syscall.Kill(os.Getpid(), syscall.SIGBUS), nil, "kill")
		select {
		case <-came:
		case <-time.After(10 * time.Second):
			panic("Go's own SIGBUS does not come")
		}
		signal.Stop(came)
		must(0, closed(r))
	})
	step("close", func() {
		r := anonymous(10)
		must(0, closed(r))
		fails(closed(r), "EBADF")
		_, err := read(r, 0, 1)
		fails(err, "EBADF")
	})
	// F27: goroutines move between threads.
	step("threads", func() {
		regions := []int64{anonymous(64), anonymous(64)}
		var wrong, own, bare int64
		var all sync.WaitGroup
		for t, n := range []uint64{100, 200} {
			all.Add(1)
			go func(id int64, n uint64) {
				defer all.Done()
				b := make([]byte, n)
				for i := 0; i < 1000; i++ {
					// On one thread, the numbers are always there.
					if _, err := read(id, 60, n); err == nil || err.Number["length"] != int64(n) {
						atomic.AddInt64(&wrong, 1)
					}
					// Between threads, they are this call's or missing.
					result := int64(C.mn_region_read(C.int64_t(id), 60, pointer(b), C.uint64_t(n)))
					runtime.Gosched()
					err := recorded("mn_region_read", id, result)
					if length, there := err.Number["length"]; !there {
						atomic.AddInt64(&bare, 1)
					} else if length == int64(n) {
						atomic.AddInt64(&own, 1)
					} else {
						atomic.AddInt64(&wrong, 1)
					}
					var previous C.uint64_t
					C.mn_region_atomic_add_u64(C.int64_t(regions[0]), 0, 1, &previous)
				}
			}(regions[t], n)
		}
		all.Wait()
		same(wrong, int64(0), "numbers of another call")
		same(own+bare, int64(2000), "all calls")
		var total C.uint64_t
		C.mn_region_atomic_load_u64(C.int64_t(regions[0]), 0, &total)
		same(uint64(total), uint64(2000), "the counter")
		// A task that goes on on another thread: the record is there that of another call.
		shown := make(chan *Error)
		runtime.LockOSThread()
		result := int64(C.mn_region_read(C.int64_t(regions[0]), 60, pointer(make([]byte, 100)), 100))
		go func() {
			runtime.LockOSThread()
			C.mn_region_read(C.int64_t(regions[1]), 60, pointer(make([]byte, 200)), 200)
			shown <- recorded("mn_region_read", regions[0], result)
		}()
		err := <-shown
		runtime.UnlockOSThread()
		same(len(err.Number), 0, "numbers of another thread")
		same(err.Detail, C.GoString(C.mn_error_message(C.int64_t(result))), "detail of another thread")
		must(0, closed(regions[0]))
		must(0, closed(regions[1]))
	})
	r := anonymous(64)
	b := make([]byte, 8)
	p := pointer(b)
	sum := C.int64_t(0)
	costs("constant", func() { sum += C.mn_PROT_WRITE() })
	costs("read", func() { C.mn_region_read(C.int64_t(r), 0, p, 8) })
	must(0, closed(r))
}

// costs prints the nanoseconds of a call, from some 50 ms of them.
func costs(what string, f func()) {
	n, start := 0, time.Now()
	for time.Since(start) < 50*time.Millisecond {
		for i := 0; i < 1000; i++ {
			f()
		}
		n += 1000
	}
	fmt.Printf("costs %s %.1f\n", what, float64(time.Since(start).Nanoseconds())/float64(n))
}

func main() {
	if os.Args[1] == "first" {
		first(os.Args[2])
	} else {
		second(os.Args[2])
	}
}
