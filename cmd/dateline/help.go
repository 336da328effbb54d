package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

const about = `Dateline searches collections of news articles and answers who said what, where,
when, and in which outlet. It never changes, drops, truncates or guesses anything
without saying so.`

// help prints the page of the line's command, or the list of commands.
func (s *session) help(l line) {
	if l.command == nil {
		s.overview()
		return
	}
	c := *l.command
	parent := strings.TrimSuffix(l.name, " "+c.name)
	s.printf("%s - %s\n\nUsage: %s\n", l.name, c.brief, usageLine(c, parent))
	if c.about != "" {
		s.printf("\n%s\n", strings.TrimSpace(c.about))
	}
	if len(c.subs) > 0 {
		s.printf("\nCommands:\n")
		s.list(c.subs)
	}
	if len(c.flags) > 0 {
		s.printf("\nFlags:\n")
		s.flagList(c.flags)
	}
	s.printf("\nExamples:\n  %s\n  %s\n\n%s\n", c.examples[0], c.examples[1], exitCodes(c.codes))
}

func (s *session) overview() {
	s.printf("%s\n\nUsage: dateline COMMAND [FLAGS] [ARGUMENTS]\n\nCommands:\n", about)
	s.list(commands())
	s.printf("\nA flag may stand anywhere before --; `dateline COMMAND --help` tells its flags.\n")
	s.printf("\nExamples:\n  %s\n  %s\n\n%s\n", "dateline search --in seeds 'Witkoff good faith'",
		"dateline index --index news.index articles/", exitCodes(nil))
}

func (s *session) list(table []command) {
	width := 0
	for _, c := range table {
		if !c.hidden {
			width = max(width, len(c.name))
		}
	}
	for _, c := range table {
		if !c.hidden {
			s.printf("  %-*s  %s\n", width, c.name, c.brief)
		}
	}
}

func (s *session) flagList(flags []cli.Flag) {
	width := 0
	for _, f := range flags {
		width = max(width, len(flagTitle(f)))
	}
	for _, f := range flags {
		_, text := cutPlaceholder(f)
		s.printf("  %-*s  %s\n", width, flagTitle(f), text)
	}
}

// flagTitle is "--size N".
func flagTitle(f cli.Flag) string {
	title := "--" + f.Names()[0]
	if value, _ := cutPlaceholder(f); value != "" {
		title += " " + value
	}
	return title
}

// cutPlaceholder splits a flag's usage, "`N` hits to print", into N and the text
// without the word where it stands in front.
func cutPlaceholder(f cli.Flag) (value, text string) {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return "", ""
	}
	text = d.GetUsage()
	if rest, ok := strings.CutPrefix(text, "`"); ok {
		value, text, _ = strings.Cut(rest, "`")
		text = strings.TrimLeft(text, " ,:")
	}
	if v := d.GetValue(); takesValue(f) && v != "" && v != "0" {
		text += fmt.Sprintf(" (default %s)", v)
	}
	return value, text
}

func usageLine(c command, parent string) string {
	usage := parent + " " + c.name
	if len(c.subs) > 0 {
		usage += " COMMAND"
	}
	if len(c.flags) > 0 {
		usage += " [FLAGS]"
	}
	if c.args != "" {
		usage += " " + c.args
	}
	return usage
}

// exitCodes tells the codes of a command; nil stands for all.
func exitCodes(codes []int) string {
	if codes == nil {
		codes = []int{codeNoHit, codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster}
	}
	codes = append([]int{codeDone, codeUsage}, codes...)
	slices.Sort(codes)
	var b strings.Builder
	b.WriteString("Exit codes:\n")
	for _, code := range slices.Compact(codes) {
		fmt.Fprintf(&b, "  %d  %s\n", code, codeNames[code])
	}
	b.WriteString("  130, 143  interrupted by SIGINT, SIGTERM")
	return b.String()
}
