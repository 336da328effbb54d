package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/query"
)

// The timeline is drawn on the server: a column for each day, week, month or year,
// stacked by outlet. The outlets with most articles have a part of their own, the
// others share one; the parts of a column sum to its articles, since an article has
// one outlet. A table says the same for those who do not see it.

const (
	maxStacks  = 5   // outlets with a part of their own
	maxColumns = 200 // a longer span gets wider columns
	plotHeight = 100.0
	plotWidth  = 720.0
	fewColumns = 12 // as many and fewer are each labelled; fewer do not grow wider
)

type timeline struct {
	By       string
	Columns  []column
	Stacks   []stack
	Max      int
	Vague    int  // articles whose date is not as precise as a column, or unknown
	Undated  link // to those without any, their number as its name; "" where there are none
	Width    float64
	Height   float64
	Steps    []link // other widths of a column
	From, To string
	Axis     []string // what stands below the columns: each, where they are few, or the first, the middle and the last
	Few      bool
}

// column is one bucket of dates.
type column struct {
	ID, Label string
	Since     string
	Until     string
	To        string // the address narrowed to it
	Count     int
	X, W      float64
	Parts     []part
}

// part is what one outlet has in a column.
type part struct {
	Stack int
	Name  string
	Count int
	Y, H  float64
}

type stack struct {
	Name  string
	Count int
}

// timeline counts the result over time, by outlet.
func (s *server) timeline(v *visit, c *query.Compiled, a *query.Answer) (*timeline, error) {
	months, outlets := facetNamed(a, "date"), facetNamed(a, "outlet")
	if a.Total == 0 || len(months.Values) == 0 {
		return nil, nil
	}
	t := &timeline{By: v.state.Get("by"), Width: plotWidth, Height: plotHeight}
	first, last := months.Values[0].ID, months.Values[len(months.Values)-1].ID
	if t.By == "" {
		t.By = fitting(first, last)
	} else if !slices.Contains(steps, t.By) {
		return nil, usagef("web: by %q: want day, week, month or year", t.By)
	}
	whole, err := s.histogram(v, c.Request, t.By)
	if err != nil {
		return nil, err
	}
	if err := s.undated(v, c, t, whole.Missing); err != nil {
		return nil, err
	}
	t.buckets(whole)
	if len(t.Columns) == 0 || len(t.Columns) > 2*maxColumns {
		return t, nil
	}
	if err := s.stackUp(v, c, t, outlets); err != nil {
		return nil, err
	}
	t.place(v.state)
	return t, nil
}

// undated counts the articles that no column has, and links to those without a date.
func (s *server) undated(v *visit, c *query.Compiled, t *timeline, vague int) error {
	if t.Vague = vague; vague == 0 {
		return nil
	}
	r := c.Request
	r.Size, r.After, r.Sort, r.Facets = 0, "", query.ByDate, nil
	r.Filters = append(slices.Clone(r.Filters), query.Filter{Facet: "date", Missing: true})
	found, err := v.snap.Search(v, r)
	if err == nil && found.Total > 0 {
		t.Vague -= found.Total
		t.Undated = link{count(found.Total, "article"), v.state.set("since", "").set("until", "").set("date", query.MissingValue).At("/")}
	}
	return err
}

var steps = []string{"day", "week", "month", "year"}

func facetNamed(a *query.Answer, name string) query.Facet {
	for _, f := range a.Facets {
		if f.Name == name {
			return f
		}
	}
	return query.Facet{}
}

// fitting is the narrowest column that keeps the span from first to last, months,
// within a readable number.
func fitting(first, last string) string {
	from, err1 := time.Parse("2006-01", first)
	to, err2 := time.Parse("2006-01", last)
	if err1 != nil || err2 != nil {
		return "month"
	}
	months := (to.Year()-from.Year())*12 + int(to.Month()-from.Month()) + 1
	switch {
	case months <= 3:
		return "day"
	case months <= 18:
		return "week"
	case months <= 120:
		return "month"
	}
	return "year"
}

// histogram counts what r matches by date.
func (s *server) histogram(v *visit, r query.Request, by string) (query.Facet, error) {
	r.Size, r.After, r.Sort, r.Facets = 0, "", query.ByDate, []query.FacetRequest{{Name: "date", Interval: by}} // counts need no score
	found, err := v.snap.Search(v, r)
	if err != nil || len(found.Facets) == 0 {
		return query.Facet{}, err
	}
	return found.Facets[0], nil
}

