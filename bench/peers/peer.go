package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A peer is a process that answers one JSON request a line.
type peer struct {
	name    string
	dir     string // of its index
	version string
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	cells   map[string]*cell // by the name of the spec
	build   answer
	bytes   int64
}

// A cell collects what a peer measured for one spec.
type cell struct {
	cpu, wall []float64 // milliseconds, one a round
	count     int64
	err       string
}

type answer struct {
	Version  string
	Articles int
	Count    int64
	CPU      float64 `json:"cpu_ms"`
	Wall     float64 `json:"wall_ms"`
	CPUs     float64 `json:"cpu_s"`
	Walls    float64 `json:"wall_s"`
	Error    string
}

func start(name, dir string, argv ...string) (*peer, error) {
	p := &peer{name: name, dir: filepath.Join(dir, name), cells: map[string]*cell{}}
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return nil, err
	}
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("peer %s: %w", name, err)
	}
	a, err := p.ask(map[string]any{"op": "version"})
	p.version = a.Version
	return p, err
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
	return a, nil
}

// index builds the peer's index of data and opens it.
func (p *peer) index(data string) error {
	a, err := p.ask(map[string]any{"op": "index", "data": data, "dir": p.dir})
	if err == nil && a.Error != "" {
		err = fmt.Errorf("peer %s: index: %s", p.name, a.Error)
	}
	if err != nil {
		return err
	}
	p.build, p.bytes = a, size(p.dir)
	a, err = p.ask(map[string]any{"op": "open", "dir": p.dir})
	if err == nil && a.Error != "" {
		err = fmt.Errorf("peer %s: open: %s", p.name, a.Error)
	}
	return err
}

func (p *peer) run(q spec) error {
	a, err := p.ask(map[string]any{"op": "query", "q": q})
	if err != nil {
		return err
	}
	c := p.cells[q.Name]
	if c == nil {
		c = &cell{}
		p.cells[q.Name] = c
	}
	c.count, c.err = a.Count, a.Error
	c.cpu, c.wall = append(c.cpu, a.CPU), append(c.wall, a.Wall)
	return nil
}

func (p *peer) stop() {
	_ = p.in.Close()
	_ = p.cmd.Wait()
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
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

func shown(c *cell) string {
	switch {
	case c == nil:
		return "–"
	case strings.Contains(c.err, "not done here"):
		return "–"
	case c.err != "":
		return "error: " + c.err
	}
	return fmt.Sprintf("%s / %s (%d)", digits(median(c.cpu)), digits(median(c.wall)), c.count)
}

func digits(ms float64) string {
	switch {
	case ms >= 100:
		return fmt.Sprintf("%.0f", ms)
	case ms >= 10:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.2f", ms)
}
