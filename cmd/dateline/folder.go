package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"dateline/analyzer"
	"dateline/index"
	"dateline/ingest"
)

// search --in PATH keeps an index of PATH in the user's cache directory, one folder
// for each absolute path:
//
//	NAME-HASH/index/        the index
//	NAME-HASH/folder.json   the files as they were when they were last read, with
//	                        what was refused
//
// The index mirrors PATH. When no file has changed by size, times and inode, and
// none is so young that it could have changed within one tick of the clock,
// nothing is read. Otherwise everything is read, and content hashes decide what is
// stored again.

// folderFormat is the version of folder.json.
const folderFormat = 1

// youth is how long a file must have rested for its times to be believed: file
// systems note times in steps of up to two seconds.
const youth = 2 * time.Second

// A listing is folder.json.
type listing struct {
	Format    int         `json:"format"`
	Index     int         `json:"index"` // version of the index's form
	Path      string      `json:"path"`
	Analyzer  int         `json:"analyzer"`
	Authority string      `json:"authority"`
	Taken     time.Time   `json:"taken"`
	Files     []fileState `json:"files"`
	Articles  int         `json:"articles"`
	Inputs    int         `json:"inputs"`
	Refused   []string    `json:"refused"` // what is told again each time
}

// A fileState is what shows that a file was not written to.
type fileState struct {
	Name    string    `json:"name"`
	Size    int64     `json:"size"`
	Written time.Time `json:"written"`
	Changed time.Time `json:"changed"` // of the inode, where the system tells
	Inode   uint64    `json:"inode,omitempty"`
}

// folderIndex is the folder of the cache that belongs to path.
func (s *session) folderIndex(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = real
	}
	cache := s.env("XDG_CACHE_HOME")
	if !filepath.IsAbs(cache) {
		if cache, err = os.UserCacheDir(); err != nil {
			return "", fmt.Errorf("search: find the cache directory: %w; name one with XDG_CACHE_HOME, or an index with --index", err)
		}
	}
	sum := sha256.Sum256([]byte(absolute))
	name := regexp.MustCompile(`[^A-Za-z0-9._-]+`).ReplaceAllString(filepath.Base(absolute), "-")
	return filepath.Join(cache, "dateline", name+"-"+hex.EncodeToString(sum[:6])), nil
}

// mirror brings the index of path up to date and returns its directory. An error
// that wraps errPartial leaves the index usable.
func (s *session) mirror(ctx context.Context, path string, a *authority) (dir string, err error) {
	home, err := s.folderIndex(path)
	if err != nil {
		return "", err
	}
	dir = filepath.Join(home, "index")
	now := listing{Format: folderFormat, Index: index.FormatVersion, Path: path, Analyzer: analyzer.Version, Authority: a.Version(), Taken: time.Now()}
	if now.Files, err = listFiles(path); err != nil {
		return "", err
	}
	before, known := readListing(filepath.Join(home, "folder.json"))
	if known && before.current(now) {
		s.unchanged(path, dir, before.Articles)
		return dir, s.refusedBefore(before)
	}
	if known && !before.made(now) {
		s.warn("the index of %s was made by another version of the program or with another authority: making it anew", path)
		if err := os.RemoveAll(home); err != nil {
			return "", err
		}
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return "", fmt.Errorf("search: make %s: %w; name another place with XDG_CACHE_HOME, or an index with --index", home, plainCause(err))
	}
	l, err := s.reread(ctx, path, dir, a)
	if l == nil || err != nil && !errors.Is(err, errPartial) {
		return "", err
	}
	if l.totals.Failed > 0 && l.totals.Indexed+l.totals.Unchanged+l.totals.Replaced == 0 {
		return "", errors.Join(fmt.Errorf("nothing to search in %s: %w", path, err), os.RemoveAll(home))
	}
	now.Inputs, now.Refused = l.totals.Inputs, l.faults
	now.Articles = l.totals.Indexed + l.totals.Unchanged + l.totals.Replaced
	if l.totals.Unchanged == now.Articles && l.totals.Removed == 0 {
		s.unchanged(path, dir, now.Articles)
	} else {
		s.warn("%s: %s; its index is %s", path, l.totals, dir)
	}
	if err := now.write(filepath.Join(home, "folder.json")); err != nil {
		return "", err
	}
	return dir, err
}

