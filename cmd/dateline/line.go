package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
	"github.com/xrash/smetrics"

	"dateline/ingest"
	"dateline/query"
)

// A line is a command line as understood. urfave/cli takes everything behind the
// first word that is no flag as words, so that `search hello --json` would search
// for "--json"; so flags are found here, anywhere before "--", checked, and handed
// on in front.
type line struct {
	name    string   // "dateline search"
	path    []string // the names of command and subcommand
	command *command // nil when none was named
	root    *command // that the path begins with
	flags   []string // as --name=value
	words   []string
	help    bool
	version bool
}

// arguments returns the line as urfave/cli expects it.
func (l line) arguments() []string {
	return slices.Concat([]string{"dateline"}, l.path, l.flags, []string{"--"}, l.words)
}

// parseLine reads args. The line is usable for its name even with an error.
func parseLine(args []string) (line, error) {
	l := line{name: "dateline"}
	var early []string // flags in front of the command
	var flags []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			l.words = append(l.words, args[i+1:]...)
			i = len(args)
		case len(arg) > 1 && arg[0] == '-':
			span := 1 + l.valueAhead(arg)
			group := args[i:min(i+span, len(args))]
			i += span - 1
			if l.command == nil {
				early = append(early, group...)
			} else {
				flags = append(flags, group...)
			}
		default:
			if err := l.word(arg); err != nil {
				return l, err
			}
		}
	}
	if err := l.takeFlags(append(early, flags...)); err != nil || l.help || l.version {
		return l, err
	}
	return l, l.check()
}

// word takes an argument that is no flag: the command, its subcommand, or a word.
func (l *line) word(arg string) error {
	var table []command
	switch {
	case l.command == nil && arg == "help":
		l.help = true
		return nil
	case l.command == nil:
		table = commands()
	case len(l.command.subs) == 0 || len(l.words) > 0:
		l.words = append(l.words, arg)
		return nil
	default:
		table = l.command.subs
	}
	i := slices.IndexFunc(table, func(c command) bool { return c.name == arg })
	if i < 0 {
		return usagef("unknown command %q%s", arg, didYouMean(arg, visible(table), "")+l.listHint())
	}
	l.command = &table[i]
	l.root = cmp.Or(l.root, l.command)
	l.path = append(l.path, arg)
	l.name += " " + arg
	return nil
}

func (l *line) listHint() string { return "; `" + l.name + " --help` lists them" }

func visible(table []command) []string {
	var names []string
	for _, c := range table {
		if !c.hidden {
			names = append(names, c.name)
		}
	}
	return names
}

// valueAhead returns 1 where the next argument is the value of flag arg. In front
// of the command every command's flags are looked at.
func (l *line) valueAhead(arg string) int {
	name, _, joined := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	if joined {
		return 0
	}
	var table []command
	if l.command != nil {
		table = []command{*l.command}
	} else {
		table = commands()
	}
	for _, c := range table {
		if f := findFlag(c.flags, name); f != nil && takesValue(f) {
			return 1
		}
	}
	return 0
}

// takeFlags checks flags with their values and keeps them as --name=value.
func (l *line) takeFlags(args []string) error {
	seen := map[string]bool{}
	for i := 0; i < len(args); i++ {
		switch name := firstPart(args[i]); {
		case name == "-h" || name == "--help":
			l.help = true
			continue
		case name == "--version" && l.command == nil:
			l.version = true
			continue
		}
		f := l.flag(firstPart(args[i]))
		if f == nil {
			return l.unknownFlag(args[i])
		}
		long := "--" + f.Names()[0]
		value, ahead, err := l.value(f, long, args[i:])
		if err != nil {
			return err
		}
		i += ahead
		if _, many := f.(*cli.StringSliceFlag); seen[long] && !many {
			return usagef("flag %s is given twice", long)
		}
		seen[long] = true
		l.flags = append(l.flags, long+"="+value)
	}
	return nil
}

// value returns the value of the flag f, which args begin with, and whether it is
// the argument behind.
func (l *line) value(f cli.Flag, long string, args []string) (value string, ahead int, err error) {
	_, value, joined := strings.Cut(args[0], "=")
	switch {
	case joined:
	case !takesValue(f):
		value = "true"
	case len(args) == 1:
		return "", 0, usagef("flag %s wants a value", long)
	case l.flag(firstPart(args[1])) != nil:
		return "", 0, usagef("flag %s wants a value and is followed by %s; if that is the value, write %s=%s", long, args[1], long, args[1])
	default:
		value, ahead = args[1], 1
	}
	return value, ahead, checkValue(l.command.name, f, long, value)
}

