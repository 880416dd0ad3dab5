# Turns the list `constants` into what `kind` asks for.  A line of the list is
# NAME GROUP WHERE NUMBER SENTENCE; the head of the list explains the columns.

/^#/ || NF == 0 { next }

{
	n++
	name[n] = $1
	group[n] = $2
	where[n] = $3
	number = $4
	form[n] = ""
	if (match(number, /^(enum|pointer|bits):/)) {
		form[n] = substr(number, 1, RLENGTH - 1)
		number = substr(number, RLENGTH + 1)
	}
	numbers[n] = number
	sentence[n] = $0
	sub(/^[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]*/, "", sentence[n])
	if ($1 in seen || NF < 5 || $1 !~ /^[A-Z_][A-Z0-9_]*$/ || number !~ /^(-|[a-z0-9_=,x]+)$/) {
		printf "constants:%d: not a line of the list (five columns, each name once): %s\n", NR, $0 > "/dev/stderr"
		bad = 1
	}
	seen[$1] = 1
}

# What a name's value is cast through: a pointer has to become a number, and
# a pattern of 32 bits must not turn negative because a header shifts an int.
function value(i, what) {
	if (form[i] == "pointer")
		return "(int64_t)(intptr_t)(" what ")"
	if (form[i] == "bits")
		return "(int64_t)(uint32_t)(" what ")"
	return "(int64_t)(" what ")"
}

# The kernel's number as a macro, for the architectures that have one.
function linux_number(i,    parts, k, count, pair, rest, word) {
	if (numbers[i] == "-")
		return
	print "#if defined MN_LINUX"
	rest = ""
	word = "#if"
	count = split(numbers[i], parts, ",")
	for (k = 1; k <= count; k++) {
		if (split(parts[k], pair, "=") == 1) {
			rest = parts[k]
			continue
		}
		printf "%s defined MN_ARCH_%s\n#define MN__LINUX_%s %s\n", word, pair[1], name[i], pair[2]
		word = "#elif"
	}
	if (rest != "" && word == "#if")
		printf "#define MN__LINUX_%s %s\n", name[i], rest
	else if (rest != "")
		printf "#else\n#define MN__LINUX_%s %s\n#endif\n", name[i], rest
	else
		print "#endif"
	print "#endif"
}

function agrees(i, indent) {
	if (numbers[i] == "-")
		return
	printf "#ifdef MN__LINUX_%s\n", name[i]
	printf "%s_Static_assert(%s == %s, \"the list `constants` and the header differ about %s\");\n", \
		indent, value(i, name[i]), value(i, "MN__LINUX_" name[i]), name[i]
	print "#endif"
}

function answer(i, what) {
	printf "int64_t mn_%s(void) { return %s; }\n", name[i], what
}

function pass(number) {
	printf "\n#%s MN__PASS == MN__%s\n", (number == "LIBC" ? "if" : "elif"), number
}

function constants(    i, j, k, order, t) {
	print "/* Generated from `constants` by tools/generate; src/constant.c reads it once a pass. */"
	pass("LIBC")
	for (i = 1; i <= n; i++) {
		linux_number(i)
		printf "#ifdef %s\n", name[i]
		answer(i, value(i, name[i]))
		agrees(i, "")
		printf "#define MN__HAS_%s 1\n#endif\n", name[i]
	}
	pass("FALLBACKS")
	for (i = 1; i <= n; i++) {
		if (form[i] != "enum")
			continue
		printf "#ifndef %s\n", name[i]
		printf "#ifdef MN__LINUX_%s\nenum { %s = MN__LINUX_%s };\n", name[i], name[i], name[i]
		printf "#else\nenum { %s = INT_MIN };\n#endif\n#endif\n", name[i]
	}
	pass("ENUMERATORS")
	for (i = 1; i <= n; i++) {
		if (form[i] != "enum")
			continue
		printf "\tcase %d: {\n", i - 1
		agrees(i, "\t\t")
		printf "\t\treturn %s;\n\t}\n", name[i]
	}
	pass("KERNEL")
	for (i = 1; i <= n; i++) {
		printf "#ifndef MN__HAS_%s\n#ifdef %s\n", name[i], name[i]
		answer(i, value(i, name[i]))
		agrees(i, "")
		if (form[i] == "enum") {
			print "#else"
			answer(i, "mn__enumerator(" i - 1 ")")
		} else {
			if (numbers[i] != "-") {
				printf "#elif defined MN__LINUX_%s\n", name[i]
				answer(i, value(i, "MN__LINUX_" name[i]))
			}
			print "#else"
			answer(i, "MN_ABSENT")
		}
		print "#endif"
		# Where libc had the word, the kernel's headers still have to agree.
		if (numbers[i] != "-") {
			printf "#elif defined %s && defined MN__LINUX_%s\n", name[i], name[i]
			agrees(i, "")
		}
		print "#endif"
	}
	pass("TABLE")
	for (i = 1; i <= n; i++)
		printf "\t{ \"%s\", \"%s\" },\n", name[i], group[i]
	pass("VALUES")
	for (i = 1; i <= n; i++)
		printf "\tcase %d: return mn_%s();\n", i - 1, name[i]
	pass("ORDER")
	for (i = 1; i <= n; i++) {
		for (j = i - 1; j >= 1 && name[order[j]] > name[i]; j--)
			order[j + 1] = order[j]
		order[j + 1] = i
	}
	for (i = 1; i <= n; i++)
		printf "\t%d,\n", order[i] - 1
	print "\n#endif"
}

END {
	if (bad)
		exit 1
	if (kind == "constants")
		constants()
	last = ""
	for (i = 1; i <= n; i++) {
		if (kind == "header") {
			if (group[i] != last)
				printf "%s/* %s */\n", (last == "" ? "" : "\n"), group[i]
			last = group[i]
			printf "MN_API int64_t mn_%s(void);\n", name[i]
		} else if (kind == "symbols") {
			print "mn_" name[i]
		} else if (kind == "readme") {
			if (i == 1)
				print "| name | group | where | what it does |\n| --- | --- | --- | --- |"
			gsub(/\|/, ", ", where[i])
			gsub(/,/, ", ", where[i])
			gsub(/,  /, ", ", where[i])
			printf "| `%s` | %s | %s | %s |\n", name[i], group[i], where[i], sentence[i]
		}
	}
}
