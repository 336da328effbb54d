package index

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	osexec "os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/corpus"
)

var kills = flag.Int("kills", campaign(20, 200), "how often TestFaultKill kills a writer")

// TestMain lets the test binary play the writer that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("DATELINE_TEST_WRITER"); dir != "" {
		os.Exit(writer(dir, os.Getenv("DATELINE_TEST_SEED")))
	}
	os.Exit(m.Run())
}

// writer changes the index in dir until it is killed. It says what it is about to
// do, and that it is done: "put|delete id sum ..." and "ok".
func writer(dir, seed string) int {
	n, _ := strconv.ParseUint(seed, 10, 64)
	r := rand.New(rand.NewPCG(n, 1))
	mergeOptions.MaxSegmentsPerTier, mergeOptions.SegmentsPerMergeTask, mergeOptions.FloorSegmentSize = 3, 3, 10
	x, err := Open(dir, Options{Write: true, Streams: Streams})
	for err == nil {
		var articles []corpus.Annotated
		line := []string{"put"}
		for range 1 + r.IntN(40) {
			a := randomArticle(r, fmt.Sprint("a", r.IntN(300)))
			articles = append(articles, a)
			line = append(line, a.ID, a.Sum)
		}
		fmt.Println(strings.Join(line, " "))
		if err = x.Put(context.Background(), slices.Values(articles)); err != nil {
			break
		}
		fmt.Println("ok")
		id := fmt.Sprint("a", r.IntN(300))
		fmt.Println("delete", id, "-")
		if err = x.Delete(context.Background(), []string{id}); err == nil {
			fmt.Println("ok")
		}
	}
	fmt.Println("failed", err)
	return 4
}

// TestFaultKill kills a writer at random moments: every acknowledged change is there
// once, the one in flight wholly or not at all, and the index checks clean.
func TestFaultKill(t *testing.T) {
	r := random(t)
	dir := filepath.Join(t.TempDir(), "index")
	acknowledged := map[string]string{}
	for i := range *kills {
		inFlight := killWriter(t, r, dir, acknowledged)
		found, err := Check(context.Background(), dir)
		if err != nil && len(acknowledged) > 0 {
			t.Fatalf("kill %d: %v", i, err)
		}
		for _, f := range found {
			if f.Damage {
				t.Fatalf("kill %d: %v", i, f)
			}
		}
		settle(t, dir, acknowledged, inFlight)
	}
	t.Logf("%d articles after %d kills", len(acknowledged), *kills)
}

// killWriter runs a writer for a moment and adds what it acknowledged.
func killWriter(t *testing.T, r *rand.Rand, dir string, acknowledged map[string]string) (inFlight map[string]string) {
	t.Helper()
	cmd := osexec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DATELINE_TEST_WRITER="+dir, fmt.Sprint("DATELINE_TEST_SEED=", r.Uint64()))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(time.Duration(5+r.IntN(400))*time.Millisecond, func() { cmd.Process.Kill() })
	defer timer.Stop()
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		words := strings.Fields(line)
		switch words[0] {
		case "ok":
			apply(acknowledged, inFlight)
			inFlight = nil
		case "failed":
			t.Fatal(line)
		default:
			inFlight = map[string]string{}
			for i := 1; i+1 < len(words); i += 2 {
				inFlight[words[i]] = words[i+1]
			}
		}
	}
	cmd.Wait()
	return inFlight
}

// apply makes a change; the sum "-" is a deletion.
func apply(to, change map[string]string) {
	for id, sum := range change {
		if to[id] = sum; sum == "-" {
			delete(to, id)
		}
	}
}

// settle compares the index with what was acknowledged, with or without the change
// in flight, and goes on from what it holds.
func settle(t *testing.T, dir string, acknowledged, inFlight map[string]string) {
	t.Helper()
	x, err := Open(dir, Options{Streams: Streams})
	if err != nil {
		if len(acknowledged) == 0 {
			return
		}
		t.Fatal(err)
	}
	defer x.Close()
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got := map[string]string{}
	for h, err := range s.Hashes(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if got[h.ID] != "" {
			t.Fatalf("%s is there twice", h.ID)
		}
		got[h.ID] = h.Sum
	}
	if equal(got, acknowledged) {
		return
	}
	apply(acknowledged, inFlight)
	if !equal(got, acknowledged) {
		t.Fatalf("the index holds %d articles, acknowledged are %d", len(got), len(acknowledged))
	}
}

func equal(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}
