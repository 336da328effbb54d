package analyzer

import "math"

// A Model is a trained recogniser: the weights of both looks, quantised to bytes.
// It is read-only and safe for concurrent use.
type Model struct {
	About       string // how it was made, one line
	first, echo table
}

// A table holds the weights of one look.
type table struct {
	rows  [][width]int8
	scale float32 // of one step of a byte
	trans transitions
}

// emission sums the rows of a piece's features, at most 256 of them: each weight is
// made positive by adding 128, then four are added at once, in the sixteen bits apart
// of a word.
func (t *table) emission(feats []uint32) (e [width]float32) {
	const bytes, bias = 0x00ff00ff00ff00ff, 0x8080808080808080
	var even, odd, even8, odd8 uint64 // of weights 0 2 4 6, 1 3 5 7, 8 10 12 14, 9 11 13 15
	for _, row := range feats {
		r := &t.rows[row]
		a, b := eightWeights((*[8]int8)(r[:8]))^bias, eightWeights((*[8]int8)(r[8:]))^bias
		even += a & bytes
		odd += a >> 8 & bytes
		even8 += b & bytes
		odd8 += b >> 8 & bytes
	}
	sum := [4]uint64{even, odd, even8, odd8}
	for l := range labels {
		n := int32(uint16(sum[l/8*2+l%2]>>(l%8/2*16))) - 128*int32(len(feats))
		e[l] = float32(n) * t.scale
	}
	return e
}

// eightWeights are weights as one word, the first lowest.
func eightWeights(w *[8]int8) uint64 {
	return uint64(uint8(w[0])) | uint64(uint8(w[1]))<<8 | uint64(uint8(w[2]))<<16 | uint64(uint8(w[3]))<<24 |
		uint64(uint8(w[4]))<<32 | uint64(uint8(w[5]))<<40 | uint64(uint8(w[6]))<<48 | uint64(uint8(w[7]))<<56
}

// A labelling is what a model makes of one scene: emissions and labels by piece,
// the labels of the first look kept for the second.
type labelling struct {
	emit   [][width]float32 // by piece; outside the runs unused
	labels []uint8
}

// firstLook labels every run by itself.
func (m *Model) firstLook(sc *scene) labelling {
	out, z := &sc.labelling, &sc.lattice
	out.emit, out.labels = zeros(out.emit, len(sc.ps)), zeros(out.labels, len(sc.ps))
	var feats []uint32
	for _, r := range sc.runs {
		first, last := int(r[0]), int(r[1])
		v := sc.view(first, last)
		z.size(last - first)
		for i := first; i < last; i++ {
			feats = sc.features(&v, i, feats[:0])
			out.emit[i] = m.first.emission(feats)
			z.emit[i-first], z.link[i-first] = out.emit[i], linkClass(&sc.ps[i])
		}
		copy(out.labels[first:last], z.viterbi(&m.first.trans))
	}
	return *out
}

// echoesOf counts the labels of a first look.
func echoesOf(sc *scene, l labelling) *echoes {
	n := 0
	for _, r := range sc.runs {
		n += 2 * int(r[1]-r[0])
	}
	e := &sc.echo
	e.size(n)
	for _, r := range sc.runs {
		e.run(sc.ps[r[0]:r[1]], l.labels[r[0]:r[1]])
	}
	return e
}

// secondLook labels every run again, in the light of the whole text.
func (m *Model) secondLook(sc *scene, l labelling) {
	e, z := echoesOf(sc, l), &sc.lattice
	first := append([]uint8(nil), l.labels...)
	var feats []uint32
	for _, r := range sc.runs {
		from, to := int(r[0]), int(r[1])
		z.size(to - from)
		for i := from; i < to; i++ {
			feats = e.features(sc.ps[from:to], first[from:to], i-from, feats[:0])
			more := m.echo.emission(feats)
			for k := range labels {
				l.emit[i][k] += more[k]
			}
			z.emit[i-from], z.link[i-from] = l.emit[i], linkClass(&sc.ps[i])
		}
		copy(l.labels[from:to], z.viterbi(&m.echo.trans))
	}
}

// label labels the pieces of a scene.
func (m *Model) label(sc *scene) labelling {
	l := m.firstLook(sc)
	if m.echo.rows != nil {
		m.secondLook(sc, l)
	}
	return l
}

// find returns the names of s in order.
func (m *Model) find(s string) []LabelledName {
	sc := newScene(s)
	var out []LabelledName
	m.label(sc).names(func(first, last, kind int) {
		out = append(out, LabelledName{int(sc.ps[first].start), int(sc.ps[last].end), kinds[kind]})
	})
	return out
}

// names calls yield with the first and the last piece of every name.
func (l labelling) names(yield func(first, last, kind int)) {
	start := 0
	for i, got := range l.labels {
		if got == outside {
			continue
		}
		part := (int(got)-1)%4 + 1
		if part == beginLabel || part == unitLabel {
			start = i
		}
		if part == lastLabel || part == unitLabel {
			yield(start, i, int(got-1)/4)
		}
	}
}

// confidence is the share in (0,1] that the pieces of a name give its kind, on average.
func (l labelling) confidence(first, last, kind int) float64 {
	total := 0.0
	for i := first; i <= last; i++ {
		e, all, mine := &l.emit[i], 0.0, 0.0
		for k := range labels {
			x := math.Exp(float64(e[k] - e[l.labels[i]]))
			all += x
			if k != outside && (k-1)/4 == kind {
				mine += x
			}
		}
		total += mine / all
	}
	return max(total/float64(last-first+1), 1e-6)
}

// quantise packs trained weights into a table.
func (w *weights) quantise() table {
	var top float32
	for i := range w.rows {
		for _, v := range w.rows[i] {
			top = max(top, v, -v)
		}
	}
	t := table{rows: make([][width]int8, len(w.rows)), scale: top / 127, trans: w.trans}
	if top == 0 {
		t.scale = 1
	}
	for i := range w.rows {
		for l, v := range w.rows[i] {
			t.rows[i][l] = int8(round(v / t.scale))
		}
	}
	return t
}

func round(x float32) float32 {
	if x < 0 {
		return float32(int(x - 0.5))
	}
	return float32(int(x + 0.5))
}
