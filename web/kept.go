package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"dateline/query"
)

// What a page says follows from its address and the generation that it shows. So
// pages that several clients ask for at once are made once, and those asked for last
// are kept: the way back from an article to its result, a link that a class opens. A
// page of an older generation is never shown again.

// maxKept bounds the bytes of the pages kept.
const maxKept = 16 << 20

// generation is of snapshots that can tell which of them answer alike.
type generation interface{ Generation() uint64 }

// generationOf names the generation of a snapshot, "" where nobody can tell.
func generationOf(s query.Snapshot) string {
	if g, ok := s.(generation); ok {
		return strconv.FormatUint(g.Generation(), 10)
	}
	return ""
}

// made is a page as it goes out. It takes the place of the client's ResponseWriter
// while the page is made.
type made struct {
	key    string
	done   chan struct{} // closed when it is there, or err
	err    error
	header http.Header
	status int
	body   bytes.Buffer
}

func (m *made) Header() http.Header         { return m.header }
func (m *made) WriteHeader(status int)      { m.status = status }
func (m *made) Write(b []byte) (int, error) { return m.body.Write(b) }

// send answers a client with the page.
func (m *made) send(w http.ResponseWriter) error {
	for name, values := range m.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(m.body.Len()))
	w.WriteHeader(m.status)
	_, err := w.Write(m.body.Bytes())
	return err
}

// pages are those under way and those kept, the one asked for last at the end.
type pages struct {
	mu     sync.Mutex
	making map[string]*made
	kept   []*made
	size   int
}

// get returns the page of a key: a kept one, the one that another client waits for,
// or else what show makes. Where that other client leaves, this one makes it.
func (p *pages) get(ctx context.Context, key string, show func(*made) error) (*made, error) {
	for {
		m, mine := p.find(key)
		if mine {
			p.make(m, show)
			return m, m.err
		}
		select {
		case <-m.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if !errors.Is(m.err, context.Canceled) {
			return m, m.err
		}
	}
}

// find returns the page of a key, and whether the caller is to make it.
func (p *pages) find(key string) (m *made, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.IndexFunc(p.kept, func(m *made) bool { return m.key == key }); i >= 0 {
		m = p.kept[i]
		p.kept = append(slices.Delete(p.kept, i, i+1), m)
		return m, false
	}
	if m = p.making[key]; m != nil {
		return m, false
	}
	m = &made{key: key, done: make(chan struct{}), header: http.Header{}, status: http.StatusOK, err: context.Canceled}
	if p.making == nil {
		p.making = map[string]*made{}
	}
	p.making[key] = m
	return m, true
}

// make lets show make a page, and keeps it if it is one.
func (p *pages) make(m *made, show func(*made) error) {
	defer func() { // where show panics too: err then says that it was not made
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.making, m.key)
		if m.err == nil && m.status == http.StatusOK && m.body.Len() < maxKept/4 {
			p.kept, p.size = append(p.kept, m), p.size+m.body.Len()
		}
		for p.size > maxKept {
			p.size -= p.kept[0].body.Len()
			p.kept = slices.Delete(p.kept, 0, 1)
		}
		close(m.done)
	}()
	m.err = show(m)
}

// maxTrees bounds the queries whose trees are kept.
const maxTrees = 1000

// trees give equal queries one tree, by which an engine knows them again: another
// page of a result, the same with a facet chosen.
type trees struct {
	mu   sync.Mutex
	list map[string]query.Node
}

// same returns the tree that was made first of what key says.
func (t *trees) same(key string, n query.Node) query.Node {
	t.mu.Lock()
	defer t.mu.Unlock()
	if first, ok := t.list[key]; ok {
		return first
	}
	if t.list == nil || len(t.list) >= maxTrees {
		t.list = map[string]query.Node{}
	}
	t.list[key] = n
	return n
}
