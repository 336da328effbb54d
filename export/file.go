package export

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"dateline/query"
)

// A Job is one export into a file. While it runs the rows stand in FILE.partial,
// and FILE.partial.json says of which query and snapshot they are; both go when
// the file gets its name, after its list of ids and its manifest have theirs.
type Job struct {
	Path     string // of the file
	Manifest string // where the manifest goes; "" is Path.manifest.json
	Force    bool   // replace what is there
	Resume   bool   // go on with Path.partial
	Versions Versions
	Asked    query.Options
	Options  Options
	Since    *Manifest // write only what came or changed since, and list what went
	SinceAt  string    // where Since was read
	Now      func() time.Time
}

// ErrExists is returned for a target that is there; --force replaces it.
var ErrExists = errors.New("file exists")

// ErrOther is returned for a manifest of another query or other filters.
var ErrOther = errors.New("the manifest is of another query")

// ErrResume is returned where a broken export cannot be resumed.
var ErrResume = errors.New("cannot resume")

// ManifestPath returns where the manifest of an export to path goes.
func ManifestPath(path string) string { return path + ".manifest.json" }

// PartialState is where the state of a broken export to path stands.
func PartialState(path string) string { return partial(path) + ".json" }

// Run writes the export and returns its manifest. After an error nothing stands
// under the final names; what was written is kept as FILE.partial to be resumed.
func (j *Job) Run(ctx context.Context, s query.Snapshot, c *query.Compiled) (*Manifest, error) {
	if j.Manifest == "" {
		j.Manifest = ManifestPath(j.Path)
	}
	m, err := newManifest(ctx, s, c, j.Asked, j.Options, j.Versions)
	if err != nil {
		return nil, err
	}
	m.Started, m.File = j.now(), filepath.Base(j.Path)
	before, err := j.before(ctx, s, m)
	if err != nil {
		return nil, err
	}
	if err := j.begin(m); err != nil {
		return nil, err
	}
	if j.Options.Format == Plain {
		return j.runFolder(ctx, s, c, m, before)
	}
	rows, err := create(j.Path, j.Resume)
	if err != nil {
		return nil, err
	}
	list, err := create(j.listPath(), j.Resume)
	if err != nil {
		rows.keep()
		return nil, err
	}
	err = j.write(ctx, s, c, m, before, rows, list)
	if err == nil {
		err = rows.finish()
	}
	if err == nil {
		err = list.finish()
	}
	if err != nil {
		rows.keep()
		list.keep()
		if errors.Is(err, errDiffers) {
			err = fmt.Errorf("export: %w %s: %w", ErrResume, j.Path, err)
		}
		return nil, err
	}
	j.seal(m, rows.n, rows.sum, list)
	return m, j.publish(m, rows, list)
}

// seal enters what was written.
func (j *Job) seal(m *Manifest, bytes int64, rows sum, list *output) {
	m.Bytes, m.SHA256 = bytes, rows.String()
	m.IDs, m.IDsSum = filepath.Base(j.listPath()), list.sum.String()
	m.Finished = j.now()
}

func (j *Job) now() string {
	if j.Now == nil {
		j.Now = time.Now
	}
	return j.Now().UTC().Format(time.RFC3339)
}

// listPath is the list of ids: beside the manifest, named as it is.
func (j *Job) listPath() string {
	base := j.Manifest
	if ext := filepath.Ext(base); ext == ".json" {
		base = base[:len(base)-len(ext)]
	}
	return base + ".ids"
}

// Ready refuses a target that is there, before anything costly is done.
func (j *Job) Ready() error {
	if j.Manifest == "" && j.Path != "-" {
		j.Manifest = ManifestPath(j.Path)
	}
	for _, path := range []string{j.Path, j.Manifest} {
		if path == "" || path == "-" {
			continue
		}
		if err := folderOf(path); err != nil {
			return err
		}
		if j.Force || j.Resume {
			continue
		}
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("export: %s: %w; --force replaces it", path, ErrExists)
		}
	}
	return nil
}

// folderOf checks that there is a folder for the file at path.
func folderOf(path string) error {
	dir := filepath.Dir(path)
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = errors.New("it is no folder")
	}
	if err != nil {
		return fmt.Errorf("export: %s: its folder: %w", path, err)
	}
	return nil
}

// Kept reports whether a broken export to path can be resumed.
func Kept(path string) bool {
	_, err := os.Stat(PartialState(path))
	return err == nil
}

// Discard removes what a broken export left.
func (j *Job) Discard() error {
	if j.Manifest == "" {
		j.Manifest = ManifestPath(j.Path)
	}
	state := PartialState(j.Path)
	for _, path := range []string{partial(j.Path), partial(j.listPath()), partial(j.Manifest), partial(state), state} {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("export: discard: %w", err)
		}
	}
	return nil
}

