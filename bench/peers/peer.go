package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A peer is a program that answers one JSON request a line. One process of it
// indexes, another answers the queries, so that the memory of each is its own.
type peer struct {
	name    string
	argv    []string
	outside bool   // servers do the work: memory, reading and start of the process tell nothing
	dir     string // of its index
	version string
	*process
	cells  map[string]*cell // by the key of the spec
	built  built
	search memory
	fresh  cell // a process that answers one page
}

// A process is one run of a peer's program.
type process struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	watch *watch
}

// built is what indexing took. It is kept beside an index that is kept.
type built struct {
	Reading, Indexing answer
	Memory            memory
	Bytes             int64
	kept              bool // from an earlier run
}

// A cell collects what a peer measured for one spec.
type cell struct {
	cpu, wall []float64 // milliseconds, one a round
	count     int64
	err       string
}

type answer struct {
	Version  string
	Count    int64
	Bytes    int64   // of the index, where it is not in the peer's folder
	CPU      float64 `json:"cpu_ms"`
	Wall     float64 `json:"wall_ms"`
	CPUs     float64 `json:"cpu_s"`
	Walls    float64 `json:"wall_s"`
	Analysis float64 `json:"analysis_s"` // of CPUs, where the peer tells
	Error    string
}

func newPeer(name, dir string, argv []string) (*peer, error) {
	p := &peer{name: name, argv: argv, outside: name == opensearch, dir: filepath.Join(dir, name), cells: map[string]*cell{}}
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return nil, err
	}
	a, err := p.once(map[string]any{"op": "version"})
	p.version = a.Version
	return p, err
}

// begin starts a process.
func (p *peer) begin() error {
	c := &process{cmd: exec.Command(p.argv[0], p.argv[1:]...)}
	c.cmd.Stderr = os.Stderr
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	c.out = bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		return fmt.Errorf("peer %s: %w", p.name, err)
	}
	p.process, c.watch = c, watching(c.cmd.Process.Pid)
	return nil
}

// end ends the process and returns its memory.
func (p *peer) end() memory {
	if p.process == nil {
		return memory{}
	}
	c := p.process
	p.process = nil
	peaks := c.watch.end()
	_ = c.in.Close()
	_ = c.cmd.Wait()
	return peaks
}

// once asks a process of its own.
func (p *peer) once(requests ...map[string]any) (a answer, err error) {
	if err := p.begin(); err != nil {
		return a, err
	}
	defer p.end()
	for _, r := range requests {
		if a, err = p.ask(r); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (p *peer) ask(req map[string]any) (a answer, err error) {
	b, err := json.Marshal(req)
	if err != nil {
		return a, err
	}
	if _, err := p.in.Write(append(b, '\n')); err != nil {
		return a, fmt.Errorf("peer %s: %w", p.name, err)
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return a, fmt.Errorf("peer %s: no answer: %w", p.name, err)
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("peer %s: %w: %s", p.name, err, line)
	}
	if a.Error != "" && req["op"] != "query" {
		return a, fmt.Errorf("peer %s: %s: %s", p.name, req["op"], a.Error)
	}
	return a, nil
}

// index builds the peer's index of data, unless an earlier run has kept it.
func (p *peer) index(data string) error {
	record := p.dir + ".json"
	switch b, err := os.ReadFile(record); {
	case err == nil:
		p.built.kept = true
		return json.Unmarshal(b, &p.built)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := p.begin(); err != nil {
		return err
	}
	defer p.end()
	var err error
	if p.built.Reading, err = p.ask(map[string]any{"op": "read", "data": data}); err != nil {
		return err
	}
	if p.built.Indexing, err = p.ask(map[string]any{"op": "index", "data": data, "dir": p.dir}); err != nil {
		return err
	}
	if p.built.Memory = p.end(); p.outside {
		p.built.Memory, p.built.Reading = memory{}, answer{}
	}
	if p.built.Bytes = p.built.Indexing.Bytes; p.built.Bytes == 0 {
		p.built.Bytes = size(p.dir)
	}
	b, err := json.Marshal(p.built)
	if err != nil {
		return err
	}
	return os.WriteFile(record, b, 0o644)
}

// open starts the process that answers the queries.
func (p *peer) open() error {
	if err := p.begin(); err != nil {
		return err
	}
	_, err := p.ask(map[string]any{"op": "open", "dir": p.dir})
	return err
}

// run measures q once more. What takes longer than a second is measured twice at most.
func (p *peer) run(q spec) error {
	c := p.cells[q.key()]
	if c == nil {
		c = &cell{}
		p.cells[q.key()] = c
	}
	if len(c.wall) > 1 && c.wall[0] > 1000 || c.err != "" {
		return nil
	}
	a, err := p.ask(map[string]any{"op": "query", "q": q})
	c.add(a)
	return err
}

// warm forgets the first round, in which programs are still being compiled.
func (p *peer) warm() {
	for _, c := range p.cells {
		if len(c.wall) > 0 && c.wall[0] <= 1000 {
			c.cpu, c.wall = nil, nil
		}
	}
}

// askFresh measures a process that opens the index and answers q, from its start to its answer.
func (p *peer) askFresh(q spec) (a answer, err error) {
	q.Once = true
	begin := time.Now()
	if err = p.begin(); err != nil {
		return a, err
	}
	c := p.process
	if _, err = p.ask(map[string]any{"op": "open", "dir": p.dir}); err == nil {
		a, err = p.ask(map[string]any{"op": "query", "q": q})
	}
	a.Wall = float64(time.Since(begin).Microseconds()) / 1000
	p.end()
	a.CPU = milliseconds(c.cmd.ProcessState)
	return a, err
}

func milliseconds(s *os.ProcessState) float64 {
	return float64((s.UserTime() + s.SystemTime()).Microseconds()) / 1000
}

func (c *cell) add(a answer) {
	c.count, c.err = a.Count, a.Error
	c.cpu, c.wall = append(c.cpu, a.CPU), append(c.wall, a.Wall)
}

// none tells that there is nothing measured.
func (c *cell) none() bool { return c == nil || c.err != "" || len(c.cpu) == 0 }

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

func size(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return n
}

// shown is CPU ms / wall ms (count).
func shown(c *cell) string {
	switch {
	case c != nil && c.err != "" && !strings.Contains(c.err, "not done here"):
		return "error: " + c.err
	case c.none():
		return "–"
	}
	return fmt.Sprintf("%s / %s (%d)", digits(median(c.cpu)), digits(median(c.wall)), c.count)
}

func digits(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 0.01:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3f", v)
}