func firstPart(arg string) string {
	name, _, _ := strings.Cut(arg, "=")
	return name
}

// flag finds a flag of the command as it is written: --name, or -x for one letter.
func (l *line) flag(written string) cli.Flag {
	name := strings.TrimPrefix(written, "--")
	if short := strings.TrimPrefix(written, "-"); name == written && len(short) == 1 {
		name = short
	} else if name == written || len(name) < 2 {
		return nil
	}
	if l.command == nil {
		return nil
	}
	return findFlag(l.command.flags, name)
}

func findFlag(flags []cli.Flag, name string) cli.Flag {
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

func takesValue(f cli.Flag) bool {
	d, ok := f.(cli.DocGenerationFlag)
	return ok && d.TakesValue()
}

func checkValue(command string, f cli.Flag, long, value string) error {
	var err error
	switch f := f.(type) {
	case *cli.IntFlag:
		var n int
		if n, err = strconv.Atoi(value); err != nil || n < 0 {
			return usagef("flag %s wants a whole number from 0, not %q", long, value)
		}
	case *cli.BoolFlag:
		if _, err = strconv.ParseBool(value); err != nil {
			return usagef("flag %s is true or false, not %q", long, value)
		}
	case *cli.StringFlag:
		if words := choicesOf(command, f.Name); words != nil && !slices.Contains(words, value) {
			return usagef("flag %s is one of %s, not %q", long, strings.Join(words, ", "), value)
		}
	}
	return nil
}

func (l *line) unknownFlag(written string) error {
	if l.command == nil {
		hint := didYouMean(strings.TrimLeft(written, "-"), []string{"help", "version"}, "--")
		return usagef("unknown flag %s in front of a command%s%s", written, hint, l.listHint())
	}
	var names []string
	for _, f := range l.command.flags {
		names = append(names, f.Names()[0])
	}
	hint := didYouMean(strings.TrimLeft(firstPart(written), "-"), append(names, "help"), "--")
	if strings.HasPrefix(l.command.args, "QUERY") || strings.Contains(l.command.args, " QUERY") {
		hint += "; words that begin with - go behind --: " + l.name + " -- '" + written + "'"
	}
	return usagef("unknown flag %s%s", written, hint)
}

// didYouMean returns "; did you mean NAME?" for a name that word begins or that is
// at most a third of it away, else nothing.
func didYouMean(word string, names []string, prefix string) string {
	best, cost := "", len(word)/3+2
	for _, name := range names {
		d := smetrics.WagnerFischer(word, name, 1, 1, 1)
		if len(word) > 1 && strings.HasPrefix(name, word) {
			d = 1
		}
		if d < cost {
			best, cost = name, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + prefix + best + "?"
}

// check compares the number of words with what the command takes.
func (l *line) check() error {
	c := l.command
	switch {
	case c == nil && len(l.words) == 0:
		return usagef("name a command; `dateline --help` lists them")
	case c == nil:
		return usagef("name a command in front of --")
	case len(c.subs) > 0 && c.run == nil:
		return usagef("name one of %s; `%s --help` tells more", strings.Join(visible(c.subs), ", "), l.name)
	}
	want := strings.Fields(c.args)
	open := slices.ContainsFunc(want, func(w string) bool { return strings.HasSuffix(strings.TrimSuffix(w, "]"), "…") })
	least := 0
	for _, w := range want {
		if !strings.HasPrefix(w, "[") {
			least++
		}
	}
	switch {
	case len(l.words) < least:
		return usagef("%s is missing; usage: %s", want[len(l.words)], usageLine(*c, strings.TrimSuffix(l.name, " "+c.name)))
	case len(l.words) > len(want) && !open:
		return usagef("unexpected %q; usage: %s", l.words[len(want)], usageLine(*c, strings.TrimSuffix(l.name, " "+c.name)))
	}
	return nil
}

// choicesOf returns the words that a flag of a command takes, nil for any.
func choicesOf(command, flag string) []string {
	if own := choices[command+" "+flag]; own != nil {
		return own
	}
	return choices[flag]
}

// choices are the flags that take one of a few words, for checks and completion.
var choices = map[string][]string{
	"index format":   ingest.Formats,
	"analyze format": ingest.Formats,
	"sort":           {"score", "date", "-date"},
	"kwic sort":      {"left", "right", "match"},
	"match":          {"all", "any"},
	"on-duplicate":   {"error", "replace", "skip"},
	"type":           append([]string{query.MissingValue}, query.Types...),
	"not-type":       append([]string{query.MissingValue}, query.Types...),
	"import type":    query.Types,
}
