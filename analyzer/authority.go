package analyzer

import (
	"bytes"
	"embed"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path"
	"slices"
	"sync"
	"sync/atomic"

	"dateline/corpus"
)

// An Authority is a set of entities with the names they go by. It is read-only
// once loaded and safe for concurrent use. It implements query.Lexicon.
//
// A row of a file is `id,name,type,aliases,parent,valid_from,valid_to,wikidata,note`.
// Aliases are separated by '|'. A prefix tells what an alias is:
//
//	demonym:Israeli   an adjective of the entity; never an actor by itself
//	people:Israelis   its people
//	metonym:Tel Aviv  a name that stands for it where it acts, and is a place elsewhere
//	weak:Slate        a name that is also a word or another's name: it counts
//	                  only with other evidence in the article
//	iso:IL, domain:haaretz.com   codes, not names in a text
//
// Two types are instructions: a row of type same_as merges its id into the id in
// parent; a row of type block takes its aliases away from its id, or from every
// entity where the id is empty. Later rows override earlier ones of the same id.
type Authority struct {
	*entities
	merged   map[string]string
	into     map[string][]string        // id to those merged into it
	children func() map[string][]string // id to ids whose parent it is
	names    *trie                      // by trie()
	abroad   *trie                      // by foreign()
	surnames map[string][]int32         // last word of a person's name to entities
	shorter  map[string]int32           // first and last word of a person's longer name to the entity
	ranks    []atomic.Pointer[rank]     // by entity, see rankOf
	version  string
	added    []byte // the rows beyond the starter, as CSV without a header

	blocked map[string]bool // "id\x00alias", id may be empty

	namesOnce, foreignOnce, pressOnce sync.Once
	pressIndex                        *press       // by press()
	words                             vocabularies // by vocabulary()
}

// Version identifies the rows that a was loaded from: equal rows, equal version.
func (a *Authority) Version() string { return a.version }

// A Problem is what is wrong with a row, and what of it was left out. A warning, of
// Check alone, left nothing out.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Text    string `json:"text"`
	Warning bool   `json:"warning,omitempty"`
}

func (p Problem) String() string {
	kind := ""
	if p.Warning {
		kind = "warning: "
	}
	return fmt.Sprintf("%s:%d: %s%s", p.File, p.Line, kind, p.Text)
}

//go:embed authority/*.csv
var starter embed.FS

// Starter returns the embedded authority alone.
func Starter() (*Authority, error) {
	a, problems, err := Load()
	if err == nil && len(problems) > 0 {
		err = fmt.Errorf("analyzer: starter authority: %s", problems[0])
	}
	return a, err
}

// Load reads the starter authority, then the CSV files of each directory in
// order of name. A bad row is a Problem and leaves the rest usable.
func Load(dirs ...string) (*Authority, []Problem, error) {
	l, err := readAll(dirs)
	if err != nil {
		return nil, nil, err
	}
	if len(dirs) > 0 {
		l.settle()
	}
	return l.build(), l.problems, nil
}

