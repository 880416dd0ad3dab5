// The story (../story.md) in Java, with the plain functions.  An address is a long, because -4095 to -1 are errors.
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

public final class Story {
	static native String mn_error_name(long code);
	static native String mn_error_message(long code);
	static native String mn_error_detail();
	static native String mn_error_call();
	static native long mn_error_number(int which);
	static native long mn_absent();
	static native int mn_constant_find(String name);
	static native long mn_constant_value(int index);
	static native int mn_supported(String name);
	static native long mn_page_size();
	static native int mn_guard(int mode);
	static native long mn_mmap(Pointer addr, long length, int prot, int flags, int fd, long offset);
	static native long mn_region_open(String path, int access, long offset, long length);
	static native long mn_region_create(String path, long length);
	static native long mn_region_anonymous(long length);
	static native int mn_region_close(long region);
	static native long mn_region_truncated(long region);
	static native long mn_region_read(long region, long offset, byte[] buffer, long n);
	static native long mn_region_write(long region, long offset, byte[] buffer, long n);
	static native long mn_region_find(long region, long start, long end, byte[] needle, long n);
	static native int mn_region_resize(long region, long length);
	static native int mn_region_set_u32_le(long region, long offset, int[] value);
	static native int mn_region_get_u32_le(long region, long offset, int[] value);
	static native int mn_region_set_u32_be(long region, long offset, int[] value);
	static native int mn_region_get_u32_be(long region, long offset, int[] value);
	static native int mn_region_set_u64_le(long region, long offset, long[] value);
	static native int mn_region_get_u64_le(long region, long offset, long[] value);
	static native int mn_region_set_u64_be(long region, long offset, long[] value);
	static native int mn_region_get_u64_be(long region, long offset, long[] value);
	static native int mn_region_atomic_load_u32(long region, long offset, int[] value);
	static native int mn_region_atomic_store_u32(long region, long offset, int value);
	static native int mn_region_atomic_load_u64(long region, long offset, long[] value);
	static native int mn_region_atomic_add_u64(long region, long offset, long operand, long[] previous);
	static native int mn_region_await_u32(long region, long offset, int expected, int timeout);
	static native int mn_region_wake_u32(long region, long offset, int count);
	static native long mn_slice_open(long region, long offset, long n, int mode, int timeout);
	static native int mn_slice_close(long slice);
	static native long mn_slice_address(long slice);
	static native long mn_PROT_READ();
	static native long mn_PROT_WRITE();
	static native long mn_MAP_PRIVATE();
	static native long mn_MAP_ANONYMOUS();
	static native long mn_MAP_TPRO();
	static native long mn_MAP_REMAPDUP();
	static native long mn_PROT_ADI();
	static native long mn_ACCESS_WRITE();

	static {
		System.setProperty("jna.encoding", "UTF-8");
		Native.register(System.getenv("MMAPNATIVE_LIB"));
	}

	/** A failure with its record, read in the thread of the call. */
	static final class Failure extends RuntimeException {
		private static final long serialVersionUID = 1;
		final String name;
		final transient Map<String, Long> numbers = new HashMap<>();

		// F27: the record of another call, result or id is not this one's.
		static boolean own(String call, long id, long result) {
			return mn_error_call().equals(call) && mn_error_number(0) == result && (id == 0 || mn_error_number(1) == id);
		}

		Failure(String call, long id, long result) {
			super(own(call, id, result) ? mn_error_detail() : mn_error_message(result));
			name = mn_error_name(result);
			String[] names = {"offset", "length", "total", "holder"};
			for (int i = 0; own(call, id, result) && i < names.length; i++)
				if (mn_error_number(i + 2) != mn_absent())
					numbers.put(names[i], mn_error_number(i + 2));
		}
	}

	static long done(String call, long id, long result) {
		if (result < 0)
			throw new Failure(call, id, result);
		return result;
	}

	/** A region, which try closes. */
	static final class Region implements AutoCloseable {
		final long id;
		private boolean closed;

