package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestExamples: every command explains itself, and the examples of its help page are
// command lines that are understood as that command.
func TestExamples(t *testing.T) {
	var walk func(parent string, table []command)
	walk = func(parent string, table []command) {
		for _, c := range table {
			name := parent + " " + c.name
			if c.brief == "" || c.codes == nil {
				t.Errorf("%s: no brief or no exit codes", name)
			}
			for _, example := range c.examples {
				checkExample(t, name, example)
			}
			walk(name, c.subs)
		}
	}
	walk("dateline", commands())
}

func checkExample(t *testing.T, name, example string) {
	args := shellWords(example)
	if !strings.HasPrefix(name+" ", "dateline ") || len(args) == 0 || args[0] != "dateline" {
		if !strings.Contains(example, "dateline ") {
			t.Errorf("%s: example %q does not run dateline", name, example)
		}
		return
	}
	l, err := parseLine(args[1:])
	if err != nil {
		t.Errorf("%s: example %q: %v", name, example, err)
	}
	if !l.version && !strings.HasPrefix(l.name, name) {
		t.Errorf("%s: example %q runs %s", name, example, l.name)
	}
}

// shellWords cuts the first command of a shell line into words; quotes keep words whole.
func shellWords(line string) []string {
	var words []string
	var word strings.Builder
	quote, open := rune(0), false
	for _, r := range line + " " {
		switch {
		case quote == 0 && (r == '\'' || r == '"'):
			quote, open = r, true
		case r == quote:
			quote = 0
		case quote == 0 && r == ' ':
			if open || word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
		}
	}
	if i := slices.IndexFunc(words, func(w string) bool { return w == "|" || w == ">" || w == "<" }); i >= 0 {
		words = words[:i]
	}
	return words
}

// TestHelp: every help page ends with two examples and the exit codes.
func TestHelp(t *testing.T) {
	for _, name := range visible(commands()) {
		var out, err bytes.Buffer
		if code := run(t.Context(), []string{name, "--help"}, nil, &out, &err, func(string) string { return "" }); code != 0 || err.Len() > 0 {
			t.Errorf("%s --help: exit %d, stderr %q", name, code, err.String())
		}
		page := out.String()
		_, end, ok := strings.Cut(page, "\nExamples:\n  ")
		if !ok || strings.Count(end, "dateline") < 2 || !strings.Contains(end, "Exit codes:\n  0  done\n") || !strings.HasSuffix(page, "interrupted by SIGINT, SIGTERM\n") {
			t.Errorf("%s --help ends with:\n%s", name, end)
		}
		if line := regexp.MustCompile(`(?m)^  --\S.*  [,:;].*$`).FindString(page); line != "" {
			t.Errorf("%s --help: the text of a flag begins with a mark: %s", name, line)
		}
	}
}
