package segment

import (
	"encoding/binary"
	"sync"
	"time"

	"dateline/corpus"
)

// A part of a stored article is packed as two runs: numbers as varints, and strings
// one behind the other, which the table of symbols or zstd makes small. A string
// that came before, or that every article has, is the number of it.

// known are the strings that every article has, numbered from 1. Their order is
// part of the format.
var known = []string{"", TitleField, TextField, BylineField,
	string(corpus.Given), string(corpus.Explicit), string(corpus.Inferred), string(corpus.Credited), string(corpus.Unknown),
	string(corpus.Person), string(corpus.Organisation), string(corpus.Government), string(corpus.ArmedGroup), string(corpus.ArmedForces),
	string(corpus.Place), string(corpus.OutletType),
	string(corpus.RoleActor), string(corpus.RolePlace), string(corpus.RoleDemonym), string(corpus.RoleOutlet), string(corpus.RoleByline),
	string(corpus.RolePeople), string(corpus.RolePlatform),
	string(corpus.Direct), string(corpus.Fragment), string(corpus.Indirect), "en"}

var knownNumbers = sync.OnceValue(func() map[string]uint64 {
	numbers := map[string]uint64{}
	for i, s := range known {
		if _, twice := numbers[s]; !twice {
			numbers[s] = uint64(i + 1)
		}
	}
	return numbers
})

// A packer writes numbers and strings.
type packer struct {
	numbers []byte
	strings []byte
	seen    map[string]uint64
}

// clear forgets what was written and keeps the room for it.
func (p *packer) clear() {
	p.numbers, p.strings = p.numbers[:0], p.strings[:0]
	clear(p.seen)
}

func (p *packer) uint(v uint64) { p.numbers = binary.AppendUvarint(p.numbers, v) }
func (p *packer) int(v int)     { p.numbers = binary.AppendVarint(p.numbers, int64(v)) }

// string writes the number of a string, or 0 and the length of a new one.
func (p *packer) string(s string) {
	n, ok := knownNumbers()[s]
	if !ok {
		n, ok = p.seen[s]
	}
	if ok {
		p.uint(n)
		return
	}
	if p.seen == nil {
		p.seen = map[string]uint64{}
	}
	p.uint(0)
	p.uint(uint64(len(s)))
	p.strings = append(p.strings, s...)
	p.seen[s] = uint64(len(known) + len(p.seen) + 1)
}

func (p *packer) list(all []string) {
	p.uint(uint64(len(all)))
	for _, s := range all {
		p.string(s)
	}
}

// time writes an instant as ingest spells it by its seconds, anything else as it is.
func (p *packer) time(s string) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Unix() < 0 || spellTime(uint64(t.Unix())) != s {
		p.uint(0)
		p.string(s)
		return
	}
	p.uint(uint64(t.Unix()) + 1)
}

func spellTime(seconds uint64) string { return time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339) }

// An unpacker reads what a packer wrote. A damaged number makes it run out of bytes
// or strings, which is remembered in bad; from then on it reads zeros.
type unpacker struct {
	numbers []byte
	strings string
	seen    []string
	bad     bool

	hex     []byte // behind the hash that was read last
	seconds uint64 // the instant that was read last
	spelled string // and as it is spelt: many articles come in one second
}

func (u *unpacker) uint() uint64 {
	v, n := binary.Uvarint(u.numbers)
	return uint64(u.step(int64(v), n))
}

func (u *unpacker) int() int {
	v, n := binary.Varint(u.numbers)
	return int(u.step(v, n))
}

func (u *unpacker) step(v int64, n int) int64 {
	if n <= 0 {
		u.bad, u.numbers = true, nil
		return 0
	}
	u.numbers = u.numbers[n:]
	return v
}

// count reads a number of things, of which each takes at least a byte.
func (u *unpacker) count() int {
	n := u.uint()
	if n > uint64(len(u.numbers)) {
		u.bad = true
		return 0
	}
	return int(n)
}

func (u *unpacker) string() string {
	n := u.uint()
	switch {
	case n == 0:
		s := u.next(u.uint())
		u.seen = append(u.seen, s)
		return s
	case n <= uint64(len(known)):
		return known[n-1]
	case n-uint64(len(known)) <= uint64(len(u.seen)):
		return u.seen[n-uint64(len(known))-1]
	}
	u.bad = true
	return ""
}

// next cuts n bytes off the strings.
func (u *unpacker) next(n uint64) string {
	if n > uint64(len(u.strings)) {
		u.bad = true
		return ""
	}
	s := u.strings[:n]
	u.strings = u.strings[n:]
	return s
}

func (u *unpacker) list() []string {
	n := u.count()
	if n == 0 {
		return nil
	}
	all := make([]string, n)
	for i := range all {
		all[i] = u.string()
	}
	return all
}

func (u *unpacker) time() string {
	n := u.uint()
	if n == 0 {
		return u.string()
	}
	if n != u.seconds {
		u.seconds, u.spelled = n, spellTime(n-1)
	}
	return u.spelled
}

// end reports whether everything was read and nothing was missing.
func (u *unpacker) end() bool { return !u.bad && len(u.numbers) == 0 && u.strings == "" }
