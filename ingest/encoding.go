package ingest

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// Encodings are settled in this order: a byte order mark, the encoding that the
// user names, the one that the file declares, UTF-8 where the bytes are valid or
// nearly so, and last a statistical guess, which is noted.

// A decoding says how bytes become UTF-8. A nil enc is UTF-8 itself.
type decoding struct {
	enc  encoding.Encoding
	bom  int    // bytes of the byte order mark
	note string // set where the encoding was guessed or named wrongly
}

var boms = []struct {
	mark string
	enc  encoding.Encoding
}{
	{"\xef\xbb\xbf", nil},
	{"\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
}

func checkEncoding(name string) error {
	if enc, _ := charset.Lookup(name); name != "" && enc == nil {
		return fmt.Errorf("ingest: unknown encoding %q: want a name such as utf-8, windows-1252, utf-16le, gbk", name)
	}
	return nil
}

// settleEncoding chooses by the first bytes of a stream. whole says that head is
// all of it, so that a character cut at its end is an error of the text.
func settleEncoding(head []byte, whole bool, named, declared string) decoding {
	for _, b := range boms {
		if bytes.HasPrefix(head, []byte(b.mark)) {
			return decoding{enc: b.enc, bom: len(b.mark)}
		}
	}
	if named != "" {
		return decoding{enc: lookup(named)}
	}
	if !whole {
		head = head[:len(head)-cutRune(head)]
	}
	bad, multi := utf8Errors(head)
	switch {
	case bad == 0 && bytes.IndexByte(head, 0) < 0:
		return decoding{} // a declaration that ASCII or UTF-8 bytes contradict does no harm
	case declared != "" && lookup(declared) != nil:
		return decoding{enc: lookup(declared)}
	case bad*10 <= multi && bytes.IndexByte(head, 0) < 0:
		return decoding{}
	}
	return guess(head, bad)
}

// lookup returns nil for UTF-8 and for unknown names.
func lookup(label string) encoding.Encoding {
	enc, name := charset.Lookup(label)
	if name == "utf-8" || name == "replacement" {
		return nil
	}
	return enc
}

// guess detects what is neither declared nor UTF-8.
func guess(head []byte, bad int) decoding {
	if order, ok := utf16Without(head); ok {
		return decoding{enc: unicode.UTF16(order, unicode.IgnoreBOM), note: "encoding guessed as utf-16 without a byte order mark; --encoding says it for sure"}
	}
	if bad == 0 {
		return decoding{}
	}
	found := chardet.Detect(head)
	enc, name := charset.Lookup(found.Encoding)
	if enc == nil || name == "utf-8" || name == "replacement" || found.Confidence < 0.5 {
		enc, name = fallback(head)
	}
	return decoding{enc: enc, note: fmt.Sprintf("encoding guessed as %s; --encoding says it for sure", name)}
}

// fallback serves what detection cannot name: windows-1252 where each byte is a
// character of it, else the first encoding of several bytes that fits.
func fallback(head []byte) (enc encoding.Encoding, name string) {
	if end := bytes.LastIndexByte(head, '\n'); end > 0 {
		head = head[:end] // a character may be cut at the end
	}
	for _, label := range []string{"windows-1252", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"} {
		enc, name = charset.Lookup(label)
		if out, err := enc.NewDecoder().Bytes(head); err == nil && !bytes.Contains(out, []byte("\ufffd")) {
			return enc, name
		}
	}
	return charset.Lookup("windows-1252")
}

// utf16Without tells whether every other byte is mostly NUL, as in UTF-16 of a
// Latin script.
func utf16Without(b []byte) (order unicode.Endianness, ok bool) {
	var nul [2]int
	for i, c := range b {
		if c == 0 {
			nul[i&1]++
		}
	}
	half := len(b) / 2
	switch {
	case half > 1 && nul[1]*10 >= half*7 && nul[0]*10 < half:
		return unicode.LittleEndian, true
	case half > 1 && nul[0]*10 >= half*7 && nul[1]*10 < half:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// utf8Errors counts invalid bytes and valid characters of more than one byte.
func utf8Errors(b []byte) (bad, multi int) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		c, n := utf8.DecodeRune(b)
		if c == utf8.RuneError && n == 1 {
			bad++
		} else {
			multi++
		}
		b = b[n:]
	}
	return bad, multi
}

// cutRune returns how many bytes at the end of b begin a character that goes on.
func cutRune(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// decode returns all of b as UTF-8 and what was guessed or replaced.
func decode(b []byte, named, declared string) (string, []string) {
	d := settleEncoding(b, true, named, declared)
	b = b[d.bom:]
	var notes []string
	if d.note != "" {
		notes = append(notes, d.note)
	}
	if d.enc == nil {
		s, n := clean(b)
		return s, append(notes, replaced(n)...)
	}
	out, err := d.enc.NewDecoder().Bytes(b)
	if err != nil {
		notes = append(notes, "decoding stopped early: "+err.Error())
	}
	return string(out), append(notes, replaced(bytes.Count(out, []byte("\ufffd")))...)
}

// clean returns b with each byte that is not UTF-8 replaced by U+FFFD, and their number.
func clean(b []byte) (string, int) {
	if utf8.Valid(b) {
		return string(b), 0
	}
	var s strings.Builder
	bad := 0
	for len(b) > 0 {
		c, n := utf8.DecodeRune(b)
		if c == utf8.RuneError && n == 1 {
			bad++
		}
		s.WriteRune(c)
		b = b[n:]
	}
	return s.String(), bad
}

func replaced(n int) []string {
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d undecodable bytes replaced by U+FFFD; --encoding may read them", n)}
}
