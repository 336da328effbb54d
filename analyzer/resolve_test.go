package analyzer

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// testAuthority is a small world of its own, so that the rules are tested apart
// from the starter's rows.
func testAuthority() *Authority {
	var rows []corpus.Entity
	for line := range strings.Lines(`
		norland,Norland,government,demonym:Norlander|people:Norlanders|metonym:Nortown|iso:NO|N.L.|NL
		sudland,Sudland,government,People's Republic of Norland|demonym:Sudlandic|people:Sudlanders|metonym:Sudville|iso:SU
		united-states,United States,government,US|U.S.|demonym:American|metonym:Washington|iso:US
		who,World Health Organization,organisation,WHO
		nortown,Nortown,place,,norland
		washington-dc,Washington D.C.,place,Washington,united-states
		port-north,Port,place,,norland
		port-south,Port,place,,sudland
		deir-el-balah,Deir el-Balah,place,Sana'a
		anna-berg,Anna Berg,person,Berg
		carl-von-holt,Carl von Holt,person
		tomas-abel-ruiz,Tomas Abel Ruiz,person
		norland-army,Norlander Armed Forces,armed_forces,,norland
		norland-health,Norlander Health Ministry,organisation,,norland
		north-front,North Front,armed_group
		norland-court,Norland High Court,organisation,weak:High Court,norland
		west-state,West Sudland,place,weak:W.S.,sudland
		eastmark,Eastmark,place,,sudland
		norland-region,Norland region,place,weak:Norland,sudland
		bigtown,Bigtown,place,,norland-region
		gazette,The Gazette,outlet,weak:Post
		berg-administration,Berg administration,organisation,,norland
	`) {
		if f := strings.Split(strings.TrimSpace(line), ","); len(f) > 2 {
			rows = append(rows, entityOf(append(f, make([]string, 9-len(f))...)))
		}
	}
	return newAuthority(rows)
}

// resolved lists the mentions of text, as "surface=entity/role".
func resolved(s string, names ...name) string {
	a := testAuthority()
	t := newText("", s)
	var out []string
	for _, m := range a.resolve([]*text{t}, [][]match{a.match(t)}, [][]name{names}, "") {
		out = append(out, fmt.Sprintf("%s=%s/%s", strings.ReplaceAll(m.Text, " ", "_"), m.Entity, m.Role))
	}
	return strings.Join(out, " ")
}