// begin refuses a target that is there, and checks or writes the partial's state.
func (j *Job) begin(m *Manifest) error {
	if err := j.Ready(); err != nil {
		return err
	}
	state := PartialState(j.Path)
	if !j.Resume {
		return writeJSON(state, m)
	}
	raw, err := os.ReadFile(state)
	if err != nil {
		return fmt.Errorf("export: %w %s: no broken export of it is here: %w", ErrResume, j.Path, err)
	}
	was := &Manifest{}
	if err := json.Unmarshal(raw, was); err != nil {
		return fmt.Errorf("export: %w %s: %s: %w", ErrResume, j.Path, state, err)
	}
	switch {
	case was.Snapshot != m.Snapshot:
		return fmt.Errorf("export: %w %s: it began on snapshot %.12s, the index is now at %.12s", ErrResume, j.Path, was.Snapshot, m.Snapshot)
	case !same(was.Query, m.Query) || !same(was.Output, m.Output) || was.Since != m.Since:
		return fmt.Errorf("export: %w %s: it began with another query or other options; begin again without --resume", ErrResume, j.Path)
	}
	m.Started = was.Started
	return nil
}

// same compares what a manifest says, as it says it.
func same(a, b any) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(x) == string(y)
}

// write streams the rows and the ids and fills what the manifest says of them.
func (j *Job) write(ctx context.Context, s query.Snapshot, c *query.Compiled, m *Manifest, before map[string]string, rows, list io.Writer) (err error) {
	o := j.Options
	var line []byte
	o.each = func(h query.Hit) (bool, error) {
		id, sum := h.Article.ID, h.Article.Sum
		was, there := before[id]
		delete(before, id)
		line = append(append(append(append(line[:0], escapeID(id)...), '\t'), sum...), '\n')
		_, err := list.Write(line)
		return !there || was != sum, err
	}
	if m.Counts, err = Write(ctx, s, c, o, rows); err != nil {
		return err
	}
	m.Gone = slices.Sorted(maps.Keys(before))
	return nil
}

// before is what an earlier export listed: nothing without Since. That must have
// been an export of the same query in the same index, and of all its articles.
func (j *Job) before(ctx context.Context, s query.Snapshot, m *Manifest) (map[string]string, error) {
	was := j.Since
	if was == nil {
		return nil, nil
	}
	switch m.Since = was.Snapshot; {
	case was.Query.Parsed != m.Query.Parsed || !same(was.Query.Options, m.Query.Options):
		return nil, fmt.Errorf("export: since %s: %w: its query is %s", j.SinceAt, ErrOther, was.Query.Text)
	case was.Counts.Truncated:
		return nil, fmt.Errorf("export: since %s: it was cut by --limit and does not list every match", j.SinceAt)
	}
	ids, err := was.readIDs(j.SinceAt)
	if err == nil && len(ids) > 0 && !anyKnown(ctx, s, ids) {
		err = fmt.Errorf("export: since %s: %w: it holds none of its %d articles", j.SinceAt, ErrForeign, len(ids))
	}
	return ids, err
}

// publish gives the ids, the manifest and at last the file their names, so that a
// file that is there is whole and has its manifest.
func (j *Job) publish(m *Manifest, rows, list *output) error {
	if err := list.publish(); err != nil {
		return err
	}
	if err := writeJSON(j.Manifest, m); err != nil {
		return err
	}
	if err := rows.publish(); err != nil {
		return err
	}
	if err := os.Remove(PartialState(j.Path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// Stream writes the export to w, which cannot be renamed or resumed, and, if
// j.Manifest is set, the list of ids and the manifest. If not, the manifest that it
// returns tells no bytes and no sums.
func (j *Job) Stream(ctx context.Context, s query.Snapshot, c *query.Compiled, w io.Writer) (*Manifest, error) {
	m, err := newManifest(ctx, s, c, j.Asked, j.Options, j.Versions)
	if err != nil {
		return nil, err
	}
	m.Started = j.now()
	before, err := j.before(ctx, s, m)
	if err != nil {
		return nil, err
	}
	if j.Manifest == "" { // nobody will ask for sums
		buf := bufio.NewWriterSize(w, writeSize)
		err := j.write(ctx, s, c, m, before, buf, io.Discard)
		m.Finished = j.now()
		return m, cmp.Or(err, buf.Flush())
	}
	rows := &tally{w: w, sum: newSum()}
	buf := bufio.NewWriterSize(rows, writeSize)
	if err := j.Ready(); err != nil {
		return nil, err
	}
	list, err := create(j.listPath(), false)
	if err != nil {
		return nil, err
	}
	err = j.write(ctx, s, c, m, before, buf, list)
	if err := errors.Join(cmp.Or(err, buf.Flush()), list.finish()); err != nil {
		_ = os.Remove(partial(j.listPath()))
		return nil, err
	}
	j.seal(m, rows.n, rows.sum, list)
	return m, errors.Join(list.publish(), writeJSON(j.Manifest, m))
}

// A tally passes bytes on and sums them.
type tally struct {
	w   io.Writer
	n   int64
	sum sum
}

func (t *tally) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	t.n += int64(n)
	t.sum.Write(p[:n])
	return n, err
}

// writeJSON writes v whole or not at all.
func writeJSON(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("export: %s: %w", path, err)
	}
	o, err := create(path, false)
	if err != nil {
		return err
	}
	if _, err = o.Write(append(raw, '\n')); err == nil {
		err = o.finish()
	}
	if err != nil {
		o.keep()
		return errors.Join(err, os.Remove(partial(path)))
	}
	return o.publish()
}
