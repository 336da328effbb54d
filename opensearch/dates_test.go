package opensearch

import (
	"math/rand/v2"
	"testing"
	"time"

	"dateline/query"
)

// TestDatesOracle evaluates the clause of a range of days here, on random instants
// and zones, those whose clocks went back over midnight among them.
func TestDatesOracle(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	zones := []string{"America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "America/Havana", "America/Sao_Paulo", "Asia/Beirut", "America/St_Johns", "Africa/Cairo", "UTC", ""}
	values := []string{"", "2025", "2025-10", "2025-10-26", "2025-10-27", "1989-12-31"}
	day := func() string {
		if r.IntN(5) == 0 {
			return ""
		}
		return time.Date(2006+r.IntN(20), time.Month(10+r.IntN(2)), 1+r.IntN(31), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	inside := 0
	for range 3_000 {
		from, to, zone := day(), day(), zones[r.IntN(len(zones))]
		value := values[r.IntN(len(values))]
		if near := from + to; r.IntN(4) > 0 && near != "" {
			at, _ := time.Parse(time.DateOnly, near[:10])
			value = at.Add(time.Duration(r.IntN(96*3600)-48*3600) * time.Second).Format(time.RFC3339)
		}
		d := object{}
		dated(value, d)
		var z *time.Location
		if zone != "" {
			z = zoneOf(zone)
		}
		want := query.Within(value, from, to, z)
		if got := holds(t, dates(from, to, zone), d); got != want {
			t.Fatalf("%q in %s..%s, zone %q: %v, want %v\n%v", value, from, to, zone, got, want, dates(from, to, zone))
		}
		if want {
			inside++
		}
	}
	if inside < 100 {
		t.Errorf("only %d dates lay inside", inside)
	}
}

// holds evaluates the clauses that dates makes on a document.
func holds(t *testing.T, ask, doc object) bool {
	for kind, v := range ask {
		switch kind {
		case "match_none":
			return false
		case "exists":
			return doc[v.(object)["field"].(string)] != nil
		case "range":
			for field, bounds := range v.(object) {
				value, ok := doc[field].(string)
				for bound, limit := range bounds.(object) {
					switch l := limit.(string); bound {
					case "gte":
						ok = ok && value >= l
					case "lte":
						ok = ok && value <= l
					case "lt":
						ok = ok && value < l
					default:
						t.Fatalf("bound %s", bound)
					}
				}
				return ok
			}
		case "bool":
			b := v.(object)
			if n, ok := b["must_not"]; ok {
				return !holds(t, n.(object), doc)
			}
			if list, ok := b["filter"]; ok {
				for _, o := range list.([]object) {
					if !holds(t, o, doc) {
						return false
					}
				}
				return true
			}
			for _, o := range b["should"].([]object) {
				if holds(t, o, doc) {
					return true
				}
			}
			return false
		default:
			t.Fatalf("clause %s", kind)
		}
	}
	return false
}
