/* Issue 17: a program in a language whose runtime installs a handler for SIGBUS after the
   first region reads from a cut file in the default mode, gets EIO, and goes on.  Each
   program prints the mode, the error, and "on". */

#include "test.h"

#include <dlfcn.h>

enum { MOST = 4096 };

/* Runs the text as a program, with the paths of the library and of a file as arguments. */
static void program(const char *interpreter, const char *suffix, const char *text, const char *probe,
                    const char *missing, const char *should)
{
	char command[MOST], name[64], output[1024] = "", path[512], line[512];
	size_t n = 0;
	Dl_info info;
	FILE *f;
	int fd, status;

#if UNDER_ASAN
	t_skip("an interpreter without the sanitizer's runtime cannot load this library");
#endif
	if (system("timeout --version >/dev/null 2>&1") != 0)
		t_skip("timeout is missing");
	snprintf(command, sizeof command, "timeout -s KILL 60 %s >/dev/null 2>&1", probe);
	if (system(command) != 0)
		t_skip(missing);
	ck_assert(dladdr((void *)(intptr_t)mn_version, &info) != 0);
	snprintf(name, sizeof name, "Program%s", suffix);
	close(t_file(name, text, strlen(text)));
	snprintf(path, sizeof path, "%s", t_path(name));
	memset(line, 'a', sizeof line);
	fd = t_file("cut", line, sizeof line);
	ck_assert_int_eq(ftruncate(fd, (off_t)(2 * t_page())), 0);
	close(fd);
	snprintf(command, sizeof command, "timeout -s KILL 60 %s '%s' '%s' '%s' %zu 2>&1", interpreter, path, info.dli_fname,
	         t_path("cut"), t_page());
	f = popen(command, "r");
	ck_assert(f != NULL);
	while (fgets(line, sizeof line, f))
		if (n + strlen(line) < sizeof output)
			n += (size_t)snprintf(output + n, sizeof output - n, "%s", line);
	status = pclose(f);
	ck_assert_msg(status == 0, "status %d (137 or 9 is the time limit) of %s: %s", status, command, output);
	ck_assert_str_eq(output, should);
}

#define PYTHON(handler) \
	"import ctypes, sys, os, signal, faulthandler\n" \
	"mn = ctypes.CDLL(sys.argv[1])\n" \
	"def f(name, result, *a):\n" \
	"    g = getattr(mn, name); g.restype, g.argtypes = result, a; return g\n" \
	"p, i32, i64, u64 = ctypes.c_void_p, ctypes.c_int32, ctypes.c_int64, ctypes.c_uint64\n" \
	"read = f('mn_region_read', i64, i64, u64, p, u64)\n" \
	"r = f('mn_region_open', i64, ctypes.c_char_p, i32, i64, i64)(sys.argv[2].encode(), 1, 0, -1)\n" \
	"b = ctypes.create_string_buffer(200)\n" \
	"assert read(r, 0, b, 8) == 8\n" handler "\n" \
	"os.truncate(sys.argv[2], 0)\n" \
	"name = f('mn_error_name', ctypes.c_char_p, i64)\n" \
	"print('mode', mn.mn_guard(-1), *{name(read(r, int(sys.argv[3]), b, n)).decode() for n in (8, 200)})\n" \
	"print('on')\n"

static void python(const char *text)
{
	program("python3", ".py", text, "python3 -c 'import ctypes, faulthandler'", "python3 with ctypes is missing",
	        "mode 2 EIO\non\n");
}

START_TEST(python_signal)
{
	python(PYTHON("signal.signal(signal.SIGBUS, lambda *a: print('handler'))"));
}
END_TEST

START_TEST(python_default_action)
{
	python(PYTHON("signal.signal(signal.SIGBUS, signal.SIG_DFL)"));
}
END_TEST

START_TEST(python_faulthandler)
{
	python(PYTHON("faulthandler.enable()"));
}
END_TEST

START_TEST(perl)
{
	program("perl", ".pl",
	        "use FFI::Platypus 1.00; my $f = FFI::Platypus->new(api => 1, lib => $ARGV[0]);\n"
	        "$f->attach(mn_region_open => ['string', 'sint32', 'sint64', 'sint64'] => 'sint64');\n"
	        "$f->attach(mn_region_read => ['sint64', 'uint64', 'opaque', 'uint64'] => 'sint64');\n"
	        "$f->attach(mn_guard => ['sint32'] => 'sint32'); $f->attach(mn_error_name => ['sint64'] => 'string');\n"
	        "use FFI::Platypus::Memory qw(malloc); my $b = malloc(200);\n"
	        "my $r = mn_region_open($ARGV[1], 1, 0, -1); mn_region_read($r, 0, $b, 8) == 8 or die;\n"
	        "$SIG{BUS} = sub { print \"handler\\n\" };\n"
	        "truncate($ARGV[1], 0) or die;\n"
	        "print 'mode ', mn_guard(-1); print ' ', mn_error_name(mn_region_read($r, $ARGV[2], $b, $_)) for 8, 200;\n"
	        "print \"\\non\\n\";\n",
	        "perl -e 'use FFI::Platypus 1.00'", "perl with FFI::Platypus is missing", "mode 2 EIO EIO\non\n");
}
END_TEST

