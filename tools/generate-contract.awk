# Turns the declarations of mmapnative.h into share/mmapnative.cdef (kind=cdef), one declaration a
# line, or share/mmapnative.json (kind=json), one function, constant or error a line.
#
#   awk -v kind=cdef -f generate-contract.awk contract constants errors mmapnative.h
#
# `contract` is the list of what C does not say; the other lists are those of tools/generate.

FNR == 1 { file++ }

# ---- The lists

file == 1 {
	if (/^#/ || !NF)
		next
	for (k = 2; k <= NF; k++)
		if ($1 == "since" && k > 2)
			since[$(k)] = $2
		else if ($1 == "number" || $1 == "address" || $1 == "null" || $1 == "pointer")
			hint[$1, $(k)] = 1
	if ($1 == "length")
		count_of[$2] = $3
	if ($1 == "errors")
		for (k = 3; k <= NF; k++)
			common[$2] = common[$2] " " $(k)
	next
}
file == 2 && /^# Group / {
	line = $0
	sub(/^# Group /, "", line)
	name = line
	sub(/:.*/, "", name)
	sub(/^[^:]*: */, "", line)
	group_names[++groups] = name
	group_text[name] = line
	next
}
file == 2 {
	if (/^#/ || !NF) {
			next
	}
	text = $0
	sub(/^([^ ]+ +)(([^ ]+ +))(([^ ]+ +))(([^ ]+ +))(([^ ]+ +))/, "", text)
	constants[++constant_count] = $1
	constant_group[$1] = $2
	constant_where[$1] = $3
	constant_number[$1] = $4
	constant_text[$1] = text
	next
}
file == 3 {
	if (/^#/ || !NF)
		next
	text = $0
	sub(/^[^ ]+ +/, "", text)
	error_names[++error_count] = $1
	error_text[$1] = text
	next
}

# ---- The header

/One function a constant/ { stop = 1 }
stop { next }
/^#define MN_ABSENT/ {
	match($0, /-[0-9]+/)
	absent = substr($0, RSTART, RLENGTH)
}
# A comment, without its marks.  That of a section begins with its title.
/^\/\*/ {
	comment = ""
	commenting = 1
	if (/^\/\* ---- /)
		section = tolower($3)
}
commenting {
	line = $0
	sub(/^\/\* ---- .*/, "", line)
	sub(/^\/\* */, "", line)
	sub(/ *\*\/.*/, "", line)
	gsub(/^[ \t]+/, "", line)
	if (line == "")
		line = comment == "" ? "" : "\n"
	else if (comment != "" && comment !~ /\n$/)
		line = (comment ~ /\.$/ ? "  " : " ") line
	comment = comment line
	if (/\*\//)
		commenting = 0
	next
}
/^(extern )?MN_API / {
	text = ""
	declaring = 1
}
declaring { text = text " " $0 }
declaring && /;/ {
	declaring = 0
	declaration(text)
}

function fail(why, what) {
	printf "mmapnative.h: %s: %s\n", why, what > "/dev/stderr"
	bad = 1
}

function declaration(c,    name, list) {
	gsub(/[ \t]+/, " ", c)
	sub(/^ /, "", c)
	if (c ~ /^extern /) {
		sub(/extern MN_API /, "", c)
		variables[++variable_count] = c
		name = c
		sub(/;.*/, "", name)
		sub(/^.* /, "", name)
		documented[name] = comment
		return
	}
	sub(/MN_API /, "", c)
	plain[++functions] = c
	name = c
	sub(/ *\(.*/, "", name)
	sub(/^.*[ *]/, "", name)
	names[functions] = name
	documented[name] = comment
	sections[name] = section == "" ? "version" : section
}

# ---- What the JSON says

function quoted(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	gsub(/\n/, "\\n", s)
	return "\"" s "\""
}

function type_of(c, name,    type) {
	type = substr(c, 1, length(c) - length(name))
	sub(/ +$/, "", type)
	return type
}

# The sentence of a text that names the function, or its first sentence.  Two blanks follow a
# sentence, as in all comments of the header.
function sentence(text, name,    n, sentences, k) {
	sub(/\n.*/, "", text)
	n = split(text, sentences, /  +/)
	for (k = 1; k <= n; k++)
		if (sentences[k] ~ (name "([^a-z0-9_]|$)"))
			return sentences[k]
	return sentences[1]
}

# Adds the errors of a text, which may refer to those of other functions, to `found`.
function errors_of(text, depth,    rest, part) {
	rest = text
	while (match(rest, /Errors: /)) {
		rest = substr(rest, RSTART + RLENGTH)
		part = rest
		sub(/\n.*/, "", part)
		add_errors(part, depth)
	}
}
function add_errors(part, depth,    word) {
	while (match(part, /-E[A-Z0-9]+|those of mn_[a-z_0-9]+|and mn_[a-z_0-9]+|except -E[A-Z0-9]+/)) {
		word = substr(part, RSTART, RLENGTH)
		part = substr(part, RSTART + RLENGTH)
		if (word ~ /^except/)
			excepted[substr(word, 9)] = 1
		else if (word ~ /^-E/)
			found[substr(word, 2)] = 1
		else if (depth < 3) {
			sub(/.* /, "", word)
			errors_of(documented[word], depth + 1)
		}
	}
}

function parameter(c, name, function_name, list,    p, type, direction, json) {
	p = name
	type = type_of(c, p)
	json = "{\"name\": " quoted(p) ", \"type\": " quoted(type)
	if (type !~ /\*/)
		return json "}"
	if (("pointer", p) in hint)
		return json ", \"direction\": \"address\", \"nullable\": true}"
	direction = type ~ /^const / ? "in" : "out"
	json = json ", \"direction\": \"" direction "\", \"nullable\": " \
		((("null", p) in hint || ("null", function_name "." p) in hint) ? "true" : "false")
	if (type == "const char *")
		return json ", \"length\": \"zero\"}"
	if (p in count_of)
		json = json ", \"length\": " quoted(count_of[p])
	else if (type ~ /^(const )?(u?int(16|32|64)_t|float|double) \*$/ && list !~ /(capacity|uint32_t count)/)
		json = json ", \"length\": 1"
	else if (match(substr(list, index(list, c) + length(c)), /(capacity|count|n)(,|$)/)) {
		word = substr(substr(list, index(list, c) + length(c)), RSTART, RLENGTH)
		sub(/,/, "", word)
		json = json ", \"length\": " quoted(word)
	} else if (list ~ /uint64_t n,/)
		json = json ", \"length\": \"n\""
	else
		fail("this pointer has no length in tools/contract", function_name ": " c)
	return json "}"
}

function function_line(k,    c, name, list, n, words, i, result, kind_of, out, text, e, p, word, seen, json) {
	c = plain[k]
	name = names[k]
	text = documented[name]
	list = c
	sub(/^[^(]*\(/, "", list)
	sub(/\);.*$/, "", list)
	result = c
	sub(/ *\(.*/, "", result)
	result = type_of(result, name)
	kind_of = result ~ /char/ ? "text" : ("number", name) in hint ? "value" : ("address", name) in hint ? "address" : "errno"
	if (!(name in since))
		fail("tools/contract has no version for this function", name)
	if (text == "")
		fail("this function has no comment", name)
	split("", found)
	split("", excepted)
	json = "{\"name\": " quoted(name) ", \"section\": " quoted(sections[name]) ", \"since\": " quoted(since[name]) \
		", \"result\": {\"type\": " quoted(result) ", \"kind\": \"" kind_of "\"" \
		(kind_of == "text" ? ", \"nullable\": " (("null", name) in hint ? "true" : "false") : "") "}, \"parameters\": ["
	n = list == "void" ? 0 : split(list, words, /, */)
	for (i = 1; i <= n; i++) {
		p = words[i]
		sub(/^.*[ *]/, "", p)
		json = json (i > 1 ? ", " : "") parameter(words[i], p, name, list)
		if ((p in common) && (words[i] !~ /\*/ || words[i] ~ /^const char/)) {
			e = split(common[p], seen, " ")
			for (; e; e--)
				found[seen[e]] = 1
		}
	}
	json = json "], \"errors\": ["
	if (kind_of != "text" && kind_of != "value") {
		errors_of(text, 0)
		for (e in excepted)
			delete found[e]
	} else
		split("", found)
	i = 0
	for (e = 1; e <= error_count; e++)
		if (error_names[e] in found) {
			json = json (i++ ? ", " : "") quoted(error_names[e])
			delete found[error_names[e]]
		}
	for (e in found)
		fail("the list src/errors lacks this error of " name, e)
	return json "], \"sentence\": " quoted(sentence(text, name)) ", \"text\": " quoted(text) "}"
}

# "linux(i386|x32),macos": the systems, and the architectures of the one that names them.
function systems(where,    n, words, k, json, only, a, m) {
	n = split(where, words, ",")
	json = "\"systems\": ["
	for (k = 1; k <= n; k++) {
		only = ""
		if (words[k] ~ /\(/) {
			only = words[k]
			sub(/^[^(]*\(/, "", only)
			sub(/\)$/, "", only)
			sub(/\(.*/, "", words[k])
			m = split(only, a, "|")
			only = ""
			for (i = 1; i <= m; i++)
				only = only (i > 1 ? ", " : "") quoted(a[i])
			limits = (limits == "" ? "" : limits ", ") quoted(words[k]) ": [" only "]"
		}
		json = json (k > 1 ? ", " : "") quoted(words[k])
	}
	json = json "]" (limits == "" ? "" : ", \"architectures\": {" limits "}")
	limits = ""
	return json
}

END {
	for (name in since)
		if (!(name in documented))
			fail("tools/contract names a function that is not declared", name)
	if (kind == "cdef") {
		for (k = 1; k <= functions; k++)
			print plain[k]
		for (k = 1; k <= constant_count; k++)
			print "int64_t mn_" constants[k] "(void);"
		exit bad
	}
	print "{\"library\": \"mmapnative\", \"version\": " quoted(version) ", \"soname\": " quoted("libmmapnative.so." major) ", \"absent\": " absent ","
	print "\"functions\": ["
	for (k = 1; k <= functions; k++)
		print function_line(k) (k < functions ? "," : "")
	print "],\n\"variables\": ["
	for (k = 1; k <= variable_count; k++) {
		name = variables[k]
		sub(/;.*/, "", name)
		word = name
		sub(/^.* /, "", word)
		print "{\"name\": " quoted(word) ", \"type\": " quoted(type_of(name, word)) "}" (k < variable_count ? "," : "")
	}
	print "],\n\"groups\": ["
	for (k = 1; k <= groups; k++)
		print "{\"name\": " quoted(group_names[k]) ", \"sentence\": " quoted(group_text[group_names[k]]) "}" (k < groups ? "," : "")
	print "],\n\"constants\": ["
	for (k = 1; k <= constant_count; k++) {
		name = constants[k]
		own = constant_number[name] ~ /^own:/
		number = constant_number[name]
		sub(/^own:/, "", number)
		print "{\"name\": " quoted(name) ", \"function\": " quoted("mn_" name) ", \"group\": " quoted(constant_group[name]) \
			", \"own\": " (own ? "true, \"value\": " number : "false, " systems(constant_where[name])) \
			", \"sentence\": " quoted(constant_text[name]) "}" (k < constant_count ? "," : "")
	}
	print "],\n\"errors\": ["
	for (k = 1; k <= error_count; k++)
		print "{\"name\": " quoted(error_names[k]) ", \"sentence\": " quoted(error_text[error_names[k]]) "}" (k < error_count ? "," : "")
	print "]}"
	exit bad
}
