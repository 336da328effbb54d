package analyzer

// abbreviations are words whose point belongs to them even before a capital.
var abbreviations = set(`Mr Mrs Ms Dr St Sen Rep Gov Gen Col Lt Maj Capt Sgt Rev Hon Prof Pres Sec
	Jr Sr Inc Corp Ltd Co Cos Bros Mt Ft No vs Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Ave Blvd Dept Univ Assn Atty Adm Brig Cmdr Supt Msgr Fr`)

// linkWords may stand inside a name between two capitals. Each has its own number
// so that transitions can depend on it; those before "of" may also open a name.
var linkWords = []string{"", // 0: no link
	"al", "el", "ul", "ad", "ar", "as", "ash", "az", "an", "at", "de", "da", "di", "du", "del", "della", "dos", "das", "van", "von", "der", "den", "bin", "ibn", "ben", "bint", "abu", "la", "le", "les", "ter", "ten", "y", "e", "zu", "af",
	"of", "the", "and", "for", "&", "-", "–", "'s", "’s", "/", "in", "on", "to", "at", "a", "'", "’", "+", "with", "against", "‑"}

const lastParticle = 35 // linkWords[1:36] may open a name: al-Sisi, de Gaulle

var links = func() map[uint64]uint8 {
	m := make(map[uint64]uint8, len(linkWords))
	for i, w := range linkWords {
		if i > 0 {
			if _, seen := m[hashWord(w)]; !seen {
				m[hashWord(w)] = uint8(i)
			}
		}
	}
	return m
}()

// candidates calls yield for every maximal run of pieces that may hold names: words
// with a capital, numbers beside them and the links between them. All other pieces
// are outside any name, so that lower-case text costs nothing.
func candidates(ps []piece, may []bool, yield func(first, last int)) {
	markCandidates(ps, may)
	for i := 0; i < len(ps); {
		if !may[i] {
			i++
			continue
		}
		j := i + 1
		for j < len(ps) && may[j] && !ps[j].first {
			j++
		}
		yield(i, j)
		i = j
	}
}

func markCandidates(ps []piece, may []bool) {
	const reach = 3 // links in a row, as in "Bank of the West"
	lastCapital := -9
	for i := range ps {
		p := &ps[i]
		may[i] = false
		if p.first {
			lastCapital = -9
		}
		if !p.kind.capital() {
			continue
		}
		may[i] = true
		k := i - 1
		for ; k > lastCapital && k >= 0 && k >= i-reach && !ps[k+1].first; k-- {
			if ps[k].link == 0 && !(ps[k].kind == numberPiece && k == i-1) {
				break
			}
		}
		if k == lastCapital { // every piece since the last capital links
			for q := k + 1; q < i; q++ {
				may[q] = true
			}
		} else {
			for q := i - 1; q > k && q >= 0; q-- { // particles that open a name
				if !(ps[q].link > 0 && ps[q].link <= lastParticle || ps[q].link > 0 && q > 0 && q-1 > k && ps[q].kind == markPiece && ps[q-1].link > 0 && ps[q-1].link <= lastParticle) {
					break
				}
				may[q] = true
			}
		}
		lastCapital = i
		if i+1 < len(ps) && ps[i+1].kind == numberPiece && !ps[i+1].first {
			may[i+1] = true
			lastCapital = i + 1
		}
	}
	for i := range ps { // a number already marked is a capital's neighbour
		if ps[i].kind == numberPiece && i+1 < len(ps) && may[i+1] && ps[i+1].kind.capital() && !ps[i+1].first {
			may[i] = true
		}
	}
}
