package analyzer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const authorityHead = "id,name,type,aliases,parent,valid_from,valid_to,wikidata,note\n"

// writeAuthority makes a directory of files, given as name and content.
func writeAuthority(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func problemLines(dir string, problems []Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, strings.TrimPrefix(p.String(), dir+"/"))
	}
	return out
}

func TestCheckAliases(t *testing.T) {
	dir := writeAuthority(t, "a.csv", authorityHead+
		"y-one,Y One,person,foo:bar|Why: One|Y. One,,,,,\n"+
		"y-two,Y Two,outlet,kind:paper|domain:two.example|demonym:|---,,,,,\n"+
		"y-three,Y Thr\xff,person,,,,,,\n"+
		"y-four,Y Four,person,"+strings.Repeat("word ", 31)+",,,,,\n",
		"b.csv", "")
	problems, err := Check(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`a.csv:2: alias "foo:bar": unknown prefix foo:, want demonym, people, metonym, weak, domain, kind or iso; left out`,
		`a.csv:3: alias "kind:paper": want kind:agency or kind:platform; left out`,
		`a.csv:3: alias "demonym:": no word in it; left out`,
		`a.csv:3: alias "---": no word in it; left out`,
		`a.csv:4: not UTF-8; the row is left out`,
		`a.csv:5: alias "` + strings.TrimSpace(strings.Repeat("word ", 31)) + `": longer than 30 words; left out`,
		`b.csv:1: empty file; want the header id,name,type,aliases,parent,valid_from,valid_to,wikidata,note`,
	}
	if diff := cmp.Diff(want, problemLines(dir, problems)); diff != "" {
		t.Error(diff)
	}
	a, _, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if e, _ := a.Entity("y-two"); cmp.Diff([]string{"domain:two.example"}, e.Aliases) != "" {
		t.Errorf("aliases left: %q", e.Aliases)
	}
}

func TestCheck(t *testing.T) {
	dir := writeAuthority(t, "a.csv", authorityHead+
		"x-one,X One,person,,,,,,\n"+
		"x-one,X One again,person,,,,,,\n"+
		"x two,X Two,person,,,,,,\n"+
		"x-three,X Three,militia,,,,,,\n"+
		"x-four,,person,,,,,,\n"+
		"x-five,X Five,place,,nowhere-known,,,,\n"+
		"x-six,X Six,place,,x-seven,,,,\n"+
		"x-seven,X Seven,place,,x-six,,,,\n"+
		"x-eight,X Eight,person,,,2025-02-30,24.7.2025,801,\n"+
		"x-nine,X Nine,person,,,2025-07,2024,,\n"+
		"short,row\n"+
		"bad,\"quote,person\n"+
		"x-ten,X Ten,person,Hamas|XYZ,,,,,\n",
		"b.csv", "id,name,type,aliases,qid\nx-eleven,X Eleven,organisation,XYZ,Q1\n",
		"c.csv", authorityHead+
			"old-name,,same_as,,israel,,,,\n"+
			"other,,same_as,,nowhere-known,,,,\n"+
			",,block,No Such Name,,,,,\n",
		"d.csv", "name,city\nHaaretz,Tel Aviv\n")
	problems, err := Check(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range problemLines(dir, problems) {
		got = append(got, strings.ReplaceAll(line, dir+"/", ""))
	}
	want := []string{
		`a.csv:3: duplicate id "x-one": line 2 has it; the row is left out`,
		`a.csv:4: id "x two": want lower-case letters, digits, '-' and '.'; the row is left out`,
		`a.csv:5: type "militia": want person, organisation, government, armed_group, armed_forces, place or outlet; the row is left out`,
		`a.csv:6: no name; the row is left out`,
		`a.csv:7: parent "nowhere-known" of x-five is unknown; the row is used without it`,
		`a.csv:8: parent "x-seven" makes x-six its own ancestor; the row is used without it`,
		`a.csv:10: valid_from "2025-02-30": want a year, 2025-07 or 2025-07-24; left out`,
		`a.csv:10: valid_to "24.7.2025": want a year, 2025-07 or 2025-07-24; left out`,
		`a.csv:10: wikidata "801": want an id such as Q801; left out`,
		`a.csv:11: valid_to 2024 lies before valid_from 2025-07; both left out`,
		`a.csv:12: 2 fields, want 9 as the header has; the row is left out`,
		`a.csv:13: the quotes of a field do not match within the line; the row is left out`,
		`a.csv:14: warning: name "Hamas" also names hamas (starter/armed.csv:2); where it stands all are candidates`,
		`a.csv:14: warning: acronym "XYZ" also names x-eleven (b.csv:2); where it stands all are candidates`,
		`b.csv:1: unknown column "qid" is ignored; known are id,name,type,aliases,parent,valid_from,valid_to,wikidata,note`,
		`b.csv:2: warning: acronym "XYZ" also names x-ten (a.csv:14); where it stands all are candidates`,
		`c.csv:3: same_as: "nowhere-known" is unknown; the row is left out`,
		`c.csv:4: warning: block: nobody has the name "No Such Name" as it is written here`,
		`d.csv:1: unknown column "city" is ignored; known are id,name,type,aliases,parent,valid_from,valid_to,wikidata,note`,
		`d.csv:1: no column id or type; the file is left out; want the header id,name,type,aliases,parent,valid_from,valid_to,wikidata,note`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is wrong is left out, the rest is used.
func TestLoadUsesTheRest(t *testing.T) {
	dir := writeAuthority(t, "a.csv", "\ufeffid,name,type,aliases,parent\n"+
		"good,Good Name,person,Also Good,\n"+
		"worse,Bad,nothing,,\n"+
		"town,Town,place,,nowhere-known\n"+
		"israel,Israel,government,State of Israel|iso:IL|Sample Alias,\n"+
		"il,,same_as,,israel\n"+
		"hamas,,block,Islamic Resistance Movement,\n")
	a, problems, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 2 {
		t.Errorf("problems: got %v, want 2", problems)
	}
	for name, id := range map[string]string{"Also Good": "good", "Town": "town", "Sample Alias": "israel", "Islamic Resistance Movement": "", "Hamas": "hamas"} {
		got := ""
		if found := a.Entities(name); len(found) > 0 {
			got = found[0].ID
		}
		if got != id {
			t.Errorf("%s: got %q, want %q", name, got, id)
		}
	}
	if got := a.Canonical("il"); got != "israel" {
		t.Errorf("il: merged into %q, want israel", got)
	}
	again, problems, err := LoadAdded(a.Added())
	if err != nil || again.Version() != a.Version() {
		t.Errorf("loaded again: version %s, want %s; %v %v", again.Version(), a.Version(), problems, err)
	}
}

// The starter has no problem, and the names that it shares are few and known.
func TestStarterIsClean(t *testing.T) {
	problems, err := Check()
	if err != nil {
		t.Fatal(err)
	}
	shared := 0
	for _, p := range problems {
		if !p.Warning {
			t.Error(p)
		}
		shared++
	}
	t.Logf("%d shared names", shared)
}

// What a search for words alone pays for the authority at start-up.
func BenchmarkStarter(b *testing.B) {
	for b.Loop() {
		if _, err := Starter(); err != nil {
			b.Fatal(err)
		}
	}
}
