# Turns the system calls of mmapnative.h, which come between mn_page_size and the
# regions, into a macro each: CALL(mlock, mn_mlock(P(0), U(1))).  With kind=manual, into
# their lines in the SYNOPSIS of doc/mmapnative.3.
BEGIN { if (kind != "manual") print "/* Generated from mmapnative.h by tools/generate. */" }
/^MN_API int64_t mn_page_size\(/ { inside = 1; next }
/^\/\* ---- Regions/ { inside = 0 }
inside && /^MN_API / {
	line = $0
	while (line !~ /;/ && (getline more) > 0)
		line = line more
	match(line, /mn_[a-z0-9_]+\(/)
	name = substr(line, RSTART + 3, RLENGTH - 4)
	rest = substr(line, RSTART + RLENGTH)
	sub(/\);.*/, "", rest)
	count = rest == "void" ? 0 : split(rest, arguments, ",")
	if (kind == "manual") {
		split(line, word, " ")
		printf ".Ft %s\n.Fn mn_%s", word[2], name
		for (i = 1; i <= count; i++) {
			sub(/^[ \t]+/, "", arguments[i])
			printf " \"%s\"", arguments[i]
		}
		print count ? "" : " void"
		next
	}
	passed = ""
	for (i = 1; i <= count; i++) {
		type = arguments[i]
		how = type ~ /char \*/ ? "C" : type ~ /\*/ ? "P" : type ~ /uint64_t/ ? "U" : \
			type ~ /int64_t/ ? "L" : type ~ /uint32_t/ ? "W" : "I"
		passed = passed (i > 1 ? ", " : "") how "(" i - 1 ")"
	}
	printf "CALL(%s, mn_%s(%s))\n", name, name, passed
}
