package analyzer

import (
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/corpus"
)

// outletLine is an outlet as "id status rule".
func outletLine(o corpus.Outlet) string {
	return strings.TrimSpace(o.ID + " " + string(o.Status) + " " + o.Rule)
}

func TestSources(t *testing.T) {
	a := starterForTest(t)
	body := "\n\nOfficials met on Monday to discuss the harvest.\n\nThey will meet again.\n\n"
	for _, c := range []struct {
		name    string
		article corpus.Article
		want    string // "outlet | original | agency | cites | byline | published"
	}{
		{"given name", corpus.Article{Outlet: corpus.Outlet{Name: "Haaretz", Status: corpus.Given}, Text: body},
			"haaretz given |||||"},
		{"given, of no authority", corpus.Article{Outlet: corpus.Outlet{Name: "Valley Sample Gazette"}, Text: body},
			"~valley-sample-gazette given |||||"},
		{"url host", corpus.Article{URL: "https://www.thenationalnews.com/a/b", Text: body}, "the-national inferred url host |||||"},
		{"url of a subdomain", corpus.Article{URL: "http://money.cnn.com/2014/03/04/x", Text: body}, "cnn inferred url host |||||2014-03-04"},
		{"unlisted host", corpus.Article{URL: "https://news.example.org/2025/jul/03/x", Text: body}, "~news.example.org inferred url host |||||2025-07-03"},
		{"archived page", corpus.Article{URL: "https://web.archive.org/web/2020/https://www.bbc.com/news/1", Text: body}, "bbc inferred url host |||||"},
		{"nothing", corpus.Article{Text: body}, "unknown |||||"},
		{"dateline of an agency", corpus.Article{Text: "JERUSALEM, July 24 (AP) — Talks ended." + body}, "ap credited dateline ||ap explicit dateline|||"},
		{"dateline with its year", corpus.Article{Text: "GAZA CITY, July 24, 2025 (Xinhua) -- Talks ended." + body}, "xinhua credited dateline ||xinhua explicit dateline|||2025-07-24"},
		{"dateline of a broadcaster", corpus.Article{Text: "Washington (CNN) Talks ended." + body}, "cnn credited dateline |cnn explicit dateline||||"},
		{"brackets that are no dateline", corpus.Article{Text: "The talks (AP) ended." + body}, "unknown |||||"},
		{"photo credit", corpus.Article{Text: "A harvest. Photo © Reuters 2024" + body}, "unknown |||||"},
		{"foot of an outlet", corpus.Article{Text: body + body + "Copyright © 2019 The Washington Times, LLC."}, "washington-times explicit copyright line |||||"},
		{"first elsewhere", corpus.Article{Text: body + "This article was originally published on Sample Valley Notes."},
			"~sample-valley-notes credited appeared first |~sample-valley-notes explicit appeared first||||"},
		{"first elsewhere beats the foot", corpus.Article{Text: body + "Republished from The Conversation.\n\n© 2019 The Hill"},
			"the-conversation credited appeared first |the-conversation explicit appeared first||||"},
		{"a book that was published", corpus.Article{Text: "The memoir was first published in London in 1999 by a printer." + body}, "unknown |||||"},
		{"own staff", corpus.Article{Text: body + "CNN's Ana Sample and Luis Muster contributed to this report."}, "cnn inferred own staff contributed ||||Ana Sample, Luis Muster|"},
		{"an agency helped", corpus.Article{Text: body + "The Associated Press contributed to this report."}, "unknown ||ap explicit contributed|||"},
		{"self-citation", corpus.Article{Text: "A deal is near, sources told The National." + body}, "the-national inferred self-citation |||the-national||"},
		{"cited as others do", corpus.Article{Text: "A deal is near, sources told The National. The National reported it first." + body}, "the-national inferred self-citation |||the-national||"},
		{"one source told", corpus.Article{Text: "A deal is near, a source told The National." + body}, "unknown |||the-national||"},
		{"cited", corpus.Article{Text: "“No,” he told Reuters. According to Israeli daily Haaretz, yes. The state news agency SANA said so. Speaking on CNN, he agreed. A Fox News poll says no." + body},
			"unknown |||reuters, haaretz, sana-syria, cnn, fox-news||"},
		{"subject of the news", corpus.Article{Text: "The BBC said it would appeal. CNN fired its host. Fox News announced a loss. Al Jazeera said in a statement that its bureau was closed." + body}, "unknown |||||"},
		{"words that are names elsewhere", corpus.Article{Text: "The national debt rose, officials told the nation. Time reported to nobody. He told the National Guard and the hill staff." + body}, "unknown |||||"},
		{"byline", corpus.Article{Text: "By Ana Sample and Luis Muster, BBC News\n\nTalks ended." + body}, "bbc credited byline |bbc explicit byline|||Ana Sample, Luis Muster|"},
		{"no byline", corpus.Article{Text: "By Thursday, Trump was suggesting more.\n\nBy Monday evening, it ended." + body}, "unknown |||||"},
		{"date line", corpus.Article{Text: "Published: 26 July 2025" + body}, "unknown |||||2025-07-26"},
		{"a date alone", corpus.Article{Text: "Friday, July 21, 2017" + body}, "unknown |||||2017-07-21"},
		{"a date in a sentence", corpus.Article{Text: "On July 21, 2017 talks ended in a town that nobody knew." + body}, "unknown |||||"},
		{"title suffix", corpus.Article{Title: "Talks collapse | Fox News", Text: body}, "fox-news explicit title suffix |||||"},
	} {
		got := sourced(a, c.article)
		var cites []string
		for _, o := range got.Cites {
			cites = append(cites, o.ID)
		}
		line := outletLine(got.Outlet) + " |" + outletLine(got.Original) + "|" + outletLine(got.Agency) + "|" + strings.Join(cites, ", ") + "|" + strings.Join(got.Byline, ", ") + "|" + got.Published.Value
		if strings.ReplaceAll(line, " |", "|") != strings.ReplaceAll(c.want, " |", "|") {
			t.Errorf("%s:\n got %s\nwant %s", c.name, line, c.want)
		}
	}
}

func spansOf(a corpus.Article) []*corpus.Span {
	spans := []*corpus.Span{a.Outlet.Evidence, a.Original.Evidence, a.Agency.Evidence, a.Published.Evidence}
	for _, o := range a.Cites {
		spans = append(spans, o.Evidence)
	}
	return spans
}

func FuzzSources(f *testing.F) {
	f.Add("RAMALLAH (AP) — x. (Dave Sample, Antiwar.com) © AFP 2025 told Reuters. This post appeared first on X Y", "https://x.org/2020/01/02/")
	f.Add("By A B, CNN\n\nCNN's A B contributed to this report. Copyright © 2019 The Hill", "")
	a := starterForTest(f)
	f.Fuzz(func(t *testing.T, s, url string) {
		got := sourced(a, corpus.Article{Text: s, URL: url})
		for _, e := range spansOf(got) {
			if e == nil {
				continue
			}
			if e.Field != "" || e.Start < 0 || e.End <= e.Start || e.End > len(s) {
				t.Fatalf("%q: evidence %+v outside the text", s, e)
			}
			if utf8.ValidString(s) && !utf8.ValidString(s[e.Start:e.End]) {
				t.Fatalf("%q: evidence %+v cuts a rune", s, e)
			}
		}
	})
}