// buckets lays out the columns from the first to the last, empty ones too.
func (t *timeline) buckets(f query.Facet) {
	counts := map[string]int{}
	for _, v := range f.Values {
		counts[v.ID] = v.Count
	}
	if len(f.Values) == 0 {
		return
	}
	last := f.Values[len(f.Values)-1].ID
	day, ok := firstDay(f.Values[0].ID)
	for n := 0; ok && n <= 2*maxColumns; n++ {
		id, next := bucketAt(day, t.By)
		t.Columns = append(t.Columns, column{ID: id, Label: id, Count: counts[id], Since: day.Format(time.DateOnly), Until: next.AddDate(0, 0, -1).Format(time.DateOnly)})
		t.Max = max(t.Max, counts[id])
		if id == last {
			break
		}
		day = next
	}
	t.From, t.To = t.Columns[0].ID, last
}

// firstDay is the first day of a bucket.
func firstDay(id string) (time.Time, bool) {
	var year, week int
	if n, _ := fmt.Sscanf(id, "%4d-W%2d", &year, &week); n == 2 {
		monday := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // always in week 1
		return monday.AddDate(0, 0, -(int(monday.Weekday())+6)%7+7*(week-1)), true
	}
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if day, err := time.Parse(layout, id); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}

// bucketAt is the bucket that begins at day, and the first day behind it.
func bucketAt(day time.Time, by string) (string, time.Time) {
	switch by {
	case "day":
		return day.Format(time.DateOnly), day.AddDate(0, 0, 1)
	case "week":
		year, week := day.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week), day.AddDate(0, 0, 7)
	case "year":
		return day.Format("2006"), day.AddDate(1, 0, 0)
	}
	return day.Format("2006-01"), day.AddDate(0, 1, 0)
}

// stackUp counts the columns of the outlets with most articles; the rest is one part.
func (s *server) stackUp(v *visit, c *query.Compiled, t *timeline, outlets query.Facet) error {
	at := map[string]int{}
	for i := range t.Columns {
		at[t.Columns[i].ID] = i
	}
	for _, value := range outlets.Values {
		if len(t.Stacks) == maxStacks {
			break
		}
		r := c.Request
		ids := query.Counting(s.Lexicon, "outlet", value.ID)
		r.Filters = append(slices.Clone(r.Filters), query.Filter{Facet: "outlet", IDs: ids})
		f, err := s.histogram(v, r, t.By)
		if err != nil {
			return err
		}
		sum := 0
		for _, b := range f.Values {
			if i, ok := at[b.ID]; ok {
				t.Columns[i].Parts = append(t.Columns[i].Parts, part{Stack: len(t.Stacks), Name: plain(nameOf(value)), Count: b.Count})
				sum += b.Count
			}
		}
		if sum > 0 {
			t.Stacks = append(t.Stacks, stack{plain(nameOf(value)), sum})
		}
	}
	t.rest()
	return nil
}

// rest is what a column has beyond the outlets with a part.
func (t *timeline) rest() {
	other := 0
	for i := range t.Columns {
		c := &t.Columns[i]
		left := c.Count
		for _, p := range c.Parts {
			left -= p.Count
		}
		if left > 0 {
			c.Parts = append(c.Parts, part{Stack: maxStacks, Name: "other or unknown", Count: left})
			other += left
		}
	}
	if other > 0 {
		for len(t.Stacks) < maxStacks {
			t.Stacks = append(t.Stacks, stack{})
		}
		t.Stacks = append(t.Stacks, stack{"other or unknown", other})
	}
}

// axis labels the columns.
func (t *timeline) axis() {
	n := len(t.Columns)
	if t.Few = n <= fewColumns; !t.Few {
		t.Axis = []string{t.Columns[0].Label, t.Columns[n/2].Label, t.Columns[n-1].Label}
		return
	}
	for _, c := range t.Columns {
		day, _ := time.Parse(time.DateOnly, c.Since)
		t.Axis = append(t.Axis, map[string]string{"day": day.Format("2 Jan"), "week": strings.TrimLeft(c.ID, "0123456789-"), "month": day.Format("Jan 2006"), "year": c.ID}[t.By])
	}
}

// place computes where the columns and their parts stand.
func (t *timeline) place(st state) {
	step := plotWidth / float64(max(len(t.Columns), fewColumns))
	t.axis()
	rest := st.set("since", "").set("until", "").At("/")
	for i := range t.Columns {
		c := &t.Columns[i]
		c.X, c.W = float64(i)*step, max(step-1, step*0.7)
		c.To = rest + "&since=" + c.Since + "&until=" + c.Until // q stands in rest
		y := plotHeight
		for j := range c.Parts {
			p := &c.Parts[j]
			p.H = plotHeight * float64(p.Count) / float64(t.Max)
			y -= p.H
			p.Y = y
		}
	}
	for _, by := range steps {
		if by != t.By {
			t.Steps = append(t.Steps, link{by, st.set("by", by).At("/") + "#timeline"})
		}
	}
}
