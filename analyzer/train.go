package analyzer

import (
	"math"
	"math/rand/v2"
)

// Training maximises the conditional likelihood of the gold labels of each
// candidate run (a conditional random field; Lafferty, McCallum, Pereira 2001) by
// stochastic gradient with AdaGrad steps, dropout of features and a weight decay
// after each pass. Same data, same options, same model: the order is drawn from
// the seed.

// TrainOptions are the choices of a training run; zero values mean the defaults.
type TrainOptions struct {
	Seed   uint64
	Passes int     // over the data, default 12
	Rate   float64 // AdaGrad step, default 0.1
	Drop   float64 // share of features left out at random, default 0.5
	Decay  float64 // of all weights after each pass, default 0.05
	Copies int     // altered copies of each text, default 4
	Bias   float32 // taken off the score of "no name", for recall, default 0.3
	Log    func(format string, args ...any)
}

func (o TrainOptions) defaults() TrainOptions {
	if o.Passes == 0 {
		o.Passes = 12
	}
	if o.Rate == 0 {
		o.Rate = 0.1
	}
	if o.Drop == 0 {
		o.Drop = 0.5
	}
	if o.Decay == 0 {
		o.Decay = 0.05
	}
	if o.Bias == 0 {
		o.Bias = 0.3
	}
	if o.Copies == 0 {
		o.Copies = 4
	}
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	return o
}

// An example is one candidate run with its gold labels.
type example struct {
	feats  [][]uint32
	link   []uint8
	labels []uint8
	base   [][width]float32 // scores to start from, of an earlier look; nil for none
}

// examples cuts the marked texts into runs. Runs whose gold cannot be expressed
// (a name that leaves the candidates) are left out.
func examples(docs []Labelled) []example {
	var out []example
	for i := range docs {
		out = append(out, docs[i].examples()...)
	}
	return out
}

func (d *Labelled) examples() []example {
	var out []example
	sc := newScene(d.Text)
	gold, spoilt := d.gold(sc)
	var flat []uint32
	for _, r := range sc.runs {
		first, last := int(r[0]), int(r[1])
		ex := example{labels: gold[first:last:last]}
		v := sc.view(first, last)
		bad := false
		for i := first; i < last; i++ {
			bad = bad || spoilt[i]
			flat = sc.features(&v, i, flat[:0])
			ex.feats = append(ex.feats, append([]uint32(nil), flat...))
			ex.link = append(ex.link, linkClass(&sc.ps[i]))
		}
		if !bad {
			out = append(out, ex)
		}
	}
	return out
}

// gold returns the label of every piece, and which belong to a name that no label
// sequence can express.
func (d *Labelled) gold(sc *scene) (gold []uint8, spoilt []bool) {
	gold, spoilt = make([]uint8, len(sc.ps)), make([]bool, len(sc.ps))
	i := 0
	for _, n := range d.Names {
		for i < len(sc.ps) && int(sc.ps[i].end) <= n.Start {
			i++
		}
		j := i
		for j < len(sc.ps) && int(sc.ps[j].start) < n.End {
			j++
		}
		if i == j {
			continue
		}
		whole := int(sc.ps[i].start) == n.Start && int(sc.ps[j-1].end) == n.End
		for k := i; k < j; k++ {
			whole = whole && sc.may[k]
		}
		if !whole {
			for k := i; k < j; k++ {
				spoilt[k] = true
			}
		} else {
			setLabels(gold[i:j], kindOf(n.Type))
		}
		i = j
	}
	return gold, spoilt
}

func setLabels(out []uint8, kind int) {
	for k := range out {
		out[k] = uint8(label(kind, insideLabel))
	}
	out[0] = uint8(label(kind, beginLabel))
	out[len(out)-1] = uint8(label(kind, lastLabel))
	if len(out) == 1 {
		out[0] = uint8(label(kind, unitLabel))
	}
}

// weights are the parameters under training: value and squared gradient sums.
type weights struct {
	rows, rowSums   [][width]float32
	trans, transSum transitions
	used            []bool // rows that training data reaches often enough
}

// train fits the weights to the examples, from where they stand.
func (w *weights) train(exs []example, o TrainOptions) {
	w.count(exs)
	rng := rand.New(rand.NewPCG(o.Seed, 0xDA7E))
	order := make([]int, len(exs))
	for i := range order {
		order[i] = i
	}
	var z trainer
	for pass := range o.Passes {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		loss := 0.0
		for _, i := range order {
			loss += z.step(w, &exs[i], o, rng)
		}
		w.decay(float32(1 - o.Decay))
		o.Log("pass %d: loss %.0f", pass+1, loss)
	}
}

func newWeights(size int) *weights {
	return &weights{rows: make([][width]float32, size), rowSums: make([][width]float32, size), used: make([]bool, size)}
}

func (w *weights) count(exs []example) {
	seen := make([]uint8, len(w.rows))
	for i := range exs {
		for _, f := range exs[i].feats {
			for _, row := range f {
				if seen[row]++; seen[row] >= 2 {
					seen[row], w.used[row] = 2, true
				}
			}
		}
	}
}

func (w *weights) decay(by float32) {
	if by == 1 {
		return
	}
	for i := range w.rows {
		if w.used[i] {
			for l := range labels {
				w.rows[i][l] *= by
			}
		}
	}
}

// A trainer holds the buffers of one gradient step.
type trainer struct {
	lattice
	keep        [][]uint32
	alpha, beta [][width]float64
	grad        [width]float32
}