func TestResolveAuthority(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"state acts", "Norland has left the talks.", "Norland=norland/actor"},
		{"state locates", "Troops in Norland, Sudland", "Norland=norland/place Sudland=sudland/place"},
		{"from", "It recalled envoys from Norland after a response from Sudland.", "Norland=norland/place Sudland=sudland/actor"},
		{"shared border", "the Norland-Sudland border, Norland–Sudland talks", "Norland=norland/place Sudland=sudland/place Norland=norland/actor Sudland=sudland/actor"},
		{"called on", "They called on Nortown to talk, and called on Nortown.", "Nortown=norland/actor Nortown=nortown/place"},
		{"a namesake elsewhere", "He lived in Nortown, Eastmark, for years.", "Nortown=~nortown-eastmark/place Eastmark=eastmark/place"},
		{"no namesake in a list", "He saw Nortown, Eastmark and others.", "Nortown=nortown/place Eastmark=eastmark/place"},
		{"a region by its town", "They left Bigtown, Norland, and Bigtown.", "Bigtown=bigtown/place Norland=norland-region/place Bigtown=bigtown/place"},
		{"a namesake in another region", "He left Bigtown, Eastmark, again.", "Bigtown=~bigtown-eastmark/place Eastmark=eastmark/place"},
		{"regions side by side", "In Eastmark, West Sudland and Norland Republicans won.", "Eastmark=eastmark/place West_Sudland=west-state/place Norland=norland-region/place"},
		{"the tail of a name", "It asked the People's Republic of Norland's envoys.", "People's_Republic_of_Norland=sudland/actor"},
		{"region", "in southern Norland; southern Sudland", "Norland=norland/place Sudland=sudland/place"},
		{"attack on", "the attack on Norland", "Norland=norland/place"},
		{"possessive", "Norland's border and Sudland’s decision", "Norland=norland/place Sudland=sudland/actor"},
		{"city and state", "at Nortown, Norland, they met", "Nortown=nortown/place Norland=norland/place"},
		{"metonym", "Nortown would now consider it. Washington said no.", "Nortown=norland/actor Washington=united-states/actor"},
		{"capital", "They met in Nortown. Talks between Nortown and Washington", "Nortown=nortown/place Nortown=norland/actor Washington=united-states/actor"},
		{"demonym and people", "A Norlander official told Norlanders", "Norlander=norland/demonym Norlanders=norland/people"},
		{"acronym in capitals only", "The US told us. The WHO asked who.", "US=united-states/actor WHO=who/actor"},
		{"capitals all round", "THE US AND NORLAND TALK TO US", "US=united-states/actor NORLAND=norland/actor"},
		{"who in capitals", "WHO KILLED THE WHO CHIEF", "WHO=who/actor"},
		{"dotted", "the U.S.-backed force", "U.S.=united-states/actor"},
		{"article variants", "Deir al-Balah, Deir el Balah, Sanaa, Sana’a", "Deir_al-Balah=deir-el-balah/place Deir_el_Balah=deir-el-balah/place Sanaa=deir-el-balah/place Sana’a=deir-el-balah/place"},
		{"army", "The Norlander army moved. Norland's military campaign", "Norlander_army=norland-army/actor Norlander=norland/demonym Norland=norland/actor"},
		{"government", "the Sudlandic government said", "Sudlandic_government=sudland/actor Sudlandic=sudland/demonym"},
		{"embassy", "The Sudlandic embassy in Nortown did not reply", "Sudlandic_embassy_in_Nortown=~embassy-of-sudland-nortown/actor Sudlandic=sudland/demonym Nortown=nortown/place"},
		{"unknown ministry", "the Sudlandic health ministry", "Sudlandic_health_ministry=~health-ministry-sudland/actor Sudlandic=sudland/demonym"},
		{"bare ministry", "It killed 20 Norlanders, the health ministry said.", "Norlanders=norland/people health_ministry=norland-health/actor"},
		{"office", "Norlander Prime Minister Anna Berg’s office said", "Norlander_Prime_Minister_Anna_Berg’s_office=~prime-ministers-office-norland/actor Norlander=norland/demonym Anna_Berg=anna-berg/actor"},
		{"administration", "the Berg administration", "Berg_administration=berg-administration/actor"},
		{"group", "North Front left. The militant group said", "North_Front=north-front/actor The_militant_group=north-front/actor"},
		{"title holder", "Special Envoy Anna Berg left. Then the special envoy spoke.", "Anna_Berg=anna-berg/actor the_special_envoy=anna-berg/actor"},
		{"weak outlet", "She told the Post. The Post Office", "Post=gazette/outlet"},
		{"body of the article's state", "Norland spoke. The High Court ruled.", "Norland=norland/actor High_Court=norland-court/actor"},
		{"body of another state", "Sudland spoke. The High Court ruled.", "Sudland=sudland/actor"},
		{"abbreviated behind a comma", "in Lake, W.S., and not W.S.", "W.S.=west-state/place"},
		{"lower case is no name", "She said norland and berg", ""},
	} {
		if diff := cmp.Diff(c.want, resolved(c.text)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestResolveNames(t *testing.T) {
	p, o := corpus.Person, corpus.Organisation
	for _, c := range []struct {
		name, text string
		names      []name
		want       string
	}{
		{"surname after and before", "Lund spoke. Eva Lund left. Mr Lund", []name{{0, 1, p, 1}, {2, 4, p, 1}, {6, 7, p, 1}},
			"Lund=~eva-lund/actor Eva_Lund=~eva-lund/actor Lund=~eva-lund/actor"},
		{"surname that nobody saw", "Eva Lund left. Then Lund", []name{{0, 2, p, 1}}, "Eva_Lund=~eva-lund/actor Lund=~eva-lund/actor"},
		{"two of one surname", "Eva Lund and Ole Lund met. Lund spoke.", []name{{0, 2, p, 1}, {3, 5, p, 1}},
			"Eva_Lund=~eva-lund/actor Ole_Lund=~ole-lund/actor Lund=/actor"},
		{"another of a known surname", "Ole Berg met Anna Berg. Berg", []name{{0, 2, p, 1}, {3, 5, p, 1}},
			"Ole_Berg=~ole-berg/actor Anna_Berg=anna-berg/actor Berg=anna-berg/actor"},
		{"one man twice", "Ole P. Lund and rescuer Ole Lund. Lund", []name{{0, 3, p, 1}, {5, 7, p, 1}, {7, 8, p, 1}},
			"Ole_P._Lund=~ole-lund/actor Ole_Lund=~ole-lund/actor Lund=~ole-lund/actor"},
		{"introduced before the known one", "Ole Berg spoke. Berg left.", []name{{0, 2, p, 1}}, "Ole_Berg=~ole-berg/actor Berg=~ole-berg/actor"},
		{"known one before another", "Berg left. Ole Berg stayed.", []name{{2, 4, p, 1}}, "Berg=/actor Ole_Berg=~ole-berg/actor"},
		{"particles", "Carl von Holt left. Von Holt", []name{{0, 3, p, 1}, {4, 6, p, 1}}, "Carl_von_Holt=carl-von-holt/actor Von_Holt=carl-von-holt/actor"},
		{"hyphen", "Eva Lund-Moe left. Lund-Moe", []name{{0, 3, p, 1}, {4, 6, p, 1}}, "Eva_Lund-Moe=~eva-lund-moe/actor Lund-Moe=~eva-lund-moe/actor"},
		{"first and last of three", "Tomas Ruiz left", []name{{0, 2, p, 1}}, "Tomas_Ruiz=tomas-abel-ruiz/actor"},
		{"middle initial", "Anna J. Berg left", []name{{0, 3, p, 1}}, "Anna_J._Berg=anna-berg/actor"},
		{"titles", "Norlander Prime Minister Eva Lund", []name{{0, 5, o, 1}}, "Norlander=norland/demonym Eva_Lund=~eva-lund/actor"},
		{"title with one bearer", "Ms Holt said", []name{{0, 2, p, 1}}, "Holt=carl-von-holt/actor"},
		{"a place as surname", "Eva Norland met. Norland said", []name{{0, 2, p, 1}, {3, 4, p, 1}}, "Eva_Norland=~eva-norland/actor Norland=~eva-norland/actor"},
		{"acronym introduced", "The Lake Water Board (LWB) met. LWB said", []name{{1, 4, o, 1}},
			"Lake_Water_Board=~lake-water-board/actor LWB=~lake-water-board/actor LWB=~lake-water-board/actor"},
		{"capitals", "THE LAKE BOARD met", []name{{0, 3, o, 1}}, "THE_LAKE_BOARD=~lake-board/actor"},
	} {
		if diff := cmp.Diff(c.want, resolved(c.text, c.names...)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// An ambiguous name keeps every candidate; what the article says elsewhere decides.
func TestAmbiguousPlace(t *testing.T) {
	a := testAuthority()
	mentions := func(s string) []corpus.Mention {
		x := newText("", s)
		return a.resolve([]*text{x}, [][]match{a.match(x)}, [][]name{nil}, "")
	}
	if m := mentions("They met in Port.")[0]; m.Entity != "" || len(m.Candidates) != 2 {
		t.Errorf("without evidence: %+v", m)
	}
	for _, s := range []string{"They met in Port, Sudland.", "Port is shut. Sudland closed it."} {
		if m := mentions(s)[0]; m.Entity != "port-south" || len(m.Candidates) != 2 {
			t.Errorf("%s: %+v", s, m)
		}
	}
}

func TestProclitics(t *testing.T) {
	a := newAuthority([]corpus.Entity{{ID: "hamas", Name: "حماس", Type: corpus.ArmedGroup}, {ID: "un", Name: "الأمم المتحدة", Type: corpus.Organisation},
		{ID: "israel", Name: "ישראל", Type: corpus.Government}})
	for text, want := range map[string]string{"قال وحماس": "hamas", "مع بحماس": "hamas", "للأمم المتحدة": "un", "والأمم المتحدة": "un", "ובישראל אמר": "israel", "حماسة": ""} {
		got := ""
		if m := a.match(newText("", text)); len(m) == 1 {
			got = a.entity(m[0].senses[0]).ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{"The US and Norland’s army (NA) told Ms Berg.", "Ole Berg, Anna Berg. Berg", "THE US\n\nWHO", "“Port, Sudland” (AP) — Oct. 7", "a\xffB c-D’s"} {
		f.Add(s, s)
	}
	z := New(testAuthority())
	f.Fuzz(func(t *testing.T, title, s string) {
		if !utf8.ValidString(title) || !utf8.ValidString(s) {
			return // decoding comes before analysis
		}
		got := z.Analyze(corpus.Article{Title: title, Text: s})
		last := corpus.Mention{}
		for _, m := range got.Mentions {
			field := map[string]string{"title": got.Title, "": got.Text, "byline": bylineText(&got.Article)}[m.Field]
			if m.Start < 0 || m.End <= m.Start || m.End > len(field) || field[m.Start:m.End] != m.Text {
				t.Fatalf("mention %+v is not in %q", m, field)
			}
			if !onRune(field, m.Start) || !onRune(field, m.End) {
				t.Fatalf("mention %+v of %q: not on rune borders", m, field)
			}
			if m.Field == last.Field && m.Start < last.Start {
				t.Fatalf("mention %+v stands behind %+v", m, last)
			}
			if m.Role == "" || m.Name == "" || strings.ContainsAny(m.Entity, " |") {
				t.Fatalf("mention %+v", m)
			}
			last = m
		}
		for _, field := range []string{"title", "", "byline"} {
			for _, c := range got.Stream(field).Entities {
				if c.First < 0 || c.Last <= c.First || c.Last > len(got.Stream(field).Tokens) {
					t.Fatalf("covering %+v of %d tokens", c, len(got.Stream(field).Tokens))
				}
			}
		}
	})
}

func TestTermsOfOffice(t *testing.T) {
	const head = "The minister said on Monday that everybody in the city would stay and wait for what came.\n\n"
	a := newAuthority([]corpus.Entity{
		{ID: "ann-orr", Name: "Ann Orr", Type: corpus.Person, ValidFrom: "1990-05-01", ValidTo: "1995", Note: "President of Norland"},
		{ID: "bea-orr", Name: "Bea Orr", Type: corpus.Person, ValidFrom: "2001-05-01", Note: "President of Norland"},
		{ID: "cay-orr", Name: "Cay Orr", Type: corpus.Person, ValidFrom: "1990", ValidTo: "2010", Note: "Foreign Minister of Norland"},
	})
	z := New(a)
	for _, c := range []struct{ day, text, want string }{
		{"1992-01-01", "They met President Orr there.", "ann-orr"},
		{"2003-06-30", "They met President Orr there.", "bea-orr"},
		{"2003-06-30", "They met Foreign Minister Orr there.", "cay-orr"},
		{"1998-01-01", "They met President Orr there.", "~orr"},
		{"2003-06-30", "They met former President Orr there.", "ann-orr"},
		{"2003-06-30", "They met then-President Orr there.", "~orr"},
		{"2003-06-30", "They met Orr there.", "~orr"},
		{"", "They met President Orr there.", "~orr"},
	} {
		var got []string
		for _, m := range z.Analyze(corpus.Article{Text: head + c.text, Published: corpus.Date{Value: c.day, Status: corpus.Given}}).Mentions {
			got = append(got, m.Entity)
			if want := 3; len(m.Candidates) != want {
				t.Errorf("%s %s: %d candidates, want %d", c.day, c.text, len(m.Candidates), want)
			}
		}
		if diff := cmp.Diff([]string{c.want}, got); diff != "" {
			t.Errorf("%s %s: %s", c.day, c.text, diff)
		}
	}
}
