package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ in, value, note, err string }{
		{"2025", "2025", "", ""},
		{"2025-07", "2025-07", "", ""},
		{"2025-07-24", "2025-07-24", "", ""},
		{" 2025-7-4 ", "2025-07-04", "", ""},
		{"2025-07-24T10:00:00Z", "2025-07-24T10:00:00Z", "", ""},
		{"2025-07-24T10:00:00.123+03:00", "2025-07-24T10:00:00+03:00", "", ""},
		{"2025-07-24 10:00:00+0300", "2025-07-24T10:00:00+03:00", "", ""},
		{"2025-07-24T10:00-05", "2025-07-24T10:00:00-05:00", "", ""},
		{"2025-07-24 10:00:00 UTC", "2025-07-24T10:00:00Z", "", ""},
		{"2025-07-24T10:00:00", "2025-07-24", "time of day without a zone left out of published", ""},
		{"2025-07-24T99:00:00Z", "2025-07-24", `time of day in date "2025-07-24T99:00:00Z" is not understood and left out`, ""},
		{"Thu, 24 Jul 2025 10:00:00 +0300", "2025-07-24T10:00:00+03:00", "", ""},
		{"Thu, 24 Jul 2025 10:00:00 GMT", "2025-07-24T10:00:00Z", "", ""},
		{"Thu, 24 Jul 2025 10:00:00 EDT", "2025-07-24T10:00:00-04:00", "", ""},
		{"Thu, 24 Jul 2025 10:00:00 XYZ", "2025-07-24", `time of day left out of published: zone of "Thu, 24 Jul 2025 10:00:00 XYZ" is not known`, ""},
		{"July 24, 2025", "2025-07-24", "", ""},
		{"Thursday, July 24th, 2025", "2025-07-24", "", ""},
		{"24 Jul 2025", "2025-07-24", "", ""},
		{"24.07.2025", "2025-07-24", "", ""},
		{"20250724", "2025-07-24", "", ""},
		{"24/07/2025", "2025-07-24", "", ""},
		{"07/24/2025", "2025-07-24", "", ""},
		{"06/07/2025", "", "", `date "06/07/2025" may be day/month or month/day: write 2025-07-24`},
		{"2025-02-30", "", "", "date 2025-02-30 is not in the calendar"},
		{"2025-13", "", "", `date "2025-13": there is no month 13`},
		{"0001-01-01", "", "", "date of year 1 is not plausible: want 1500 to 2100"},
		{"9999-12-31T00:00:00Z", "", "", "date of year 9999 is not plausible: want 1500 to 2100"},
		{"yesterday", "", "", `date "yesterday" is not understood: want ISO 8601 (2025-07-24), RFC 3339, RFC 1123 or a month in English words`},
	} {
		value, note, err := parseDate(c.in)
		got := ""
		if err != nil {
			value, got = "", err.Error()
		}
		if diff := cmp.Diff([]string{c.value, c.note, c.err}, []string{value, note, got}); diff != "" {
			t.Errorf("%q: %s", c.in, diff)
		}
	}
}

func TestDateKeepsArticle(t *testing.T) {
	check(t, map[string]string{"a.jsonl": `{"id":"1","title":"T","date":"2025-02-30"}` + "\n" + `{"id":"2","title":"T","date":null}` + "\n"}, Options{},
		"OK 1 a.jsonl:1 | date 2025-02-30 is not in the calendar; left unknown",
		"OK 2 a.jsonl:2")
}

