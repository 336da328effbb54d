package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestComplete(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  []string
	}{
		{nil, append(visible(commands()), "help")},
		{[]string{"comp"}, []string{"compare", "completion"}},
		{[]string{"completion", ""}, []string{"bash", "fish", "zsh"}},
		{[]string{"completion", "z"}, []string{"zsh"}},
		{[]string{"--v"}, []string{"--version"}},
		{[]string{"completion", "--h"}, []string{"--help"}},
		{[]string{"nonsense", ""}, nil},
		{[]string{"search", "--j"}, []string{"--json"}},
		{[]string{"search", "hello", "--j"}, []string{"--json"}},
		{[]string{"search", "--sort", ""}, []string{"-date", "date", "score"}},
		{[]string{"search", "--sort=s"}, []string{"--sort=score"}},
		{[]string{"search", "--sort", "=", "s"}, []string{"score"}},
		{[]string{"kwic", "--sort", "l"}, []string{"left"}},
		{[]string{"search", "--index", ""}, nil},
		{[]string{"search", "--", "--j"}, nil},
		{[]string{"snapshot", "c"}, []string{"create"}},
	} {
		got := complete(c.words)
		if diff := cmp.Diff(c.want, got, cmpopts.SortSlices(func(a, b string) bool { return a < b }), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("complete(%q): %s", c.words, diff)
		}
	}
}
