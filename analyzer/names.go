package analyzer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"math/bits"
	"strings"
	"sync"
)

// The name lists are evidence for the recogniser, never a decision: which first
// names, family names, towns, organisations and telling words (Ministry, Ltd,
// President) a piece occurs in. NOTICE says where they come from.

// listBits tells in which lists a piece occurs, alone or as part of a phrase.
type listBits uint32

const (
	listFirst listBits = 1 << iota
	listFamily
	listTown
	listCity
	listCountry
	listOrg
	listPerson
	listDemonym
	listCalendar
	listTitle
	listOrgHead
	listPlaceHead
	listCompany
	listLower    // is mostly written in lower case
	listFunction // the, he, after
	listTeam     // Yankees, United, Rovers
	listPlaceFirst
	listPlaceRest
	listOrgFirst
	listOrgRest
	listPersonFirst
	listPersonRest
	listMore listBits = 1 << 31 // a longer phrase begins so; in the table only
)

const listPhrases = listTown | listCity | listCountry | listOrg | listPerson

//go:embed lists/*.txt model/names.txt.gz
var listFiles embed.FS

// nameLists maps the hash of a phrase to its lists.
type nameLists struct {
	keys []uint64
	bits []listBits
}

var loadLists = sync.OnceValue(func() *nameLists {
	l := &nameLists{keys: make([]uint64, 1<<19), bits: make([]listBits, 1<<19)}
	for _, w := range []struct {
		file string
		bit  listBits
	}{{"orghead", listOrgHead}, {"team", listTeam}, {"company", listCompany}, {"placehead", listPlaceHead}, {"title", listTitle},
		{"calendar", listCalendar}, {"demonym", listDemonym}, {"function", listFunction}} {
		for _, word := range strings.Fields(listFile("lists/" + w.file + ".txt")) {
			l.add(word, w.bit)
			if w.bit == listDemonym {
				l.add(word+"s", w.bit)
			}
		}
	}
	for _, w := range []struct {
		file string
		bit  listBits
	}{{"country", listCountry}, {"org", listOrg}} {
		for _, phrase := range strings.FieldsFunc(listFile("lists/"+w.file+".txt"), func(r rune) bool { return r == '|' || r == '\n' }) {
			l.add(phrase, w.bit)
		}
	}
	l.addNames(listFile("model/names.txt.gz"))
	return l
})

func listFile(name string) string {
	b, err := listFiles.ReadFile(name)
	if err != nil {
		panic("analyzer: embedded list: " + err.Error())
	}
	return string(b)
}

// addNames reads the packed lists: a line "#FL" opens a group whose letters name
// its lists, the lines after it hold one phrase each.
func (l *nameLists) addNames(packed string) {
	letters := map[rune]listBits{'F': listFirst, 'L': listFamily, 'G': listTown, 'C': listCity, 'O': listOrg, 'P': listPerson, 'W': listLower}
	r, err := gzip.NewReader(bytes.NewReader([]byte(packed)))
	if err != nil {
		panic("analyzer: embedded names: " + err.Error())
	}
	var bit listBits
	for in := bufio.NewScanner(io.Reader(r)); in.Scan(); {
		line := in.Text()
		if !strings.HasPrefix(line, "#") {
			l.add(line, bit)
			continue
		}
		bit = 0
		for _, c := range line[1:] {
			bit |= letters[c]
		}
	}
}

// add enters a phrase and marks its beginnings.
func (l *nameLists) add(phrase string, bit listBits) {
	ps := cut(phrase, nil)
	h := uint64(0)
	for i := range ps {
		h = mix(h, ps[i].folded)
		if i < len(ps)-1 {
			l.set(h, listMore)
		} else {
			l.set(h, bit)
		}
	}
}

func (l *nameLists) set(key uint64, bit listBits) {
	i := l.slot(key)
	l.keys[i] = key
	l.bits[i] |= bit
}

func (l *nameLists) slot(key uint64) int {
	mask := len(l.keys) - 1
	i := int(key>>13) & mask
	for l.keys[i] != 0 && l.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

// mark sets the lists of pieces from to to, which are one candidate run and the
// piece on each side of it.
func (l *nameLists) mark(ps []piece, from, to int) {
	const longest = 6
	for i := from; i < to; i++ {
		h := mix(0, ps[i].folded)
		b := l.bits[l.slot(h)]
		ps[i].lists |= b &^ listMore
		if !ps[i].kind.capital() {
			continue
		}
		for j := i + 1; b&listMore != 0 && j < to && j < i+longest; j++ {
			h = mix(h, ps[j].folded)
			b = l.bits[l.slot(h)]
			if hit := b & listPhrases; hit != 0 {
				markPhrase(ps[i:j+1], hit)
			}
		}
	}
}

func markPhrase(ps []piece, hit listBits) {
	var first, rest listBits
	if hit&(listTown|listCity|listCountry) != 0 {
		first, rest = first|listPlaceFirst, rest|listPlaceRest
	}
	if hit&listOrg != 0 {
		first, rest = first|listOrgFirst, rest|listOrgRest
	}
	if hit&listPerson != 0 {
		first, rest = first|listPersonFirst, rest|listPersonRest
	}
	ps[0].lists |= first
	for i := range ps[1:] {
		ps[i+1].lists |= rest
	}
}

// each calls yield with the number of every bit that is set.
func (b listBits) each(yield func(uint64)) {
	for b != 0 {
		yield(uint64(bits.TrailingZeros32(uint32(b))))
		b &= b - 1
	}
}
