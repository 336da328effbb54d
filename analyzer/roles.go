package analyzer

import (
	"slices"
	"strings"

	"dateline/corpus"
)

// roles decides what each mention does where it stands. Persons and bodies act, places
// locate, demonyms and peoples are never actors. A state locates behind a word of
// place and acts elsewhere; a capital is its state where it acts and a city elsewhere.
func (r *resolver) roles() {
	for i, t := range r.doc {
		var before *finding // the mention before in a list: "in Israel, Lebanon and Syria"
		for j := range r.found[i] {
			x := &r.found[i][j]
			if x.drop {
				continue
			}
			r.role(t, x, before)
			if !x.nested {
				before = x
			}
		}
	}
}

func (r *resolver) role(t *text, x *finding, before *finding) {
	switch {
	case x.role != "":
	case len(x.senses) > 0 && x.senses[0].kind == demonymAlias && len(namesOf(x.senses)) == 0:
		x.role = corpus.RoleDemonym
	case len(x.senses) > 0 && x.senses[0].kind == peopleAlias && len(namesOf(x.senses)) == 0:
		x.role = corpus.RolePeople
	case r.isPlatform(x):
		x.role = corpus.RolePlatform
	case x.typ == corpus.OutletType:
		x.role = corpus.RoleOutlet
	case x.has(metonymAlias):
		r.metonym(t, x, before)
	case x.typ == corpus.Government && r.a.isState(x.entity):
		x.role = r.stateRole(t, x, before)
	case x.typ == corpus.Place:
		x.role = corpus.RolePlace
	default:
		x.role = corpus.RoleActor
	}
}

// isPlatform reports whether x is where people post, which the text names as such:
// "on X". A company of that name acts elsewhere.
func (r *resolver) isPlatform(x *finding) bool {
	i := r.row(x)
	return i >= 0 && r.a.rankOf(i).platform
}

// isState reports whether a government is a country, which has a code, and no body.
func (a *Authority) isState(id string) bool {
	i, ok := a.number(id)
	return ok && a.rankOf(i).state
}

// marksState reports whether only a state has such an alias.
func marksState(alias string) bool {
	kind, _ := splitAlias(alias)
	return kind == demonymAlias || len(alias) > 4 && alias[:4] == "iso:"
}

// metonym decides a capital's name: the state where it acts, else the city.
func (r *resolver) metonym(t *text, x *finding, before *finding) {
	var state, city *corpus.Entity
	for _, s := range x.senses {
		if e := r.a.entity(s); s.kind == metonymAlias && state == nil {
			state = e
		} else if s.kind == nameAlias && city == nil {
			city = e
		}
	}
	acts := t.acts(x, before)
	switch {
	case state != nil && acts:
		x.set(state, "metonym")
		x.role, x.candidates = corpus.RoleActor, nil
	case city != nil:
		x.role = corpus.RolePlace
	default:
		x.set(state, "metonym")
		x.role = corpus.RolePlace
	}
}

// acts reports whether a capital's name stands where a government does: it is
// the subject of a verb of will or speech, stands behind a word of dealing with
// parties, or possesses a decision.
func (t *text) acts(x, before *finding) bool {
	prev, next := t.word(x.first-1), t.word(x.last)
	if t.locates(x.first-1) || prev == "from" || prev == "to" && !dealings[t.word(x.first-2)] || regionWords[prev] {
		return false
	}
	if t.possessive(x.last - 1) {
		return policyNouns[next] || policyNouns[t.word(x.last+1)]
	}
	if partyWords[prev] || prev == "on" && (pressures[t.word(x.first-2)] || next == "to" && callings[t.word(x.first-2)]) {
		return true
	}
	if before != nil && before.role == corpus.RoleActor && (prev == "and" || prev == "or") && before.last == x.first-1 {
		return true
	}
	comma := x.first > 0 && t.gap(x.first-1) == ", " && (before == nil || before.last != x.first) // not Seattle, Washington
	if t.opensClause(x.first) || clauseWords[prev] || comma {
		if t.gap(x.last-1) != " " {
			return false
		}
		next = strings.TrimSuffix(next, "n't") // can't, hasn't
		return next == "and" && t.word(x.last+1) == "its" || actVerbs[next] || actAdverbs[next] && actVerbs[t.word(x.last+1)]
	}
	return t.gap(x.last-1) == " " && speechVerbs[next]
}

