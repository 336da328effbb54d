package analyzer

import (
	"fmt"
	"sort"
	"strings"

	"dateline/corpus"
)

// settle checks what single rows cannot show, once every file is read: parents and
// the targets of same_as exist, nobody is its own ancestor. What does not hold is
// told and left out; the row stays.
func (l *loader) settle() {
	for i, e := range l.all() {
		text := ""
		switch {
		case e.Parent == "":
			continue
		case !l.exists(e.Parent):
			text = fmt.Sprintf("parent %q of %s is unknown; the row is used without it", e.Parent, e.ID)
		case l.circular(e.ID):
			text = fmt.Sprintf("parent %q makes %s its own ancestor; the row is used without it", e.Parent, e.ID)
		default:
			continue
		}
		at, alone := l.origin(i), *e
		l.problem(at.file, at.line, text)
		alone.Parent = ""
		l.set(alone)
	}
	same := l.same[:0]
	for i, pair := range l.same {
		text := ""
		if !l.exists(pair[1]) {
			text = fmt.Sprintf("same_as: %q is unknown; the row is left out", pair[1])
		} else if l.merges(same, pair[1], pair[0]) {
			text = fmt.Sprintf("same_as: %s is merged into %s already; the row is left out", pair[1], pair[0])
		}
		if text == "" {
			same = append(same, pair)
		} else if i < len(l.sameAt) {
			l.problem(l.sameAt[i].file, l.sameAt[i].line, text)
		}
	}
	l.same = same
}

func (l *loader) exists(id string) bool {
	_, ok := l.number(id)
	return ok
}

// parent returns the parent of an id, "" for none.
func (l *loader) parent(id string) string {
	if i, ok := l.number(id); ok {
		return l.at(i).Parent
	}
	return ""
}

// circular reports whether id is among its own ancestors.
func (l *loader) circular(id string) bool {
	up := l.parent(id)
	for n := 0; up != "" && n < 100; n++ {
		if up == id {
			return true
		}
		up = l.parent(up)
	}
	return false
}

// merges reports whether same leads from one id to another or both are one.
func (l *loader) merges(same [][2]string, from, to string) bool {
	into := map[string]string{}
	for _, pair := range same {
		into[pair[0]] = pair[1]
	}
	for n := 0; from != "" && n <= len(same); n++ {
		if from == to {
			return true
		}
		from = into[from]
	}
	return false
}

// Check reads the directories as Load does and returns every problem and warning,
// by file and line. A warning tells what works but may not be meant: a name that
// several entities share (all are candidates where it stands), a row that another
// file of the same directory replaces, a block that blocks nothing. Without
// directories it checks the starter.
func Check(dirs ...string) ([]Problem, error) {
	l, err := readAll(dirs)
	if err != nil {
		return nil, err
	}
	l.settle()
	l.warnShared(len(dirs) == 0)
	l.warnBlocks()
	sort.SliceStable(l.problems, func(i, j int) bool {
		a, b := l.problems[i], l.problems[j]
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	return l.problems, nil
}

func (l *loader) warn(at origin, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: at.file, Line: at.line, Text: fmt.Sprintf(format, args...), Warning: true})
}

// warnShared warns of names that several entities go by, at the rows of the user's
// files, or of the starter's where all is set.
func (l *loader) warnShared(all bool) {
	holders := map[string][]string{}
	merged := map[string]bool{}
	for _, pair := range l.same {
		merged[pair[0]] = true
	}
	for _, e := range l.all() {
		if !merged[e.ID] {
			for _, name := range plainNames(*e) {
				key := fold(name)
				if ids := holders[key]; len(ids) == 0 || ids[len(ids)-1] != e.ID {
					holders[key] = append(ids, e.ID)
				}
			}
		}
	}
	for i, e := range l.all() {
		id, at := e.ID, l.origin(i)
		if merged[id] || !all && strings.HasPrefix(at.file, "starter/") {
			continue
		}
		for _, name := range plainNames(*e) {
			if others := l.others(holders[fold(name)], id); others != "" {
				kind := "name"
				if isCaps(name) {
					kind = "acronym"
				}
				l.warn(at, "%s %q also names %s; where it stands all are candidates", kind, name, others)
			}
		}
	}
}

// others lists the ids besides id, with where their rows are.
func (l *loader) others(ids []string, id string) string {
	var out []string
	for _, other := range ids {
		if other != id {
			i, _ := l.number(other)
			out = append(out, fmt.Sprintf("%s (%s)", other, l.origin(i)))
		}
	}
	return strings.Join(out, ", ")
}

// plainNames are the name and the aliases of e that texts use as such.
func plainNames(e corpus.Entity) []string {
	names := []string{e.Name}
	for _, alias := range e.Aliases {
		if kind, name := splitAlias(alias); kind == nameAlias && fold(name) != fold(e.Name) {
			names = append(names, name)
		}
	}
	return names
}

// warnBlocks warns of blocked names that nobody has.
func (l *loader) warnBlocks() {
	have := map[string]bool{}
	for _, e := range l.all() {
		for _, name := range append([]string{e.Name}, e.Aliases...) {
			have[e.ID+"\x00"+name], have["\x00"+name] = true, true
		}
	}
	for _, b := range l.blockAt {
		for _, alias := range b.aliases {
			if !have[b.id+"\x00"+alias] {
				l.warn(b.origin, "block: nobody has the name %q as it is written here", strings.TrimSpace(b.id+" "+alias))
			}
		}
	}
}
