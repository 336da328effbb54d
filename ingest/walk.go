package ingest

import (
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A member is one entry of a folder or an archive.
type member struct {
	name string // slash path inside the folder
	size int64
	info fs.FileInfo // of a file, nil of others
	skip string      // why it is left out, "" where it is to be read
	err  error       // why it cannot be read
	open opener
}

// A folder lists its members in a fixed order, the same at every call.
type folder iter.Seq[member]

// path reads one PATH of the command line.
func (r *reader) path(p string) bool {
	if p == "-" {
		return r.source(&source{path: "-", id: "stdin", root: true, r: counted{r.opts.Stdin, &r.read}, size: -1})
	}
	info, err := os.Stat(p)
	if err != nil {
		return r.refuse(p, 0, reason(err), "")
	}
	switch {
	case info.IsDir():
		return r.folder(p, "", 0, tree(p, r.report))
	case info.Mode()&fs.ModeNamedPipe != 0 && !strings.HasPrefix(p, "/dev/"):
		return r.refuse(p, 0, "a named pipe, not a file", "read it as stdin: - < "+p)
	}
	given, bad := besides(p)
	for _, e := range bad {
		if !r.emit(Item{Path: e.Path, Line: e.Line, Err: e}) {
			return false
		}
	}
	return r.file(&source{path: p, id: filepath.Base(p), root: true, size: info.Size(), given: given}, func() (io.ReadCloser, error) { return os.Open(p) })
}

// reason is the cause of a file error without the path that stands before it.
func reason(err error) string {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder"
	case errors.As(err, &at):
		return at.Err.Error()
	}
	return err.Error()
}

// file opens a file, reads it as src and closes it.
func (r *reader) file(src *source, open opener) bool {
	f, err := open()
	if err != nil {
		return r.refuse(src.path, 0, reason(err), "")
	}
	defer f.Close()
	src.open = open
	src.r = f
	if src.depth > 0 {
		return r.source(src)
	}
	read := int64(0)
	src.r = counted{counted{f, &r.read}, &read}
	src.at, _ = f.(io.ReaderAt)
	size := src.size
	defer func() { r.read += max(size-read, 0) }() // what was not looked at is behind us too
	return r.source(src)
}

// folder reads the members of a folder or an archive: first their sidecars, then
// the rest in order, and last the sidecar rows that no file answered to.
func (r *reader) folder(at, id string, depth int, all folder) bool {
	return r.members(at, id, depth, all, readSidecars(at, all))
}

func (r *reader) members(at, id string, depth int, all folder, sides *sidecars) bool {
	found := 0
	for m := range all {
		if sides.live {
			m = sides.meet(m)
		}
		if sides.is(m.name) {
			if !r.sidecar(at, m, sides) {
				return false
			}
			continue
		}
		if m.skip == "" {
			found++
		}
		if !r.member(at, id, depth, m, sides) {
			return false
		}
	}
	for _, e := range sides.unused() {
		if !r.emit(Item{Path: e.Path, Line: e.Line, Err: e}) {
			return false
		}
	}
	return found > 0 || r.refuse(at, 0, "holds no articles", "give a folder or an archive with files in it")
}

func (r *reader) sidecar(at string, m member, sides *sidecars) bool {
	for _, e := range sides.bad[m.name] {
		if !r.emit(Item{Path: e.Path, Line: e.Line, Err: e}) {
			return false
		}
	}
	return r.skip(join(at, m.name), "sidecar: it describes the files beside it", sides.notes[m.name]...)
}

// member reads one entry that is no sidecar.
func (r *reader) member(at, id string, depth int, m member, sides *sidecars) bool {
	p := join(at, m.name)
	if m.err != nil {
		sides.of(m.name)
		return r.refuse(p, 0, reason(m.err), "")
	}
	if m.skip == "" && besidePages[strings.ToLower(path.Ext(m.name))] && r.opts.Format == "" {
		m.skip = "a script, style sheet or drawing, as saved beside web pages"
	}
	if m.skip != "" {
		return r.skip(p, m.skip)
	}
	return r.file(&source{path: p, id: path.Join(id, m.name), size: m.size, given: sides.of(m.name), depth: depth}, m.open)
}

// besidePages are files of text that are no articles and come with saved web pages.
var besidePages = map[string]bool{".js": true, ".mjs": true, ".css": true, ".svg": true, ".map": true}

// join puts a member's name behind its folder as the report shows it.
func join(at, name string) string {
	switch {
	case at == "" || at == ".":
		return name
	case name == "":
		return at
	}
	return strings.TrimSuffix(at, "/") + "/" + name
}

// tree lists the files below root, each folder in the order of its names. Links to
// folders are not followed, so that a loop of links ends. report is what no article
// stands in, nil for none.
func tree(root string, report fs.FileInfo) folder {
	return func(yield func(member) bool) {
		treeBelow(root, "", func(m member) bool {
			if report != nil && m.info != nil && os.SameFile(report, m.info) {
				m.skip = "the report that is being written"
			}
			return yield(m)
		})
	}
}

func treeBelow(root, rel string, yield func(member) bool) bool {
	entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(rel)))
	if err != nil {
		return yield(member{name: rel, err: err})
	}
	for _, e := range entries {
		name := path.Join(rel, e.Name())
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			if isIndex(filepath.Join(root, filepath.FromSlash(name))) {
				if !yield(member{name: name, skip: "an index of dateline, no articles"}) {
					return false
				}
				continue
			}
			if !treeBelow(root, name, yield) {
				return false
			}
			continue
		}
		if !yield(treeMember(root, name, e)) {
			return false
		}
	}
	return true
}

// isIndex tells that a folder is an index, which may stand among the articles.
func isIndex(dir string) bool {
	manifest, err := os.Stat(filepath.Join(dir, "manifest.json"))
	if err != nil || !manifest.Mode().IsRegular() {
		return false
	}
	segments, err := os.Stat(filepath.Join(dir, "segments"))
	return err == nil && segments.IsDir()
}

func treeMember(root, name string, e fs.DirEntry) member {
	full := filepath.Join(root, filepath.FromSlash(name))
	m := member{name: name, open: func() (io.ReadCloser, error) { return os.Open(full) }}
	if strings.HasPrefix(e.Name(), ".") {
		m.skip = "hidden: its name starts with a dot"
		return m
	}
	info, err := os.Stat(full)
	switch {
	case err != nil && e.Type()&fs.ModeSymlink != 0:
		m.err = errors.New("a symbolic link that leads nowhere")
	case err != nil:
		m.err = err
	case info.IsDir():
		m.skip = "a symbolic link to a folder is not followed: give its target as PATH"
	case !info.Mode().IsRegular():
		m.skip = "not a regular file"
	default:
		m.size, m.info = info.Size(), info
	}
	return m
}
