package segment

import "sync"

// An Escape writes texts with some of their bytes as others: as part of JSON, say. It
// escapes the symbols of a table, once each, and reads escaped text from them as
// text is read, with a move for each symbol, so that nobody looks for what to escape
// in the text itself. It is safe for concurrent use.
type Escape struct {
	of func(dst []byte, text string) []byte

	mu     sync.Mutex
	tables map[*Symbols]*escaped
}

// NewEscape makes an Escape of a function that appends a text escaped, each byte for
// itself: what it makes of two pieces is what it makes of the whole.
func NewEscape(of func(dst []byte, text string) []byte) *Escape {
	return &Escape{of: of, tables: map[*Symbols]*escaped{}}
}

// escaped is a table of symbols, each escaped. The last byte of an entry holds both
// lengths: that of the symbol in its high half, and escaped in its low half, 0 where
// it does not fit and stands in long.
type escaped struct {
	entries *[mostSymbols]entry
	long    map[uint][]byte
}

func (e *Escape) table(s *Symbols) *escaped {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.tables[s]
	if t == nil {
		t = &escaped{new([mostSymbols]entry), map[uint][]byte{}}
		var buf []byte
		for i := range s.entries {
			sym := s.entries[i].bytes()
			buf = e.of(buf[:0], string(sym))
			t.entries[i][maxSymbol] = byte(len(sym)) << 4
			if len(buf) > maxSymbol {
				t.long[uint(i)] = append([]byte(nil), buf...)
				continue
			}
			t.entries[i][maxSymbol] |= byte(len(buf))
			copy(t.entries[i][:maxSymbol], buf)
		}
		e.tables[s] = t
	}
	return t
}

// text appends to dst the text that packPart wrote.
func (e *Escape) text(dst []byte, table *Symbols, part []byte) ([]byte, error) {
	_, n, packed, err := halves(table, part)
	if err != nil {
		return dst, err
	}
	if table == nil {
		return e.of(dst, string(packed)), nil
	}
	dst, ok := e.table(table).read(dst, packed, n)
	if !ok {
		return dst, errStored
	}
	return dst, nil
}

// stretch is how many bytes of symbols are read before the room for them is looked at.
const stretch = 256

// read appends what src stands for; false where that is not the escape of n bytes.
func (t *escaped) read(dst, src []byte, n int) ([]byte, bool) {
	i, j, bare := 0, len(dst), 0
	for i < len(src)-1 {
		if cap(dst)-j < stretch*spare {
			dst = append(make([]byte, 0, 2*cap(dst)+stretch*spare), dst[:j]...)
		}
		dst = dst[:cap(dst)]
		for end := min(i+stretch, len(src)-1); i < end; {
			c := uint(src[i])
			two := c >> 7 // 1 for a symbol of two bytes, see Symbols.read
			k := c&(two-1) | (shortSymbols+c<<8&0x7f00+uint(src[i+1]))&-two
			e := &t.entries[k]
			*(*entry)(dst[j:]) = *e
			i += int(1 + two)
			lengths := e[maxSymbol]
			bare += int(lengths >> 4)
			j += int(lengths & 15)
			if lengths&15 == 0 {
				dst = append(dst[:j], t.long[k]...)
				j = len(dst)
				break // there may be less room than a stretch takes
			}
		}
		dst = dst[:j]
	}
	if i == len(src)-1 && src[i] < shortSymbols {
		k := uint(src[i])
		e := &t.entries[k]
		dst = append(append(dst, e[:e[maxSymbol]&15]...), t.long[k]...)
		bare += int(e[maxSymbol] >> 4)
		i++
	}
	return dst, i == len(src) && bare == n
}
