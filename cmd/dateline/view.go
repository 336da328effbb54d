package main

import (
	"github.com/urfave/cli/v2"

	"dateline/query"
)

// schema is the version of everything that --json prints.
const schema = 1

func inFlag() cli.Flag {
	return &cli.StringFlag{Name: "in", Usage: "`PATH` to search without an index of your own: one is kept in the cache and mirrors PATH"}
}

// viewFlags choose what is searched.
func viewFlags() []cli.Flag { return []cli.Flag{inFlag(), indexFlag(), authorityFlag()} }

// A view is what a command reads: a snapshot, the authority that resolves queries,
// and errPartial where the folder of --in held something that was refused.
type view struct {
	query.Snapshot
	authority *authority
	where     string
	refused   error
}

// view opens what --in or --index names.
func (s *session) view(c *cli.Context) (v view, err error) {
	in := c.String("in")
	if in != "" && c.String("index") != "" {
		return v, usagef("--in keeps an index of its own; give --in or --index")
	}
	if in != "" {
		if v.authority, err = s.authority(c); err != nil {
			return v, err
		}
		v.where, err = s.mirror(c.Context, in, v.authority)
		if v.where == "" {
			return v, err
		}
		v.refused = err
	} else {
		v.where = s.indexPath(c)
		snapshot := s.opening(v.where)
		if v.authority, err = s.authorityOf(c, v.where); err != nil {
			return v, err
		}
		v.Snapshot, err = snapshot(c.Context, v.authority)
		return v, err
	}
	v.Snapshot, err = s.openReader(c.Context, v.where, v.authority)
	return v, err
}
