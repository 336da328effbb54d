package ingest

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// trim takes out of the blocks of an article what stands among its paragraphs and is
// none of them: links to other articles, captions and credits, dates and bylines,
// calls to subscribe or follow, and short pieces before the first and behind the
// last paragraph. The words looked for are the usual ones of English news pages.
func trim(all []block) []block {
	var kept []block
	seen := map[string]bool{}
	for _, b := range all {
		if noise(b) || seen[b.text] && len(b.text) > 30 {
			continue
		}
		seen[b.text] = true
		kept = append(kept, b)
	}
	return trimEnds(kept)
}

// label is a short line that names what stands beside it.
var label = pattern(`(?i)^(?:` + strings.Join([]string{
	`(?:advertisement|advert|story continues below.*|article continues (?:after|below).*|continue reading.*|scroll (?:down )?to continue.*)`,
	`(?:image|photo|picture|credit|source|video)s? ?(?:copyright|caption|source|credit)?:? ?(?:getty|reuters|ap|afp|epa|pa)?(?: images)?`,
	`(?:read|see|watch|more|related|also read|read also|don'?t miss|you may also like|recommended|trending|most read|up next|read next|learn more|click here)(?: more)?(?: (?:about|on|from|stories|articles|news)[^.]*)?:?`,
	`media playback is (?:un)?supported.*|javascript (?:is )?(?:disabled|required).*|this slideshow requires.*`,
	`(?:skip past|after) newsletter promotion|thanks for (?:sharing|signing up|subscribing).*`,
	`(?:published|updated|posted|last updated|first published|last modified)(?: on| at|:)? .{0,60}\d.{0,40}`,
	`(?:\d+|an?|one) (?:second|sec|minute|min|hour|day|week|month|year)s? ago|\d+ min(?:ute)?s? read|duration \d+:\d+|\d+:\d+`,
	`(?:share|tweet|email|print|comments?|reply|save|copy link|facebook|twitter|whatsapp|linkedin|reddit|pinterest|text size|order reprints|print article|post comment.*|leave a comment.*|share (?:this|on).{0,40})`,
	`(?:copyright )?(?:©|\(c\)) .{0,120}|all rights reserved.*|have a tip\?.*|tell us what you think.*|join the conversation.*|loading.{0,20}`,
}, "|") + `)\s*[.…:!]*$`)

// pointer names another article: "READ MORE: …", "Related | …".
var pointer = pattern(`(?i)^(?:read more|see more|see also|more|related|watch|listen|also read|read also|don'?t miss|must read|recommended)(?: \| |: ?| - | – ).{0,200}$`)

// appeal asks the reader to sign up for something that it names.
var appeal = pattern(`(?i)^(?:sign up|subscribe|register|join (?:us|our|the)|follow (?:us|.{1,40} on)|get (?:the|our|daily|breaking)|stay up to date|like us|download (?:the|our)|click here (?:to|for)|by signing up|a welcome email)\b.{0,200}$`)
var service = pattern(`(?i)\b(?:newsletters?|e-?mails?|inbox|account|app|alerts?|subscriptions?|free|updates|channel|twitter|facebook|instagram|whatsapp|telegram|youtube|google|podcast|consent|junk folder|here)\b`)

var creditTail = pattern(`(?i)[(\[|]?\s*(?:image|photo(?:graph)?s?|picture|pic|credit|file photo|image credit|photo credit|courtesy|handout|supplied)s?\s*(?:credit|by|courtesy(?: of)?)?\s*[:/©].{1,80}$`)
var agencyTail = pattern(`(?i)(?:getty(?: images)?|/ ?(?:ap|afp|reuters|epa|shutterstock)|\((?:ap|afp|reuters|epa)(?: photo)?(?:/[^)]*)?\)|associated press|shutterstock|reuters|ap photo|via ap|afp|epa)\s*[)\]]?\s*$`)

// noise tells whether a block is none of the article's text.
func noise(b block) bool {
	words := len(strings.Fields(b.text))
	switch {
	case b.linked*10 >= len(b.text)*9 && words >= 3:
		return true
	case b.linked*2 > len(b.text) && b.tag == atom.Li:
		return true
	case label().MatchString(b.text) && (words < 6 || !sentence(b.text)), pointer().MatchString(b.text):
		return true
	case appeal().MatchString(b.text) && service().MatchString(b.text):
		return true
	case words <= 60 && creditTail().MatchString(b.text) && !sentence(b.text):
		return true
	case words <= 40 && agencyTail().MatchString(b.text) && !sentence(b.text):
		return true
	}
	return false
}

// sentence tells whether a text ends like one.
func sentence(s string) bool {
	s = strings.TrimRight(s, `"'”’»)] `)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？।؟:;", r)
}

// maxEdge bounds what trimEnds takes from either end.
const maxEdge = 6

// trimEnds cuts short pieces of running text before the first and headings behind the
// last paragraph. Lists and tables are never cut.
func trimEnds(all []block) []block {
	first, last := 0, len(all)
	for first < min(len(all), maxEdge) && all[first].edge() && !paragraph(all[first]) {
		first++
	}
	if first == len(all) || !paragraph(all[first]) {
		first = 0
	}
	for last > first && last > len(all)-maxEdge && all[last-1].edge() && !tail(all[last-1]) {
		last--
	}
	return all[first:last]
}

// edge tells whether a block may be cut from an end.
func (b block) edge() bool {
	return b.tag != atom.Li && b.tag != atom.Tr && b.tag != atom.Table && b.tag != atom.Dd && b.tag != atom.Pre
}

func paragraph(b block) bool {
	return len(b.text) >= 80 || sentence(b.text) && len(strings.Fields(b.text)) >= 6
}

// tail tells whether a block may end an article.
func tail(b block) bool {
	return !heading(b.tag) && (len(b.text) >= 60 || sentence(b.text))
}

func heading(a atom.Atom) bool {
	return a == atom.H1 || a == atom.H2 || a == atom.H3 || a == atom.H4 || a == atom.H5 || a == atom.H6
}
