package query

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// ErrCursor is returned by Snapshot.Search for a Request.After that no page of the
// same order ended with.
var ErrCursor = errors.New("cursor")

// ErrNoArticle is returned by Snapshot.Get for an id that is not in the snapshot.
var ErrNoArticle = errors.New("no such article")

// ErrExpired is returned by a Snapshot whose view was lost, as a server's may be with
// one of its nodes, where no other of the same content can be had. A question may be
// asked again of a new snapshot.
var ErrExpired = errors.New("the view of the index has expired")

// An Error is a query that cannot be read: where, what, and what to do about it.
type Error struct {
	Text    string // the query
	Offset  int    // byte offset in Text
	Message string // what is wrong
	Hint    string // what to write instead, "" if there is nothing to say
	Err     error  // a CapError, or nil
}

func (e *Error) Error() string {
	s := fmt.Sprintf("query: column %d: %s", e.Column(), e.Message)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Column is the place of the error, counted in characters from 1.
func (e *Error) Column() int { return len([]rune(e.Text[:e.Offset])) + 1 }

// Caret returns two lines for a terminal: the query and a caret below the place.
// A long query is cut around it.
func (e *Error) Caret() string {
	const around = 60
	before, behind := []rune(e.Text[:e.Offset]), []rune(e.Text[e.Offset:])
	left, right := "", ""
	if len(before) > around {
		left, before = "…", before[len(before)-around:]
	}
	if len(behind) > around {
		right, behind = "…", behind[:around]
	}
	shown := left + visible(before)
	return shown + visible(behind) + right + "\n" + strings.Repeat(" ", width(shown)) + "^"
}

// visible replaces control characters, which would move the caret, by spaces.
func visible(runes []rune) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(runes))
}

// width counts terminal columns: none for combining marks and format characters,
// two for wide East Asian letters and emoji.
func width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana),
			r >= 0x3000 && r <= 0x303e, r >= 0xff01 && r <= 0xff60, r >= 0x1f300 && r <= 0x1faff:
			n += 2
		default:
			n++
		}
	}
	return n
}

// Caps of the language. DefaultMaxTerms is the third.
const (
	MaxDepth = 20
	MaxBytes = 8 << 10
)

// A CapError is a query over one of the caps: "terms", "depth" or "size".
type CapError struct {
	Cap   string
	Limit int
}

func (e *CapError) Error() string {
	switch e.Cap {
	case "terms":
		return fmt.Sprintf("query: cap terms: patterns expand to more than %d distinct terms; narrow them or raise --max-terms", e.Limit)
	case "depth":
		return fmt.Sprintf("query: cap depth: more than %d levels of nesting", e.Limit)
	}
	return fmt.Sprintf("query: cap size: longer than %d bytes", e.Limit)
}
