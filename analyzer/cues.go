package analyzer

import (
	"strings"
	"sync"
)

// A class says what a reporting word can introduce.
type class uint8

const (
	quoting  class = 1 << iota // the speaker's words: said, “…”
	clausal                    // a clause: said that …
	listener                   // has an object before them: told reporters that …
	object                     // words as part of its object: accused Hamas of “…”
	noun                       // this form is also a common noun: claims, reports
	progress                   // an -ing form, whose subject stands further off
	base                       // a bare form: needs a plural subject, an auxiliary or “to”
	past                       // a past form: passive behind a form of be
)

// A cue is one form of a reporting verb.
type cue struct {
	lemma    string
	class    class
	particle string // that must follow: point out, go on, put it
}

// cueVerbs lists English reporting verbs: their classes (q quoting, c clausal,
// l with a listener, o object, n bare forms are nouns too), then base, third
// person, past and -ing form, and the participle where it differs from the past.
const cueVerbs = `
qc say says said saying
qcl tell tells told telling
qc add adds added adding
qc write writes wrote writing written
q tweet tweets tweeted tweeting
q post posts posted posting
qcn note notes noted noting
qc explain explains explained explaining
qc continue continues continued continuing
qcn reply replies replied replying
qc respond responds responded responding
qcn answer answers answered answering
qcl ask asks asked asking
qc declare declares declared declaring
qcn state states stated stating
qc conclude concludes concluded concluding
qc argue argues argued arguing
qc insist insists insisted insisting
qcn claim claims claimed claiming
qc assert asserts asserted asserting
qc allege alleges alleged alleging
qc contend contends contended contending
qc maintain maintains maintained maintaining
qc acknowledge acknowledges acknowledged acknowledging
qc admit admits admitted admitting
qc concede concedes conceded conceding
qc confirm confirms confirmed confirming
qc deny denies denied denying
qc announce announces announced announcing
qcn report reports reported reporting
qc reveal reveals revealed revealing
qc disclose discloses disclosed disclosing
qc suggest suggests suggested suggesting
qc indicate indicates indicated indicating
qc recall recalls recalled recalling
qc predict predicts predicted predicting
qc elaborate elaborates elaborated elaborating
qcn comment comments commented commenting
qc observe observes observed observing
qcn remark remarks remarked remarking
qcl warn warns warned warning
qcln caution cautions cautioned cautioning
qcl remind reminds reminded reminding
qcl assure assures assured assuring
qcl inform informs informed informing
qcl advise advises advised advising
ql urge urges urged urging
cl convince convinces convinced convincing
cl notify notifies notified notifying
qcn promise promises promised promising
qcn pledge pledges pledged pledging
qcn vow vows vowed vowing
qc swear swears swore swearing sworn
qc reiterate reiterates reiterated reiterating
qcn repeat repeats repeated repeating
qc emphasize emphasizes emphasized emphasizing
qc emphasise emphasises emphasised emphasising
qcn stress stresses stressed stressing
qc testify testifies testified testifying
qc recount recounts recounted recounting
qc proclaim proclaims proclaimed proclaiming
qcn boast boasts boasted boasting
qcn joke jokes joked joking
q quip quips quipped quipping
qc complain complains complained complaining
qc lament laments lamented lamenting
qc exclaim exclaims exclaimed exclaiming
qn shout shouts shouted shouting
q yell yells yelled yelling
qn chant chants chanted chanting
qn scream screams screamed screaming
qn cry cries cried crying
qn whisper whispers whispered whispering
qn charge charges charged charging
q retort retorts retorted retorting
q interject interjects interjected interjecting
qn counter counters countered countering
qc opine opines opined opining
qc muse muses mused musing
qn wonder wonders wondered wondering
qn demand demands demanded demanding
q agree agrees agreed agreeing
qc clarify clarifies clarified clarifying
qcn estimate estimates estimated estimating
qcn signal signals signaled signaling signalled
qcn hint hints hinted hinting
qc mention mentions mentioned mentioning
q guess guesses guessed guessing
qc theorize theorizes theorized theorizing
qc speculate speculates speculated speculating
qc affirm affirms affirmed affirming
qc stipulate stipulates stipulated stipulating
q believe believes believed believing
q think thinks thought thinking
oqn call calls called calling
oq describe describes described describing
oq accuse accuses accused accusing
on blame blames blamed blaming
on praise praises praised praising
oq dub dubs dubbed dubbing
on label labels labeled labeling labelled
o denounce denounces denounced denouncing
o condemn condemns condemned condemning
o criticize criticizes criticized criticizing
o criticise criticises criticised criticising
o deride derides derided deriding
o decry decries decried decrying
o characterize characterizes characterized characterizing
on slam slams slammed slamming
on blast blasts blasted blasting
o dismiss dismisses dismissed dismissing
on brand brands branded branding
o hail hails hailed hailing
o tout touts touted touting
on mock mocks mocked mocking
o portray portrays portrayed portraying
o lambaste lambastes lambasted lambasting
on ridicule ridicules ridiculed ridiculing
on attack attacks attacked attacking
oq cite cites cited citing
oq express expresses expressed expressing
q read reads read reading
q quote quotes quoted quoting
qc+out point points pointed pointing
q+on go goes went going gone
q+it put puts put putting
q+back fire fires fired firing
q+back shoot shoots shot shooting
q+in chime chimes chimed chiming
qc+up sum sums summed summing
`

