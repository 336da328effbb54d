package statement

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// unitOf makes a unit of text, its words split at what is no letter or digit.
func unitOf(article, published, speaker, kind, text string) Unit {
	if speaker == "-" {
		speaker = ""
	}
	a := corpus.Annotated{Article: corpus.Article{ID: article, Text: text, Outlet: corpus.Outlet{ID: "o-" + article}, Published: corpus.Date{Value: published}}}
	a.TextStream = streamOf(text)
	q := corpus.Quote{Start: 0, End: len(text), Text: text, Kind: corpus.QuoteKind(kind)}
	if speaker != "" {
		q.Speaker = &corpus.Speaker{Entity: speaker, Name: speaker}
	}
	a.Quotes = []corpus.Quote{q}
	return Units(&a)[0]
}

// streamOf is a tokenizer for tests: words are runs of letters and digits, a
// sentence starts behind ". " or "? ".
func streamOf(text string) corpus.Stream {
	var st corpus.Stream
	start := -1
	end := func(i int) {
		if start < 0 {
			return
		}
		n := len(st.Tokens)
		if n == 0 || strings.ContainsAny(text[st.Tokens[n-1].End:start], ".?") && !strings.Contains(text[st.Tokens[n-1].End:start], "..") {
			st.Sentences = append(st.Sentences, n)
		}
		st.Tokens = append(st.Tokens, corpus.Token{Start: start, End: i, Word: strings.ToLower(text[start:i])})
		start = -1
	}
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' && start >= 0 {
			if start < 0 {
				start = i
			}
		} else {
			end(i)
		}
	}
	end(len(text))
	return st
}

func TestHardNegatives(t *testing.T) {
	b, err := os.ReadFile("testdata/hard.tsv")
	if err != nil {
		t.Fatal(err)
	}
	set, of := NewSet(), map[string]string{}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSpace(line), "\t")
		of[f[1]] = f[0]
		set.Add(unitOf(f[1], f[2], f[3], f[4], f[5]))
	}
	together := map[[2]string]bool{}
	for _, st := range set.Statements() {
		for i, a := range st.Variants {
			for _, b := range st.Variants[i+1:] {
				together[[2]string{min(a.Article, b.Article), max(a.Article, b.Article)}] = true
			}
		}
	}
	var right, wrong, missed []string
	for a := range of {
		for b := range of {
			x, y := strings.TrimPrefix(of[a], "~"), strings.TrimPrefix(of[b], "~")
			pair := fmt.Sprintf("%s %s-%s", of[a], a, b)
			switch got := together[[2]string{a, b}]; {
			case a >= b:
			case x == y && (strings.HasPrefix(of[a], "~") || strings.HasPrefix(of[b], "~")):
			case got && x == y:
				right = append(right, pair)
			case got:
				wrong = append(wrong, pair+" "+of[b])
			case x == y:
				missed = append(missed, pair)
			}
		}
	}
	slices.Sort(wrong)
	slices.Sort(missed)
	got := fmt.Sprintf("right %d\nwrong %d %v\nmissed %d %v\n", len(right), len(wrong), wrong, len(missed), missed)
	golden(t, "testdata/hard.golden", got)
}

// golden compares got with a file, or writes it when UPDATE is set.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (UPDATE=1 rewrites it)\n%s", path, diff)
	}
}

func TestDescribe(t *testing.T) {
	full := unitOf("a", "", "x", "direct", "We will go home now, and we will stay there for a year.")
	tests := []struct {
		kind, text string
		edit       Edit
		dropped    []Dropped
		changes    []Change
	}{
		{"direct", "We will go home now - and we will stay there for a year", Identical, nil, nil},
		{"fragment", "we will stay there for a year", Truncated, []Dropped{{"start", "we will go home now and", false}}, nil},
		{"fragment", "... we will stay there ...", Truncated, []Dropped{{"start", "we will go home now and", true}, {"end", "for a year", true}}, nil},
		{"direct", "We will go home … for a year.", Truncated, []Dropped{{"middle", "now and we will stay there", true}}, nil},
		{"direct", "We will go home for a year.", Truncated, []Dropped{{"middle", "now and we will stay there", false}}, nil},
		{"direct", "We will go there now, and we will stay there for years.", Altered, nil,
			[]Change{{"=", "we will go"}, {"-", "home"}, {"+", "there"}, {"=", "now and we will stay there for"}, {"-", "a year"}, {"+", "years"}}},
		{"direct", "We will go home now, and we [the team] will stay there.", Altered, []Dropped{{"end", "for a year", false}},
			[]Change{{"=", "we will go home now and we"}, {"+", "the team"}, {"=", "will stay there"}, {"-", "for a year"}}},
		{"indirect", "they would go home", Paraphrase, nil, nil},
	}
	for _, tt := range tests {
		u := unitOf("b", "", "x", tt.kind, tt.text)
		got := describe(&u, &full)
		if tt.edit == Truncated { // its changes are its droppings
			got.Changes = nil
		}
		if diff := cmp.Diff([]any{tt.edit, append([]Dropped{}, tt.dropped...), tt.changes}, []any{got.Edit, got.Dropped, got.Changes}); diff != "" {
			t.Errorf("%s\n%s", tt.text, diff)
		}
	}
}

// A diff's "=" and "-" words give the one text back, "=" and "+" the other.
func TestDiffRestores(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	text := func() []string {
		var out []string
		for range r.IntN(12) {
			out = append(out, string(rune('a'+r.IntN(4))))
		}
		return out
	}
	for range 3000 {
		a, b := text(), text()
		var x, y []string
		for _, c := range diff(a, b) {
			w := strings.Fields(c.Words)
			if c.Op != "+" {
				x = append(x, w...)
			}
			if c.Op != "-" {
				y = append(y, w...)
			}
		}
		if !slices.Equal(a, x) || !slices.Equal(b, y) {
			t.Fatalf("diff(%v, %v) = %v", a, b, diff(a, b))
		}
	}
}

