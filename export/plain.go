package export

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dateline/query"
)

// plain writes one text file for each article into a folder, and a line
// "file<TAB>id<TAB>SHA-256 of the file" for each to w. A file holds the title, an
// empty line and the text as stored. File names are made of the id; ids that would
// share one get a number.
type plain struct {
	dir  string
	w    io.Writer
	seen map[uint64]bool // hashes of the names given, which are enough to avoid them
}

// articlesFile is the list of the files of a folder.
const articlesFile = "articles.tsv"

func newPlain(w io.Writer, o Options) (*plain, error) {
	switch {
	case !o.Text:
		return nil, errors.New("export: format text needs --text: the articles' text is their publishers'")
	case o.dir == "":
		return nil, errors.New("export: format text writes a folder of files, not a stream; name it with -o")
	}
	return &plain{dir: o.dir, w: w, seen: map[uint64]bool{}}, nil
}

func (e *plain) ask(r *query.Request) { r.Load, r.Fleeting = query.LoadBody, true }
func (e *plain) begin() error         { return nil }
func (e *plain) end() error           { return nil }

func (e *plain) row(r *row) error {
	name := e.name(r.article.ID)
	body := r.article.Text
	if r.article.Title != "" {
		body = r.article.Title + "\n\n" + body
	}
	if err := os.WriteFile(filepath.Join(e.dir, name), []byte(body), 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.w, "%s\t%s\t%x\n", name, escapeID(r.article.ID), sha256.Sum256([]byte(body)))
	return err
}

// runFolder writes the files into PATH.partial, which gets its name when all stand.
func (j *Job) runFolder(ctx context.Context, s query.Snapshot, c *query.Compiled, m *Manifest, before map[string]string) (*Manifest, error) {
	if j.Resume {
		return nil, fmt.Errorf("export: %w %s: a folder of text files is written anew", ErrResume, j.Path)
	}
	dir := partial(j.Path)
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o755)); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	j.Options.dir = dir
	err := j.fillFolder(ctx, s, c, m, before, dir)
	if err == nil {
		err = j.publishFolder(m, dir)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir), os.RemoveAll(PartialState(j.Path)), os.RemoveAll(partial(j.listPath())))
	}
	return m, nil
}

func (j *Job) fillFolder(ctx context.Context, s query.Snapshot, c *query.Compiled, m *Manifest, before map[string]string, dir string) error {
	rows, err := create(filepath.Join(dir, articlesFile), false)
	if err != nil {
		return err
	}
	list, err := create(j.listPath(), false)
	if err != nil {
		rows.keep()
		return err
	}
	err = j.write(ctx, s, c, m, before, rows, list)
	if err == nil {
		err = syncFiles(dir)
	}
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
	return errors.Join(replaceFolder(dir, j.Path), os.RemoveAll(PartialState(j.Path)))
}

// syncFiles makes the files of a folder durable, when all are written: most of them
// then are on their way already.
func syncFiles(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, e := range entries {
		if err := syncDir(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

// replaceFolder gives a folder its name. What stands there, which --force allows,
// is moved aside until it has it.
func replaceFolder(from, to string) error {
	old := to + ".old"
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := os.Rename(to, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("export: %w", err)
	}
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("export: %w", errors.Join(err, os.Rename(old, to)))
	}
	if err := syncDir(filepath.Dir(to)); err != nil {
		return err
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// folderFault says what is wrong with the files that list names, or "".
func folderFault(list string) string {
	f, err := os.Open(list)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		name, rest, _ := strings.Cut(lines.Text(), "\t")
		body, err := os.ReadFile(filepath.Join(filepath.Dir(list), name))
		if err != nil {
			return err.Error()
		}
		if !strings.HasSuffix(rest, fmt.Sprintf("\t%x", sha256.Sum256(body))) {
			return filepath.Join(filepath.Dir(list), name) + " has other bytes than were written: its SHA-256 differs"
		}
	}
	if err := lines.Err(); err != nil {
		return err.Error()
	}
	return ""
}

// maxName bounds a file name in bytes, below what file systems take.
const maxName = 200

func (e *plain) name(id string) string {
	base := fileName(strings.TrimSuffix(id, ".txt"))
	name := base
	for n := 2; e.taken(name); n++ {
		name = fmt.Sprintf("%s~%d", base, n)
	}
	return name + ".txt"
}

// taken gives the name away unless it is: some file systems fold case.
func (e *plain) taken(name string) bool {
	h := fnv.New64a()
	io.WriteString(h, strings.ToLower(name))
	was := e.seen[h.Sum64()]
	e.seen[h.Sum64()] = true
	return was
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
