package analyzer

import (
	"fmt"
	"strings"

	"dateline/corpus"
)

// The layouts of the lists, a function each: it adds the row of a line or returns
// why there is none.

// geonamesColumns are those of the tables that GeoNames exports, which have no header.
var geonamesColumns = strings.Split("geonameid,name,ascii,alternatenames,lat,lon,class,feature,country,cc2,admin1,admin2,admin3,admin4,population,elevation,dem,timezone,modified", ",")

// geoname: a place within the country of its code. A city that the authority has in
// that country is that city.
func (im *importer) geoname(f record) string {
	name := f["name"]
	if !isDigits(f["geonameid"]) || name == "" {
		return fmt.Sprintf("geonameid %q, name %q: want both", f["geonameid"], name)
	}
	within := im.state(f["country"])
	e := corpus.Entity{Name: name, Type: corpus.Place, Parent: within, Note: "GeoNames " + f["geonameid"] + ", population " + f["population"]}
	e.ID = slug(f.first("ascii", "name")) + "-" + strings.ToLower(f["country"])
	others := strings.FieldsFunc(f.first("latin_alternates", "alternatenames"), func(r rune) bool { return r == '|' || r == ',' })
	e.Aliases = aliases(name, append([]string{f["ascii"]}, others...)...)
	same := ""
	if within != "" {
		same = im.known(within, func(t corpus.Type) bool { return t == corpus.Place }, name, f["ascii"])
	}
	im.add(e, f["geonameid"], same)
	return ""
}

// wikidata: an item; lines of one item are joined.
func (im *importer) wikidata(f record) string {
	q := f["item"][strings.LastIndexByte(f["item"], '/')+1:]
	name := f.first("itemlabel", "label", "name")
	if !isWikidata(q) || name == "" || name == q {
		return fmt.Sprintf("item %q, label %q: want a Wikidata item with a label", f["item"], name)
	}
	altLabels := splitLabels(f.first("aliases", "itemaltlabel", "altlabels", "altlabel"))
	if i, ok := im.at[q]; ok {
		im.rows[i].Aliases = aliases(name, append(im.rows[i].Aliases, altLabels...)...)
		return ""
	}
	e := corpus.Entity{ID: slug(name), Name: name, Type: corpus.Type(f["type"]), Wikidata: q, Aliases: aliases(name, altLabels...),
		ValidFrom: wikidataDay(f.first("start", "valid_from")), ValidTo: wikidataDay(f.first("end", "valid_to")), Note: f.first("itemdescription", "note")}
	if !isEntityType(e.Type) {
		e.Type = im.typ
	}
	if parent := f.first("parent", "countrylabel", "country"); parent != "" {
		e.Parent = im.wikidataID(parent[strings.LastIndexByte(parent, '/')+1:])
		if e.Parent == "" {
			e.Parent = im.known("", func(t corpus.Type) bool { return t == corpus.Government || t == corpus.Place }, parent)
		}
	}
	same := im.wikidataID(q)
	im.at[q] = len(im.rows)
	im.add(e, q, same)
	return ""
}

// splitLabels splits alternative labels: by '|', or by ", " as SPARQL's label service joins them.
func splitLabels(s string) []string {
	if strings.Contains(s, "|") {
		return strings.Split(s, "|")
	}
	return strings.Split(s, ", ")
}

// wikidataDay is the day of 2017-01-20T00:00:00Z; "" for anything that is no date.
func wikidataDay(s string) string {
	s, _, _ = strings.Cut(strings.TrimPrefix(s, "+"), "T")
	if !isISODate(s) {
		return ""
	}
	return s
}

func isEntityType(t corpus.Type) bool {
	switch t {
	case corpus.Person, corpus.Organisation, corpus.Government, corpus.ArmedGroup, corpus.ArmedForces, corpus.Place, corpus.OutletType:
		return true
	}
	return false
}

// politician: a person by name and by the title of the Wikipedia article. The list's
// party stays out: a label, not a name.
func (im *importer) politician(f record) string {
	name, _, _ := strings.Cut(f.first("wikipedia", "name"), " (")
	if name == "" || f["qid"] != "" && !isWikidata(f["qid"]) {
		return fmt.Sprintf("qid %q, name %q: want a name and no id or one such as Q801", f["qid"], f["name"])
	}
	e := corpus.Entity{ID: slug(name), Name: name, Type: corpus.Person, Wikidata: f["qid"], Note: f.first("last_role", "role")}
	e.Aliases = aliases(name, f["name"], strings.TrimSpace(f["first"]+" "+f["last"]))
	same := im.wikidataID(f["qid"])
	if same == "" {
		same = im.known("", func(t corpus.Type) bool { return t == corpus.Person }, name)
	}
	im.add(e, f.first("qid", "state"), same)
	return ""
}

// country: names, demonyms and code. A country that the authority has keeps its own name.
func (im *importer) country(f record) string {
	code, name := strings.ToUpper(f["cca2"]), f["common"]
	if len(code) != 2 || name == "" {
		return fmt.Sprintf("cca2 %q, common %q: want a code of two letters and a name", code, name)
	}
	e := corpus.Entity{ID: slug(name) + "." + strings.ToLower(code), Name: name, Type: corpus.Place}
	e.Aliases = aliases(name, append(strings.Split(f["alt"], "|"), f["official"])...)
	for demonym := range strings.SplitSeq(f["demonyms"], "|") {
		if demonym != "" {
			e.Aliases = append(e.Aliases, "demonym:"+demonym)
		}
	}
	same := im.state(code)
	if same == "" {
		e.Aliases = append(e.Aliases, "iso:"+code)
	}
	im.add(e, code, same)
	return ""
}

// outlet: an outlet by name, domain or both. One whose domain the authority has is
// left out; one whose name it has lends it its domain. A name that is nothing like
// its domain (World of washingtonpost.com) counts in credits only.
func (im *importer) outlet(f record) string {
	host, name := publisherHost(f.first("domain", "url")), oneLine(f["name"])
	if host == "" && name == "" {
		return fmt.Sprintf("domain %q: want a name or a domain such as haaretz.com", f["domain"])
	}
	p := im.a.press()
	if host != "" && (p.domains[host] != "" || im.at[host] != 0) {
		return im.nothingNew(host)
	}
	e := corpus.Entity{ID: slug(name), Name: name, Type: corpus.OutletType, Note: f["country"]}
	if host != "" {
		im.at[host] = 1
		e.Aliases = []string{"domain:" + host}
		if name == "" || !alike(name, host) {
			if e.ID, e.Name = host, host; name != "" {
				e.Aliases = append(e.Aliases, "weak:"+strings.ReplaceAll(name, "|", "/"))
			}
		}
	}
	same := ""
	if name != "" {
		same = p.named(name)
		if same != "" && (host == "" || e.Name == host) {
			same = ""
			if host == "" {
				return im.nothingNew(name)
			}
		}
	}
	if e.ID == "" || im.taken[e.ID] && host == "" {
		return im.nothingNew(name)
	}
	im.add(e, f.first("country", "domain"), same)
	return ""
}

// alike reports whether a name and a domain spell one another.
func alike(name, host string) bool {
	label, _, _ := strings.Cut(host, ".")
	label = strings.ReplaceAll(label, "-", "")
	name = strings.TrimPrefix(strings.Join(foldedWords(name), ""), "the")
	label = strings.TrimPrefix(label, "the")
	return name == label || len(label) >= 4 && strings.Contains(name, label) || len(name) >= 4 && strings.Contains(label, name)
}
