package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dateline/query"
)

// workload is what is asked, as the command line would.
var workload = []struct {
	text    string
	options query.Options
}{
	{"obama", query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{"obama iran", query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{"iran OR oil OR doha OR senate", query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{`"white house"`, query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{`"in good faith"`, query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{"obama NEAR/10 nuclear", query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{"negotiat*", query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{`PERSON NEAR/5 "good faith"`, query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{"actor:@barack-obama", query.Options{Size: 10, Sort: query.ByNewest, Facets: []query.FacetRequest{}}},
	{`exact:"White House" iran`, query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{"ATLEAST/3(iran)", query.Options{Size: 10, Facets: []query.FacetRequest{}}},
	{"*", query.Options{Facets: []query.FacetRequest{{Name: "outlet", Size: 10}, {Name: "actor", Size: 10}, {Name: "place", Size: 10}}}},
	{"obama", query.Options{Facets: []query.FacetRequest{{Name: "actor", Size: 10}, {Name: "date", Interval: "month"}}}},
}

// questions asks each engine each question, a view of its own for each as the command
// line takes it, and scans everything at the end.
func (b *bench) questions(ctx context.Context) error {
	times := make([][2][]spent, len(workload)+1)
	totals := make([][2]int, len(workload)+1)
	for round := range *warm + *rounds {
		for q := range workload {
			for i, e := range b.engines {
				t, err := b.measure(i == 1, func() (err error) {
					totals[q][i], err = b.ask(ctx, e, q)
					return err
				})
				if err != nil {
					return fmt.Errorf("%s: %w", workload[q].text, err)
				}
				if round >= *warm {
					times[q][i] = append(times[q][i], t)
				}
			}
		}
	}
	last := len(workload)
	for range min(3, *rounds) {
		for i, e := range b.engines {
			t, err := b.measure(i == 1, func() (err error) {
				totals[last][i], err = scan(ctx, e)
				return err
			})
			if err != nil {
				return fmt.Errorf("scan: %w", err)
			}
			times[last][i] = append(times[last][i], t)
		}
	}
	fmt.Printf("\nmedians of %d: wall ms, CPU ms in brackets\n%-44s %18s %18s %8s %8s\n", *rounds, "", "embedded", "cluster", "wall", "CPU")
	for q, t := range times {
		name := "every article with its text"
		if q < last {
			name = workload[q].text
			for _, f := range workload[q].options.Facets {
				name += " +" + f.Name
			}
		}
		if totals[q][0] != totals[q][1] {
			return fmt.Errorf("%s: %d hits embedded, %d in the cluster", name, totals[q][0], totals[q][1])
		}
		x, y := median(t[0]), median(t[1])
		fmt.Printf("%-44s %18s %18s %8.1f %8.1f\n", fmt.Sprintf("%s (%d)", name, totals[q][0]), x, y,
			float64(y.wall)/float64(x.wall), float64(y.cpu())/float64(max(1, x.cpu())))
	}
	return nil
}

func (b *bench) ask(ctx context.Context, e query.Engine, q int) (int, error) {
	snap, err := e.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer snap.Close()
	compiled, err := query.Compile(ctx, snap, b.lexicon, workload[q].text, workload[q].options)
	if err != nil {
		return 0, err
	}
	found, err := snap.Search(ctx, compiled.Request)
	return found.Total, err
}

func scan(ctx context.Context, e query.Engine) (n int, err error) {
	snap, err := e.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer snap.Close()
	for _, err := range snap.Scan(ctx, query.Request{Query: &query.All{}, Load: query.LoadText}) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func median(all []spent) (m spent) {
	pick := func(of func(spent) time.Duration) time.Duration {
		var list []time.Duration
		for _, s := range all {
			list = append(list, of(s))
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	m.wall, m.client = pick(func(s spent) time.Duration { return s.wall }), pick(spent.cpu)
	return m
}

func (s spent) String() string {
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return fmt.Sprintf("%.1f (%.1f)", ms(s.wall), ms(s.cpu()))
}