// locates reports whether token i is a word of place in the language of t.
func (t *text) locates(i int) bool {
	w := t.word(i)
	return locatives[w] || t.lang != "en" && foreignLocatives[t.lang][w]
}

// opensClause reports whether token i is the first of a sentence.
func (t *text) opensClause(i int) bool {
	return i == 0 || t.opensSentence(i)
}

// stateRole tells whether a state acts or locates at x.
func (r *resolver) stateRole(t *text, x, before *finding) corpus.Role {
	prev, prev2, next := t.word(x.first-1), t.word(x.first-2), t.word(x.last)
	head := x.first - 1
	if prev == "the" {
		prev, prev2 = prev2, t.word(x.first-3)
		head--
	}
	switch {
	case t.possessive(x.last-1) && landNouns[next]:
		return corpus.RolePlace
	case t.possessive(x.last - 1):
		return placeIf(t.locates(x.first-1) && !policyNouns[next])
	case t.gap(x.last-1) == " " && landNouns[next] && !actVerbs[next] || t.sharesLand(x.last):
		return corpus.RolePlace
	case regionWords[prev] && t.gap(x.first-1) != ", ":
		return corpus.RolePlace
	case t.gap(x.last-1) == " " && (officeNouns[next] || policyNouns[next]):
		return corpus.RoleActor
	case locatives[prev] || t.locates(x.first-1):
		return corpus.RolePlace
	case prev == "from":
		return placeIf(!sendingNouns[prev2])
	case prev == "to":
		return placeIf(movement[prev2] || movement[t.word(head-2)])
	case (prev == "on" || prev == "of") && attackNouns[prev2]:
		return corpus.RolePlace
	case goingVerbs[prev]:
		return corpus.RolePlace
	case before == nil || before.last > x.first:
		return corpus.RoleActor
	case t.gap(x.first-1) == ", " && before.last == x.first && r.holds(x.entity, before.entity):
		return corpus.RolePlace // Doha, Qatar
	case t.coordinates(before, x) && r.a.isState(before.entity) && before.role == corpus.RolePlace:
		return corpus.RolePlace
	}
	return corpus.RoleActor
}

// sharesLand reports whether the name that ends before i is joined by dashes to others
// and all of them to a noun of land: the Norland-Sudland border.
func (t *text) sharesLand(i int) bool {
	n := 0
	for ; n < 4 && i < len(t.tokens) && isDash(t.gap(i-1)) && isCapital(t.surface(i)); n++ {
		i++
	}
	return n > 0 && i < len(t.tokens) && t.gap(i-1) == " " && landNouns[t.word(i)]
}

func isDash(gap string) bool { return gap == "-" || gap == "–" || gap == "/" || gap == "‑" }

func placeIf(yes bool) corpus.Role {
	if yes {
		return corpus.RolePlace
	}
	return corpus.RoleActor
}

// holds reports whether the place id is within the place outer.
func (r *resolver) holds(outer, id string) bool {
	return slices.Contains(r.a.Ancestors(id), outer)
}

// coordinates reports whether b follows a in a list: a, b; a and b; a, and the b.
func (t *text) coordinates(a, b *finding) bool {
	for i := a.last; i < b.first; i++ {
		if w := t.word(i); w != "and" && w != "or" && w != "the" {
			return false
		}
	}
	if b.first-a.last > 2 {
		return false
	}
	gap := t.gap(a.last - 1)
	return gap == " " || gap == ", "
}