// readAll reads the starter and the directories.
func readAll(dirs []string) (*loader, error) {
	l, err := newLoader()
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		if err := l.dir(dir, os.DirFS(dir)); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// newAuthority makes an authority of rows alone, as Load does after reading.
func newAuthority(rows []corpus.Entity) *Authority {
	l := loader{entities: newEntities(nil)}
	for _, e := range rows {
		l.row(e)
	}
	return l.build()
}

// A loader gathers rows. blocked holds "id\x00alias", id may be empty.
type loader struct {
	*entities
	starter  []origin         // by file, and how many rows there are to its end
	from     map[int32]origin // of the entities that are not as the starter has them
	same     [][2]string
	blocked  map[string]bool
	sameAt   []origin // of same
	blockAt  []blocking
	rejoined bool // the file read is of several: an id may come again
	problems []Problem
	sum      hash.Hash    // of the rows taken, as CSV
	added    bytes.Buffer // those of them that are not the starter's
	fields   []string     // of the row that is read
}

func (l *loader) dir(name string, dir fs.FS) error {
	files, err := fs.Glob(dir, "*.csv")
	if err != nil {
		return fmt.Errorf("analyzer: load authority %s: %w", name, err)
	}
	if _, err := fs.Stat(dir, "."); err != nil {
		return fmt.Errorf("analyzer: load authority %s: %w", name, err)
	}
	for _, file := range files {
		f, err := dir.Open(file)
		if err != nil {
			return fmt.Errorf("analyzer: load authority %s: %w", name, err)
		}
		var raw bytes.Buffer
		if info, err := f.Stat(); err == nil {
			raw.Grow(int(info.Size()) + bytes.MinRead)
		}
		_, err = raw.ReadFrom(f)
		f.Close()
		if err != nil {
			l.problem(path.Join(name, file), 0, err.Error())
			continue
		}
		l.file(path.Join(name, file), raw.Bytes())
	}
	return nil
}

func (l *loader) problem(file string, line int, text string) {
	l.problems = append(l.problems, Problem{File: file, Line: line, Text: text})
}

// row takes one row in and returns what is wrong with it, or "".
func (l *loader) row(e corpus.Entity) string {
	switch e.Type {
	case "same_as":
		if !isID(e.ID) || !isID(e.Parent) {
			return "same_as: want the merged id in id and the id it is merged into in parent"
		}
		l.same = append(l.same, [2]string{e.ID, e.Parent})
		return ""
	case "block":
		if l.blocked == nil {
			l.blocked = map[string]bool{}
		}
		for _, alias := range e.Aliases {
			l.blocked[e.ID+"\x00"+alias] = true
		}
		return ""
	case corpus.Person, corpus.Organisation, corpus.Government, corpus.ArmedGroup, corpus.ArmedForces, corpus.Place, corpus.OutletType:
	default:
		return fmt.Sprintf("type %q: want person, organisation, government, armed_group, armed_forces, place or outlet", e.Type)
	}
	if !isID(e.ID) {
		return fmt.Sprintf("id %q: want lower-case letters, digits, '-' and '.'", e.ID)
	}
	if e.Name == "" {
		return "no name"
	}
	l.set(e)
	return ""
}

// isID reports whether id is a slug.
func isID(id string) bool {
	for i := range len(id) {
		c := id[i]
		if !(c >= 'a' && c <= 'z' || isDigit(c) || c == '-' || c == '.') {
			return false
		}
	}
	return id != ""
}

// build indexes the rows. An id that is merged keeps its row, and its names mean
// the id it is merged into.
func (l *loader) build() *Authority {
	a := &Authority{added: l.added.Bytes(), entities: l.entities, merged: map[string]string{}, into: map[string][]string{}}
	if l.sum != nil {
		a.version = hex.EncodeToString(l.sum.Sum(nil)[:8])
	}
	a.ranks = make([]atomic.Pointer[rank], a.len())
	for _, pair := range l.same {
		a.merge(pair[0], pair[1])
	}
	if a.blocked = l.blocked; len(l.blocked) > 0 {
		a.block()
	}
	a.children = sync.OnceValue(a.byParent)
	return a
}

// block takes the blocked aliases away from the entities.
func (a *Authority) block() {
	for _, e := range a.all() {
		kept := *e
		kept.Aliases = slices.DeleteFunc(slices.Clone(e.Aliases), func(alias string) bool {
			_, name := splitAlias(alias) // blocked with its prefix or without
			return a.blocked[e.ID+"\x00"+alias] || a.blocked["\x00"+alias] || a.blocked[e.ID+"\x00"+name] || a.blocked["\x00"+name]
		})
		a.set(kept)
	}
}

func (a *Authority) byParent() map[string][]string {
	children := map[string][]string{}
	for _, e := range a.all() {
		if e.Parent != "" {
			children[e.Parent] = append(children[e.Parent], e.ID)
		}
	}
	return children
}

// trie returns the matcher's index and makes it, with that of surnames, at first
// use: a search for words alone needs neither.
func (a *Authority) trie() *trie {
	a.namesOnce.Do(func() {
		a.names = newTrie(a, a.blocked)
		a.indexSurnames()
	})
	return a.names
}

// foreign returns the index with the countries' names in other languages too, for
// texts that are not English and names that trie does not hold.
func (a *Authority) foreign() *trie {
	a.foreignOnce.Do(func() {
		a.abroad = newTrie(a, a.blocked)
		a.abroad.addCountries(a, a.blocked)
	})
	return a.abroad
}

// merge notes that from counts as to. A merge that would close a circle is ignored.
func (a *Authority) merge(from, to string) {
	if a.Canonical(to) == from {
		return
	}
	a.merged[from] = to
	a.into[to] = append(a.into[to], from)
}
