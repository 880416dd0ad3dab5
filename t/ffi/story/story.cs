// The story (../story.md) in C#, with the plain functions.  A text that the library returns is an IntPtr: as a
// string, the runtime would free it.  An address is a long, because -4095 to -1 are errors.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

static unsafe class Mn
{
	const string Library = "mmapnative";
	[DllImport(Library)] public static extern IntPtr mn_error_name(long code);
	[DllImport(Library)] public static extern IntPtr mn_error_message(long code);
	[DllImport(Library)] public static extern IntPtr mn_error_detail();
	[DllImport(Library)] public static extern IntPtr mn_error_call();
	[DllImport(Library)] public static extern long mn_error_number(int which);
	[DllImport(Library)] public static extern long mn_absent();
	[DllImport(Library)] public static extern int mn_constant_find(byte[] name);
	[DllImport(Library)] public static extern long mn_constant_value(int index);
	[DllImport(Library)] public static extern int mn_supported(byte[] name);
	[DllImport(Library)] public static extern long mn_page_size();
	[DllImport(Library)] public static extern long mn_mmap(IntPtr addr, ulong length, int prot, int flags, int fd, long offset);
	[DllImport(Library)] public static extern long mn_region_open(byte[] path, int access, long offset, long length);
	[DllImport(Library)] public static extern long mn_region_create(byte[] path, ulong length);
	[DllImport(Library)] public static extern long mn_region_anonymous(ulong length);
	[DllImport(Library)] public static extern int mn_region_close(long region);
	[DllImport(Library)] public static extern long mn_region_truncated(long region);
	[DllImport(Library)] public static extern long mn_region_read(long region, ulong offset, byte[] buffer, ulong n);
	[DllImport(Library)] public static extern long mn_region_write(long region, ulong offset, byte[] buffer, ulong n);
	[DllImport(Library)] public static extern long mn_region_find(long region, ulong start, ulong end, byte[] needle, ulong n);
	[DllImport(Library)] public static extern int mn_region_resize(long region, ulong length);
	[DllImport(Library)] public static extern int mn_region_set_u32_le(long region, ulong offset, ref uint value);
	[DllImport(Library)] public static extern int mn_region_get_u32_le(long region, ulong offset, out uint value);
	[DllImport(Library)] public static extern int mn_region_set_u32_be(long region, ulong offset, ref uint value);
	[DllImport(Library)] public static extern int mn_region_get_u32_be(long region, ulong offset, out uint value);
	[DllImport(Library)] public static extern int mn_region_set_u64_le(long region, ulong offset, ref ulong value);
	[DllImport(Library)] public static extern int mn_region_get_u64_le(long region, ulong offset, out ulong value);
	[DllImport(Library)] public static extern int mn_region_set_u64_be(long region, ulong offset, ref ulong value);
	[DllImport(Library)] public static extern int mn_region_get_u64_be(long region, ulong offset, out ulong value);
	[DllImport(Library)] public static extern int mn_region_atomic_load_u32(long region, ulong offset, out uint value);
	[DllImport(Library)] public static extern int mn_region_atomic_store_u32(long region, ulong offset, uint value);
	[DllImport(Library)] public static extern int mn_region_atomic_load_u64(long region, ulong offset, out ulong value);
	[DllImport(Library)] public static extern int mn_region_atomic_add_u64(long region, ulong offset, ulong operand, out ulong previous);
	// The collector's signals end mn_region_wait_u32 early; this one goes on.
	[DllImport(Library)] public static extern int mn_region_await_u32(long region, ulong offset, uint expected, int timeout);
	[DllImport(Library)] public static extern int mn_region_wake_u32(long region, ulong offset, int count);
	[DllImport(Library)] public static extern long mn_slice_open(long region, ulong offset, ulong n, int mode, int timeout);
	[DllImport(Library)] public static extern int mn_slice_close(long slice);
	[DllImport(Library)] public static extern long mn_slice_address(long slice);
	[DllImport(Library)] public static extern long mn_PROT_READ();
	[DllImport(Library)] public static extern long mn_PROT_WRITE();
	[DllImport(Library)] public static extern long mn_MAP_PRIVATE();
	[DllImport(Library)] public static extern long mn_MAP_ANONYMOUS();
	[DllImport(Library)] public static extern long mn_MAP_TPRO();
	[DllImport(Library)] public static extern long mn_MAP_REMAPDUP();
	[DllImport(Library)] public static extern long mn_PROT_ADI();
	[DllImport(Library)] public static extern long mn_ACCESS_WRITE();

