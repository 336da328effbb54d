package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveq "github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/util"
	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"dateline/corpus"
	"dateline/query"
)

// TestStockBleve puts the segments of an index, after updates and deletes, under a
// root file of Bleve's own and opens them with stock Bleve: it must hold the same
// articles and find the same ones for every word, entity and keyword.
func TestStockBleve(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "x")
	x, err := Open(dir, Options{Write: true})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 4 {
		var batch []corpus.Annotated
		for range 50 {
			batch = append(batch, randomArticle(r, fmt.Sprint("a", r.IntN(120))))
		}
		if err := x.Put(ctx, slices.Values(batch)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Delete(ctx, []string{"a1", "a2", "a3", "a4", "a5"}); err != nil {
		t.Fatal(err)
	}
	s, err := x.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	stock := openStock(t, dir)
	if n, err := stock.DocCount(); err != nil || int(n) != s.Count() {
		t.Fatalf("stock Bleve counts %d articles, %v; want %d", n, err, s.Count())
	}
	for _, term := range []string{"talk", "=talk", "@ann", "%doha", "#person", "good", "nosuchword"} {
		q := bleve.NewTermQuery(term)
		q.SetField("text")
		sameAsStock(t, stock, q, s, &query.In{Scope: "text", Kid: &query.Term{Typed: term, Terms: []string{term}}})
	}
	q := bleve.NewTermQuery("afp")
	q.SetField("agency")
	sameAsStock(t, stock, q, s, &query.Value{Field: "agency", IDs: []string{"afp"}})
}

// openStock makes an empty Bleve index and enters the segments of dir in its root
// file, as Bleve's own snapshot would list them.
func openStock(t *testing.T, dir string) bleve.Index {
	t.Helper()
	to := filepath.Join(t.TempDir(), "stock")
	empty, err := bleve.NewUsing(to, bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := empty.Close(); err != nil {
		t.Fatal(err)
	}
	m, _, err := readManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	v, err := openView(dir, m, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer v.release()
	root, err := bolt.Open(filepath.Join(to, "store", "root.bolt"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = root.Update(func(tx *bolt.Tx) error {
		all := tx.Bucket(util.BoltSnapshotsBucket)
		epoch, _ := all.Cursor().Last()
		for i, p := range v.parts {
			b, err := all.Bucket(epoch).CreateBucket([]byte{136 + byte(i) + 1}) // the order-preserving form of a small number
			if err != nil {
				return err
			}
			if err := enter(b, dir, filepath.Join(to, "store"), p); err != nil {
				return err
			}
		}
		return nil
	})
	if err := root.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	stock, err := bleve.OpenUsing(to, map[string]any{"read_only": true, "bolt_timeout": "2s"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stock.Close() })
	return stock
}

// enter lists one segment, with its deletions, and links its file.
func enter(b *bolt.Bucket, dir, store string, p part) error {
	name := p.Name + ".zap"
	if err := os.Link(filepath.Join(dir, segmentsDir, name), filepath.Join(store, name)); err != nil {
		return err
	}
	if err := b.Put(util.BoltPathKey, []byte(name)); err != nil || p.deleted == nil {
		return err
	}
	raw, err := p.deleted.ToBytes()
	if err != nil {
		return err
	}
	return b.Put(util.BoltDeletedKey, raw)
}

// sameAsStock asks both for the ids of every match.
func sameAsStock(t *testing.T, stock bleve.Index, q bleveq.Query, s query.Snapshot, n query.Node) {
	t.Helper()
	req := bleve.NewSearchRequestOptions(q, 1000, 0, false)
	req.SortBy([]string{"_id"})
	res, err := stock.Search(req)
	if err != nil {
		t.Fatal(err)
	}
	got, want := []string{}, []string{}
	for _, h := range res.Hits {
		got = append(got, h.ID)
	}
	for h, err := range s.Scan(context.Background(), query.Request{Query: n}) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, h.Article.ID)
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: ours, stock Bleve (-want +got):\n%s", n, d)
	}
}
