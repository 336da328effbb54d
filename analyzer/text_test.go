package analyzer

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestTokenize(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"hyphen", "in good-faith", "in good faith"},
		{"acronym", "The U.S. and the U.N.'s p.m. of U.S", "the us and the un pm of us"},
		{"bracket of an editor", "“[W]e go and [t]he É[l]an [É]lan", "we go and the e l an elan"},
		{"other brackets", "[a] b[c]d [1]st [sic] Gaza[a] array[i]x [U.S.] [I]", "a b c d 1 st sic gaza a array i x us i"},
		{"acronym ends a compound", "U.S.-backed", "us backed"},
		{"initials apart", "George W. Bush", "george w bush"},
		{"number", "59,587 killed, 3.5 percent, 1,2. 7", "59,587 killed 3.5 percent 1,2 7"},
		{"possessive", "Hamas’s Hamas' Israel's US's it’s", "hamas hamas israel us it"},
		{"apostrophe within", "don’t O'Brien rock 'n' roll", "don't o'brien rock n roll"},
		{"quotes around", "‘There’s’ “no” 'way,'", "there no way"},
		{"elision", "l’Iran d'Ivoire aujourd'hui", "l iran d ivoire aujourd'hui"},
		{"diacritics", "Erdoğan Łódź Straße naïve Ørsted ﬁn", "erdogan lodz strasse naive orsted fin"},
		{"handle, tag, address", "@real_donald #Gaza https://t.co/a1 a@b.com", "real_donald gaza https t co a1 a b com"},
		{"cyrillic", "Йемен ёлка", "йемен елка"},
		{"arabic", "حَمَاس أُمّة ـالأمم", "حماس امه الامم"},
		{"hebrew", "צה״ל צה\"ל", "צהל צהל"},
		{"chinese", "以色列 said", "以 色 列 said"},
		{"hindi keeps its signs", "हिन्दी", "हिन्दी"},
		{"invisible", "Net\u00adan\u200dyahu\ufeff", "netanyahu"},
		{"nothing", " - … ’’ \u0301 ", ""},
		{"broken bytes", "a\xffb \xed\xa0\x80 c", "a b c"},
	} {
		got := new(Authority).Tokens(c.text)
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestTokenBytes(t *testing.T) {
	var got []string
	s := "The U.S.’s Hamas’s “good-faith” Łódź."
	for _, token := range tokenize(s) {
		got = append(got, s[token.Start:token.End])
	}
	if diff := cmp.Diff([]string{"The", "U.S.", "Hamas", "good", "faith", "Łódź"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"titles", "Mr. Witkoff met Sen. Paul. He left.", "Mr. Witkoff met Sen. Paul. |He left."},
		{"month", "after Oct. 7. ‘No,’ he said.", "after Oct. 7. ‘|No,’ he said."},
		{"month with a day", "It began on Oct. 7 in Gaza.", "It began on Oct. 7 in Gaza."},
		{"acronym within", "the U.S. Senate and the U.S. The Senate", "the U.S. Senate and the U.S. |The Senate"},
		{"quote ends outside", "“Yes.” Then no.", "“Yes.” |Then no."},
		{"question goes on", "“Why?” he asked. “Go!” She", "“Why?” he asked. “|Go!” |She"},
		{"lines are paragraphs", "One line\nTwo lines", "One line\n¶Two lines"},
		{"blank line", "One.\n\n“Two”", "One.\n\n“¶Two”"},
		{"initial", "George W. Bush spoke.", "George W. Bush spoke."},
		{"domain", "at Antiwar.com Now", "at Antiwar.com Now"},
		{"ellipsis", "wait... Now", "wait... |Now"},
		{"chinese", "你好。再见", "你好。|再见"},
	} {
		if diff := cmp.Diff(c.want, withBreaks(newText("", c.text))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// A hard-wrapped text breaks lines within sentences; those are no paragraphs.
func TestWrappedLines(t *testing.T) {
	s := "The negotiators have left the city of Doha after a week of talks that\nbrought no result, said the mediators from Qatar and from Egypt on\nThursday. They hope to come back\nsoon.\n\nA second paragraph."
	if got := newText("", s).paragraphs; len(got) != 2 {
		t.Errorf("paragraphs %v, want 2", got)
	}
}

// withBreaks is the text with | before each sentence but the first and ¶ before paragraphs.
func withBreaks(t *text) string {
	var b strings.Builder
	at := 0
	paragraph := map[int]bool{}
	for _, p := range t.paragraphs {
		paragraph[p] = true
	}
	for _, i := range t.sentences[1:] {
		b.WriteString(t.s[at:t.tokens[i].Start])
		at = t.tokens[i].Start
		if paragraph[i] {
			b.WriteString("¶")
		} else {
			b.WriteString("|")
		}
	}
	return b.String() + t.s[at:]
}

func FuzzTokenize(f *testing.F) {
	for _, s := range []string{"The U.S.’s good-faith", "l’Iran 59,587", "以色列ไทย", "a\xff\u0301", "צה״ל", "A.B.C.\n\nd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x := newText("", s)
		at := 0
		for i, token := range x.tokens {
			if token.Start < at || token.End <= token.Start || token.End > len(s) {
				t.Fatalf("token %d of %q: bytes [%d,%d) behind %d", i, s, token.Start, token.End, at)
			}
			at = token.End
			if token.Word == "" || strings.ContainsAny(token.Word, " |=@%#!<>") {
				t.Fatalf("token %d of %q: word %q", i, s, token.Word)
			}
			if utf8.ValidString(s) && (!onRune(s, token.Start) || !onRune(s, token.End)) {
				t.Fatalf("token %d of %q: not on a rune border", i, s)
			}
			again := new(Authority).Tokens(token.Word)
			if utf8.ValidString(s) && strings.Join(again, "") == "" {
				t.Fatalf("word %q of %q is no word as a query", token.Word, s)
			}
		}
		for _, units := range [][]int{x.sentences, x.paragraphs} {
			for i, first := range units {
				if first >= len(x.tokens) || i > 0 && first <= units[i-1] {
					t.Fatalf("units %v of %d tokens", units, len(x.tokens))
				}
			}
		}
	})
}

func onRune(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

// TestLowerASCII lowers every byte at every place of a word and its neighbours as one
// byte after the other is lowered.
func TestLowerASCII(t *testing.T) {
	for n := range 20 {
		for at := range n {
			for c := range 256 {
				b := bytes.Repeat([]byte("aZ\xC3@[`{z"), 3)[:n]
				b[at] = byte(c)
				want := slices.Clone(b)
				for i, c := range want {
					if c >= 'A' && c <= 'Z' {
						want[i] = c + 'a' - 'A'
					}
				}
				if got := lowerASCII(string(b)); got != string(want) {
					t.Fatalf("lowerASCII(%q) = %q", b, got)
				}
			}
		}
	}
}

// TestCoverFrom finds the tokens of all spans from every token before them.
func TestCoverFrom(t *testing.T) {
	x := newText("", strings.Repeat("to be, or not ", 6))
	for start := range x.s {
		for end := start; end <= len(x.s); end++ {
			first, last := len(x.tokens), len(x.tokens)
			for i := len(x.tokens) - 1; i >= 0; i-- {
				if x.tokens[i].End > start {
					first = i
				}
				if x.tokens[i].Start >= end {
					last = i
				}
			}
			for from := 0; from <= first; from++ {
				if f, l := x.coverFrom(from, start, end); f != first || l != max(first, last) {
					t.Fatalf("[%d,%d) from token %d covers [%d,%d), want [%d,%d)", start, end, from, f, l, first, last)
				}
			}
		}
	}
}

// TestEndOfASCII compares with a look at each byte.
func TestEndOfASCII(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		b := []byte(strings.Repeat("aZ0", r.IntN(12)))
		for range r.IntN(3) {
			if len(b) > 0 {
				b[r.IntN(len(b))] = byte(r.Uint32())
			}
		}
		s := string(b)
		for i := range len(s) + 1 {
			want := i
			for want < len(s) && asciiWord[s[want]] {
				want++
			}
			if got := endOfASCII(s, i); got != want {
				t.Fatalf("%q from %d on: %d, want %d", s, i, got, want)
			}
		}
	}
}
