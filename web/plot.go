package web

import (
	"html/template"
	"strconv"
	"strings"
)

// Plot draws the columns. A template would escape each of some thousand numbers by
// itself, which takes longer than most searches. Nothing of an article goes in: only
// numbers, the days that bucketAt wrote, and addresses, which are escaped.
func (t *timeline) Plot() template.HTML {
	var b strings.Builder
	rect := func(class string, x, y, w, h float64) {
		b.WriteString(`<rect class="`)
		b.WriteString(class)
		for _, side := range []struct {
			name string
			at   float64
		}{{`" x="`, x}, {`" y="`, y}, {`" width="`, w}, {`" height="`, h}} {
			b.WriteString(side.name)
			b.WriteString(strconv.FormatFloat(side.at, 'f', 2, 64))
		}
		b.WriteString(`"/>`)
	}
	for _, c := range t.Columns {
		for _, s := range []string{`<a href="`, template.HTMLEscapeString(c.To), `" tabindex="-1" data-since="`, c.Since, `" data-until="`, c.Until, `"><title>`, c.Label, ": ", strconv.Itoa(c.Count), `</title>`} {
			b.WriteString(s)
		}
		rect("back", c.X, 0, c.W, plotHeight)
		for _, p := range c.Parts {
			rect("s"+strconv.Itoa(p.Stack), c.X, p.Y, c.W, p.H)
		}
		b.WriteString(`</a>`)
	}
	return template.HTML(b.String())
}
