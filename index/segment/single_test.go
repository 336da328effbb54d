package segment

import (
	"math/rand/v2"
	"testing"

	zap "github.com/blevesearch/zapx/v17"
)

// TestSingleIsBleves holds what is known here of Bleve's format against its own code.
func TestSingleIsBleves(t *testing.T) {
	if zapFooter != zap.FooterSize {
		t.Errorf("footer of %d bytes, want %d", zapFooter, zap.FooterSize)
	}
	for range 10_000 {
		doc, payload, v := rand.Uint64(), rand.Uint64(), rand.Uint64()
		if got, want := encodeSingle(doc, payload), zap.FSTValEncode1Hit(doc, payload); got != want || !isSingle(got) {
			t.Fatalf("%x and %x are %x, want %x", doc, payload, got, want)
		}
		gotDoc, gotPayload := decodeSingle(v)
		if wantDoc, wantPayload := zap.FSTValDecode1Hit(v); gotDoc != wantDoc || gotPayload != wantPayload {
			t.Fatalf("%x is %x and %x, want %x and %x", v, gotDoc, gotPayload, wantDoc, wantPayload)
		}
		if isSingle(v) != (v&zap.FSTValEncodingMask == zap.FSTValEncoding1Hit) {
			t.Fatalf("%x is a single: %v", v, isSingle(v))
		}
	}
}

// TestSingle holds lists of one document in a dictionary and reads them back.
func TestSingle(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	held := 0
	for range 10_000 {
		pos := []uint32{1 + r.Uint32N(1<<(1+r.IntN(30)))}
		for range r.IntN(4) {
			pos = append(pos, pos[len(pos)-1]+1+r.Uint32N(1<<(1+r.IntN(20))))
		}
		payload, many := pack(pos)
		want := appendPosting(nil, payload, many)
		doc := r.Uint32N(1 << 31)
		v, ok := single([]uint32{doc}, want)
		if !ok {
			if !many && payload < 1<<singleBits {
				t.Fatalf("%v is not held", pos)
			}
			continue
		}
		held++
		if got, posted := unsingle(v, nil); got != doc || string(posted) != string(want) {
			t.Fatalf("%v in %d is read as %x in %d, want %x", pos, doc, posted, got, want)
		}
	}
	if held < 1000 {
		t.Errorf("only %d lists were held", held)
	}
	if v, ok := single([]uint32{7}, []byte{0}); !ok {
		t.Error("a list without positions is not held")
	} else if doc, posted := unsingle(v, nil); doc != 7 || string(posted) != "\x00" {
		t.Errorf("a list without positions is read as %x in %d", posted, doc)
	}
	if _, ok := single([]uint32{1, 2}, []byte{0, 0}); ok {
		t.Error("a list of two documents is held")
	}
}
