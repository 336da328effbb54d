package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/query"
	"dateline/statement"
)

func quotesCommand() command {
	return command{
		name:  "quotes",
		brief: "print who said what, and how each outlet rendered it",
		args:  "QUERY…",
		about: `The quotations of the matching articles in which a word of the query stands,
grouped: one utterance, then each article's rendering with what it cut or changed.
A query without words, such as * or outlet:Reuters, shows all quotations of its
articles; one that asks for a speaker, with speaker: or --speaker, that speaker's
alone. Renderings in articles that the query does not match are not shown.
Below each word of the fullest rendering stands that of the others, each with its
outlet: dots where it was cut, a plus sign before what is new.`,
		examples: [2]string{`dateline quotes --in seeds 'quote:("good faith")'`, "dateline quotes --json 'speaker:@steve-witkoff' | jq '.statements[0].variants'"},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags: append(append(viewFlags(), queryFlags()...), jsonFlag(),
			&cli.IntFlag{Name: "size", Usage: "`N` statements to print, 0 for all", Value: 10}),
		run: (*session).quotes,
	}
}

// quoting is what quotes prints with --json. Total is the number of statements found.
type quoting struct {
	Schema     int                   `json:"schema"`
	Query      query.Reading         `json:"query"`
	Total      int                   `json:"total"`
	Statements []statement.Statement `json:"statements"`
}

func (s *session) quotes(c *cli.Context) error {
	v, compiled, err := s.compiled(c, options(c))
	if err != nil {
		return err
	}
	found, err := statements(c.Context, v, compiled)
	if err != nil {
		return err
	}
	total := len(found)
	if size := c.Int("size"); size > 0 && size < total {
		found = found[:size]
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, quoting{schema, compiled.Reading(), total, some(found)}); err != nil {
			return err
		}
		return noHit(total, v.refused)
	}
	s.notes(compiled.Notes)
	if total == 0 {
		s.warn("no quotation matches")
		if err := s.suggest(c.Context, v, compiled); err != nil {
			return err
		}
		return noHit(total, v.refused)
	}
	s.printf("%s\n", s.bold(count(total, "statement")))
	z := analyzer.New(v.authority.Authority)
	for _, st := range found {
		s.statement(z, st)
	}
	if len(found) < total {
		s.warn("%d of %d statements printed; --size 0 prints all", len(found), total)
	}
	return noHit(total, v.refused)
}

