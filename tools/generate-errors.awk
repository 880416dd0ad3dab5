# Turns src/errors into the rows of the table in src/error.c, or (kind: sentences)
# into a table for readers.
BEGIN {
	if (kind == "sentences")
		print "| name | sentence |\n| --- | --- |"
	else
		print "/* Generated from src/errors by tools/generate. */"
}
/^#/ || NF == 0 { next }
{
	name = $1
	sentence = $0
	sub(/^[^ \t]+[ \t]+/, "", sentence)
	if (kind == "sentences")
		printf "| %s | %s |\n", name, sentence
	else
		printf "#ifdef %s\n\t{ %s, \"%s\", \"%s\" },\n#endif\n", name, name, name, sentence
}
