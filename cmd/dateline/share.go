package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// A share is the part of a collection that one of several processes takes: the
// articles whose ids hash to k of n. So the shares of the same input are disjoint
// and complete, wherever they run. The zero share is everything.
type share struct{ k, n uint64 }

// readShare reads "2/8", the second of eight.
func readShare(text string) (s share, err error) {
	if text == "" {
		return s, nil
	}
	if _, err := fmt.Sscanf(text, "%d/%d", &s.k, &s.n); err != nil || s.k < 1 || s.k > s.n || text != fmt.Sprintf("%d/%d", s.k, s.n) {
		return s, usagef("--shard %s: want K/N, such as 2/8 for the second of eight", text)
	}
	return s, nil
}

func (s share) has(id string) bool {
	if s.n == 0 {
		return true
	}
	h := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint64(h[:8])%s.n == s.k-1
}