		private Region(String call, long result) {
			id = done(call, 0, result);
		}

		static Region open(Path path, int access) {
			return new Region("mn_region_open", mn_region_open(path.toString(), access, 0, -1));
		}

		static Region create(Path path, long length) {
			return new Region("mn_region_create", mn_region_create(path.toString(), length));
		}

		static Region anonymous(long length) {
			return new Region("mn_region_anonymous", mn_region_anonymous(length));
		}

		byte[] read(long offset, int n) {
			byte[] b = new byte[n];
			done("mn_region_read", id, mn_region_read(id, offset, b, n));
			return b;
		}

		void write(long offset, byte[] b) {
			done("mn_region_write", id, mn_region_write(id, offset, b, b.length));
		}

		void add(long offset) {
			done("mn_region_atomic_add_u64", id, mn_region_atomic_add_u64(id, offset, 1, null));
		}

		long counter(long offset) {
			long[] n = new long[1];
			done("mn_region_atomic_load_u64", id, mn_region_atomic_load_u64(id, offset, n));
			return n[0];
		}

		/** Sleeps while the word is 0, at most a minute. */
		void await(long offset) {
			int[] word = new int[1];
			while (done("load", id, mn_region_atomic_load_u32(id, offset, word)) == 0 && word[0] == 0) {
				int result = mn_region_await_u32(id, offset, 0, 60000);
				if (result != 0 && !mn_error_name(result).equals("EAGAIN"))
					throw new Failure("mn_region_await_u32", id, result);
			}
		}

		void signal(long offset) {
			done("mn_region_atomic_store_u32", id, mn_region_atomic_store_u32(id, offset, 1));
			done("mn_region_wake_u32", id, mn_region_wake_u32(id, offset, 1));
		}

		@Override public void close() {
			if (closed)
				return;
			done("mn_region_close", id, mn_region_close(id));
			closed = true;
		}
	}

	interface Action {
		void run() throws Exception;
	}

	static void step(String name, Action f) {
		try {
			f.run();
			System.out.println("ok " + name);
		} catch (Exception | Error e) {
			System.out.println("not ok " + name + ": " + e.toString().replace('\n', ' '));
		}
	}

	static void same(Object got, Object should, String what) {
		if (!got.equals(should))
			throw new IllegalStateException(what + ": " + got + " is not " + should);
	}

	static Failure fails(String name, Action f) throws Exception {
		try {
			f.run();
		} catch (Failure e) {
			same(e.name, name, "the name");
			return e;
		}
		throw new IllegalStateException("no " + name);
	}

	static byte[] bytes(String s) {
		return s.getBytes(StandardCharsets.UTF_8);
	}

	static String text(byte[] b) {
		return new String(b, StandardCharsets.UTF_8);
	}

	static void count(Region r) {
		for (int i = 0; i < 1000; i++)
			r.add(8);
	}

	static void second(Path folder) throws Exception {
		Path path = folder.resolve("shared");
		// A file that exists can still be empty: its creator gives it its length a moment later.
		while (!Files.exists(path) || Files.size(path) != 64)
			Thread.sleep(10);
		try (Region r = Region.open(path, 2)) {
			count(r);
			r.signal(0);
			r.await(4);
		}
	}

	/** Prints the nanoseconds of a call, from some 50 ms of them. */
	static void costs(String what, Runnable f) {
		long start = System.nanoTime(), n = 0;
		for (; System.nanoTime() - start < 50_000_000; n += 1000)
			for (int i = 0; i < 1000; i++)
				f.run();
		System.out.printf(java.util.Locale.ROOT, "costs %s %.1f%n", what, (System.nanoTime() - start) / (double)n);
	}