// statements groups the quotations of the matching articles and returns the
// statements by the asked speakers in which the query's words stand: those with most
// of them first, then those with most renderings, then by id.
func statements(ctx context.Context, v view, compiled *query.Compiled) ([]statement.Statement, error) {
	set := statement.NewSet()
	marks := map[string][]query.Mark{} // by article
	wordless := true
	r := compiled.Request
	r.Load = query.LoadStreams
	for hit, err := range v.Scan(ctx, r) {
		if err != nil {
			return nil, err
		}
		set.Add(statement.Units(hit.Article)...)
		if m := query.Marks(r.Query, hit.Article); len(m) > 0 {
			marks[hit.Article.ID], wordless = m, false
		}
	}
	all, err := set.StatementsUntil(ctx)
	if err != nil {
		return nil, err
	}
	if ids := askedSpeakers(r); len(ids) > 0 {
		all = slices.DeleteFunc(all, func(st statement.Statement) bool {
			return st.Speaker == nil || !slices.Contains(ids, st.Speaker.Entity)
		})
	}
	if wordless {
		return all, nil
	}
	clauses := map[string]int{}
	for _, st := range all {
		clauses[st.ID] = clausesIn(st, marks)
	}
	all = slices.DeleteFunc(all, func(st statement.Statement) bool { return clauses[st.ID] == 0 })
	slices.SortStableFunc(all, func(a, b statement.Statement) int {
		return cmp.Or(cmp.Compare(clauses[b.ID], clauses[a.ID]), cmp.Compare(len(b.Variants), len(a.Variants)), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// askedSpeakers lists the ids of the speakers that every matching article must have:
// of the speaker: clauses that all must hold, and of the selected speakers.
func askedSpeakers(r query.Request) (ids []string) {
	for _, f := range r.Filters {
		if f.Facet == "speaker" && !f.Exclude && !f.Missing {
			ids = append(ids, f.IDs...)
		}
	}
	clauses := []query.Node{r.Query}
	if and, ok := r.Query.(*query.And); ok {
		clauses = and.Kids
	}
	for _, n := range clauses {
		any := []query.Node{n}
		if or, ok := n.(*query.Or); ok {
			any = or.Kids
		}
		isOther := func(n query.Node) bool {
			v, ok := n.(*query.Value)
			return !ok || v.Field != "speaker"
		}
		if slices.ContainsFunc(any, isOther) {
			continue
		}
		for _, n := range any {
			ids = append(ids, n.(*query.Value).IDs...)
		}
	}
	return ids
}

// clausesIn counts the clauses of the query that have a match in a rendering of st.
func clausesIn(st statement.Statement, marks map[string][]query.Mark) int {
	seen := map[int]bool{}
	for _, variant := range st.Variants {
		for _, m := range marks[variant.Article] {
			if (m.Field == variant.Field || m.Field == "text" && variant.Field == "") && m.Start < variant.End && variant.Start < m.End {
				seen[m.Clause] = true
			}
		}
	}
	return len(seen)
}

// statement prints one statement: who and when, the collation of its renderings,
// then where each stands and what it does with the words.
func (s *session) statement(z *analyzer.Analyzer, st statement.Statement) {
	speaker, date := "speaker unknown", cmp.Or(st.Date, "date unknown")
	if st.Speaker != nil {
		speaker = st.Speaker.Name
	}
	s.printf("\n%s  %s  %s\n\n", s.bold(clean(speaker)), s.faint(clean(date)), s.faint(tally(st.Variants)))
	c := collate(z, st)
	names := make([]string, len(st.Variants))
	for i, v := range st.Variants {
		names[i] = outletText(corpus.Outlet{ID: v.Outlet, Name: v.OutletName, Status: v.OutletStatus})
	}
	if len(c.rows) == 0 {
		s.printf("      %s\n\n", s.mark(inline(st.Text)))
	} else {
		s.collation(c, names, inFull(st.Variants))
	}
	for i, v := range st.Variants {
		s.variant(i+1, names[i], v, st)
	}
}

// inFull names the renderings that keep every word: by number, or how many where
// that is too long for the margin.
func inFull(variants []statement.Variant) string {
	var numbers []string
	for i, v := range variants {
		if v.Edit == statement.Identical {
			numbers = append(numbers, fmt.Sprint(i+1))
		}
	}
	if out := "in full: " + strings.Join(numbers, ", "); len(out) < marginWidth-2 {
		return out
	}
	return fmt.Sprintf("%d in full", len(numbers))
}

// tally counts the renderings by how they differ: 5 renderings: 2 identical, 3 truncated.
func tally(variants []statement.Variant) string {
	counts := map[statement.Edit]int{}
	for _, v := range variants {
		counts[v.Edit]++
	}
	var parts []string
	for _, e := range []statement.Edit{statement.Identical, statement.Truncated, statement.Altered, statement.Paraphrase} {
		if n := counts[e]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, e))
		}
	}
	return count(len(variants), "rendering") + ": " + strings.Join(parts, ", ")
}

// collation prints c: in the margin the outlet of each row, before the fullest
// rendering what full says.
func (s *session) collation(c collation, outlets []string, full string) {
	labels := []string{full}
	for _, i := range c.numbers() {
		labels = append(labels, fmt.Sprintf("%3d  %s", i+1, clean(outlets[i])))
	}
	labels = margins(labels)
	for b := range c.blocks {
		s.printf("%s%s\n", s.faint(labels[0]), s.bold(b.line(c.full)))
		for k, i := range c.numbers() {
			s.printf("%s%s\n", labels[k+1], b.line(c.rows[i]))
		}
		s.printf("\n")
	}
}

// variant prints how a rendering differs from the fullest one and where it stands.
func (s *session) variant(number int, outlet string, v statement.Variant, st statement.Statement) {
	s.printf("%3d  %-10s  %-18s  %s\n", number, v.Edit, clean(outlet), s.faint(clean(fmt.Sprintf("%s:%d-%d", v.Article, v.Start, v.End))))
	if v.Edit != statement.Identical && v.Text != st.Text && len(v.Changes) == 0 {
		s.printf("                 «%s»\n", inline(v.Text))
	}
	if cut := cuts(v); cut != "" {
		s.printf("                 %s\n", s.faint(cut))
	}
}

// cuts tells how many words a rendering keeps, where it cuts and whether it says so.
func cuts(v statement.Variant) string {
	kept, gone, new := 0, 0, 0
	for _, ch := range v.Changes {
		n := strings.Count(ch.Words, " ") + 1
		switch ch.Op {
		case "=":
			kept += n
		case "-":
			gone += n
		default:
			new += n
		}
	}
	if kept+gone+new == 0 {
		return ""
	}
	parts := []string{fmt.Sprintf("%d of %s kept", kept, count(kept+gone, "word"))}
	if new > 0 {
		parts = append(parts, fmt.Sprintf("%d new", new))
	}
	for _, d := range v.Dropped {
		marked := "unmarked"
		if d.Marked {
			marked = "marked"
		}
		parts = append(parts, fmt.Sprintf("cut %s the %s, %s", map[bool]string{true: "in", false: "at"}[d.Where == "middle"], d.Where, marked))
	}
	return strings.Join(parts, "; ")
}
