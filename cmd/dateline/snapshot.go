package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/urfave/cli/v2"

	"dateline/index"
)

func snapshotCommand() command {
	return command{
		name:     "snapshot",
		brief:    "copy an index, or bring a copy back",
		examples: [2]string{"dateline snapshot create --index news.index backup/2025-07-26", "dateline snapshot restore --index news.index backup/2025-07-26"},
		codes:    []int{codeIO, codeDamaged, codeNoIndex},
		subs: []command{{
			name:     "create",
			brief:    "copy the newest generation to a new directory",
			args:     "DIR",
			about:    "A writer may be at work. Every byte of the copy is checked, and the copy is an\nindex like any other.",
			examples: [2]string{"dateline snapshot create backup/2025-07-26", "dateline snapshot create --index news.index /mnt/backup/news"},
			codes:    []int{codeIO, codeDamaged, codeNoIndex},
			flags:    []cli.Flag{indexFlag()},
			run: func(s *session, c *cli.Context) error {
				return s.copyIndex(c, s.indexPath(c), c.Args().First())
			},
		}, {
			name:     "restore",
			brief:    "make an index of a copy",
			args:     "DIR",
			about:    "The index must not exist: move a damaged one aside first.",
			examples: [2]string{"dateline snapshot restore backup/2025-07-26", "dateline snapshot restore --index news.index /mnt/backup/news"},
			codes:    []int{codeIO, codeDamaged, codeNoIndex},
			flags:    []cli.Flag{indexFlag()},
			run: func(s *session, c *cli.Context) error {
				return s.copyIndex(c, c.Args().First(), s.indexPath(c))
			},
		}},
	}
}

func (s *session) copyIndex(c *cli.Context, from, to string) error {
	for _, place := range []string{from, to} {
		if isURL(place) {
			return usagef("snapshots of %s are made by OpenSearch itself, see docs/cluster.md; `dateline copy` moves an index between a directory and a cluster", place)
		}
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already; name a new directory", to)
	}
	if err := index.Copy(c.Context, from, to); err != nil {
		return err
	}
	s.printf("%s: copied to %s and checked\n", clean(from), clean(to))
	return nil
}