	static void first(Path folder) throws Exception {
		System.out.println("is Java " + System.getProperty("java.version") + " (JNA " + Native.VERSION + ")");
		step("constants", () -> {
			same(mn_PROT_READ() | mn_PROT_WRITE(), 3L, "both");
			same(mn_constant_value(mn_constant_find("PROT_READ")), mn_PROT_READ(), "PROT_READ");
			same(mn_constant_value(mn_constant_find("PROT_WRITE")), mn_PROT_WRITE(), "PROT_WRITE");
			same(mn_ACCESS_WRITE(), 2L, "our own");
			same(mn_supported("PROT_READ"), 1, "supported");
		});
		step("absent", () -> {
			same(mn_MAP_TPRO() == mn_absent() || mn_PROT_ADI() == mn_absent() || mn_MAP_REMAPDUP() == mn_absent(), true, "an absent one");
			same(mn_error_name(mn_constant_find("MAP_SHRED")), "ENOENT", "a misspelt name");
			int flags = (int)(mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS() | mn_absent());
			same(mn_error_name(mn_mmap(null, mn_page_size(), 3, flags, -1, 0)), "EINVAL", "absent flags");
		});
		step("failure", () -> {
			Path path = folder.resolve("nothing");
			Failure e = fails("ENOENT", () -> Region.open(path, 1));
			same(e.getMessage().contains(path.toString()), true, e.getMessage());
			try (Region ten = Region.anonymous(10)) {
				e = fails("ERANGE", () -> ten.read(8, 3));
				same(Arrays.asList(e.numbers.get("offset"), e.numbers.get("length"), e.numbers.get("total")), Arrays.asList(8L, 3L, 10L), "numbers");
				// Another call fails between the read and its error.
				long result = mn_region_read(ten.id, 8, new byte[3], 3);
				fails("ENOENT", () -> Region.open(path, 1));
				e = new Failure("mn_region_read", ten.id, result);
				same(e.getMessage(), mn_error_message(result), "another call's detail");
				same(e.numbers.size(), 0, "another call's numbers");
			}
		});
		step("region", () -> {
			Path path = folder.resolve("story");
			try (Region r = Region.create(path, 10)) {
				r.write(2, bytes("Hello"));
				same(text(r.read(2, 5)), "Hello", "read");
				same(mn_region_find(r.id, 0, -1, bytes("llo"), 3), 4L, "find");
				done("mn_region_resize", r.id, mn_region_resize(r.id, 20));
				byte[] file = Files.readAllBytes(path);
				same(file.length, 20, "the file's length");
				same(text(Arrays.copyOfRange(file, 2, 7)), "Hello", "the file");
				// Java's numbers are signed: -1 has the bits of the largest one.
				for (int n : new int[] {1, 0x12345678, -1}) {
					int[] set = {n}, le = {0}, be = {0};
					done("set", r.id, mn_region_set_u32_le(r.id, 8, set));
					done("get", r.id, mn_region_get_u32_le(r.id, 8, le));
					same(ByteBuffer.wrap(r.read(8, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt(), n, "32 bits, little-endian");
					done("set", r.id, mn_region_set_u32_be(r.id, 8, set));
					done("get", r.id, mn_region_get_u32_be(r.id, 8, be));
					same(ByteBuffer.wrap(r.read(8, 4)).getInt(), n, "32 bits, big-endian");
					same(Arrays.asList(le[0], be[0]), Arrays.asList(n, n), "32 bits");
				}
				for (long n : new long[] {1, 0x123456789abcdef0L, -1}) {
					long[] set = {n}, le = {0}, be = {0};
					done("set", r.id, mn_region_set_u64_le(r.id, 8, set));
					done("get", r.id, mn_region_get_u64_le(r.id, 8, le));
					same(ByteBuffer.wrap(r.read(8, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong(), n, "64 bits, little-endian");
					done("set", r.id, mn_region_set_u64_be(r.id, 8, set));
					done("get", r.id, mn_region_get_u64_be(r.id, 8, be));
					same(ByteBuffer.wrap(r.read(8, 8)).getLong(), n, "64 bits, big-endian");
					same(Arrays.asList(le[0], be[0]), Arrays.asList(n, n), "64 bits");
				}
			}
		});
		step("slice", () -> {
			try (Region r = Region.open(folder.resolve("story"), 2)) {
				long s = done("mn_slice_open", r.id, mn_slice_open(r.id, 2, 5, 0, -1));
				long address = mn_slice_address(s);
				if (address < 0 && address >= -4095)
					throw new Failure("mn_slice_address", s, address);
				ByteBuffer view = new Pointer(address).getByteBuffer(0, 5);
				byte[] shown = new byte[5];
				view.duplicate().get(shown);
				same(text(shown), "Hello", "view");
				view.put(0, (byte)'J');
				same(text(r.read(2, 5)), "Jello", "written through");
				same(fails("EBUSY", r::close).numbers.get("holder"), s, "the holder");
				done("mn_slice_close", s, mn_slice_close(s));
				System.out.println("view unguarded");
			}
		});
		step("wait", () -> {
			try (Region r = Region.create(folder.resolve("shared"), 64)) {
				count(r);
				r.await(0);
				same(r.counter(8), 2000L, "the counter");
				r.signal(4);
			}
		});
		step("cut", () -> {
			Path path = folder.resolve("cut");
			int page = (int)mn_page_size();
			byte[] ones = new byte[3 * page];
			Arrays.fill(ones, (byte)1);
			Files.write(path, ones);
			try (Region r = Region.open(path, 2); RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
				// Java's handler takes the signal from the library, which notices it if it checks at each access (MN_GUARD_CHECKED).
				// In another mode the fault would repeat for ever.  -1 only asks.
				if (mn_guard(-1) == 2)
					handleBus();
				file.setLength(0);
				fails("EIO", () -> r.read(page, 8));
				same(mn_region_truncated(r.id), 1L, "truncated");
				// The machine's own handler still makes exceptions of faults: this null is one after the compiler ran.
				int thrown = 0;
				for (int i = 0; i < 100_000; i++) {
					try {
						thrown += nothing(i).length();
					} catch (NullPointerException e) {
						thrown++;
					}
				}
				same(thrown, 100_000, "NullPointerException");
			}
		});
		step("close", () -> {
			Region r = Region.anonymous(10);
			r.close();
			r.close();
			same(mn_error_name(mn_region_close(r.id)), "EBADF", "the plain function");
			fails("EBADF", () -> r.read(0, 1));
		});
		step("threads", () -> {
			try (Region r = Region.anonymous(64)) {
				AtomicInteger wrong = new AtomicInteger();
				Thread[] threads = new Thread[2];
				for (int t = 0; t < 2; t++) {
					int n = 100 * (t + 1);
					threads[t] = new Thread(() -> {
						for (int i = 0; i < 1000; i++) {
							try {
								same(fails("ERANGE", () -> r.read(60, n)).numbers.get("length"), (long)n, "length");
							} catch (Exception e) {
								wrong.incrementAndGet();
							}
							r.add(0);
						}
					});
				}
				for (Thread t : threads)
					t.start();
				for (Thread t : threads)
					t.join();
				same(wrong.get(), 0, "numbers of another call");
				same(r.counter(0), 2000L, "the counter");
			}
		});
		try (Region r = Region.anonymous(64)) {
			byte[] b = new byte[8];
			costs("constant", () -> mn_PROT_WRITE());
			costs("read", () -> mn_region_read(r.id, 0, b, 8));
		}
	}

	/** By reflection: the compiler warns of every use of sun.misc.Signal, which is Java's only way to a handler. */
	static void handleBus() throws Exception {
		Class<?> signal = Class.forName("sun.misc.Signal"), handler = Class.forName("sun.misc.SignalHandler");
		Object nothing = java.lang.reflect.Proxy.newProxyInstance(Story.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> null);
		signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance("BUS"), nothing);
	}

	static String nothing(int i) {
		return i < 0 ? "" : null;
	}

	public static void main(String[] arguments) throws Exception {
		Path folder = Path.of(arguments[1]);
		if (arguments[0].equals("first"))
			first(folder);
		else
			second(folder);
	}
}
