package export

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"dateline/query"
)

// A Line is one query of a batch file. Err says why it cannot be one.
type Line struct {
	N     int // line of the file, from 1
	Label string
	Text  string
	Err   error
}

// Lines yields the queries of a batch file: one a line, or label<TAB>query. Empty
// lines and lines that begin with # are passed over. A line without a label is
// labelled by its number. Labels are distinct; a second use is an error of its line.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		seen := labels{}
		in := bufio.NewReader(r)
		for n := 1; ; n++ {
			s, err := in.ReadString('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Line{N: n}, err)
				return
			}
			text := strings.TrimRight(s, "\r\n")
			if n == 1 {
				text = strings.TrimPrefix(text, "\ufeff")
			}
			if strings.TrimSpace(text) != "" && text[0] != '#' {
				label, q, tabbed := strings.Cut(text, "\t")
				if !tabbed {
					label, q = "", text
				}
				if !yield(seen.line(n, label, q), nil) {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}
}

// ErrColumn is returned for a column that the header of a CSV file does not have.
var ErrColumn = errors.New("no column")

// CSVLines yields the queries of a CSV file with a header: those in column, labelled
// by the column label if that is not empty.
func CSVLines(r io.Reader, column, label string) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := csv.NewReader(r)
		in.FieldsPerRecord = -1
		head, err := in.Read()
		if err != nil {
			yield(Line{N: 1}, fmt.Errorf("export: batch: header: %w", err))
			return
		}
		at, labelled := place(head, column), place(head, label)
		if at < 0 || label != "" && labelled < 0 {
			missing := column
			if at >= 0 {
				missing = label
			}
			yield(Line{N: 1}, fmt.Errorf("export: batch: %w %q; the header has %s", ErrColumn, missing, strings.Join(head, ", ")))
			return
		}
		seen := labels{}
		for {
			record, err := in.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Line{}, fmt.Errorf("export: batch: %w", err))
				return
			}
			n, _ := in.FieldPos(0)
			l := Line{N: n, Err: fmt.Errorf("row has %d columns, column %q is number %d", len(record), column, at+1)}
			if at < len(record) {
				name := ""
				if labelled >= 0 && labelled < len(record) {
					name = record[labelled]
				}
				l = seen.line(n, name, record[at])
			}
			if !yield(l, nil) {
				return
			}
		}
	}
}

func place(head []string, name string) int {
	for i, h := range head {
		if name != "" && strings.TrimPrefix(h, "\ufeff") == name {
			return i
		}
	}
	return -1
}

type labels map[string]int

func (seen labels) line(n int, label, text string) Line {
	l := Line{N: n, Label: strings.TrimSpace(label), Text: text}
	if l.Label == "" {
		l.Label = strconv.Itoa(n)
	}
	if first, again := seen[l.Label]; again {
		l.Err = fmt.Errorf("label %q is that of line %d already", l.Label, first)
	} else {
		seen[l.Label] = n
	}
	return l
}

// An Outcome is what one query of a batch came to.
type Outcome struct {
	Label  string   `json:"label"`
	Line   int      `json:"line"` // of the batch file
	Query  string   `json:"query"`
	Parsed string   `json:"parsed,omitempty"`
	Notes  []string `json:"notes,omitempty"`
	Counts
	Error string `json:"error,omitempty"`

	err     error
	refused bool // err is of this line alone
	rows    spool
}

// Err is why the query did not run, with its position for a query error.
func (o *Outcome) Err() error { return o.err }

// A Batch runs many queries over one snapshot, several at once, and takes their
// outcomes in the order of the lines.
type Batch struct {
	Snapshot query.Snapshot
	// Compile reads a query. A *query.Error or *query.CapError refuses that line
	// alone; any other error ends the batch.
	Compile func(text string) (*query.Compiled, error)
	Options Options // of the rows; Format "" only counts
	// Open returns where the rows of a label go.
	Open func(label string) (io.Writer, error)
	// Shared says that all rows go into one file: the label is a column of its own,
	// and a header stands before the first rows alone.
	Shared bool

	begun bool
}