func (s *session) unchanged(path, dir string, articles int) {
	s.warn("%s is unchanged, nothing to index: %s in %s", path, count(articles, "article"), dir)
}

// reread takes path in and removes what it no longer holds. The ledger is nil
// where that did not come to its end.
func (s *session) reread(ctx context.Context, path, dir string, a *authority) (*ledger, error) {
	engine, err := s.openWriter(ctx, dir, a)
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	l, err := s.newLedger("")
	if err != nil {
		return nil, err
	}
	in, err := newIntake(ctx, engine, a.analyzer().Analyze, share{}, l)
	if err != nil {
		return nil, err
	}
	defer in.close()
	if err := in.read(ctx, []string{path}, ingest.Options{}); err != nil {
		return nil, err
	}
	if l.totals.Removed, err = in.prune(ctx, true); err != nil {
		return nil, err
	}
	partial := l.close()
	return l, errors.Join(engine.Close(), partial)
}

func (s *session) refusedBefore(l listing) error {
	for _, r := range l.Refused[:min(len(l.Refused), mostNotes)] {
		s.warn("%s", r)
	}
	if more := len(l.Refused) - mostNotes; more > 0 {
		s.warn("and %d more refused; `dateline index --report FILE %s` lists all of them", more, l.Path)
	}
	if len(l.Refused) > 0 {
		return fmt.Errorf("%w: %d of %d", errPartial, len(l.Refused), l.Inputs)
	}
	return nil
}

// made reports whether the index of l was made as it would be now.
func (l listing) made(now listing) bool {
	return l.Format == now.Format && l.Index == now.Index && l.Analyzer == now.Analyzer && l.Authority == now.Authority
}

// current reports whether the files of now are those that l was made of.
func (l listing) current(now listing) bool {
	if !l.made(now) {
		return false
	}
	for _, f := range l.Files {
		if f.Written.After(l.Taken.Add(-youth)) || f.Changed.After(l.Taken.Add(-youth)) {
			return false
		}
	}
	return slices.EqualFunc(l.Files, now.Files, fileState.same)
}

func (f fileState) same(g fileState) bool {
	return f.Name == g.Name && f.Size == g.Size && f.Inode == g.Inode && f.Written.Equal(g.Written) && f.Changed.Equal(g.Changed)
}

func readListing(file string) (l listing, ok bool) {
	data, err := os.ReadFile(file)
	return l, err == nil && json.Unmarshal(data, &l) == nil
}

func (l listing) write(file string) error {
	data, err := json.Marshal(l)
	if err == nil {
		err = renameio.WriteFile(file, append(data, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("search: write %s: %w", file, err)
	}
	return nil
}

// listFiles returns the state of every file that reading path may look at, in
// order of name: those below a folder, or a file and the sidecars beside it.
func listFiles(path string) ([]fileState, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("search: read %s: %w%w", path, plainCause(err), silent{errPartial})
	}
	if !info.IsDir() {
		return listSingle(path)
	}
	var files []fileState
	err = filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		switch {
		case d != nil && d.IsDir() && name != path && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case err != nil:
			files = append(files, fileState{Name: name + ": " + err.Error()})
			return nil
		case !d.IsDir() && !strings.HasPrefix(d.Name(), "."):
			files = append(files, stateOf(path, name))
		}
		return nil
	})
	return files, err
}

func listSingle(path string) ([]fileState, error) {
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return []fileState{stateOf(dir, path)}, nil
	}
	files := []fileState{stateOf(dir, path)}
	for _, e := range entries {
		if e.Name() == "articles.csv" || strings.HasSuffix(e.Name(), ".meta.yaml") {
			files = append(files, stateOf(dir, filepath.Join(dir, e.Name())))
		}
	}
	return files, nil
}

// stateOf follows a link; a file that cannot be looked at has a size of -1. Its name
// is relative to root, so that it does not matter how the folder was written.
func stateOf(root, name string) fileState {
	f := fileState{Name: name, Size: -1}
	if short, err := filepath.Rel(root, name); err == nil {
		f.Name = short
	}
	if info, err := os.Stat(name); err == nil {
		f.Size, f.Written = info.Size(), info.ModTime()
		f.Changed, f.Inode = inode(info)
	}
	return f
}
