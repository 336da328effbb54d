package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text of articles and names of files may hold control sequences that recolour,
// rewrite or reorder what a terminal shows. Everything printed for people goes
// through clean or cleanText; JSON spells the same characters as escapes, which
// leaves its values as they are.

// unsafe reports whether a terminal could do something other than show r: C0 and
// C1 controls, line and paragraph separators, and format characters, among them
// the bidirectional ones. The joiners and the soft hyphen are writing.
func unsafe(r rune) bool {
	switch r {
	case '\u200c', '\u200d', '\u00ad':
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs)
}

// clean returns text as one line with each unsafe character spelled out: \n, \x1b, \u202e.
func clean(text string) string { return spell(text, "") }

// cleanText is clean for running text: line ends and tabs stay.
func cleanText(text string) string { return spell(text, "\n\t") }

func spell(text, keep string) string {
	if strings.IndexFunc(text, func(r rune) bool { return unsafe(r) || r == utf8.RuneError }) < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case unsafe(r) && !strings.ContainsRune(keep, r):
			b.WriteString(spelled(r))
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

func spelled(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\t':
		return `\t`
	case r == '\r':
		return `\r`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// flat is clean for a passage that runs over line ends: white space becomes one space.
func flat(text string) string { return clean(strings.Join(strings.Fields(text), " ")) }

// writeJSON writes v as one line of JSON, without HTML escapes and with the unsafe
// characters of its strings as \u escapes.
func writeJSON(w io.Writer, v any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(escapeJSON(buf.Bytes()))
	return err
}

// escapeJSON spells the unsafe characters beyond ASCII, which stand in strings
// only; encoding/json has spelled those below, but for DEL.
func escapeJSON(text []byte) []byte {
	odd := func(r rune) bool { return r >= 0x7f && unsafe(r) }
	if bytes.IndexFunc(text, odd) < 0 {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case !odd(r):
			out = append(out, text[:size]...)
		case r > 0xffff:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		text = text[size:]
	}
	return out
}
