package statement

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// Scripts find every field of the schema in every variant.
func TestJSON(t *testing.T) {
	set := NewSet()
	set.Add(
		Unit{Article: "a", Outlet: "x", By: "X", Status: corpus.Credited, Kind: corpus.Direct, Name: "an official", Text: "We will.", End: 8, Words: []string{"we", "will"}},
	)
	all := set.Statements()
	all[0].ID = "1"
	got, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"id":"1","speaker":{"entity":null,"name":"an official"},"text":"We will.","variants":[` +
		`{"article":"a","outlet":"x","outlet_name":"X","outlet_status":"credited","start":0,"end":8,"text":"We will.","edit":"identical","dropped":[]}]}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}
