package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
)

// A Digest identifies a set of articles by content, whatever the order in which
// they came: the sum modulo 2^256 of the SHA-256 of each article's id, a zero byte
// and its content hash. Adding and removing are exact inverses, so an engine keeps
// it as articles come and go; equal content has equal digests in every engine.
type Digest [32]byte

// Add counts an article in; sum is its Article.Sum.
func (d *Digest) Add(id, sum string) { d.add(article(id, sum), 0) }

// Remove counts an article out that was added before.
func (d *Digest) Remove(id, sum string) {
	h := article(id, sum)
	for i := range h {
		h[i] = ^h[i]
	}
	d.add(h, 1) // two's complement
}

// String returns d in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// ParseDigest reads what String returned.
func ParseDigest(s string) (d Digest, ok bool) {
	b, err := hex.DecodeString(s)
	return d, err == nil && copy(d[:], b) == len(d) && len(b) == len(d)
}

func article(id, sum string) [32]byte { return sha256.Sum256([]byte(id + "\x00" + sum)) }

func (d *Digest) add(h [32]byte, carry uint64) {
	for i := 24; i >= 0; i -= 8 {
		var s uint64
		s, carry = bits.Add64(beUint64(d[i:]), beUint64(h[i:]), carry)
		for j := 7; j >= 0; j-- {
			d[i+j] = byte(s)
			s >>= 8
		}
	}
}

func beUint64(b []byte) (v uint64) {
	for _, c := range b[:8] {
		v = v<<8 | uint64(c)
	}
	return v
}
