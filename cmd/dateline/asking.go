package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/index"
	"dateline/query"
)

// selectable are the facets that flags narrow by: --actor, --not-actor and so on.
var selectable = []string{"actor", "place", "outlet", "original", "agency", "cites", "speaker", "type", "language", "collection", "date"}

// queryFlags say how a query is read and narrowed, for every command with one.
func queryFlags() []cli.Flag {
	var flags []cli.Flag
	only := map[string]string{"type": "`TYPE` of what is named; repeated: any of them; - stands for articles that name nothing",
		"date": "`DATE`, one day, week, month, year or range: 2025-07-24, 2025-W30, 2025-07; - stands for articles without one"}
	for _, facet := range selectable {
		flags = append(flags, &cli.StringSliceFlag{Name: facet, Usage: cmp.Or(only[facet], "`NAME` or id; repeated: any of them; - stands for articles without one")})
	}
	for _, facet := range selectable {
		flags = append(flags, &cli.StringSliceFlag{Name: "not-" + facet, Usage: "`VALUE` of the same kind to leave out; may be repeated"})
	}
	return append(flags,
		&cli.StringFlag{Name: "since", Usage: "`DATE`, the first day, month or year: 2025, 2025-07, 2025-07-24"},
		&cli.StringFlag{Name: "until", Usage: "`DATE`, the last one, included"},
		&cli.StringFlag{Name: "tz", Usage: "`ZONE` in which days are counted, such as Europe/Paris (default: that of each article)"},
		&cli.BoolFlag{Name: "literal", Usage: "read the query as plain words: nothing is an operator"},
		&cli.StringFlag{Name: "match", Usage: "`HOW` words side by side combine: all or any (default all)"},
		&cli.IntFlag{Name: "max-terms", Usage: "`N` distinct words that the patterns of a query may expand to, 0 is the default", Value: query.DefaultMaxTerms},
	)
}

// queryText is the query as typed; words that the shell took apart are joined by spaces.
func queryText(args []string) string { return strings.Join(args, " ") }

// options reads the flags of queryFlags; facets are none until a command asks for some.
func options(c *cli.Context) query.Options {
	o := query.Options{
		Literal: c.Bool("literal"), Any: c.String("match") == "any",
		Since: c.String("since"), Until: c.String("until"), Zone: c.String("tz"),
		MaxTerms: c.Int("max-terms"), Facets: []query.FacetRequest{},
	}
	for _, facet := range selectable {
		if values := c.StringSlice(facet); len(values) > 0 {
			o.Select = append(o.Select, query.Selection{Facet: facet, Values: values})
		}
		if values := c.StringSlice("not-" + facet); len(values) > 0 {
			o.Select = append(o.Select, query.Selection{Facet: facet, Values: values, Exclude: true})
		}
	}
	return o
}

// compile makes a query ready. Whatever it finds wrong is a matter of usage, unless
// the index is damaged or a signal came.
func (v view) compile(ctx context.Context, text string, o query.Options) (*query.Compiled, error) {
	compiled, err := query.Compile(ctx, v, v.authority, text, o)
	if err != nil && ctx.Err() == nil && !errors.Is(err, index.ErrDamaged) && !fromCluster(err) {
		err = fmt.Errorf("%w%w", err, silent{usageError{}})
	}
	return compiled, err
}

// compiled opens the view and compiles the query that the words of the command line are.
func (s *session) compiled(c *cli.Context, o query.Options) (view, *query.Compiled, error) {
	v, err := s.view(c)
	if err != nil {
		return v, nil, err
	}
	compiled, err := v.compile(c.Context, queryText(c.Args().Slice()), o)
	return v, compiled, err
}

// facetFlag chooses the facets of search and facets.
func facetFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "facet", Usage: "`NAME`, NAME:SIZE, NAME:SIZE:PREFIX, date:day, date:week, date:month or date:year; none for no facet; may be repeated"}
}

// facets reads --facet. Without it size bounds the values of the default ones.
func facets(specs []string, size int) ([]query.FacetRequest, error) {
	list := []query.FacetRequest{}
	for _, spec := range specs {
		if spec == "none" {
			continue
		}
		f, err := query.ReadFacet(spec)
		if err != nil {
			return nil, usageError{err.Error()}
		}
		if !strings.Contains(spec, ":") && f.Name != "date" {
			f.Size = size
		}
		list = append(list, f)
	}
	if len(specs) == 0 {
		list = query.DefaultFacets()
		for i := range list {
			if list[i].Name != "date" {
				list[i].Size = size
			}
		}
	}
	return list, nil
}
