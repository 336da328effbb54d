package clustertest

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestCluster holds the harness to what it promises: three nodes, a manager that
// can be killed, a node that comes back with what it had.
func TestCluster(t *testing.T) {
	c := Start(t, 3)
	resp, err := http.Post(c.URL()+"/kept/_doc/1?refresh=true", "application/json", strings.NewReader(`{"word":"truce"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("index a document: %s", resp.Status)
	}
	if err := c.Wait(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	old, err := c.Manager(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Kill(old)
	if err := c.Wait(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	if now, err := c.Manager(t.Context()); err != nil || now == old {
		t.Fatalf("manager %d after %d was killed: %v", now, old, err)
	}
	if err := c.Restart(old); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	var found struct{ Count int }
	if err := c.get(t.Context(), "/kept/_count", &found); err != nil || found.Count != 1 {
		t.Fatalf("%d documents after the restart (%v), want 1", found.Count, err)
	}
}

// TestClusterEndsWithTest kills a test process that runs a node: the node and what
// it stored must go with it.
func TestClusterEndsWithTest(t *testing.T) {
	if dir := os.Getenv("CLUSTERTEST_CHILD"); dir != "" {
		c, err := New(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("child: %s %s\n", c.URL(), c.dir)
		time.Sleep(time.Minute)
		return
	}
	if _, err := resolve(t.Context()); err != nil {
		require(t, err)
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^TestClusterEndsWithTest$")
	cmd.Env = append(os.Environ(), "CLUSTERTEST_CHILD=1")
	var out bytes.Buffer
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = write, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	var url, dir string
	if _, err := fmt.Fscanf(read, "child: %s %s\n", &url, &dir); err != nil {
		t.Fatalf("the child says: %v %s", err, out.String())
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		resp, gone := http.Get(url)
		if gone == nil {
			resp.Body.Close()
		}
		left, _ := filepath.Glob(dir)
		if gone != nil && len(left) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the node answers: %v; left in %s: %v", gone == nil, dir, left)
		}
	}
}
