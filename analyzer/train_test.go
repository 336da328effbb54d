package analyzer

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// generated makes texts whose names follow three patterns, with invented names.
func generated(n int, seed uint64) []Labelled {
	rng := rand.New(rand.NewPCG(seed, 7))
	word := func() string {
		s := ""
		for range 2 + rng.IntN(2) {
			s += string("bdfgklmnprst"[rng.IntN(12)]) + string("aeiou"[rng.IntN(5)])
		}
		return strings.ToUpper(s[:1]) + s[1:]
	}
	var out []Labelled
	for i := range n {
		var b strings.Builder
		d := Labelled{ID: fmt.Sprint(i)}
		put := func(before, name, kind, after string) {
			b.WriteString(before)
			start := b.Len()
			b.WriteString(name)
			d.Names = append(d.Names, LabelledName{start, b.Len(), kind})
			b.WriteString(after)
		}
		put("Yesterday minister ", word()+" "+word(), "PER", " went by train to ")
		put("", word(), "LOC", " again.\n")
		put("Shares of ", word()+" Group", "ORG", " fell, traders said.\n")
		d.Text = b.String()
		out = append(out, d)
	}
	return out
}

var quick = TrainOptions{Seed: 3, Passes: 5, Copies: 1, Drop: 0.2}

func TestTrainLearnsPatterns(t *testing.T) {
	m := TrainModel(generated(60, 1), quick)
	if s := EvalModel(m, generated(40, 2)); s.All.F1() < 90 {
		t.Errorf("on new texts of the same patterns: %v, want F1 of 90 at least", s.All)
	}
}

func TestTrainIsDeterministicAndSurvivesTheFile(t *testing.T) {
	var files [2]bytes.Buffer
	docs := generated(10, 1)
	for i := range files {
		m := TrainModel(docs, quick)
		m.About = "generated"
		if err := WriteModel(&files[i], m); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Fatal("the same data, options and seed gave two models")
	}
	m, err := LoadModel(bytes.NewReader(files[0].Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := WriteModel(&again, m); err != nil || !bytes.Equal(again.Bytes(), files[0].Bytes()) {
		t.Errorf("written, read and written again: another file (%v)", err)
	}
}

func (m *Model) withEmptyEcho() *Model {
	m.echo = newWeights(1 << echoRowBits).quantise()
	return m
}

func TestLoadModelRefusesDamage(t *testing.T) {
	var b bytes.Buffer
	if err := WriteModel(&b, firstModel(generated(5, 1), quick.defaults()).withEmptyEcho()); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	for _, cut := range []int{0, 5, 20, len(whole) / 2, len(whole) - 1} {
		if _, err := LoadModel(bytes.NewReader(whole[:cut])); err == nil {
			t.Errorf("a model file cut after %d of %d bytes was read", cut, len(whole))
		}
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 4
	if _, err := LoadModel(bytes.NewReader(flipped)); err == nil {
		t.Error("a model file with a flipped bit was read")
	}
}

func TestReadLabelled(t *testing.T) {
	bio := "-DOCSTART-\tO\n\nAna\tB-PER\nLima\tI-PER\nleft\tO\nLima\tB-LOC\n\nNo\tO\n\n-DOCSTART-\tO\n\nThe\tO\nUN\tB-ORG\nGames\tB-MISC\n"
	got, err := ReadLabelled("x.bio", strings.NewReader(bio))
	want := []Labelled{
		{ID: "x.bio-0000", Text: "Ana Lima left Lima\nNo\n", Names: []LabelledName{{0, 8, "PER"}, {14, 18, "LOC"}}},
		{ID: "x.bio-0001", Text: "The UN Games", Names: []LabelledName{{4, 6, "ORG"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("(-want +got) %v:\n%s", err, diff)
	}
	for name, bad := range map[string]string{
		"x.bio:2":       "Ana\tB-PER\nLima I-PER\n",
		"x.ner.jsonl:1": `{"text":"Ana","spans":[{"start":0,"end":9,"type":"PER"}]}`,
		"y.ner.jsonl:2": `{"text":"Ana"}` + "\n{",
	} {
		file, _, _ := strings.Cut(name, ":")
		if _, err := ReadLabelled(file, strings.NewReader(bad)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v, want one that names %s", file, err, name)
		}
	}
}

func TestAlteredCopiesKeepTheirMarks(t *testing.T) {
	docs := generated(20, 4)
	for _, d := range altered(docs, 3, rand.New(rand.NewPCG(1, 1)))[len(docs):] {
		last := 0
		for _, n := range d.Names {
			if n.Start < last || n.End <= n.Start || n.End > len(d.Text) {
				t.Fatalf("name %v in %q", n, d.Text)
			}
			if s := d.Text[n.Start:n.End]; s != strings.TrimSpace(s) {
				t.Errorf("name %q has spaces around it", s)
			}
			last = n.End
		}
	}
}

func TestTidyName(t *testing.T) {
	for _, c := range []struct{ name, kind, want string }{
		{"President Ana Lima", "PER", "PER Ana Lima"},
		{"the Netherlands", "LOC", "LOC Netherlands"},
		{"Sweden", "ORG", "LOC Sweden"},
		{"Americans", "PER", ""},
		{"Secretary", "PER", ""},
		{"NASA", "ORG", "ORG NASA"},
	} {
		got := ""
		if n, ok := loadLists().tidyName(c.name, LabelledName{0, len(c.name), c.kind}); ok {
			got = n.Type + " " + c.name[n.Start:n.End]
		}
		if got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.kind, c.name, got, c.want)
		}
	}
}