	public static string Name(long code) { return Marshal.PtrToStringAnsi(mn_error_name(code)); }
	public static string Message(long code) { return Marshal.PtrToStringAnsi(mn_error_message(code)); }
	public static byte[] Text(string s) { return Encoding.UTF8.GetBytes(s + "\0"); }
}

// A failure with its record, read in the thread of the call.
class Failure : Exception
{
	public readonly string Name;
	public readonly Dictionary<string, long> Numbers = new Dictionary<string, long>();

	static string Detail(string call, long id, long result, out bool own)
	{
		// F27: the record of another call, result or id is not this one's.
		own = Marshal.PtrToStringAnsi(Mn.mn_error_call()) == call && Mn.mn_error_number(0) == result && (id == 0 || Mn.mn_error_number(1) == id);
		return own ? Marshal.PtrToStringAnsi(Mn.mn_error_detail()) : Mn.Message(result);
	}
	public Failure(string call, long id, long result) : this(call, id, result, false) { }
	Failure(string call, long id, long result, bool own) : base(Detail(call, id, result, out own))
	{
		Name = Mn.Name(result);
		for (int i = 2; own && i <= 5; i++)
			if (Mn.mn_error_number(i) != Mn.mn_absent())
				Numbers[new[] { "offset", "length", "total", "holder" }[i - 2]] = Mn.mn_error_number(i);
	}
	public long this[string number] { get { return Numbers[number]; } }
}

// A region, which `using` closes.
class Region : IDisposable
{
	public readonly long Id;

	Region(string call, long id) { Id = Done(call, 0, id); }
	public static long Done(string call, long id, long result)
	{
		if (result < 0)
			throw new Failure(call, id, result);
		return result;
	}
	public static Region Open(string path, int access) { return new Region("mn_region_open", Mn.mn_region_open(Mn.Text(path), access, 0, -1)); }
	public static Region Create(string path, ulong n) { return new Region("mn_region_create", Mn.mn_region_create(Mn.Text(path), n)); }
	public static Region Anonymous(ulong n) { return new Region("mn_region_anonymous", Mn.mn_region_anonymous(n)); }
	public byte[] Read(ulong offset, ulong n)
	{
		var b = new byte[n];
		Done("mn_region_read", Id, Mn.mn_region_read(Id, offset, b, n));
		return b;
	}
	public void Write(ulong offset, byte[] b) { Done("mn_region_write", Id, Mn.mn_region_write(Id, offset, b, (ulong)b.Length)); }
	public void Add(ulong offset)
	{
		ulong before;
		Done("mn_region_atomic_add_u64", Id, Mn.mn_region_atomic_add_u64(Id, offset, 1, out before));
	}
	public ulong Counter(ulong offset)
	{
		ulong n;
		Done("mn_region_atomic_load_u64", Id, Mn.mn_region_atomic_load_u64(Id, offset, out n));
		return n;
	}
	// Sleeps while the word is 0, at most a minute.
	public void Await(ulong offset)
	{
		uint word;
		while (Done("load", Id, Mn.mn_region_atomic_load_u32(Id, offset, out word)) == 0 && word == 0) {
			int result = Mn.mn_region_await_u32(Id, offset, 0, 60000);
			if (result != 0 && Mn.Name(result) != "EAGAIN")
				throw new Failure("mn_region_await_u32", Id, result);
		}
	}
	public void Signal(ulong offset)
	{
		Done("mn_region_atomic_store_u32", Id, Mn.mn_region_atomic_store_u32(Id, offset, 1));
		Done("mn_region_wake_u32", Id, Mn.mn_region_wake_u32(Id, offset, 1));
	}
	public void Close() { Done("mn_region_close", Id, Mn.mn_region_close(Id)); }
	public void Dispose() { Mn.mn_region_close(Id); }
}

static unsafe class Story
{
	delegate int Setter<T>(long region, ulong offset, ref T value);
	delegate int Getter<T>(long region, ulong offset, out T value);

