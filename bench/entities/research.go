package main

import (
	"os"
	"path/filepath"

	"dateline/analyzer"
)

// researchTable prints what the same code reaches when it is trained on marked texts
// of the kind that it is measured on. Their licences do not allow a model to be
// shipped, so these models live as long as the run. Nothing is measured on texts
// that it was trained on.
func researchTable(r *run) error {
	half := func(docs []analyzer.Labelled, odd int) (out []analyzer.Labelled) {
		for i := odd; i < len(docs); i += 2 {
			out = append(out, docs[i])
		}
		return out
	}
	conll, err := r.marked("conll2003.testa")
	if err != nil {
		return err
	}
	wiki, err := r.marked("wikineural.en.val")
	if err != nil {
		return err
	}
	for _, x := range []struct {
		name     string
		training []analyzer.Labelled
		set      string
		odd      int // measured on every article, or every other from this one
	}{
		{"conll testa, half", half(conll, 0), "conll2003.testa", 1},
		{"wikineural.en.val", wiki, "wikigold", -1},
	} {
		m := analyzer.TrainModel(x.training, analyzer.TrainOptions{Seed: 1, Copies: 1})
		trained := *r
		trained.z = r.z.WithModel(m)
		on := x.set
		if x.odd >= 0 {
			on += ", the other half"
		}
		r.row(researchMark+" trained on "+x.name, "")
		if err := trained.spanRows("  on "+on, x.set, x.odd); err != nil {
			return err
		}
	}
	return nil
}

// researchMark opens the part of the results that only -research makes.
const researchMark = "research:"

func (r *run) marked(set string) ([]analyzer.Labelled, error) {
	f, err := os.Open(filepath.Join(r.data, "entities", set+".ner.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return analyzer.ReadLabelled(f.Name(), f)
}
