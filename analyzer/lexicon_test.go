package analyzer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

func lexicon(t *testing.T) *Authority {
	t.Helper()
	l, err := newLoader()
	if err != nil {
		t.Fatal(err)
	}
	l.file("test", []byte(`id,name,type,aliases,parent,valid_from,valid_to,wikidata,note
zzland,Zzland,government,demonym:Zzlandic|people:Zzlanders|metonym:Zzville|iso:ZZ,,,,,
zzville,Zzville,place,,zzland,,,,
zzquarter,Zz Quarter,place,,zzville,,,,
zzoffice,Zz Office,organisation,ZO,zzland,,,,
old-zzville,Old Zzville,place,Zzoldtown,zzland,,,,
old-zzville,,same_as,,zzville,,,,
zed-zzmann,Zed Zzmann,person,,,,,,
,,block,Zzlanders,,,,,
`))
	if len(l.problems) > 0 {
		t.Fatal(l.problems)
	}
	return l.build()
}

func TestEntities(t *testing.T) {
	a := lexicon(t)
	for name, want := range map[string]string{
		"zzland": "zzland", "@zzland": "zzland", "Zzland": "zzland", "ZZLAND": "zzland", "Zzlandic": "zzland", "zo": "zzoffice",
		"Zzville": "zzville zzland", "Zzoldtown": "zzville", "Zzmann": "zed-zzmann", "Zzlanders": "", "~eva-lund": "~eva-lund", "nobody at all": "",
	} {
		var got []string
		for _, e := range a.Entities(name) {
			got = append(got, e.ID)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if e, ok := a.Entity("~eva-lund"); !ok || e.Name != "Eva Lund" {
		t.Errorf("a provisional entity: %+v %v", e, ok)
	}
}

func TestCovers(t *testing.T) {
	a := lexicon(t)
	for id, want := range map[string]string{
		"zzland": "zzland zzville old-zzville zzquarter", "zzville": "zzville old-zzville zzquarter", "zzoffice": "zzoffice", "unknown": "unknown",
	} {
		if diff := cmp.Diff(want, strings.Join(a.Covers(id), " ")); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
	if diff := cmp.Diff([]string{"zzville", "zzland"}, a.Ancestors("zzquarter")); diff != "" {
		t.Error(diff)
	}
	if got := a.Canonical("old-zzville"); got != "zzville" {
		t.Errorf("old-zzville is %s", got)
	}
}

func TestSuggestName(t *testing.T) {
	a := lexicon(t)
	for _, wrong := range []string{"Zzlnd", "zz office"} {
		if got := a.SuggestName(wrong); len(got) == 0 || !strings.HasPrefix(got[0], "Zz") {
			t.Errorf("%s: %v", wrong, got)
		}
	}
	if got := a.SuggestName("qqqqqqqqqqqqqqq"); len(got) > 0 {
		t.Errorf("far from everything: %v", got)
	}
}

func TestMergeCircle(t *testing.T) {
	a := newAuthority([]corpus.Entity{{ID: "a", Name: "A a", Type: corpus.Person}, {ID: "b", Name: "B b", Type: corpus.Person},
		{ID: "a", Type: "same_as", Parent: "b"}, {ID: "b", Type: "same_as", Parent: "a"}})
	if a.Canonical("a") != "b" || a.Canonical("b") != "b" {
		t.Error("a circle of merges is not cut")
	}
}
