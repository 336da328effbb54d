package analyzer

import "fmt"

// A Score counts names by strict spans: a hit has the same bytes and the same kind.
type Score struct {
	Hits  int `json:"hits"`
	Found int `json:"found"`
	Gold  int `json:"gold"`
}

// Precision, recall and F1 in percent; 0 where nothing was found or marked.
func (s Score) Precision() float64 { return percent(s.Hits, s.Found) }
func (s Score) Recall() float64    { return percent(s.Hits, s.Gold) }
func (s Score) F1() float64        { return percent(2*s.Hits, s.Found+s.Gold) }

func percent(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return 100 * float64(a) / float64(b)
}

func (s Score) String() string {
	return fmt.Sprintf("P %5.1f  R %5.1f  F1 %5.1f  (%d of %d found, %d marked)", s.Precision(), s.Recall(), s.F1(), s.Hits, s.Found, s.Gold)
}

// Scores holds the count of all names, of each kind, and of spans whatever their kind.
type Scores struct {
	All, Untyped Score
	Kind         map[string]Score
}

// count compares the names found in one text with those marked in it.
func (s *Scores) count(found, gold []LabelledName) {
	if s.Kind == nil {
		s.Kind = map[string]Score{}
	}
	marked, spans := map[LabelledName]bool{}, map[[2]int]bool{}
	for _, g := range gold {
		marked[g], spans[[2]int{g.Start, g.End}] = true, true
		s.add(g.Type, Score{Gold: 1})
		s.Untyped.Gold++
	}
	for _, f := range found {
		hit := Score{Found: 1}
		if marked[f] {
			hit.Hits = 1
		}
		s.add(f.Type, hit)
		s.Untyped.Found++
		if spans[[2]int{f.Start, f.End}] {
			s.Untyped.Hits++
		}
	}
}

func (s *Scores) add(kind string, by Score) {
	sum := func(a, b Score) Score {
		return Score{Hits: a.Hits + b.Hits, Found: a.Found + b.Found, Gold: a.Gold + b.Gold}
	}
	s.All, s.Kind[kind] = sum(s.All, by), sum(s.Kind[kind], by)
}
