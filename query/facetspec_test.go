package query

import (
	"strings"
	"testing"
)

func TestReadFacet(t *testing.T) {
	for _, c := range []struct {
		spec string
		want FacetRequest
		err  string
	}{
		{"actor", FacetRequest{Name: "actor", Size: 10}, ""},
		{"actor:3", FacetRequest{Name: "actor", Size: 3}, ""},
		{"actor:0", FacetRequest{Name: "actor"}, ""},
		{"actor:5:Stev", FacetRequest{Name: "actor", Size: 5, Prefix: "Stev"}, ""},
		{"actor::a:b", FacetRequest{Name: "actor", Size: 10, Prefix: "a:b"}, ""},
		{"date", FacetRequest{Name: "date", Interval: "month"}, ""},
		{"date:week", FacetRequest{Name: "date", Interval: "week"}, ""},
		{"date:decade", FacetRequest{}, "want day, week, month or year"},
		{"actor:many", FacetRequest{}, "want a number"},
		{"actor:-1", FacetRequest{}, "want a number"},
		{"actr", FacetRequest{}, "did you mean actor?"},
		{"", FacetRequest{}, "unknown facet"},
	} {
		got, err := ReadFacet(c.spec)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v, want %s", c.spec, err, c.err)
			}
		} else if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.spec, got, err, c.want)
		}
	}
}
