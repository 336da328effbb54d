package analyzer

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

func datesOf(s, published string) []corpus.DateMention {
	body := newText("", s)
	body.lang = "en"
	return dateMentions(body, corpus.Date{Value: published})
}

func TestDates(t *testing.T) {
	const thursday = "2025-07-24"
	for _, c := range []struct {
		text, published string
		want            []string // "surface=value"
	}{
		{"on 7 October 2023, killing", "", []string{"7 October 2023=2023-10-07"}},
		{"since October 7, 2023, and", "", []string{"October 7, 2023=2023-10-07"}},
		{"in October 2023", "", []string{"October 2023=2023-10"}},
		{"after Oct. 7. Then", "", []string{"Oct. 7="}},
		{"after Oct. 7. Then", thursday, []string{"Oct. 7=2025-10-07"}},
		{"on March 18, when", thursday, []string{"March 18=2025-03-18"}},
		{"on December 28", "2025-01-03", []string{"December 28=2024-12-28"}},
		{"said Thursday", thursday, []string{"Thursday=2025-07-24"}},
		{"said on Wednesday", thursday, []string{"Wednesday=2025-07-23"}},
		{"said on Friday", thursday, []string{"Friday=2025-07-18"}},
		{"talks will resume on Friday", thursday, []string{"Friday=2025-07-25"}},
		{"said Thursday", "2025-07", []string{"Thursday="}},
		{"said Thursday", "2025-07-24T22:00:00+03:00", []string{"Thursday=2025-07-24"}},
		{"from Doha last night after", "2025-07-25", []string{"last night=2025-07-24"}},
		{"yesterday and tomorrow", thursday, []string{"yesterday=2025-07-23", "tomorrow=2025-07-25"}},
		{"last week, this month, next year", thursday, []string{"last week=2025-07-14/2025-07-20", "this month=2025-07", "next year=2026"}},
		{"seventeen years ago and a decade ago", thursday, []string{"seventeen years ago=2008", "a decade ago=2015"}},
		{"three days ago", thursday, []string{"three days ago=2025-07-21"}},
		{"Between early March and mid-May", thursday, []string{"early March=2025-03", "mid-May=2025-05"}},
		{"on Thursday, July 24, 2025, he", "", []string{"Thursday, July 24, 2025=2025-07-24"}},
		{"dated 2025-07-26 (", "", []string{"2025-07-26=2025-07-26"}},
		{"on 24/07/2025 or 03/04/2025 or 24.07.2025", "", []string{"24/07/2025=2025-07-24", "03/04/2025=", "24.07.2025=2025-07-24"}},
		{"on February 30, 2025 and Feb 29, 2023 and Feb. 29, 2024", "", []string{"February 30, 2025=", "Feb 29, 2023=", "Feb. 29, 2024=2024-02-29"}},
		{"on January 5, 9999 and 2025-13-01", "", []string{"January 5, 9999=", "2025-13-01="}},
		{"on June 31", thursday, []string{"June 31="}},
		{"You may march 20 people in, may 5 of them. Theresa May said", "", nil},
		{"the 2024 election in 2025 and 2000 people, 1,945 more", "", []string{"2024=2024", "2025=2025"}},
		{"of the 1960s", "", []string{"1960s=1960-01-01/1969-12-31"}},
		{"in spring 2024", "", []string{"spring 2024=2024-03-01/2024-05-31"}},
		{"last Thursday", thursday, []string{"last Thursday=2025-07-17"}},
		{"last March and next March", thursday, []string{"last March=2025-03", "next March=2026-03"}},
	} {
		var got []string
		for _, d := range datesOf(c.text, c.published) {
			got = append(got, d.Text+"="+d.Value)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q published %q (-want +got):\n%s", c.text, c.published, diff)
		}
	}
}

// Dates of news, GUM's news articles: spans by overlap, values where the spans meet.
func TestDatesMeasured(t *testing.T) {
	var found, values tally
	sharedLines(t, "entities/gum-news.timex.jsonl", func(line []byte) {
		var x struct {
			DCT, Text string
			Timexes   []struct {
				Start, End  int
				Type, Value string
			}
		}
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		got := datesOf(x.Text, x.DCT)
		used := make([]bool, len(got))
		for _, g := range x.Timexes {
			if g.Type != "DATE" {
				continue
			}
			value := "-"
			for i, d := range got {
				if d.Start < g.End && g.Start < d.End && !used[i] {
					used[i], value = true, d.Value
					break
				}
			}
			if value == "-" {
				found.missed++
				t.Logf("missed %q %s", x.Text[g.Start:g.End], g.Value)
				continue
			}
			found.right++
			values.add(value, g.Value)
			if value != g.Value {
				t.Logf("%s: %q: got %q, want %q", x.DCT, x.Text[g.Start:g.End], value, g.Value)
			}
		}
		for i, d := range got {
			if !used[i] {
				found.wrong++
				t.Logf("extra %q %s in %q", d.Text, d.Value, x.Text[max(0, d.Start-20):min(len(x.Text), d.End+20)])
			}
		}
	})
	if p := found.right * 100 / (found.right + found.wrong); p < 93 {
		t.Errorf("date expressions: precision %d%%, want 93", p)
	}
	if p := values.right * 100 / (values.right + values.wrong); p < 93 {
		t.Errorf("date values: %d%% right, want 93", p)
	}
	found.log(t, "date expressions")
	values.log(t, "their values")
}

func FuzzDates(f *testing.F) {
	f.Add("on 7 October 2023, Oct. 7, Thursday, last night, 24.07.2025, 2025-02-30", "2025-07-24")
	f.Add("may 5 mid-May next Friday 1960s", "2025")
	f.Fuzz(func(t *testing.T, s, published string) {
		last := 0
		for _, d := range datesOf(s, published) {
			if d.Start < last || d.End <= d.Start || d.End > len(s) || s[d.Start:d.End] != d.Text {
				t.Fatalf("%q: mention %+v out of order or out of the text", s, d)
			}
			if utf8.ValidString(s) && !utf8.ValidString(d.Text) {
				t.Fatalf("%q: mention %+v cuts a rune", s, d)
			}
			for part := range strings.SplitSeq(d.Value, "/") {
				if len(part) == 10 {
					if _, known := publicationDay(corpus.Date{Value: part}); !known {
						t.Fatalf("%q: %q is no day", s, part)
					}
				}
			}
			last = d.End
		}
	})
}
