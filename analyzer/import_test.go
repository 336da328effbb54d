package analyzer

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

func importRows(t *testing.T, list string) []string {
	t.Helper()
	a := starterForTest(t)
	rows, problems, err := a.Import("list", "", "", strings.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteAuthority(&b, rows); err != nil {
		t.Fatal(err)
	}
	out := strings.Split(strings.TrimSpace(b.String()), "\n")[1:]
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

func TestImport(t *testing.T) {
	for _, c := range []struct {
		name, list string
		want       []string
	}{
		{"places", "geonameid\tname\tascii\tcountry\tadmin1\tlat\tlon\tpopulation\tfeature\tlatin_alternates\n" +
			"290030\tDoha\tDoha\tQA\t\t25\t51\t344939\tPPLC\tAd Dawhah|DOH|ad dwht\n" +
			"999001\tÉxampleville\tExampleville\tFR\t\t1\t1\t20000\tPPL\t\n" +
			"x\tBad\tBad\tFR\t\t\t\t\t\t\n",
			[]string{
				`doha-qa,Doha,place,Ad Dawhah|DOH,qatar,,,,"GeoNames 290030, population 344939"`,
				`doha-qa,,same_as,,doha,,,,`,
				`exampleville-fr,Éxampleville,place,,france,,,,"GeoNames 999001, population 20000"`,
				`list:4: geonameid "x", name "Bad": want both`,
			}},
		{"places without a header", "999002\tSampletown\tSampletown\tSample Town,Sampel\t1\t1\tP\tPPL\tDE\t\t01\t\t\t\t15000\t\t10\tEurope/Berlin\t2020-01-01\n",
			[]string{`sampletown-de,Sampletown,place,Sample Town|Sampel,germany,,,,"GeoNames 999002, population 15000"`}},
		{"query result", "item,itemLabel,itemAltLabel,type,country,start\n" +
			"http://www.wikidata.org/entity/Q43723,Benjamin Netanyahu,\"Bibi, Benyamin Netanyahou\",person,,2022-12-29T00:00:00Z\n" +
			"http://www.wikidata.org/entity/Q999999991,Sample Ministry,First Label,organisation,http://www.wikidata.org/entity/Q801,\n" +
			"http://www.wikidata.org/entity/Q999999991,Sample Ministry,Second Label,organisation,http://www.wikidata.org/entity/Q801,\n" +
			"http://www.wikidata.org/entity/Q999999992,Q999999992,,,,\n",
			[]string{
				`benjamin-netanyahu-q43723,Benjamin Netanyahu,person,Bibi|Benyamin Netanyahou,,2022-12-29,,Q43723,`,
				`benjamin-netanyahu-q43723,,same_as,,benjamin-netanyahu,,,,`,
				`sample-ministry,Sample Ministry,organisation,First Label|Second Label,israel,,,Q999999991,`,
				`list:5: item "http://www.wikidata.org/entity/Q999999992", label "Q999999992": want a Wikidata item with a label`,
			}},
		{"outlets", "name,domain\nSample Daily News,sampledaily.example.com\nHaaretz,haaretz.com\nHaaretz,haaretz.example.net\n,unnamed.example.org\nWorld,paper.example.com\n,\n",
			[]string{
				`sample-daily-news,Sample Daily News,outlet,domain:sampledaily.example.com,,,,,`,
				`haaretz-haaretz-example-net,Haaretz,outlet,domain:haaretz.example.net,,,,,`,
				`haaretz-haaretz-example-net,,same_as,,haaretz,,,,`,
				`unnamed.example.org,unnamed.example.org,outlet,domain:unnamed.example.org,,,,,`,
				`paper.example.com,paper.example.com,outlet,domain:paper.example.com|weak:World,,,,,`,
				`list:3: warning: haaretz.com is known already; no row`,
				`list:7: domain "": want a name or a domain such as haaretz.com`,
			}},
		{"countries", "cca2\tcca3\tcommon\tofficial\tdemonyms\tcapitals\talt\tregion\tsubregion\nAX\tALA\tÅland Islands\tÅland Islands\tÅlandish\tMariehamn\tAX|Ahvenanmaa\tEurope\tNorthern Europe\nQA\tQAT\tQatar\tState of Qatar\tQatari\tDoha\tQA\tAsia\t\n",
			[]string{
				`aland-islands.ax,Åland Islands,place,Ahvenanmaa|demonym:Ålandish|iso:AX,,,,,`,
				`qatar.qa,Qatar,place,State of Qatar|demonym:Qatari,,,,,`,
				`qatar.qa,,same_as,,qatar,,,,`,
			}},
		{"politicians", "qid\tname\tfirst\tlast\tlast_role\tparty\tstate\twikipedia\nQ999999993\tSample Q. Person\tSample\tPerson\t\tX\tWA\tSample Person (politician)\n",
			[]string{`sample-person,Sample Person,person,Sample Q. Person,,,,Q999999993,`}},
	} {
		if diff := cmp.Diff(c.want, importRows(t, c.list)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestImportRefusesOtherLists(t *testing.T) {
	a := starterForTest(t)
	for _, list := range []string{"", "colour,size\nred,2\n"} {
		if _, _, err := a.Import("list", "", "", strings.NewReader(list)); err == nil {
			t.Errorf("%q: no error", list)
		}
	}
}

// The shared lists import whole: every row loads again without a problem.
func TestImportSharedLists(t *testing.T) {
	a := starterForTest(t)
	dir := t.TempDir()
	for _, name := range []string{"places-geonames15000.tsv", "countries-demonyms.tsv", "us-politicians.tsv", "outlets-permissive.tsv"} {
		f, err := os.Open(filepath.Join(sharedData, "gazetteers", name))
		if err != nil {
			t.Skipf("needs %s: %v", name, err)
		}
		rows, problems, err := a.Import(name, "", "", f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		merges := 0
		for _, e := range rows {
			if e.Type == corpus.Type("same_as") {
				merges++
			}
		}
		t.Logf("%s: %d rows, %d merged into known entities, %d lines refused", name, len(rows)-merges, merges, len(problems))
		for _, p := range problems[:min(3, len(problems))] {
			t.Logf("  %s", p)
		}
		var b bytes.Buffer
		if err := WriteAuthority(&b, rows); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, problems, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	for name, id := range map[string]string{"Doha": "doha", "haaretz.com": "haaretz", "Amy Klobuchar": "amy-klobuchar"} {
		if got := b.Entities(name); name != "haaretz.com" && (len(got) == 0 || got[0].ID != id) {
			t.Errorf("%s: got %v, want %s", name, got, id)
		}
	}
}

func TestImportLeavesKnownNames(t *testing.T) {
	a := starterForTest(t)
	const list = "geonameid\tname\tascii\tcountry\tlatin_alternates\n1\tParis\tParis\tUS\tFirst Paris|Berlin\n2\tMarch\tMarch\tGB\t\n3\tQuinton Vale\tQuinton Vale\tGB\t\n"
	rows, problems, err := a.Import("list.tsv", "geonames", "", strings.NewReader(list))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	var got []string
	for _, e := range rows {
		got = append(got, e.Name+": "+strings.Join(e.Aliases, "|"))
	}
	want := []string{"Paris (United States): First Paris|weak:Berlin|weak:Paris", "March (United Kingdom): weak:March", "Quinton Vale: "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