// otherCues lists past reporting forms of other languages, for the dash dialogue
// and the attributions “, dijo Ramírez” and “, сказал он” that stand like English ones.
const otherCues = `
dijo dice afirmó aseguró señaló explicó añadió agregó declaró respondió preguntó advirtió sostuvo
dit déclaré déclare affirme ajouté ajoute expliqué explique répond répondu
sagte sagt erklärte betonte fügte meinte teilte berichtete antwortete
disse afirmou declarou explicou acrescentou respondeu ha detto afferma
сказал сказала заявил заявила отметил отметила добавил добавила ответил ответила сообщил подчеркнул
قال قالت أضاف أضافت أكد أكدت صرح وقال وقالت وأضاف وأضافت وأكد وأكدت وصرح
`

var cues = sync.OnceValue(readCues)

func readCues() map[string]cue {
	m := make(map[string]cue, 600)
	for line := range strings.Lines(cueVerbs) {
		f := strings.Fields(line)
		if len(f) < 5 {
			continue
		}
		var c class
		flags, particle, _ := strings.Cut(f[0], "+")
		for i, flag := range "qclon" {
			if strings.ContainsRune(flags, flag) {
				c |= 1 << i
			}
		}
		bare := c & noun
		c &^= noun
		m[f[1]] = cue{f[1], c | bare | base, particle}
		m[f[2]] = cue{f[1], c | bare, particle}
		m[f[4]] = cue{f[1], c | progress, particle}
		for _, w := range append(f[5:], f[3]) {
			m[w] = cue{f[1], c | past, particle}
		}
	}
	for _, w := range strings.Fields(otherCues) {
		m[fold(w)] = cue{w, quoting, ""}
	}
	return m
}

// cueOf returns the cue that the folded word w is; class 0 is none.
// A verb that is none without its particle counts as none; verbAt looks at that.
func cueOf(w string) cue {
	if c := cues()[w]; c.particle == "" {
		return c
	}
	return cue{}
}

var (
	auxiliaries = set(`has have had would will did does do could can may might must should shall be been being is are was were not never
		hasn't haven't hadn't wouldn't didn't doesn't don't isn't wasn't aren't weren't won't couldn't can't cannot`)
	beForms = set("is are was were be been being")
	adverbs = set(`also later then now once first again even just too still already often always sometimes earlier recently
		instead since himself herself themselves itself both all quickly further only afterward afterwards previously today yesterday`)
	pronouns    = set("he she they it he'd he'll she'd she'll they'd they'll they've they're it'd it'll")
	possessives = set("his her their its")
	authorial   = set("i we you i'd i'll i've i'm we'd we'll we've we're you'd you'll you've you're")
	// clauseMarks end a noun phrase on its left.
	clauseMarks = set(`that because but and or as when while if where though although whereas until unless whether which who whom what how why than so
		after before since once nor yet`)
	prepositions = set(`in on at after during for by with from under since through to of about before amid despite
		without within over against among around between into like as until following outside inside upon via near
		en am im vor bei lors durante ante в на`)
	determiners = set("the a an one some many several both two three four five six another other his her its their this that these those most few no")
	negations   = set("not never hasn't haven't hadn't wouldn't didn't doesn't don't won't couldn't can't cannot decline declined declines refuse refused refuses")
	fronted     = set("here there later earlier meanwhile asked speaking")
	// utterances are nouns whose possessor speaks: her assertion that “…”.
	utterances = set(`assertion remark remarks claim claims comment comments statement declaration vow pledge promise warning argument admission
		description call question words message motto slogan answer reply response contention suggestion belief view line quip joke tweet admonition insistence complaint`)
	weekdays = set("monday tuesday wednesday thursday friday saturday sunday today yesterday tonight")
)

func adverb(w string) bool {
	return adverbs[w] || len(w) > 4 && strings.HasSuffix(w, "ly") && w != "family" && w != "reply" && w != "italy"
}
