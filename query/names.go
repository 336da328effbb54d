package query

import (
	"slices"
	"strings"

	"dateline/corpus"
)

// outletFields hold source outlets, which are named in articles before any
// authority knows them.
var outletFields = []string{"outlet", "original", "agency", "cites"}

// name resolves a keyword clause: actor: and place: to entity terms, the others
// to the ids that count.
func (r *resolver) name(n *Name) (Node, error) {
	switch n.Field {
	case "lang":
		return &Value{n.Span, n.Field, n.String(), []string{language(n.Text)}}, nil
	case "collection", "id":
		return &Value{n.Span, n.Field, n.String(), []string{n.Text}}, nil
	}
	entities, err := r.entities(n)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range entities {
		ids = append(ids, Counting(r.lex, n.Field, e.ID)...)
	}
	mark := map[string]string{"actor": corpus.ActorMark, "place": corpus.PlaceMark}[n.Field]
	for i := range ids {
		ids[i] = mark + ids[i]
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if mark != "" {
		return &Term{n.Span, n.String(), ids}, nil
	}
	return &Value{n.Span, n.Field, n.String(), ids}, nil
}

// Counting returns the ids that count as id in a field or facet: those merged with
// it and, for place alone, all that lie in it.
func Counting(lex Lexicon, field, id string) []string {
	id = lex.Canonical(id)
	all := lex.Covers(id)
	if field == "place" {
		return slices.Clone(all)
	}
	var out []string
	for _, x := range all {
		if lex.Canonical(x) == id {
			out = append(out, x)
		}
	}
	return out
}

// entities returns what a name means in its field.
func (r *resolver) entities(n *Name) ([]corpus.Entity, error) {
	if n.ID {
		if e, ok := r.lex.Entity(n.Text); ok {
			return []corpus.Entity{e}, nil
		}
		return nil, r.unknown(n)
	}
	found := fitting(n.Field, r.lex.Entities(n.Text))
	if n.Field == "place" {
		found = narrowest(r.lex, found)
	}
	if len(found) == 0 {
		return r.provisional(n)
	}
	if len(found) == 1 && !r.named(found[0], n.Text) {
		r.note("%s: %s is %s (@%s)", n.Field, quoted(n.Text), found[0].Name, found[0].ID)
	}
	if len(found) > 1 {
		var ids []string
		for _, e := range found {
			ids = append(ids, "@"+e.ID)
		}
		r.note("%s: %s may be %s; all are searched, write %s:%s for one", n.Field, quoted(n.Text), strings.Join(ids, ", "), n.Field, ids[0])
	}
	return found, nil
}

// named reports whether text is the id or the name of e, or the end of a name that
// the authority holds, such as a surname.
func (r *resolver) named(e corpus.Entity, text string) bool {
	name, typed := " "+strings.Join(r.lex.Tokens(e.Name), " "), strings.Join(r.lex.Tokens(text), " ")
	return text == e.ID || name == " "+typed || strings.HasSuffix(name, " "+typed) && !strings.HasPrefix(e.ID, "~")
}

// fitting keeps the entities of a type that the field holds; if there are none,
// all of them.
func fitting(field string, found []corpus.Entity) []corpus.Entity {
	fits := func(e corpus.Entity) bool {
		switch field {
		case "place":
			return e.Type == corpus.Place || e.Type == corpus.Government
		case "actor", "speaker":
			return e.Type != corpus.Place && e.Type != corpus.OutletType
		}
		return e.Type == corpus.OutletType
	}
	var out []corpus.Entity
	for _, e := range found {
		if fits(e) && !slices.ContainsFunc(out, func(x corpus.Entity) bool { return x.ID == e.ID }) {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return found
	}
	return out
}

// narrowest leaves out the places in which another of them lies: where a capital
// stands for its state too, the place of that name is the capital.
func narrowest(lex Lexicon, found []corpus.Entity) []corpus.Entity {
	return slices.DeleteFunc(slices.Clone(found), func(e corpus.Entity) bool {
		return slices.ContainsFunc(found, func(x corpus.Entity) bool { return slices.Contains(lex.Ancestors(x.ID), e.ID) })
	})
}

// provisional is the entity that articles make of a name which no authority knows.
// A name close to known ones is taken for a slip, but in an outlet field.
func (r *resolver) provisional(n *Name) ([]corpus.Entity, error) {
	id := r.lex.Provisional(n.Text)
	near := r.lex.SuggestName(n.Text)
	if id == "" || len(near) > 0 && !slices.Contains(outletFields, n.Field) {
		return nil, r.unknown(n)
	}
	hint := ""
	if len(near) > 0 {
		hint = "; did you mean " + near[0] + "?"
	}
	r.note("%s: no authority holds %s: searched as @%s, the name as articles spell it%s", n.Field, quoted(n.Text), id, hint)
	return []corpus.Entity{{ID: id, Name: n.Text}}, nil
}

// unknown says that no entity is meant.
func (r *resolver) unknown(n *Name) error {
	message := "unknown " + n.Field + " " + quoted(n.Text)
	if near := r.lex.SuggestName(n.Text); len(near) > 0 {
		message += ", did you mean " + strings.Join(near[:min(3, len(near))], " or ") + "?"
	}
	hint := "search the words without the field"
	if id := r.lex.Provisional(n.Text); id != "" {
		hint = n.Field + ":@" + id + " finds the name as articles spell it"
	}
	return r.fail(n, message, hint)
}

// language turns the English name of a language into its tag.
func language(text string) string {
	text = strings.ToLower(text)
	if tag, ok := languages[text]; ok {
		return tag
	}
	return text
}

var languages = map[string]string{"arabic": "ar", "bengali": "bn", "bulgarian": "bg", "chinese": "zh", "czech": "cs",
	"danish": "da", "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr", "german": "de", "greek": "el",
	"hebrew": "he", "hindi": "hi", "hungarian": "hu", "italian": "it", "japanese": "ja", "korean": "ko", "norwegian": "no",
	"persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es",
	"swedish": "sv", "turkish": "tr", "ukrainian": "uk", "urdu": "ur"}