// Run yields the outcome of each line, its rows already written to what Open
// returned. A line that cannot be read or run has its error in the outcome and the
// others go on; an error of the sequence ends it. When ctx ends the sequence does,
// even if the next line is still waited for: lines is then left where it is.
func (b *Batch) Run(ctx context.Context, lines iter.Seq2[Line, error]) iter.Seq2[*Outcome, error] {
	return func(yield func(*Outcome, error) bool) {
		asked := ctx
		ctx, cancel := context.WithCancel(ctx)
		var work sync.WaitGroup
		defer work.Wait() // nothing reads the snapshot once the sequence has ended
		defer cancel()
		queue := make(chan chan *Outcome, 2*runtime.GOMAXPROCS(0)) // in the order of lines
		in := following(ctx, lines)
		var readErr error
		work.Go(func() {
			defer close(queue)
			for {
				select {
				case l, ok := <-in:
					if readErr = l.err; !ok || readErr != nil {
						return
					}
					slot := make(chan *Outcome, 1)
					work.Go(func() { slot <- b.one(ctx, l.Line) })
					select {
					case queue <- slot:
					case <-ctx.Done():
						return
					}
				case <-ctx.Done():
					return
				}
			}
		})
		for slot := range queue {
			o := <-slot
			err := ctx.Err()
			if err == nil {
				err = b.emit(o)
			}
			if !yield(o, err) || err != nil {
				return
			}
		}
		if err := cmp.Or(readErr, asked.Err()); err != nil {
			yield(nil, err)
		}
	}
}

// A readLine is a line, or why there is no next one.
type readLine struct {
	Line
	err error
}

// following reads lines ahead by one until ctx ends. Nobody waits for the reader: it
// may hang in a read of standard input.
func following(ctx context.Context, lines iter.Seq2[Line, error]) <-chan readLine {
	in := make(chan readLine)
	go func() {
		defer close(in)
		for l, err := range lines {
			select {
			case in <- readLine{l, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return in
}

// one runs a line and keeps its rows.
func (b *Batch) one(ctx context.Context, l Line) *Outcome {
	o := &Outcome{Label: l.Label, Line: l.N, Query: l.Text, err: l.Err, refused: l.Err != nil}
	if o.err == nil {
		o.err = b.search(ctx, o)
		o.refused = ofLine(o.err)
	}
	if o.err != nil {
		o.Error = o.err.Error()
		o.rows.discard()
	}
	return o
}

func (b *Batch) search(ctx context.Context, o *Outcome) error {
	c, err := b.Compile(o.Query)
	if c != nil && c.Parsed != nil {
		o.Parsed, o.Notes = c.Parsed.String(), c.Notes
	}
	if err != nil {
		return err
	}
	if b.Options.Format == "" {
		o.Declared, err = count(ctx, b.Snapshot, c.Request)
		return err
	}
	options := b.Options
	options.Label, options.labelled, options.headless = o.Label, b.Shared, b.Shared
	o.Counts, err = Write(ctx, b.Snapshot, c, options, &o.rows)
	return err
}

// ofLine reports whether err is of one query alone, so that the others can run.
func ofLine(err error) bool {
	var bad *query.Error
	var over *query.CapError
	return errors.As(err, &bad) || errors.As(err, &over)
}

func (b *Batch) emit(o *Outcome) error {
	if o.err != nil && !o.refused {
		return o.err
	}
	if b.Options.Format == "" || o.err != nil {
		return nil
	}
	defer o.rows.discard()
	w, err := b.Open(o.Label)
	if err != nil {
		return err
	}
	if b.Shared && !b.begun {
		b.begun = true
		options := b.Options
		options.labelled = true
		enc, err := encoderFor(options, w)
		if err != nil {
			return err
		}
		if err := errors.Join(enc.begin(), enc.end()); err != nil {
			return err
		}
	}
	return o.rows.copyTo(w)
}

// Check reports whether a batch can write what it is asked for.
func (b *Batch) Check() error {
	if b.Options.Format == "" {
		return nil
	}
	switch b.Options.Format {
	case JSONL, CSV, TSV, TREC:
	default:
		if b.Shared {
			return fmt.Errorf("export: the rows of several queries go into one file as jsonl, csv, tsv or trec; %s takes a file for each label", b.Options.Format)
		}
	}
	_, err := encoderFor(b.Options, io.Discard)
	return err
}
