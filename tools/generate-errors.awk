# Turns src/errors into the rows of the table in src/error.c.
BEGIN { print "/* Generated from src/errors by tools/generate. */" }
/^#/ || NF == 0 { next }
{
	name = $1
	sentence = $0
	sub(/^[^ \t]+[ \t]+/, "", sentence)
	printf "#ifdef %s\n\t{ %s, \"%s\", \"%s\" },\n#endif\n", name, name, name, sentence
}
