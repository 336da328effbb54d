package export

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"dateline/query"
)

// A Format is the form of an export file.
type Format string

const (
	JSONL   Format = "jsonl"
	CSV     Format = "csv"
	TSV     Format = "tsv"
	Parquet Format = "parquet"
	BibTeX  Format = "bibtex"
	RIS     Format = "ris"
	CSL     Format = "csl"
	TREC    Format = "trec"
	Plain   Format = "text" // a folder with one file for each article
)

// Formats is every format, as flags write it.
var Formats = []Format{JSONL, CSV, TSV, Parquet, BibTeX, RIS, CSL, TREC, Plain}

// extensions tell a format by the name of the file.
var extensions = map[string]Format{
	".jsonl": JSONL, ".ndjson": JSONL, ".csv": CSV, ".tsv": TSV, ".parquet": Parquet,
	".bib": BibTeX, ".ris": RIS, ".json": CSL, ".run": TREC, ".trec": TREC,
}

// FormatOf returns the format that a flag names or, with flag "", the one that the
// file's extension tells; standard output is JSON Lines.
func FormatOf(flag, file string) (Format, error) {
	if flag != "" {
		if !slices.Contains(Formats, Format(flag)) {
			return "", fmt.Errorf("export: unknown format %q; there are %s", flag, joined(Formats))
		}
		return Format(flag), nil
	}
	if file == "-" {
		return JSONL, nil
	}
	for ext, f := range extensions {
		if strings.HasSuffix(strings.ToLower(file), ext) {
			return f, nil
		}
	}
	return "", fmt.Errorf("export: %s: no format is known by this name; give --format, one of %s", file, joined(Formats))
}

func joined[T ~string](names []T) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return strings.Join(out, ", ")
}

// An encoder writes rows in one format. It buffers nothing that grows with their number.
type encoder interface {
	ask(*query.Request) // for what of an article its rows are made of
	begin() error
	row(*row) error
	end() error
}

// table is what the encoders with columns share.
type table struct {
	rows    Rows
	columns []Column
}

func (t table) ask(r *query.Request) { r.Load, r.Fleeting = needs(t.rows, t.columns), true }

// record is what the encoders with one record for each article share.
type record struct{}

func (record) ask(r *query.Request) { r.Load, r.Fleeting = query.LoadMeta, true }

// Check reports whether rows of this kind, with these fields, go into the format.
func (o Options) Check() error {
	if !slices.Contains([]Rows{ArticleRows, HitRows, QuoteRows, MentionRows}, o.Rows) {
		return fmt.Errorf("export: unknown kind of rows %q; there are article, hit, quote and mention", o.Rows)
	}
	if o.Format == Plain {
		o.dir = "."
	}
	_, err := encoderFor(o, io.Discard)
	return err
}

// encoderFor checks that format can write rows of this kind and returns its encoder.
func encoderFor(o Options, w io.Writer) (encoder, error) {
	if o.Excel && o.Format != CSV && o.Format != TSV {
		return nil, fmt.Errorf("export: --excel goes with csv and tsv, not %s", o.Format)
	}
	switch o.Format {
	case BibTeX, RIS, CSL, TREC, Plain:
		if o.Rows != ArticleRows {
			return nil, fmt.Errorf("export: %s has a record for each article; rows of kind %s go into jsonl, csv, tsv or parquet", o.Format, o.Rows)
		}
		if len(o.Fields) > 0 {
			return nil, fmt.Errorf("export: %s has fields of its own; --fields goes with jsonl, csv, tsv and parquet", o.Format)
		}
	}
	columns, err := choose(o.Rows, o.Format == JSONL, o.Fields, o.Text)
	if err != nil {
		return nil, err
	}
	if o.labelled {
		columns = append([]Column{labelColumn(o.Label)}, columns...)
	}
	switch o.Format {
	case JSONL:
		return newJSONLines(w, table{o.Rows, columns}), nil
	case CSV, TSV:
		return newDelimited(w, table{o.Rows, columns}, o), nil
	case Parquet:
		return newParquet(w, table{o.Rows, columns}), nil
	case BibTeX:
		return &bibTeX{w: w}, nil
	case RIS:
		return &ris{w: w}, nil
	case CSL:
		return &csl{w: w}, nil
	case TREC:
		return &trec{w: w, label: o.Label}, nil
	case Plain:
		return newPlain(w, o)
	}
	return nil, fmt.Errorf("export: unknown format %q", o.Format)
}