// step moves the weights along the gradient of one run's log likelihood and
// returns the loss before it.
func (z *trainer) step(w *weights, ex *example, o TrainOptions, rng *rand.Rand) float64 {
	n := len(ex.labels)
	z.size(n)
	z.emissions(w, ex, o, rng)
	total := z.forwardBackward(&w.trans)
	loss := total - z.score(&w.trans, ex.labels)
	for i := range n {
		z.update(w, ex, i, total, float32(o.Rate))
	}
	return loss
}

func (z *trainer) emissions(w *weights, ex *example, o TrainOptions, rng *rand.Rand) {
	for len(z.keep) < len(ex.labels) {
		z.keep = append(z.keep, nil)
	}
	scale := float32(1 / (1 - o.Drop))
	limit := uint32(o.Drop * (1 << 16))
	for i, feats := range ex.feats {
		keep := z.keep[i][:0]
		var sum [width]float32
		var random uint64
		for k, row := range feats {
			if k%4 == 0 {
				random = rng.Uint64()
			}
			part := uint32(random & 0xFFFF)
			random >>= 16
			if !w.used[row] || part < limit {
				continue
			}
			keep = append(keep, row)
			for l := range labels {
				sum[l] += w.rows[row][l]
			}
		}
		for l := range labels {
			sum[l] *= scale
		}
		if ex.base != nil {
			for l := range labels {
				sum[l] += ex.base[i][l]
			}
		}
		z.keep[i], z.emit[i], z.link[i] = keep, sum, ex.link[i]
	}
}

func (z *trainer) score(t *transitions, seq []uint8) float64 {
	s, prev := 0.0, uint8(outside)
	for i, l := range seq {
		s += float64(z.emit[i][l]) + float64(t[z.link[i]][prev][l])
		prev = l
	}
	return s
}

// forwardBackward fills alpha and beta in log space and returns log Z.
func (z *trainer) forwardBackward(t *transitions) float64 {
	n := len(z.emit)
	for len(z.alpha) < n {
		z.alpha, z.beta = append(z.alpha, [width]float64{}), append(z.beta, [width]float64{})
	}
	var prev [width]float64
	for l := range labels {
		prev[l] = math.Inf(-1)
	}
	prev[outside] = 0
	for i := range n {
		cur := sums()
		for p := range labels {
			for _, c := range legal[p] {
				cur[c].add(prev[p] + float64(t[z.link[i]][p][c]))
			}
		}
		for l := range labels {
			prev[l] = cur[l].log() + float64(z.emit[i][l])
		}
		z.alpha[i] = prev
	}
	var all logSum
	all.max = math.Inf(-1)
	for l := range labels {
		z.beta[n-1][l] = math.Inf(-1)
		if closed(l) {
			z.beta[n-1][l] = 0
			all.add(z.alpha[n-1][l])
		}
	}
	for i := n - 2; i >= 0; i-- {
		for p := range labels {
			var s logSum
			s.max = math.Inf(-1)
			for _, c := range legal[p] {
				s.add(float64(t[z.link[i+1]][p][c]) + float64(z.emit[i+1][c]) + z.beta[i+1][c])
			}
			z.beta[i][p] = s.log()
		}
	}
	return all.log()
}

// A logSum adds numbers that are given by their logarithms.
type logSum struct{ max, sum float64 }

func sums() (s [labels]logSum) {
	for l := range s {
		s[l].max = math.Inf(-1)
	}
	return s
}

func (s *logSum) add(x float64) {
	switch {
	case math.IsInf(x, -1):
	case x <= s.max:
		s.sum += math.Exp(x - s.max)
	default:
		s.sum = s.sum*math.Exp(s.max-x) + 1
		s.max = x
	}
}

func (s *logSum) log() float64 {
	if s.sum == 0 {
		return math.Inf(-1)
	}
	return s.max + math.Log(s.sum)
}

// update takes the AdaGrad step of piece i: gold minus expected.
func (z *trainer) update(w *weights, ex *example, i int, total float64, rate float32) {
	small := true
	for l := range labels {
		z.grad[l] = -float32(math.Exp(z.alpha[i][l] + z.beta[i][l] - total))
	}
	z.grad[ex.labels[i]]++
	for l := range labels {
		small = small && z.grad[l] < 1e-3 && z.grad[l] > -1e-3
	}
	if !small {
		for _, row := range z.keep[i] {
			v, g := &w.rows[row], &w.rowSums[row]
			for l := range labels {
				if d := z.grad[l]; d > 1e-4 || d < -1e-4 {
					g[l] += d * d
					v[l] += rate * d / float32(math.Sqrt(float64(g[l])+1e-2))
				}
			}
		}
	}
	z.updateTransitions(w, ex, i, total, rate)
}

func (z *trainer) updateTransitions(w *weights, ex *example, i int, total float64, rate float32) {
	t, sum := &w.trans[z.link[i]], &w.transSum[z.link[i]]
	goldPrev := uint8(outside)
	if i > 0 {
		goldPrev = ex.labels[i-1]
	}
	for p := range labels {
		before := 0.0
		if i > 0 {
			before = z.alpha[i-1][p]
		} else if p != outside {
			continue
		}
		for _, c := range legal[p] {
			d := -float32(math.Exp(before + float64(t[p][c]) + float64(z.emit[i][c]) + z.beta[i][c] - total))
			if uint8(p) == goldPrev && c == ex.labels[i] {
				d++
			}
			if d > 1e-4 || d < -1e-4 {
				sum[p][c] += d * d
				t[p][c] += rate * d / float32(math.Sqrt(float64(sum[p][c])+1e-2))
			}
		}
	}
}
