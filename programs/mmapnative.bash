# Completion of mmapnative(1) for bash.  The words come from the program's own
# help, so there is no second list that could be out of date.

_mmapnative()
{
	local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=

	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		words="--help --version $(mmapnative --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p')"
	elif [[ $word == -* ]]; then
		words=$(mmapnative "$command" --help 2>/dev/null | grep -o -e '^  \(-h, \)\?--[a-z]*' | grep -o -e '--.*')
	elif [[ $command == constants || $command == supports ]]; then
		words=$({ mmapnative constants --all --tsv; mmapnative constants --own --tsv; } 2>/dev/null | cut -f1)
	else
		compopt -o filenames -o default
		return
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _mmapnative mmapnative
