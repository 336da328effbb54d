package analyzer

// The recogniser is a linear-chain model over BILOU labels: begin, inside and last
// piece of a name, a unit name of one piece, and outside. A label's score is the
// sum of the rows of its features; a transition's score depends on both labels and
// on the piece that it enters (linkClass). The best sequence is found by Viterbi.

const (
	outside = 0
	labels  = 13 // outside, then begin, inside, last, unit of three types
	width   = 16 // labels padded to a cache line's quarter
)

const (
	beginLabel = iota + 1
	insideLabel
	lastLabel
	unitLabel
)

// label of a name's part; kind is 0 person, 1 organisation, 2 place.
func label(kind, part int) int { return kind*4 + part }

// legal[prev] holds the labels that may follow prev.
var legal = func() (next [labels][]uint8) {
	for prev := range labels {
		open := prev != outside && (prev-1)%4 < 2 // begin or inside
		for cur := range labels {
			ok := !open && (cur == outside || (cur-1)%4 == 0 || (cur-1)%4 == 3)
			if open && cur != outside {
				ok = (cur-1)/4 == (prev-1)/4 && ((cur-1)%4 == 1 || (cur-1)%4 == 2)
			}
			if ok {
				next[prev] = append(next[prev], uint8(cur))
			}
		}
	}
	return next
}()

// closed reports whether a sequence may end with label l.
func closed(l int) bool { return l == outside || (l-1)%4 >= 2 }

const linkClasses = 72

// linkClass is the kind of step that enters p: its connecting word, or its kind.
func linkClass(p *piece) uint8 {
	if p.link > 0 {
		return 8 + p.link
	}
	return uint8(p.kind)
}

type transitions [linkClasses][labels][width]float32

// lean takes by off every step that enters "outside", which trades precision for recall.
func (t *transitions) lean(by float32) {
	for c := range t {
		for p := range labels {
			if closed(p) {
				t[c][p][outside] -= by
			}
		}
	}
}

const low = -1e9

// A lattice holds the scores of one run. It is reused from run to run.
type lattice struct {
	emit [][width]float32
	link []uint8
	back [][width]uint8
	best []uint8
}

func (z *lattice) size(n int) {
	if cap(z.emit) < n {
		z.emit, z.link = make([][width]float32, n), make([]uint8, n)
		z.back, z.best = make([][width]uint8, n), make([]uint8, n)
	}
	z.emit, z.link, z.back, z.best = z.emit[:n], z.link[:n], z.back[:n], z.best[:n]
}

// viterbi returns the best legal labels of the run.
func (z *lattice) viterbi(t *transitions) []uint8 {
	var prev, cur [width]float32
	for l := range prev {
		prev[l] = low
	}
	prev[outside] = 0
	for i := range z.emit {
		for l := range cur {
			cur[l] = low
		}
		step, e, back := &t[z.link[i]], &z.emit[i], &z.back[i]
		for p := range labels {
			if prev[p] <= low/2 {
				continue
			}
			for _, c := range legal[p] {
				if s := prev[p] + step[p][c]; s > cur[c] {
					cur[c], back[c] = s, uint8(p)
				}
			}
		}
		for l := range labels {
			cur[l] += e[l]
		}
		prev = cur
	}
	at, best := outside, float32(low)
	for l := range labels {
		if closed(l) && prev[l] > best {
			at, best = l, prev[l]
		}
	}
	for i := len(z.emit) - 1; i >= 0; i-- {
		z.best[i] = uint8(at)
		at = int(z.back[i][at])
	}
	return z.best
}