START_TEST(node)
{
	program("node", ".js",
	        "const [library, file, page] = process.argv.slice(2);\n"
	        "const { createRequire } = require('module');\n"
	        "const koffi = createRequire(process.cwd() + '/x.js')('koffi'), mn = koffi.load(library);\n"
	        "const open = mn.func('int64_t mn_region_open(const char *p, int32_t a, int64_t o, int64_t n)');\n"
	        "const read = mn.func('int64_t mn_region_read(int64_t r, uint64_t o, void *b, uint64_t n)');\n"
	        "const name = mn.func('const char *mn_error_name(int64_t e)'), guard = mn.func('int32_t mn_guard(int32_t m)');\n"
	        "const r = open(file, 1, 0, -1), b = Buffer.alloc(200);\n"
	        "if (read(r, 0, b, 8) != 8) process.exit(1);\n"
	        "process.on('SIGBUS', () => console.log('handler'));\n"
	        "require('fs').truncateSync(file, 0);\n"
	        "console.log('mode', guard(-1), ...[8, 200].map(n => name(read(r, +page, b, n))));\n"
	        "console.log('on'); process.exit(0);\n",
	        "node -e 'require(\"koffi\")'", "node with koffi is missing", "mode 2 EIO EIO\non\n");
}
END_TEST

START_TEST(php)
{
	program("php -d ffi.enable=1", ".php",
	        "<?php $f = FFI::cdef('int64_t mn_region_open(const char *, int32_t, int64_t, int64_t); int32_t mn_guard(int32_t);\n"
	        "int64_t mn_region_read(int64_t, uint64_t, void *, uint64_t); const char *mn_error_name(int64_t);', $argv[1]);\n"
	        "$r = $f->mn_region_open($argv[2], 1, 0, -1); $b = $f->new('char[200]');\n"
	        "if ($f->mn_region_read($r, 0, FFI::addr($b), 8) != 8) exit(1);\n"
	        "pcntl_async_signals(true); pcntl_signal(SIGBUS, function ($n) { echo \"handler\\n\"; });\n"
	        "ftruncate(fopen($argv[2], 'r+'), 0);\n"
	        "echo 'mode ', $f->mn_guard(-1);\n"
	        "foreach ([8, 200] as $n) echo ' ', $f->mn_error_name($f->mn_region_read($r, (int)$argv[3], FFI::addr($b), $n));\n"
	        "echo \"\\non\\n\";\n",
	        "php -d ffi.enable=1 -r 'FFI::cdef(\"\"); exit(function_exists(\"pcntl_signal\") ? 0 : 1);'",
	        "php with FFI and pcntl is missing", "mode 2 EIO EIO\non\n");
}
END_TEST

/* The JVM refuses a program's handler for SIGBUS.  Its library is loaded at run time, and
   is recognized all the same. */
START_TEST(java)
{
	program("java -cp /usr/share/java/jna.jar", ".java",
	        "import com.sun.jna.*;\n"
	        "public class Program { public static void main(String[] a) throws Exception {\n"
	        "NativeLibrary mn = NativeLibrary.getInstance(a[0]); Memory b = new Memory(200);\n"
	        "long r = mn.getFunction(\"mn_region_open\").invokeLong(new Object[] { a[1], 1, 0L, -1L });\n"
	        "new java.io.RandomAccessFile(a[1], \"rw\").setLength(0);\n"
	        "Function read = mn.getFunction(\"mn_region_read\"), name = mn.getFunction(\"mn_error_name\");\n"
	        "String s = \"mode \" + mn.getFunction(\"mn_guard\").invokeInt(new Object[] { -1 });\n"
	        "for (long n : new long[] { 8, 200 }) s += \" \" + name.invokeString(new Object[] {\n"
	        "read.invokeLong(new Object[] { r, Long.parseLong(a[2]), b, n }) }, false);\n"
	        "System.out.println(s + \"\\non\"); } }\n",
	        "sh -c 'java --version && javac --version && test -f /usr/share/java/jna.jar'", "a JDK with JNA is missing",
	        "mode 2 EIO EIO\non\n");
}
END_TEST

/* These have no such runtime, and keep the fast mode. */
START_TEST(raku)
{
	program("raku", ".raku",
	        "use NativeCall; sub g(int32 --> int32) is native({ @*ARGS[0] }) is symbol('mn_guard') {*}\n"
	        "say 'mode ', g(-1);\n",
	        "raku -e 'use NativeCall'", "raku is missing", "mode 0\n");
}
END_TEST

START_TEST(luajit)
{
	program("luajit", ".lua",
	        "local ffi = require 'ffi'; ffi.cdef 'int32_t mn_guard(int32_t);'\n"
	        "print('mode ' .. ffi.load(arg[1]).mn_guard(-1))\n",
	        "luajit -e 'require \"ffi\"'", "luajit is missing", "mode 0\n");
}
END_TEST

T_MAIN("runtimes", python_signal, python_default_action, python_faulthandler, perl, node, php, java, raku, luajit)
