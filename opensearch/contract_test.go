package opensearch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"dateline/opensearch/clustertest"
	"dateline/query"
	"dateline/query/enginetest"
)

// freshURL names an index of its own in the shared cluster, removed when t ends.
func freshURL(t testing.TB) string {
	c := clustertest.Shared(t)
	hosts := strings.ReplaceAll(strings.Join(c.URLs(), ","), ",http://", ",")
	url := fmt.Sprintf("%s/test-%016x", hosts, rand.Uint64())
	t.Cleanup(func() {
		hosts, name, err := address(url)
		if err != nil {
			t.Fatal(err)
		}
		k, err := connect(hosts, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer k.close()
		if err := k.call(context.Background(), "DELETE", "/"+name+"-*", nil, nil); err != nil {
			t.Errorf("remove %s: %v", url, err)
		}
	})
	return url
}

// TestClusterContract holds the engine to the contract of engines, the comparison
// with the oracle included. Each pair is some requests over the network, so that
// there are fewer of them than for the embedded engine.
func TestClusterContract(t *testing.T) {
	if os.Getenv("DATELINE_PAIRS") == "" {
		t.Setenv("DATELINE_PAIRS", "1000")
	}
	alone := 0 // copies are other tests' concern
	enginetest.Run(t, func(t *testing.T, k enginetest.Kit) query.Engine {
		x, err := Open(t.Context(), freshURL(t), Options{Write: true, Lexicon: k.Lexicon, Streams: k.Streams, Shards: 2, Replicas: &alone})
		if err != nil {
			t.Fatal(err)
		}
		return brief{x}
	})
}

// A brief index is gone when it is closed: the oracle fills many.
type brief struct{ *Index }

func (x brief) Close() error {
	err := x.client.call(context.Background(), "DELETE", "/"+x.layout.index, nil, nil)
	if errors.Is(err, ErrNoIndex) {
		err = nil // it went with its name
	}
	x.dirty = false
	return errors.Join(err, x.Index.Close())
}
