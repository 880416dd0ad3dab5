# Turns the list `constants` into lib/Mmap/Native/Constants.rakudoc, the
# documentation of the names for `raku --doc`.  The module itself needs no list:
# it asks the library for names and values while it is compiled.

/^#/ || NF == 0 { next }

{
	n++
	name[n] = $1
	group[n] = $2
	where[n] = $3
	gsub(/\|/, ", ", where[n])
	gsub(/,/, ", ", where[n])
	gsub(/,  /, ", ", where[n])
	sentence[n] = $0
	sub(/^[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]*/, "", sentence[n])
	# The one character pair that Pod would read as markup.
	gsub(/</, "E<lt>", sentence[n])
}

END {
	print "# Generated from the list `constants` by `tools/generate raku`: edit the list and run `make generate`."
	print ""
	print "=begin pod"
	print ""
	print "=head1 NAME"
	print ""
	print "Mmap::Native::Constants - the names that Mmap::Native exports, group by group"
	print ""
	print "=head1 DESCRIPTION"
	print ""
	print "Each name is an C<Int> with the value of the machine that runs. Where this machine has"
	print "none, it is undefined and dies with its name as soon as it is used as a value."
	print "C<MAP_FAILED> is a C<Pointer>."
	print ""
	print "The group is the tag that gives its names: C<use Mmap::Native :madvise>. Names that are I<(everywhere)> are the"
	print "library's own numbers: C<:own> gives all of them. C<:ALL> gives every name, and"
	print "C<< use Mmap::Native <ACCESS_READ> >> one."
	last = ""
	for (i = 1; i <= n; i++) {
		if (group[i] != last)
			printf "\n=head1 Group %s\n", group[i]
		last = group[i]
		printf "\n=defn %s\n%s I<(%s)>\n", name[i], sentence[i], where[i]
	}
	print ""
	print "=end pod"
}