	static void Step(string name, Action f)
	{
		try {
			f();
			Console.WriteLine("ok " + name);
		} catch (Exception e) {
			Console.WriteLine("not ok " + name + ": " + e.Message.Replace('\n', ' '));
		}
	}
	static void Same<T>(T got, T should, string what)
	{
		if (!EqualityComparer<T>.Default.Equals(got, should))
			throw new Exception(what + ": " + got + " is not " + should);
	}
	static Failure Fails(string name, Action f)
	{
		try {
			f();
		} catch (Failure e) {
			Same(e.Name, name, "the name");
			return e;
		}
		throw new Exception("no " + name);
	}
	static void Count(Region r)
	{
		for (int i = 0; i < 1000; i++)
			r.Add(8);
	}
	static void Numbers<T>(Region r, T[] numbers, int size, Setter<T> set, Getter<T> get, bool little)
	{
		foreach (T n in numbers) {
			T value = n, back;
			Region.Done("set", r.Id, set(r.Id, 8, ref value));
			Region.Done("get", r.Id, get(r.Id, 8, out back));
			Same(back, n, "a number");
			byte[] b = r.Read(8, (ulong)size);
			if (little)
				Array.Reverse(b);
			Same(BitConverter.ToString(b).Replace("-", ""), string.Format("{0:X" + 2 * size + "}", n), "its bytes");
		}
	}
	static void Second(string folder)
	{
		var file = new FileInfo(Path.Combine(folder, "shared"));
		// A file that exists can still be empty: its creator gives it its length a moment later.
		while (!file.Exists || file.Length != 64) {
			Thread.Sleep(10);
			file.Refresh();
		}
		using (var r = Region.Open(file.FullName, 2)) {
			Count(r);
			r.Signal(0);
			r.Await(4);
		}
	}
	// Prints the nanoseconds of a call, from some 50 ms of them.
	static void Costs(string what, Action f)
	{
		var watch = Stopwatch.StartNew();
		long n = 0;
		for (; watch.ElapsedMilliseconds < 50; n += 1000)
			for (int i = 0; i < 1000; i++)
				f();
		Console.WriteLine(string.Format(System.Globalization.CultureInfo.InvariantCulture, "costs {0} {1:F1}", what, watch.Elapsed.TotalMilliseconds * 1e6 / n));
	}
	static void First(string folder)
	{
		var version = Type.GetType("Mono.Runtime").GetMethod("GetDisplayName", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static);
		Console.WriteLine("is C# (Mono " + ((string)version.Invoke(null, null)).Split(' ')[0] + ")");
		Step("constants", () => {
			Same(Mn.mn_PROT_READ() | Mn.mn_PROT_WRITE(), 3L, "both");
			Same(Mn.mn_constant_value(Mn.mn_constant_find(Mn.Text("PROT_READ"))), Mn.mn_PROT_READ(), "PROT_READ");
			Same(Mn.mn_constant_value(Mn.mn_constant_find(Mn.Text("PROT_WRITE"))), Mn.mn_PROT_WRITE(), "PROT_WRITE");
			Same(Mn.mn_ACCESS_WRITE(), 2L, "our own");
			Same(Mn.mn_supported(Mn.Text("PROT_READ")), 1, "supported");
		});
		Step("absent", () => {
			Same(new[] { Mn.mn_MAP_TPRO(), Mn.mn_PROT_ADI(), Mn.mn_MAP_REMAPDUP() }.Contains(Mn.mn_absent()), true, "an absent one");
			Same(Mn.Name(Mn.mn_constant_find(Mn.Text("MAP_SHRED"))), "ENOENT", "a misspelt name");
			int flags = unchecked((int)(Mn.mn_MAP_PRIVATE() | Mn.mn_MAP_ANONYMOUS() | Mn.mn_absent()));
			Same(Mn.Name(Mn.mn_mmap(IntPtr.Zero, (ulong)Mn.mn_page_size(), 3, flags, -1, 0)), "EINVAL", "absent flags");
		});
		Step("failure", () => {
			string path = Path.Combine(folder, "nothing");
			Failure e = Fails("ENOENT", () => Region.Open(path, 1));
			Same(e.Message.Contains(path), true, e.Message);
			using (var ten = Region.Anonymous(10)) {
				e = Fails("ERANGE", () => ten.Read(8, 3));
				Same(e["offset"] + " " + e["length"] + " " + e["total"], "8 3 10", "numbers");
				// Another call fails between the read and its error.
				long result = Mn.mn_region_read(ten.Id, 8, new byte[3], 3);
				Fails("ENOENT", () => Region.Open(path, 1));
				e = new Failure("mn_region_read", ten.Id, result);
				Same(e.Message, Mn.Message(result), "another call's detail");
				Same(e.Numbers.Count, 0, "another call's numbers");
			}
		});
		Step("region", () => {
			string path = Path.Combine(folder, "story");
			using (var r = Region.Create(path, 10)) {
				r.Write(2, Encoding.ASCII.GetBytes("Hello"));
				Same(Encoding.ASCII.GetString(r.Read(2, 5)), "Hello", "read");
				Same(Mn.mn_region_find(r.Id, 0, ulong.MaxValue, Encoding.ASCII.GetBytes("llo"), 3), 4L, "find");
				Region.Done("mn_region_resize", r.Id, Mn.mn_region_resize(r.Id, 20));
				byte[] bytes = File.ReadAllBytes(path);
				Same(bytes.Length, 20, "the file's length");
				Same(Encoding.ASCII.GetString(bytes, 2, 5), "Hello", "the file");
				var small = new uint[] { 1, 0x12345678, uint.MaxValue };
				Numbers(r, small, 4, Mn.mn_region_set_u32_le, Mn.mn_region_get_u32_le, true);
				Numbers(r, small, 4, Mn.mn_region_set_u32_be, Mn.mn_region_get_u32_be, false);
				var large = new ulong[] { 1, 0x123456789abcdef0, ulong.MaxValue };
				Numbers(r, large, 8, Mn.mn_region_set_u64_le, Mn.mn_region_get_u64_le, true);
				Numbers(r, large, 8, Mn.mn_region_set_u64_be, Mn.mn_region_get_u64_be, false);
			}
		});
		Step("slice", () => {
			using (var r = Region.Open(Path.Combine(folder, "story"), 2)) {
				long s = Region.Done("mn_slice_open", r.Id, Mn.mn_slice_open(r.Id, 2, 5, 0, -1));
				long address = Mn.mn_slice_address(s);
				if (address < 0 && address >= -4095)
					throw new Failure("mn_slice_address", s, address);
				byte* view = (byte*)address;
				Same(Encoding.ASCII.GetString(view, 5), "Hello", "view");
				view[0] = (byte)'J';
				Same(Encoding.ASCII.GetString(r.Read(2, 5)), "Jello", "written through");
				Same(Fails("EBUSY", r.Close)["holder"], s, "the holder");
				Region.Done("mn_slice_close", s, Mn.mn_slice_close(s));
				Console.WriteLine("view unguarded");
				r.Close();
			}
		});
		Step("wait", () => {
			using (var r = Region.Create(Path.Combine(folder, "shared"), 64)) {
				Count(r);
				r.Await(0);
				Same(r.Counter(8), 2000UL, "the counter");
				r.Signal(4);
			}
		});
		Step("cut", () => {
			string path = Path.Combine(folder, "cut");
			ulong page = (ulong)Mn.mn_page_size();
			File.WriteAllBytes(path, Enumerable.Repeat((byte)1, 3 * (int)page).ToArray());
			using (var r = Region.Open(path, 2)) {
				// .NET has no handlers for SIGBUS but the runtime's own, which makes exceptions and was there first.
				using (var f = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
					f.SetLength(0);
				Fails("EIO", () => r.Read(page, 8));
				Same(Mn.mn_region_truncated(r.Id), 1L, "truncated");
				// The runtime's handler still makes an exception of another fault.
				bool thrown = false;
				string nothing = folder.Length < 0 ? "" : null;
				try { Same(nothing.Length, 0, "null"); } catch (NullReferenceException) { thrown = true; }
				Same(thrown, true, "NullReferenceException");
			}
		});
		Step("close", () => {
			var r = Region.Anonymous(10);
			r.Close();
			Fails("EBADF", r.Close);
			Fails("EBADF", () => r.Read(0, 1));
		});
		Step("threads", () => {
			using (var r = Region.Anonymous(64)) {
				int wrong = 0;
				var threads = new ulong[] { 100, 200 }.Select(n => new Thread(() => {
					for (int i = 0; i < 1000; i++) {
						try {
							if (Fails("ERANGE", () => r.Read(60, n))["length"] != (long)n)
								Interlocked.Increment(ref wrong);
						} catch (Exception) {
							Interlocked.Increment(ref wrong);
						}
						r.Add(0);
					}
				})).ToList();
				threads.ForEach(t => t.Start());
				threads.ForEach(t => t.Join());
				Same(wrong, 0, "numbers of another call");
				Same(r.Counter(0), 2000UL, "the counter");
			}
		});
		using (var r = Region.Anonymous(64)) {
			var b = new byte[8];
			Costs("constant", () => Mn.mn_PROT_WRITE());
			Costs("read", () => Mn.mn_region_read(r.Id, 0, b, 8));
		}
	}
	static void Main(string[] arguments)
	{
		if (arguments[0] == "first")
			First(arguments[1]);
		else
			Second(arguments[1]);
	}
}