// invented returns units over few words and speakers, so that many meet.
func invented(r *rand.Rand, n int) []Unit {
	var pool [][]string
	for range 1 + n/6 {
		var s []string
		for range 3 + r.IntN(18) {
			s = append(s, fmt.Sprintf("word%d", r.IntN(60)))
		}
		pool = append(pool, s)
	}
	var out []Unit
	for i := range n {
		words := slices.Clone(pool[r.IntN(len(pool))])
		from := r.IntN(len(words) / 2)
		words = words[from : from+1+r.IntN(len(words)-from)]
		if r.IntN(3) == 0 {
			words[r.IntN(len(words))] = "changed"
		}
		kind := []string{"direct", "direct", "fragment", "indirect"}[r.IntN(4)]
		speaker := []string{"a", "b", "c", "-"}[r.IntN(4)]
		day := []string{"", "2024-05-01", "2024-05-03", "2024-05-09", "2024-05", "2025-06-01"}[r.IntN(6)]
		out = append(out, unitOf(fmt.Sprintf("art%03d", i), day, speaker, kind, strings.Join(words, " ")))
	}
	return out
}

// Whatever the order of adds and deletes, and whenever statements were asked for,
// a set answers as a fresh one that holds the same.
func TestOrderFree(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	for range 40 {
		units := invented(r, 10+r.IntN(120))
		set, held := NewSet(), map[int]bool{}
		for range 3 * len(units) {
			i := r.IntN(len(units))
			if held[i] {
				set.Delete(units[i].Article)
			} else {
				set.Add(units[i])
			}
			held[i] = !held[i]
			if r.IntN(20) == 0 {
				set.Statements()
			}
		}
		fresh := NewSet()
		for i, u := range units {
			if held[i] {
				fresh.Add(u)
			}
		}
		if diff := cmp.Diff(asJSON(t, fresh.Statements()), asJSON(t, set.Statements())); diff != "" {
			t.Fatalf("seed %d\n%s", seed, diff)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Every unit stands in a statement, but for a reported one around a quotation.
func TestNothingLost(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	units := invented(rand.New(rand.NewPCG(seed, 3)), 200)
	set := NewSet()
	set.Add(units...)
	seen := map[string]bool{}
	for _, st := range set.Statements() {
		for _, v := range st.Variants {
			seen[v.Article] = true
		}
	}
	for _, u := range units {
		if !seen[u.Article] {
			t.Errorf("seed %d: %s %q is lost", seed, u.Article, u.Text)
		}
	}
}

// The inverted index finds the pairs that comparing all with all finds.
func TestPairs(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 4))
	for range 60 {
		s := NewSet()
		s.Add(invented(r, 60)...)
		var nodes []*node
		for _, us := range s.articles {
			nodes = append(nodes, nodesOf(us)...)
		}
		for _, n := range nodes {
			n.shingle()
		}
		slices.SortFunc(nodes, func(a, b *node) int { return strings.Compare(a.units[0].Article, b.units[0].Article) })
		got, want := map[[2]int]bool{}, map[[2]int]bool{}
		invert(nodes).pairs(func() bool { return false }, func(i, j, _ int) { got[[2]int{min(i, j), max(i, j)}] = true })
		for i, a := range nodes {
			for j, b := range nodes {
				n := shared(a.shingles, b.shingles)
				if i < j && n > 0 && 2*n >= min(len(a.shingles), len(b.shingles)) {
					want[[2]int{i, j}] = true
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d\n%s", seed, diff)
		}
	}
}

func TestSentences(t *testing.T) {
	set := NewSet()
	add := func(id, text string) {
		a := corpus.Annotated{Article: corpus.Article{ID: id, Text: "“" + text + "”"}, TextStream: streamOf("“" + text + "”")}
		a.Quotes = []corpus.Quote{{Start: 3, End: 3 + len(text), Text: text, Kind: corpus.Direct, Speaker: &corpus.Speaker{Entity: "x", Name: "X"}}}
		set.Add(Units(&a)...)
	}
	add("a", "We will leave the talks in the city today. They were never serious about peace. It is a great shame for all.")
	add("b", "We will leave the talks in the city today. They were never serious about peace.")
	add("c", "Nothing else in here belongs to anyone. It is a second sentence of the same.")
	var got []string
	for _, st := range set.Statements() {
		line := st.Text + " ="
		for _, v := range st.Variants {
			line += fmt.Sprintf(" %s[%d:%d] %s", v.Article, v.Start, v.End, v.Edit)
		}
		got = append(got, line)
	}
	slices.Sort(got)
	want := []string{
		"It is a great shame for all. = a[83:111] identical",
		"Nothing else in here belongs to anyone. It is a second sentence of the same. = c[3:79] identical",
		"We will leave the talks in the city today. They were never serious about peace. = a[3:82] identical b[3:82] identical",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDays(t *testing.T) {
	for in, want := range map[string]string{
		"1970-01-03": "2 2 true", "1970-01-03T23:00:00Z": "2 2 true", "1970-02": "31 58 true", "1970": "0 364 true", "": "0 0 false", "soon": "0 0 false",
	} {
		first, last, ok := days(in)
		if got := fmt.Sprint(first, last, ok); got != want {
			t.Errorf("days(%q) = %s, want %s", in, got, want)
		}
	}
}
