package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"dateline/corpus"
	"dateline/index"
)

type article struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Outlet string   `json:"outlet"`
	Date   string   `json:"date"`
	Actors []string `json:"actors"`
	Places []string `json:"places"`
}

// each calls do for the articles of a file.
func each(data string, do func(article) error) error {
	f, err := os.Open(data)
	if err != nil {
		return err
	}
	defer f.Close()
	for dec := jsontext.NewDecoder(bufio.NewReaderSize(f, 1<<20)); ; {
		var a article
		if err := json.UnmarshalDecode(dec, &a); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := do(a); err != nil {
			return err
		}
	}
}

// batch is how many articles are annotated at a time, on all processors.
const batch = 256

// build reads, annotates and puts. Garbage is collected as `dateline index` does.
func (p *peer) build(ctx context.Context, dir, data string) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(400 << 20)
	}
	o := p.options()
	o.Write = true
	x, err := index.Open(dir+"/x", o)
	if err != nil {
		return err
	}
	defer x.Close()
	var reading error
	err = x.Put(ctx, func(yield func(corpus.Annotated) bool) {
		reading = p.annotated(data, yield)
	})
	return errors.Join(reading, err)
}

// errEnough ends the reading.
var errEnough = errors.New("no more is wanted")

// annotated yields the articles of a file.
func (p *peer) annotated(data string, yield func(corpus.Annotated) bool) error {
	rows := make([]article, 0, batch)
	pass := func() error {
		for _, a := range p.annotate(rows) {
			if !yield(a) {
				return errEnough
			}
		}
		rows = rows[:0]
		return nil
	}
	err := each(data, func(a article) error {
		if rows = append(rows, a); len(rows) < batch {
			return nil
		}
		return pass()
	})
	if err == nil {
		err = pass()
	}
	return err
}

// annotate annotates rows and counts the CPU time of it.
func (p *peer) annotate(rows []article) []corpus.Annotated {
	cpu := cpuSeconds()
	out := make([]corpus.Annotated, len(rows))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(rows); i += workers {
				out[i] = p.one(rows[i])
			}
		})
	}
	wg.Wait()
	p.analysis += cpuSeconds() - cpu
	return out
}

func (p *peer) one(r article) corpus.Annotated {
	a := corpus.Article{ID: r.ID, Title: r.Title, Text: r.Text, Sum: sum(r.ID)}
	if r.Outlet != "" {
		a.Outlet = corpus.Outlet{ID: strings.ToLower(strings.ReplaceAll(r.Outlet, " ", "-")), Name: r.Outlet, Status: corpus.Given}
	}
	if r.Date != "" {
		a.Published = corpus.Date{Value: r.Date, Status: corpus.Given}
	}
	if p.mode != "words" {
		return p.dictionary.Analyze(a)
	}
	a.Title, a.Text = "", r.Title+"\n"+r.Text
	x := corpus.Annotated{Article: a} // of no language: no stems
	x.Mentions = make([]corpus.Mention, 0, len(r.Actors)+len(r.Places))
	for role, ids := range map[corpus.Role][]string{corpus.RoleActor: r.Actors, corpus.RolePlace: r.Places} {
		for _, id := range ids {
			x.Mentions = append(x.Mentions, corpus.Mention{Entity: id, Name: id, Type: corpus.Organisation, Role: role})
		}
	}
	p.z.Streams(&x)
	return x
}

// sum stands for the content hash: the bench never compares articles.
func sum(id string) string {
	h := sha256.Sum256([]byte(id))
	return hex.EncodeToString(h[:])
}
