package analyzer

import (
	"math/rand/v2"
)

// TrainModel makes a model from marked texts. The second look learns from texts
// that its first look has not seen: each fifth of the data is labelled by a model
// of the other four.
func TrainModel(docs []Labelled, o TrainOptions) *Model {
	o = o.defaults()
	const parts = 5
	docs = tidy(docs)
	m := firstModel(docs, o)
	var exs []example
	for part := range parts {
		var rest, held []Labelled
		for i := range docs {
			if i%parts == part {
				held = append(held, docs[i])
			} else {
				rest = append(rest, docs[i])
			}
		}
		o.Log("part %d of %d", part+1, parts)
		if len(rest) > 0 {
			exs = append(exs, firstModel(rest, o).echoExamples(altered(held, 1, o.rng()))...)
		}
	}
	w := newWeights(1 << echoRowBits)
	w.trans = m.first.trans
	o.Drop = 0.1
	w.train(exs, o)
	m.echo = w.quantise()
	m.first.trans.lean(o.Bias) // at the end: training would learn to undo it
	m.echo.trans.lean(o.Bias)
	return m
}

func (o TrainOptions) rng() *rand.Rand { return rand.New(rand.NewPCG(o.Seed, 0xA17E)) }

// firstModel trains the first look alone.
func firstModel(docs []Labelled, o TrainOptions) *Model {
	w := newWeights(rows)
	w.train(examples(altered(docs, o.Copies, o.rng())), o)
	return &Model{first: w.quantise()}
}

// echoExamples are the runs of docs as the second look sees them.
func (m *Model) echoExamples(docs []Labelled) []example {
	var out []example
	for d := range docs {
		sc := newScene(docs[d].Text)
		gold, spoilt := docs[d].gold(sc)
		l := m.firstLook(sc)
		e := echoesOf(sc, l)
		for _, r := range sc.runs {
			from, to := int(r[0]), int(r[1])
			ex := example{labels: gold[from:to:to], base: l.emit[from:to:to]}
			bad := false
			for i := from; i < to; i++ {
				bad = bad || spoilt[i]
				ex.feats = append(ex.feats, e.features(sc.ps[from:to], l.labels[from:to], i-from, nil))
				ex.link = append(ex.link, linkClass(&sc.ps[i]))
			}
			if !bad {
				out = append(out, ex)
			}
		}
	}
	return out
}

// EvalModel counts how the names that m finds in docs agree with those marked.
func EvalModel(m *Model, docs []Labelled) Scores {
	var s Scores
	for i := range docs {
		s.count(m.find(docs[i].Text), docs[i].Names)
	}
	return s
}