var (
	locatives = set(`in inside into across near throughout within around outside toward towards via amid onto
		through beyond at along`)
	// foreignLocatives are such words of other languages, folded.
	foreignLocatives = map[string]map[string]bool{
		"de": set("in aus nach im bei nahe"), "fr": set("a en au aux dans vers depuis"), "es": set("en a desde hacia"),
		"it": set("in a nel da"), "pt": set("em no na para desde"), "nl": set("in naar uit"),
		"ru": set("в во на из"), "uk": set("в у на з із до"), "ar": set("في من إلى الي داخل شمال جنوب شرق غرب قرب"),
	}
	regionWords = set(`southern northern eastern western central south north east west northeast northwest southeast
		southwest northeastern northwestern southeastern southwestern mainland occupied rural downtown coastal
		upstate inside nearby neighboring neighbouring`)
	partyWords = set(`vis between by with against for told urged accused accuses blamed blames asked pressed warned
		warns pushed lobbied backed supported criticised criticized angered antagonised`)
	pressures   = set("sanctions pressure tariffs restrictions embargo measures penalties costs demands lean leaned leaning count counted rely relied")
	callings    = set("call calls called calling prevail prevailed prevails") // on X to
	clauseWords = set(`that and but what why how whether if as while because which although since where when tactic
		says said however now meanwhile would until unless`)
	actAdverbs = set("now also still has have had is was were not repeatedly long already later never recently quickly again once then formally officially reportedly publicly soon")
	// actVerbs follow a government that is their subject.
	actVerbs = set(`ca wo do would will could should may might must can cannot has had have did does is was wants wanted sees saw
		says said announced announces accused accuses believes believed insists insisted argues argued warned warns
		denied denies rejected rejects agreed agrees vowed vows considers considered fears feared hopes hoped
		expects expected plans planned decided decides refused refuses demands demanded claims claimed
		blamed blames urged urges called calls imposed imposes launched launches backed backs supports
		supported condemned condemns responded responds seeks sought sent sends signed signs withdrew
		withdraws suspended suspends offered offers continues continued remains needs needed ordered
		orders threatened threatens tried tries proposed proposes told tells asked asks provided provides welcomed
		welcomes confirmed confirms intends pledged pledges maintains maintained took takes made makes gave gives
		wanted expelled summoned retaliated recalled fired struck invaded annexed recognised recognized moved moves`)
	speechVerbs = set(`said says told added announced accused insisted argued warned denied vowed urged claimed
		confirmed stated replied responded asked tweeted wrote noted explained declared testified acknowledged
		believes believed wants wanted thinks thought`)
	policyNouns = set(`decision decisions policy policies position stance response role support request demand
		demands proposal plan plans offer allies ally diplomats diplomat negotiators envoy ambassador officials official government
		leaders leader military army forces involvement interest interests refusal commitment relationship relations
		ties claim claims approach strategy efforts effort willingness ambitions influence intentions backing
		assertion concerns concern goal goals message threat threats willingness view foreign defence defense
		sanctions insistence announcement reaction aggression failure`)
	landNouns = set(`border borders territory territories soil coast coastline airspace waters cities towns capital
		north south east west interior countryside streets mountains airport airports shores beaches desert
		provinces regions largest second-largest northernmost southernmost`)
	// officeNouns make a state before them the body that someone serves or that acts.
	officeNouns = set(`special envoy president prime minister foreign secretary ambassador officials official government
		military army forces navy troops senator senate congress state department embassy delegation negotiators
		envoys defense defence intelligence administration lawmakers sanctions policy decision backed led`)
	sendingNouns = set(`permission permissions response responses statement statements pressure support demand demands
		proposal proposals request requests approval guarantee guarantees assurance assurances representatives
		representative officials official delegates diplomats diplomat criticism condemnation help message letter
		offer commitment concessions answer reply comment word aid assistance funding money backing ministers
		leaders signal signals threats threat sanctions weapons independence`)
	movement = set(`return returned returning returns travel traveled travelled traveling travelling travels go goes
		going went gone flew fly flying flown flight flights came come coming moved move moving deported deport
		deportation deportations trip trips visit visits visited journey way back home fled flee fleeing sent send
		sending arrived delivered deliver deliveries delivery shipped shipment shipments smuggled transferred
		transfer extradited extradition bound drove drive driving migrated emigrated immigrated route tour next close
		closer deployed deploy deploying exported exports export brought bring access relocated headed heading`)
	goingVerbs = set(`visit visited visiting visits left leave leaving leaves entered enter entering enters fled flee
		fleeing reach reached reaching toured touring crossed invaded invading invade bombed bombing struck striking strike attacking`)
	attackNouns = set(`attack attacks strike strikes raid raids assault assaults invasion war incursion bombing
		bombings bombardment airstrike airstrikes missiles rockets parts part areas most rest much north south east west center
		centre heart side coast occupation border regions region people map city town village out`)
	dealings = set(`according message appeal request letter support aid loyal ambassador envoy response belongs
		signal warning pressure thanks up responded responding sold sell sales appealed offer offered opposed opposition
		linked ties close access proposal proposed`)
)
