package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dateline/query"
)

// plain writes one text file for each article into a folder, and a line
// "file<TAB>id" for each to w. A file holds the title, an empty line and the text as
// stored. File names are made of the id; ids that would share one get a number.
type plain struct {
	dir  string
	w    io.Writer
	seen map[string]int
}

func newPlain(w io.Writer, o Options) (*plain, error) {
	switch {
	case !o.Text:
		return nil, errors.New("export: format text needs --text: the articles' text is their publishers'")
	case o.dir == "":
		return nil, errors.New("export: format text writes a folder of files, not a stream; name it with -o")
	}
	return &plain{dir: o.dir, w: w, seen: map[string]int{}}, nil
}

func (e *plain) load() query.Load { return query.LoadText }
func (e *plain) begin() error     { return nil }
func (e *plain) end() error       { return nil }

func (e *plain) row(r *row) error {
	name := e.name(r.article.ID)
	body := r.article.Text
	if r.article.Title != "" {
		body = r.article.Title + "\n\n" + body
	}
	if err := os.WriteFile(filepath.Join(e.dir, name), []byte(body), 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.w, "%s\t%s\n", name, escapeID(r.article.ID))
	return err
}

// runFolder writes the files into PATH.partial, which gets its name when all stand.
func (j *Job) runFolder(ctx context.Context, s query.Snapshot, c *query.Compiled, m *Manifest) (*Manifest, error) {
	if j.Resume {
		return nil, fmt.Errorf("export: %w %s: a folder of text files is written anew", ErrResume, j.Path)
	}
	dir := partial(j.Path)
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o755)); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	j.Options.dir = dir
	err := j.fillFolder(ctx, s, c, m, dir)
	if err == nil {
		err = j.publishFolder(m, dir)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir), os.RemoveAll(PartialState(j.Path)), os.RemoveAll(partial(j.listPath())))
	}
	return m, nil
}

func (j *Job) fillFolder(ctx context.Context, s query.Snapshot, c *query.Compiled, m *Manifest, dir string) error {
	rows, err := create(filepath.Join(dir, "articles.tsv"), false)
	if err != nil {
		return err
	}
	list, err := create(j.listPath(), false)
	if err != nil {
		rows.keep()
		return err
	}
	err = j.write(ctx, s, c, m, rows, list)
	if err := errors.Join(err, rows.finish(), list.finish()); err != nil {
		return err
	}
	j.seal(m, rows.n, rows.sum, list)
	return errors.Join(rows.publish(), list.publish())
}

func (j *Job) publishFolder(m *Manifest, dir string) error {
	if err := writeJSON(j.Manifest, m); err != nil {
		return err
	}
	if err := os.RemoveAll(j.Path); err != nil { // begin has seen to --force
		return fmt.Errorf("export: %w", err)
	}
	if err := os.Rename(dir, j.Path); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return errors.Join(syncDir(filepath.Dir(j.Path)), os.RemoveAll(PartialState(j.Path)))
}

// maxName bounds a file name in bytes, below what file systems take.
const maxName = 200

func (e *plain) name(id string) string {
	base := fileName(strings.TrimSuffix(id, ".txt"))
	key := strings.ToLower(base) // some file systems fold case
	e.seen[key]++
	if n := e.seen[key]; n > 1 {
		return fmt.Sprintf("%s~%d.txt", base, n)
	}
	return base + ".txt"
}

// fileName makes one name of an id or a label, within a folder and for every system.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) || r == 0x7f {
			return '_'
		}
		return r
	}, s)
	if len(s) > maxName {
		s = strings.ToValidUTF8(s[:maxName], "")
	}
	if s = strings.TrimLeft(s, "."); s == "" {
		return "_"
	}
	return s
}
