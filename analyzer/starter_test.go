package analyzer

import (
	"crypto/sha256"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// hasAlias reports whether e has an alias with the prefix.
func hasAlias(e corpus.Entity, prefix string) bool {
	for _, alias := range e.Aliases {
		if strings.HasPrefix(alias, prefix) {
			return true
		}
	}
	return false
}

// The starter covers what its users count on.
func TestStarterCovers(t *testing.T) {
	a := starterForTest(t)
	outlets, agencies, wikidata := 0, 0, map[string]string{}
	for _, e := range a.all() {
		if e.Wikidata != "" {
			if other := wikidata[e.Wikidata]; other != "" {
				t.Errorf("%s and %s: both %s", e.ID, other, e.Wikidata)
			}
			wikidata[e.Wikidata] = e.ID
		}
		switch {
		case e.Type == corpus.OutletType && hasAlias(*e, "kind:agency"):
			agencies++
			fallthrough
		case e.Type == corpus.OutletType:
			if hasAlias(*e, "domain:") {
				outlets++
			}
		case e.Type == corpus.Government && hasAlias(*e, "iso:"):
			if !hasAlias(*e, "demonym:") {
				t.Errorf("%s: no demonym", e.ID)
			}
			if len(a.Covers(e.ID)) == 1 && e.ID != "singapore" && e.ID != "vatican-city" {
				t.Errorf("%s: no place in it, not even a capital", e.ID)
			}
		}
	}
	if outlets < 300 || agencies < 60 {
		t.Errorf("outlets with domains %d, agencies %d; want 300 and 60", outlets, agencies)
	}
	t.Logf("%d entities, %d outlets with domains, %d agencies", a.len(), outlets, agencies)
}

// Rows are written in neutral words.
func TestStarterIsNeutral(t *testing.T) {
	a := starterForTest(t)
	for _, e := range a.all() {
		for _, text := range append([]string{e.Note, e.Name}, e.Aliases...) {
			for _, w := range foldedWords(text) {
				switch w {
				case "terrorist", "terrorists", "terror", "extremist", "extremists", "radical", "regime", "leftist", "rightist", "propaganda", "puppet", "tabloid":
					if !strings.HasPrefix(e.Name, "Financial Action") {
						t.Errorf("%s: %q", e.ID, text)
					}
				}
			}
		}
	}
}

// TestStarterIsSound reads the starter as any other directory is read: no row has a
// fault, and the rows are those that are taken without looking for one.
func TestStarterIsSound(t *testing.T) {
	taken, err := newLoader()
	if err != nil {
		t.Fatal(err)
	}
	l := &loader{entities: newEntities(nil), sum: sha256.New()}
	embedded, err := fs.Sub(starter, "authority")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.dir("starter", embedded); err != nil {
		t.Fatal(err)
	}
	l.settle()
	if len(l.problems) > 0 {
		t.Errorf("%d problems, the first: %v", len(l.problems), l.problems[0])
	}
	if len(l.same)+len(l.blockAt) > 0 {
		t.Errorf("merges %v, blocks %v: the starter can have none", l.same, l.blockAt)
	}
	if d := cmp.Diff(l.ids, taken.ids); d != "" {
		t.Fatalf("read, taken:\n%s", d)
	}
	for i, e := range l.all() {
		if d := cmp.Diff(e, taken.at(i)); d != "" {
			t.Errorf("read, taken:\n%s", d)
		}
		if d := cmp.Diff(l.origin(i).String(), taken.origin(i).String()); d != "" {
			t.Errorf("%s: where it was read, taken:\n%s", e.ID, d)
		}
	}
}
