package analyzer

import (
	"slices"
	"strings"
	"unicode"

	"dateline/corpus"
)

// Words between marks that are mentioned and not said, whatever their case: what a
// work, a slogan or a custom is called. Words before or behind the marks tell, and only
// where no one is said to have said it. A colon before the marks announces speech.
//
//	an article headlined “Why the river ran dry” · the study, “Rivers that run dry,” was
//	the slogan “one river at a time” · a rule known as “first come and first served”
//	“A river for all!” (poster, 2003) · the “one river at a time” campaign

const (
	noteCalled   = "what something is called, and no one is said to have said it: no quotation taken"
	noteModifier = "a name or an epithet before a noun: no quotation taken"
	noteDated    = "cited with a year like a work, and no one is said to have said it: no quotation taken"
)

// headed are the words right before a title in any case; called those before what
// something is called, besides calledAs before an “as”, unless someone has (owning)
// billed it so. papers may speak, and users say what they use. wearables bear words
// between marks; carriers may have a name there, or a saying that tells what they are
// like, where an article or a possessive stands before the marks. Acts of speech are none
// of them: his “not me” remark quotes him. genres are those that a name ends with.
// In brackets behind the marks a name before the year would be a speaker.
var (
	headed = set("titled entitled headlined subtitled")
	called = set("slogan slogans motto mottos catchphrase catchphrases tagline taglines hashtag hashtags " +
		"nickname nicknames nicknamed christened phrase phrases term expression")
	calledAs = set("known billed pitched marketed advertised branded labeled labelled listed classified")
	papers   = set("magazine newspaper author co-author coauthor editor co-editor host co-host star creator director producer moderator show program programme")
	users    = set("use uses used using repeat repeats repeated utter uttered coin coins coined for his her")
	owning   = set("has have had")

	wearables = set("hat hats cap caps shirt shirts t-shirt t-shirts button buttons badge badges sticker stickers mug mugs")
	carriers  = set(`poster posters banner banners sign signs placard placards campaign campaigns initiative initiatives movement movements
		rally rallies event events tour tours festival festivals conference conferences award awards prize prizes program programs
		programme programmes series show shows segment segments section sections column columns feature features film films movie
		movies song songs album albums book books video videos meme memes slogan slogans motto hashtag
		argument arguments narrative narratives philosophy mentality mindset attitude approach strategy policy crowd moment moments
		choice choices offer offers fantasy theory theories debate gambit club society test option options category principle
		culture syndrome problem scenario type`)
	genres = set("act award bill campaign conference festival fund initiative plan prize program programme project rally tour")

	dateEnd    = pattern(` (on|of|from|in) (\w+day|[A-Z][a-z]{2,8}\.?)( \d{1,2})?,?$`)
	yearBehind = pattern(`^ ?\(([^()\n]{0,60}\b[a-z]{4,},? )?(1[5-9]|20)\d\d\)`)
)

// unsaid returns why the words of q are no speech, "" where they may be: someone is
// said to have said them, or nothing around the marks tells.
func (t *text) unsaid(q *corpus.Quote) string {
	if q.Speaker != nil || q.Cue != "" || wordsIn(q.Text) < 3 {
		return ""
	}
	before := strings.TrimRight(t.s[max(0, q.Start-60):q.Start], "“\"‘'„« ")
	behind := strings.TrimLeft(t.s[q.End:min(len(t.s), q.End+80)], "”\"’'»")
	switch {
	case likeTitle(q.Text) && (credited(behind) || wordsIn(q.Text) > 3 && t.amidText(q)):
		return noteNamed
	case calledBefore(before) || firstUpper(q.Text) && !shouted(q.Text) && apposed(q, behind) && workBefore(before):
		return noteCalled
	case yearBehind().MatchString(behind):
		return noteDated
	case carries(before, behind) || typed(before, q.Text):
		return noteModifier
	}
	return ""
}

// calledBefore reports whether s ends like “the slogan” or “known as the”; not like
// “used the phrase” or “the mayor's phrase”, for a phrase has a speaker there.
func calledBefore(s string) bool {
	f := strings.Fields(strings.ToLower(lastClause(s)))
	n := len(f)
	if n > 2 && determiners[f[n-1]] {
		n--
	}
	if n > 1 && f[n-1] == "as" {
		return calledAs[f[n-2]] && (n == 2 || !owning[f[n-3]])
	}
	return n > 0 && called[f[n-1]] && !slices.ContainsFunc(f[max(0, n-4):n-1], func(w string) bool { return users[w] || genitive(w) })
}

// workBefore reports whether s ends with a word for a work, or with one and “called”;
// not like “as she writes in her book”, which tells of words in it.
func workBefore(s string) bool {
	f := strings.Fields(strings.ToLower(lastClause(dateEnd().ReplaceAllString(s, ""))))
	n := len(f)
	if n > 1 && f[n-1] == "called" {
		n--
	}
	return n > 0 && works[f[n-1]] && !papers[f[n-1]] && !slices.ContainsFunc(f[:n-1], func(w string) bool { return cueOf(w).class&quoting != 0 })
}

// apposed reports whether q stands beside the word for a work as its name, no sentence
// of its own: it does not end with a full stop, and more follows.
func apposed(q *corpus.Quote, behind string) bool {
	return !strings.HasSuffix(q.Text, ".") && !strings.HasPrefix(behind, ".")
}

// shouted reports whether s is in capitals, as speech in a headline of capitals is.
func shouted(s string) bool { return strings.IndexFunc(s, unicode.IsLower) < 0 }

// carries reports whether a noun that may have a name follows at once.
func carries(before, behind string) bool {
	next, ok := strings.CutPrefix(behind, " ")
	if !ok {
		return false
	}
	end := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	if end < 0 {
		end = len(next)
	}
	noun, last := strings.ToLower(next[:end]), lastWord(before)
	return wearables[noun] || carriers[noun] && (determiners[last] || genitive(last))
}

// typed reports whether the last word of in says what in is the name of: the “jobs for
// all initiative”.
func typed(before, in string) bool {
	article := lastWord(before)
	return article != "that" && determiners[article] && genres[lastWord(in)] && !strings.ContainsAny(in, ",.;:!?")
}

// credited reports whether a source in brackets follows, as behind a headline.
func credited(behind string) bool {
	in, ok := strings.CutPrefix(behind, " (")
	return ok && firstUpper(in) && strings.Contains(in, ")")
}

// lastWord is what stands behind the last space of s, in lower case.
func lastWord(s string) string {
	return strings.ToLower(s[strings.LastIndexAny(s, " \n(—-")+1:])
}

// lastClause is s behind its last mark that ends a clause, but for a comma at the end.
func lastClause(s string) string {
	s = strings.TrimSuffix(s, ",")
	return s[strings.LastIndexAny(s, "\n.:;,“”\"()")+1:]
}
