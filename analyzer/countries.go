package analyzer

import (
	"strings"

	xlanguage "golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Countries carry their ISO 3166 code as an alias (iso:QA). Their names in the
// languages below come from the Unicode CLDR, as golang.org/x/text carries it: the
// authority's own files need hold English ones alone.
var countryLanguages = []string{"ar", "de", "es", "fa", "fr", "he", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "zh"}

// notCountries are names that another language's text would take for a person, a
// thing or a sound: Island is Iceland in German, Maurice is Mauritius in French.
var notCountries = set(`island indie inde maurice mauricio dominique dominika granada grenade guadalupe guadalupa
	reuniao salvador malte chili cad ciad fas cin cina gana gine dania ira man turki kina martinica figi umman
	turcia island belica kupro india`)

// addCountries enters the names of every entity of a that has an ISO code. A name
// that means something else already is left out, as is a blocked one.
func (t *trie) addCountries(a *Authority, blocked map[string]bool) {
	var namers []display.Namer
	for _, code := range countryLanguages {
		namers = append(namers, display.Regions(xlanguage.Make(code)))
	}
	for at, e := range a.all() {
		region, ok := countryCode(e.Aliases)
		if !ok {
			continue
		}
		if to, ok := a.number(a.Canonical(e.ID)); ok {
			at = to
		}
		for _, namer := range namers {
			if namer == nil {
				continue
			}
			name := namer.Name(region)
			if notCountries[fold(name)] || blocked["\x00"+name] || blocked[e.ID+"\x00"+name] {
				continue
			}
			if len(t.lookup(name)) == 0 {
				t.insert(at, nameAlias, name)
			}
		}
	}
}

// countryCode is the region that an alias iso:XX names.
func countryCode(aliases []string) (xlanguage.Region, bool) {
	for _, alias := range aliases {
		if code, ok := strings.CutPrefix(alias, "iso:"); ok {
			region, err := xlanguage.ParseRegion(code)
			return region, err == nil
		}
	}
	return xlanguage.Region{}, false
}
