package main

import (
	"os"
	"testing"
)

const data = "../../../shared/data/html"

// TestQuality holds ingest to the figures that docs/ingest.md states.
func TestQuality(t *testing.T) {
	if _, err := os.Stat(data); err != nil {
		t.Skip("the page sets are not here: ", err)
	}
	for _, c := range []struct {
		set                 string
		body, date, authors float64
	}{{"scrapinghub", 0.957, 0, 0}, {"fundus", 0.955, 0.96, 0.90}} {
		rows, err := load(data, c.set)
		if err != nil {
			t.Fatal(err)
		}
		if c.set == "fundus" {
			rows = keep(rows)
		}
		s := measure(rows, ours, nil)
		if s.body < c.body || s.date < c.date || s.authors < c.authors {
			t.Errorf("%s: %+v, want at least body %v, date %v, authors %v", c.set, s, c.body, c.date, c.authors)
		}
	}
}
