package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dateline/query"
)

// A BatchManifest says what the files of a batch hold. It stands beside the one
// file as FILE.manifest.json, or in the folder of one file for each label.
type BatchManifest struct {
	Schema   int           `json:"schema"`
	Queries  []*Outcome    `json:"queries"`
	Options  query.Options `json:"options"` // filters of every query
	Output   Output        `json:"output"`
	Order    string        `json:"order"`
	Snapshot string        `json:"snapshot"`
	Versions Versions      `json:"versions"`
	Files    []BatchFile   `json:"files"`
	Started  string        `json:"started"`
	Finished string        `json:"finished"`
}

// A BatchFile is one file of a batch; Label is empty for that of all.
type BatchFile struct {
	Label  string `json:"label,omitempty"`
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// A BatchJob writes the rows of a batch into one file or into a folder with a file
// for each label. Nothing stands under the final name before all rows are written.
type BatchJob struct {
	Path     string // of the file, or of the folder
	Folder   bool
	Force    bool
	Versions Versions
	Asked    query.Options

	one      *output // the file of all labels, or of the label at work
	files    []BatchFile
	manifest BatchManifest
}

// Ready refuses a target that is there.
func (j *BatchJob) Ready() error {
	if err := folderOf(j.Path); err != nil {
		return err
	}
	if _, err := os.Lstat(j.Path); err == nil && !j.Force {
		return fmt.Errorf("export: %s: %w; --force replaces it", j.Path, ErrExists)
	}
	return nil
}

// Run runs the batch b over lines, tells each outcome to seen and writes the files
// and the manifest. The error is of the job: those of single lines are in their
// outcomes.
func (j *BatchJob) Run(ctx context.Context, b *Batch, lines iter.Seq2[Line, error], seen func(*Outcome)) (m *BatchManifest, err error) {
	o := b.Options
	release, err := Claim(j.Path, o.Warn)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := j.Ready(); err != nil {
		return nil, err
	}
	j.manifest = BatchManifest{Schema: ManifestSchema, Queries: []*Outcome{}, Options: j.Asked, Order: orderByDate, Snapshot: b.Snapshot.ID(),
		Output: Output{o.Format, o.Rows, o.Fields, o.Text, o.Excel, o.Limit, "", ""}, Versions: j.Versions, Started: now()}
	if o.Format == TREC {
		j.manifest.Order = orderByScore
	}
	b.Shared, b.Open = !j.Folder, j.open
	if err := j.begin(); err != nil {
		return nil, err
	}
	for outcome, err := range b.Run(ctx, lines) {
		if err != nil {
			return nil, errors.Join(err, j.drop())
		}
		seen(outcome)
		j.manifest.Queries = append(j.manifest.Queries, outcome)
	}
	if err := j.finish(); err != nil {
		return nil, errors.Join(err, j.drop())
	}
	return &j.manifest, nil
}

func now() string { return time.Now().UTC().Format(time.RFC3339) }

func (j *BatchJob) begin() (err error) {
	if !j.Folder {
		j.one, err = create(j.Path, false)
		return err
	}
	if err := errors.Join(os.RemoveAll(partial(j.Path)), os.Mkdir(partial(j.Path), 0o755)); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// open returns where the rows of a label go. Labels come one after the other.
func (j *BatchJob) open(label string) (io.Writer, error) {
	if !j.Folder {
		return j.one, nil
	}
	if err := j.close(); err != nil {
		return nil, err
	}
	var err error
	name := fileName(label) + "." + extension(j.manifest.Output.Format)
	for n := 2; j.taken(name); n++ {
		name = fmt.Sprintf("%s~%d.%s", fileName(label), n, extension(j.manifest.Output.Format))
	}
	j.files = append(j.files, BatchFile{Label: label, File: name})
	j.one, err = create(filepath.Join(partial(j.Path), name), false)
	return j.one, err
}

func (j *BatchJob) taken(name string) bool {
	for _, f := range j.files {
		if strings.EqualFold(f.File, name) {
			return true
		}
	}
	return false
}

// close finishes the file of the label before.
func (j *BatchJob) close() error {
	if j.one == nil {
		return nil
	}
	o := j.one
	j.one = nil
	if err := o.finish(); err != nil {
		return err
	}
	if !j.Folder {
		j.files = append(j.files, BatchFile{File: filepath.Base(j.Path)})
	}
	last := &j.files[len(j.files)-1]
	last.Bytes, last.SHA256 = o.n, o.sum.String()
	if j.Folder {
		return o.publish()
	}
	return nil
}

func (j *BatchJob) finish() error {
	if err := j.close(); err != nil {
		return err
	}
	j.manifest.Files, j.manifest.Finished = j.files, now()
	if !j.Folder {
		if err := writeJSON(ManifestPath(j.Path), j.manifest); err != nil {
			return err
		}
		return (&output{path: j.Path}).publish()
	}
	if err := writeJSON(filepath.Join(partial(j.Path), "manifest.json"), j.manifest); err != nil {
		return err
	}
	return replaceFolder(partial(j.Path), j.Path)
}

// drop removes what a failed batch wrote: it is begun anew, not resumed.
func (j *BatchJob) drop() error {
	if j.one != nil {
		_ = j.one.file.Close()
	}
	return os.RemoveAll(partial(j.Path))
}

// ToStream writes the rows of all queries to w.
func (b *Batch) ToStream(ctx context.Context, lines iter.Seq2[Line, error], w io.Writer, seen func(*Outcome)) error {
	buf := bufio.NewWriterSize(w, 1<<16)
	b.Shared, b.Open = true, func(string) (io.Writer, error) { return buf, nil }
	for outcome, err := range b.Run(ctx, lines) {
		if err != nil {
			return err
		}
		seen(outcome)
	}
	return buf.Flush()
}

// extension is how files of a format end.
func extension(f Format) string {
	switch f {
	case BibTeX:
		return "bib"
	case CSL:
		return "json"
	case TREC:
		return "run"
	}
	return string(f)
}
