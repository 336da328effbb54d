package segment

import (
	"encoding/binary"
	"errors"
	"fmt"

	"dateline/corpus"
)

// A Room is what an article is read into. Another one that is read into the same room
// takes its place, that of its strings included: who reads many and looks at each for
// a moment needs memory once.
type Room struct {
	Article corpus.Annotated
	Escaped []byte // the text, where it was to be escaped; Article.Text is then empty

	id, meta, text []byte
	unpacker
	first [8]string // of unpacker.seen: most have fewer strings that are theirs alone
}

// mostKept is how many bytes of a text a room keeps for the next one.
const mostKept = 1 << 17

// Read reads the stored article of a document into r. With escape, which may be nil,
// the text is given as Escaped; depth is then Text.
func (s *Segment) Read(r *Room, doc uint32, depth Depth, escape *Escape) error {
	var err error
	path := s.zap.path
	if depth == Meta {
		path = s.cols.path
		err = r.read(s.head(doc), s.ID(doc), depth, s.tables, nil)
	} else {
		id, frame := s.frame(doc)
		err = r.read(frame, stringOf(id), depth, s.tables, escape)
	}
	var damage *Damage
	if err != nil && !errors.As(err, &damage) {
		err = &Damage{path, fmt.Sprintf("stored article %d: %v", doc, err)}
	}
	return err
}

// read reads what packArticle wrote; tables finds the table of a number.
func (r *Room) read(frame []byte, id string, depth Depth, tables *Tables, escape *Escape) error {
	number, k := binary.Uvarint(frame)
	if k <= 0 {
		return errStored
	}
	table, err := tables.Table(int(number))
	if err != nil {
		return err
	}
	r.clear()
	a := &r.Article
	r.id = append(r.id, id...)
	a.ID = stringOf(r.id)
	meta, rest := cut(frame[k:])
	if r.meta, err = r.open(table, meta, r.meta); err != nil {
		return err
	}
	if unpackMeta(&r.unpacker, &a.Article); !r.end() {
		return errStored
	}
	if depth == Meta {
		return nil
	}
	text, rest := cut(rest)
	if escape != nil {
		r.text, err = escape.text(r.text, table, text)
		r.Escaped = r.text
		return err
	}
	if r.text, err = r.open(table, text, r.text); err != nil {
		return err
	}
	if a.Text = r.strings; depth == Text {
		return nil
	}
	return unpackWhole(a, table, rest)
}

// clear makes the room ready for the next article.
func (r *Room) clear() {
	r.Article, r.Escaped = corpus.Annotated{}, nil
	if r.seen == nil {
		r.seen = r.first[:0]
	}
	if cap(r.text) > mostKept {
		r.text = nil
	}
	r.id, r.meta, r.text, r.bad = r.id[:0], r.meta[:0], r.text[:0], false
}
