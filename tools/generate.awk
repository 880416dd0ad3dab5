# Turns the list `constants` into what `kind` asks for.  A line of the list is
# NAME GROUP WHERE NUMBER PROBE SENTENCE; the head of the list explains the columns.

# The text about a group is for mmapnative.h, too.
/^# Group [a-z_]+: / {
	key = substr($3, 1, length($3) - 1)
	about[key] = $0
	sub(/^# Group [a-z_]+: /, "", about[key])
}

/^#/ || NF == 0 { next }

{
	n++
	name[n] = $1
	group[n] = $2
	where[n] = $3
	number = $4
	form[n] = ""
	if (match(number, /^(enum|pointer|bits|own):/)) {
		form[n] = substr(number, 1, RLENGTH - 1)
		number = substr(number, RLENGTH + 1)
	}
	numbers[n] = number
	sentence[n] = $0
	sub(/^[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]*/, "", sentence[n])
	probe[n] = $5
	harmless[n] = sub(/,harmless$/, "", probe[n])
	own[n] = form[n] == "own"
	platform += !own[n]
	if ($1 in seen || NF < 6 || $5 !~ /^(-|[a-z0-9_]+)(,harmless)?$/ || $1 !~ /^[A-Z_][A-Z0-9_]*$/ ||
	    number !~ (own[n] ? "^-?[0-9]+$" : "^(-|[a-z0-9_=,x]+)$")) {
		printf "constants:%d: not a line of the list (five columns and a sentence, each name once): %s\n", NR, $0 > "/dev/stderr"
		bad = 1
	}
	# Ours come last, and a group is either ours or a platform's.
	if (n > 1 && own[n] < own[n - 1] || ($2 in of) && of[$2] != own[n]) {
		printf "constants:%d: %s belongs among %s\n", NR, $1, \
			(own[n] ? "our own numbers" : "the platforms' names") > "/dev/stderr"
		bad = 1
	}
	of[$2] = own[n]
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
	print "/* Generated from `constants` by tools/generate; src/constants/constant.c reads it once a pass. */"
	pass("LIBC")
	printf "enum { MN__PLATFORM_CONSTANTS = %d };\n", platform
	for (i = 1; i <= platform; i++) {
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
	for (i = platform + 1; i <= n; i++) {
		printf "_Static_assert(MN_%s == %s, \"mmapnative.h is older than the list `constants`: run make generate\");\n", \
			name[i], numbers[i]
		answer(i, "MN_" name[i])
	}
	for (i = 1; i <= platform; i++) {
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
	pass("PROBES")
	for (i = 1; i <= n; i++)
		print "\t" (probe[i] == "-" ? "NULL" : "mn__probe_" probe[i]) ","
	pass("HARMLESS")
	for (i = 1; i <= n; i++)
		if (harmless[i])
			printf "\t%d,\n", i - 1
	print "\n#endif"
}

# A comment of lines that are not too long.
function comment(indent, text,    words, count, k, line) {
	count = split(text, words, " ")
	line = indent "/* " words[1]
	for (k = 2; k <= count; k++) {
		if (length(line " " words[k]) > 80) {
			print line
			line = indent "  "
		}
		line = line " " words[k]
	}
	print line " */"
}

# Our own numbers as C has them.
function enums(    i) {
	for (i = platform + 1; i <= n; i++) {
		if (group[i] != group[i - 1]) {
			if (i > platform + 1)
				print "};\n"
			comment("", group[i] ": " about[group[i]])
			print "enum {"
		}
		comment("\t", sentence[i])
		printf "\tMN_%s = %s%s\n", name[i], numbers[i], (group[i + 1] == group[i] ? "," : "")
	}
	if (n > platform)
		print "};"
}

END {
	if (bad)
		exit 1
	if (kind == "constants")
		constants()
	if (kind == "enums")
		enums()
	last = ""
	for (i = 1; i <= n; i++) {
		if (kind == "header") {
			if (group[i] != last)
				printf "%s/* %s */\n", (last == "" ? "" : "\n"), group[i]
			last = group[i]
			printf "MN_API int64_t mn_%s(void);\n", name[i]
		} else if (kind == "readme" && !own[i]) {
			if (i == 1)
				print "| name | group | where | what it does |\n| --- | --- | --- | --- |"
			gsub(/\|/, ", ", where[i])
			gsub(/,/, ", ", where[i])
			gsub(/,  /, ", ", where[i])
			printf "| `%s` | %s | %s | %s |\n", name[i], group[i], where[i], sentence[i]
		} else if (kind == "own" && own[i]) {
			if (i == platform + 1)
				print "| name | group | value | what it does |\n| --- | --- | --- | --- |"
			printf "| `%s` | %s | %s | %s |\n", name[i], group[i], numbers[i], sentence[i]
		}
	}
}