func TestDecode(t *testing.T) {
	wide := func(s string, order int) string {
		var b strings.Builder
		for _, r := range s {
			pair := []byte{byte(r), byte(r >> 8)}
			b.WriteByte(pair[order])
			b.WriteByte(pair[1-order])
		}
		return b.String()
	}
	latin := "Der Gro\xdfe R\xfcckblick: \x84Es war sch\xf6n\x93, sagte sie \xfcber die Gespr\xe4che in Z\xfcrich, M\xfcnchen und K\xf6ln."
	german := "Der Große Rückblick: „Es war schön“, sagte sie über die Gespräche in Zürich, München und Köln."
	for _, c := range []struct{ name, in, named, declared, want, note string }{
		{"plain", "abc", "", "", "abc", ""},
		{"utf-8 mark", "\xef\xbb\xbfabc", "", "", "abc", ""},
		{"utf-16le mark", "\xff\xfe" + wide("abc é", 0), "", "", "abc é", ""},
		{"utf-16be mark beats a name", "\xfe\xff" + wide("abc é", 1), "latin1", "", "abc é", ""},
		{"utf-16 without a mark", wide("An article", 0), "", "", "An article", "encoding guessed as utf-16 without a byte order mark; --encoding says it for sure"},
		{"named", "\xe9", "iso-8859-1", "", "é", ""},
		{"declared", "\xe9", "", "windows-1252", "é", ""},
		{"declared against the bytes", "é", "", "windows-1252", "é", ""},
		{"windows-1252", latin, "", "", german, "encoding guessed as windows-1252; --encoding says it for sure"},
		{"a bad byte in UTF-8", strings.Repeat("é", 20) + "\xff", "", "", strings.Repeat("é", 20) + "\ufffd", "1 undecodable bytes replaced by U+FFFD; --encoding may read them"},
		{"a byte that is in no table", "a\xff\xff", "shift_jis", "", "a\ufffd\ufffd", "2 undecodable bytes replaced by U+FFFD; --encoding may read them"},
	} {
		got, notes := decode([]byte(c.in), c.named, c.declared)
		if diff := cmp.Diff([]string{c.want, c.note}, []string{got, strings.Join(notes, "|")}); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestStreamEncoding(t *testing.T) {
	check(t, map[string]string{
		"a.csv":   "id,title\r\n1,Caf\xe9 d\xe9j\xe0 vu \xe0 Gen\xe8ve, tr\xe8s fran\xe7ais\r\n"[:12] + "Caf\xe9 d\xe9j\xe0 vu \xe0 Gen\xe8ve\r\n",
		"b.jsonl": "{\"id\":\"2\",\"title\":\"caf\xe9\"}\n{\"id\":\"3\",\"title\":\"plain\"}\n",
	}, Options{Encoding: "windows-1252"}, "OK 1 a.csv:2", "OK 2 b.jsonl:1", "OK 3 b.jsonl:2")
	check(t, map[string]string{
		"b.jsonl": "{\"id\":\"2\",\"title\":\"" + strings.Repeat("é", 40) + "\xe9\"}\n{\"id\":\"3\",\"title\":\"plain\"}\n",
	}, Options{}, "OK 2 b.jsonl:1 | 1 undecodable bytes replaced by U+FFFD; --encoding may read them", "OK 3 b.jsonl:2")
}

func TestMap(t *testing.T) {
	m, err := ParseMap([]string{"outlet=source.name", "text=body"})
	if err != nil {
		t.Fatal(err)
	}
	items := check(t, map[string]string{"a.jsonl": `{"id":1,"body":"B","source":{"id":9,"name":"The Gazette"},"text":"not this","extra":1}`},
		Options{Map: m}, "OK 1 a.jsonl:1 | ignored: extra, text")
	if a := items[0].Article; a.Outlet.Name != "The Gazette" || a.Text != "B" {
		t.Errorf("outlet %q, text %q", a.Outlet.Name, a.Text)
	}
	for _, bad := range []string{"outlet", "outlet=", "mood=x"} {
		if _, err := ParseMap([]string{bad}); err == nil {
			t.Errorf("map %q is taken", bad)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{Format: "docx"}, {OnDuplicate: "maybe"}, {Encoding: "latin-99"}, {Map: map[string]string{"mood": "x"}}} {
		if o.Check() == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	if err := (Options{Format: "csv", OnDuplicate: Skip, Encoding: "utf-16le", Map: map[string]string{"text": "body"}}).Check(); err != nil {
		t.Error(err)
	}
}

func TestSum(t *testing.T) {
	read := func(s string) string {
		return check(t, map[string]string{"a.jsonl": s}, Options{}, "OK 1 a.jsonl:1")[0].Article.Sum
	}
	base := read(`{"id":"1","title":"T","authors":["A","B"]}`)
	if again := read(`{"authors":["A","B"],"title":"T","id":1}`); again != base {
		t.Error("the sum depends on more than the article")
	}
	for _, other := range []string{`{"id":"1","title":"T"}`, `{"id":"1","title":"T","authors":["A B"]}`, `{"id":"1","text":"T","authors":["A","B"]}`,
		`{"id":"1","title":"T","authors":["A","B"],"outlet":"O"}`, `{"id":"1","title":"T","authors":["A","B"],"original":"O"}`, `{"id":"1","title":"T","authors":["A","B"],"date":"2025"}`} {
		if read(other) == base {
			t.Errorf("the sum misses %s", other)
		}
	}
}
