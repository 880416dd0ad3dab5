# Turns the declarations of mmapnative.h into lib/Mmap/Native/Raw.rakumod: one native sub a
# function.  The tag of its export is the section of the header that it is declared in.
#
#   awk -f generate-natives.awk natives mmapnative.h

# What is declared before the first section.
BEGIN { section = "version" }

# ---- The list `natives`: what C does not say

FNR == 1 { file++ }
file == 1 {
	if (!/^#/ && NF)
		hint[$1] = $2
	next
}

# ---- The header

/^\/\* ---- / {
	section = tolower($3)
	# From here on there is a function a constant, which nothing in lib/ calls.
	if ($0 ~ /One function a constant/)
		section = ""
}

/^MN_API / { text = ""; open = 1 }
open { text = text " " $0 }
open && /;/ {
	open = 0
	if (section != "")
		declaration(text)
}

function fail(why, what) {
	printf "mmapnative.h: %s: %s\n", why, what > "/dev/stderr"
	bad = 1
}

# The type of a number.  An unsigned number of 64 bits is signed here: a negative offset is then
# past every end, which C refuses, and NativeCall passes a signed one several times faster.
function number(type) {
	if (type == "uint64_t")
		return "int64"
	if (type ~ /^u?int(8|16|32|64)_t$/)
		return substr(type, 1, length(type) - 2)
	if (type == "float")
		return "num32"
	if (type == "double")
		return "num64"
	return ""
}

# The Raku type of a parameter: "uint64_t length", "const void *needle".
function parameter(c,    name, type, raku) {
	sub(/^ +/, "", c)
	sub(/ +$/, "", c)
	name = c
	sub(/^.*[ *]/, "", name)
	type = substr(c, 1, length(c) - length(name))
	gsub(/const| /, "", type)
	if (type !~ /\*/) {
		raku = number(type)
	} else if (name in hint) {
		raku = hint[name]
		asked[name] = 1
	} else if (type == "void*" || type == "char*" || type == "uint8_t*") {
		raku = "Blob"
	} else {
		sub(/\*/, "", type)
		raku = number(type)
		if (raku != "")
			raku = raku " is rw"
	}
	if (raku == "")
		fail("no Raku type for this parameter", c)
	return raku
}

function declaration(c,    result, name, list, count, k, type, parts) {
	gsub(/[ \t]+/, " ", c)
	sub(/^ MN_API /, "", c)
	list = c
	sub(/^[^(]*\(/, "", list)
	sub(/\).*$/, "", list)
	sub(/ *\(.*$/, "", c)
	name = c
	sub(/^.*[ *]/, "", name)
	result = substr(c, 1, length(c) - length(name))
	sub(/ +$/, "", result)
	if (name in hint) {
		type = hint[name]
		asked[name] = 1
	} else {
		type = result == "const char *" ? "Str" : number(result)
	}
	if (type == "")
		fail("no Raku type for this result", c)
	parts = ""
	if (list != "void") {
		count = split(list, words, ",")
		for (k = 1; k <= count; k++)
			parts = parts (k == 1 ? "" : ", ") parameter(words[k])
		parts = parts " "
	}
	n++
	if (n > 1 && section != last)
		lines[n] = "\n"
	last = section
	lines[n] = lines[n] sprintf("    my sub %s(%s--> %s) is native(&library) is export(:%s) {*}\n", name, parts, type, section)
}

END {
	for (name in hint)
		if (!(name in asked))
			fail("nothing has this name of the list tools/natives", name)
	if (bad)
		exit 1
	print "# Generated from mmapnative.h by `tools/generate natives`: edit the header and run `make generate`."
	print "#"
	print "# The C functions as they are: mmapnative.h documents them. A result is >= 0, or -errno. Each section of the header is"
	print "# a tag: `use Mmap::Native::Raw :slices`."
	print "unit module Mmap::Native::Raw;"
	print ""
	print "use NativeCall;"
	print "need Mmap::Native;"
	print ""
	print "# The library that Mmap::Native checked: an id means something to that one alone."
	print "my sub library() { Mmap::Native::Library.path }"
	print ""
	print "# Never called. A sub declared at the top of a file is made whenever the file is loaded, and one in here when it is"
	print "# called for the first time: a program pays for the functions that it uses."
	print "my sub declarations() {"
	for (k = 1; k <= n; k++)
		printf "%s", lines[k]
	print "}"
}
