package segment

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// spelled escapes some bytes to longer and to no bytes.
func spelled(dst []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"':
			dst = append(dst, '\\', c)
		case c < ' ':
			dst = fmt.Appendf(dst, `\u%04x`, c)
		case c == '#':
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// TestEscape reads random texts escaped from every kind of symbol, into a buffer that
// is used again, and finds what is cut or longer.
func TestEscape(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	words := []string{" the", ` "quoted"`, "\n\n\t", strings.Repeat("\x01", maxSymbol), strings.Repeat(`"`, maxSymbol), "###", "überall"}
	for i := range 300 {
		words = append(words, fmt.Sprintf(" w%d\n", i))
	}
	for c := range 256 {
		words = append(words, string([]byte{byte(c)}))
	}
	s, err := newSymbols(words)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEscape(spelled)
	buf := []byte("before")
	for range 3000 {
		var b strings.Builder
		for n := r.IntN(1000); b.Len() < n; {
			b.WriteString(words[r.IntN(min(len(words), 1+r.IntN(len(words))))])
		}
		text := b.String()
		for _, table := range []*Symbols{s, nil} {
			part := packPart(nil, table, nil, text)
			if buf, err = e.text(buf[:6], table, part); err != nil || string(buf) != "before"+string(spelled(nil, text)) {
				t.Fatalf("%q is read as %q, %v", text, buf, err)
			}
		}
		if packed := s.write(nil, text); len(packed) > 0 {
			_, short := e.table(s).read(nil, packed[:len(packed)-1], len(text))
			_, long := e.table(s).read(nil, packed, len(text)-1)
			if short || long {
				t.Fatalf("what is cut is read of %q", text)
			}
		}
	}
}
