package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// The shells' scripts call `dateline __complete WORD…` with the words typed so
// far, the last one half typed or empty, and offer the lines that it prints. No
// line means that the shell's own completion of file names takes over.
var scripts = map[string]string{
	"bash": `# bash completion of dateline: source this file
_dateline() {
	local IFS=$'\n'
	COMPREPLY=($(dateline __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _dateline dateline
`,
	"zsh": `#compdef dateline
# zsh completion of dateline: put this file into a folder of $fpath as _dateline
_dateline() {
	local -a found
	found=("${(@f)$(dateline __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
	if [[ -n "${found[*]}" ]]; then
		compadd -- "${found[@]}"
	else
		_files
	fi
}
if [[ "$funcstack[1]" = _dateline ]]; then _dateline "$@"; else compdef _dateline dateline; fi
`,
	"fish": `# fish completion of dateline: put this file into ~/.config/fish/completions
function __dateline_complete
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	dateline __complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c dateline -a '(__dateline_complete)'
`,
}

func completionCommand() command {
	shell := func(name string) command {
		return command{
			name:     name,
			brief:    "print the completion script for " + name,
			examples: [2]string{"dateline completion " + name, "dateline completion " + name + " > dateline." + name},
			codes:    []int{codeIO},
			run: func(s *session, _ *cli.Context) error {
				s.printf("%s", scripts[name])
				return nil
			},
		}
	}
	return command{
		name:     "completion",
		brief:    "print a completion script for bash, zsh or fish",
		examples: [2]string{"source <(dateline completion bash)", "dateline completion fish > ~/.config/fish/completions/dateline.fish"},
		codes:    []int{codeIO},
		subs:     []command{shell("bash"), shell("zsh"), shell("fish")},
	}
}

func completeCommand() command {
	return command{
		name:     "__complete",
		brief:    "print what may stand for the last word",
		args:     "[WORD…]",
		hidden:   true,
		examples: [2]string{"dateline __complete -- sea", "dateline __complete -- search --j"},
		codes:    []int{},
		run: func(s *session, c *cli.Context) error {
			for _, word := range complete(c.Args().Slice()) {
				s.printf("%s\n", word)
			}
			return nil
		},
	}
}

// complete returns what the last of words may become, sorted. bash cuts --sort=da
// into three words, the other shells do not.
func complete(words []string) []string {
	if len(words) == 0 {
		words = []string{""}
	}
	last, words := words[len(words)-1], words[:len(words)-1]
	if last == "=" && len(words) > 0 {
		last, words = "", append(words, "=")
	}
	if n := len(words); n > 1 && words[n-1] == "=" {
		words = words[:n-1]
	}
	l := line{name: "dateline"}
	for i := 0; i < len(words); i++ {
		if words[i] == "--" {
			return nil
		}
		if !strings.HasPrefix(words[i], "-") {
			if l.word(words[i]) != nil {
				return nil
			}
			continue
		}
		if l.valueAhead(words[i]) == 1 {
			if i++; i == len(words) {
				return startingWith(l.choices(words[i-1]), last)
			}
		}
	}
	return startingWith(l.candidates(last), last)
}

// candidates are the flags or the commands that may stand at the end of the line.
func (l *line) candidates(last string) []string {
	switch {
	case strings.HasPrefix(last, "-") && l.command != nil:
		if flag, _, ok := strings.Cut(last, "="); ok {
			return prefixed(flag+"=", l.choices(flag))
		}
		found := []string{"--help"}
		for _, f := range l.command.flags {
			found = append(found, "--"+f.Names()[0])
		}
		return found
	case strings.HasPrefix(last, "-"):
		return []string{"--help", "--version"}
	case l.command == nil:
		return append(visible(commands()), "help")
	case len(l.words) == 0:
		return visible(l.command.subs)
	}
	return nil
}

// choices are the words that a flag of the line's command takes.
func (l *line) choices(flag string) []string {
	if l.command == nil {
		return nil
	}
	return choicesOf(l.command.name, strings.TrimLeft(flag, "-"))
}

func prefixed(prefix string, words []string) []string {
	var out []string
	for _, w := range words {
		out = append(out, prefix+w)
	}
	return out
}

func startingWith(words []string, prefix string) []string {
	var out []string
	for _, w := range words {
		if strings.HasPrefix(w, prefix) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}
