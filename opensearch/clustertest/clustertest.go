// Package clustertest runs a real OpenSearch cluster on the loopback interface for
// tests and measurements. Its nodes are the published server, fetched once by Maven
// and kept in the user's cache directory.
package clustertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Cluster is some nodes, numbered from 0, each a process of its own. What they
// store is gone when they are stopped, and they stop when this process ends,
// however it ends.
type Cluster struct {
	server *server
	dir    string
	nodes  []*node
	urls   []string // set alone for a cluster that another process runs
}

// startTime is how long a cluster may take to come up: seconds on a machine that has
// nothing else to do.
const startTime = 5 * time.Minute

// Start runs a cluster until t ends. settings are "name=value" for every node.
// Without Java or Maven the test is skipped, or fails where DATELINE_REQUIRE has
// "cluster".
func Start(t testing.TB, nodes int, settings ...string) *Cluster {
	t.Helper()
	c, err := New(t.Context(), nodes, settings...)
	require(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			c.tell(t)
		}
		c.Stop()
	})
	return c
}

var shared = sync.OnceValues(func() (*Cluster, error) {
	if url := os.Getenv("DATELINE_CLUSTER"); url != "" {
		return &Cluster{urls: strings.Split(strings.TrimSuffix(url, "/"), ",")}, nil
	}
	return New(context.Background(), 3)
})

// Shared is one cluster of three nodes for all tests of this process, or the one
// that DATELINE_CLUSTER names (http://127.0.0.1:9200, several separated by commas).
// Its nodes must stay alive; a test takes an index name of its own.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	c, err := shared()
	require(t, err)
	return c
}

func require(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, errMissing) && !strings.Contains(os.Getenv("DATELINE_REQUIRE"), "cluster"):
		t.Skipf("no cluster: %v", err)
	default:
		t.Fatal(err)
	}
}

// New runs a cluster and returns when all its nodes have found one another. Stop ends it.
func New(ctx context.Context, nodes int, settings ...string) (*Cluster, error) {
	s, err := resolve(ctx)
	if err != nil {
		return nil, err
	}
	// A port that was free a moment ago may be taken: a cluster of which a node ends gets others.
	for try := 1; ; try++ {
		c, err := s.cluster(ctx, nodes, settings)
		if err == nil || try == 3 || !errors.Is(err, errEnded) {
			return c, err
		}
	}
}

var errEnded = errors.New("it ended by itself")

func (s *server) cluster(ctx context.Context, nodes int, settings []string) (*Cluster, error) {
	dir, err := os.MkdirTemp("", "dateline-cluster-")
	if err != nil {
		return nil, fmt.Errorf("clustertest: %w", err)
	}
	c := &Cluster{server: s, dir: dir}
	ports := freePorts(2 * nodes)
	var seeds, names []string
	for i := range nodes {
		seeds = append(seeds, fmt.Sprintf("127.0.0.1:%d", ports[nodes+i]))
		names = append(names, fmt.Sprintf("n%d", i))
	}
	for i := range nodes {
		c.nodes = append(c.nodes, &node{
			home: filepath.Join(dir, names[i]), log: filepath.Join(dir, names[i], "node.log"), http: ports[i],
			settings: append([]string{
				"cluster.name=" + filepath.Base(dir), "node.name=" + names[i], "network.host=127.0.0.1",
				fmt.Sprintf("http.port=%d", ports[i]), fmt.Sprintf("transport.port=%d", ports[nodes+i]),
				"discovery.seed_hosts=" + strings.Join(seeds, ","),
				"cluster.initial_cluster_manager_nodes=" + strings.Join(names, ","),
				"path.repo=" + filepath.Join(dir, "repo"),
				"action.destructive_requires_name=false",
				"cluster.routing.allocation.disk.threshold_enabled=false",
				"indices.breaker.total.use_real_memory=false", // which counts what the collector has not freed yet
			}, settings...),
		})
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for i := range c.nodes {
		if err := c.nodes[i].start(s); err != nil {
			c.Stop()
			return nil, err
		}
	}
	if err := c.Wait(ctx, nodes); err != nil {
		err = fmt.Errorf("clustertest: start %d nodes of OpenSearch %s: %w%s", nodes, s.version, err, c.lastLines())
		c.Stop()
		return nil, err
	}
	return c, nil
}

// freePorts picks ports below those that systems hand out for outgoing connections.
func freePorts(n int) []int {
	var ports []int
	for len(ports) < n {
		port := 20000 + rand.IntN(12000)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		defer l.Close() // not before all are picked, so that they differ
		ports = append(ports, port)
	}
	return ports
}

// URLs are the addresses of the nodes, dead or alive.
func (c *Cluster) URLs() []string {
	if c.urls != nil {
		return c.urls
	}
	var urls []string
	for _, n := range c.nodes {
		urls = append(urls, n.url())
	}
	return urls
}

// URL is the address of the first node that lives.
func (c *Cluster) URL() string {
	for _, n := range c.nodes {
		if n.alive() {
			return n.url()
		}
	}
	return c.URLs()[0]
}

// Version is that of the server, such as "3.8.0".
func (c *Cluster) Version() string {
	var about struct{ Version struct{ Number string } }
	if err := c.get(context.Background(), "/", &about); err != nil {
		return "unknown"
	}
	return about.Version.Number
}

// Kill ends node i with SIGKILL. What it stored stays for Restart.
func (c *Cluster) Kill(i int) { c.nodes[i].kill() }

// Restart runs node i again, on the same ports, with what it has stored. Wait
// tells when it has joined.
func (c *Cluster) Restart(i int) error { return c.nodes[i].start(c.server) }

// Manager is the number of the node that is the elected cluster manager.
func (c *Cluster) Manager(ctx context.Context) (int, error) {
	var state struct {
		ID    string                           `json:"cluster_manager_node"`
		Nodes map[string]struct{ Name string } `json:"nodes"`
	}
	if err := c.get(ctx, "/_cluster/state/cluster_manager_node,nodes", &state); err != nil {
		return 0, err
	}
	var i int
	if _, err := fmt.Sscanf(state.Nodes[state.ID].Name, "n%d", &i); err != nil {
		return 0, fmt.Errorf("clustertest: no manager is elected")
	}
	return i, nil
}

// Wait returns when n nodes form the cluster and every shard is there; when they are
// all nodes, of several, every shard has its copies, so that one node may be killed.
func (c *Cluster) Wait(ctx context.Context, n int) error {
	health := "yellow"
	if n > 1 && n == len(c.nodes) {
		health = "green"
	}
	path := fmt.Sprintf("/_cluster/health?wait_for_status=%s&wait_for_nodes=%d&wait_for_no_initializing_shards=true&timeout=5s", health, n)
	for {
		var health struct {
			TimedOut bool `json:"timed_out"`
		}
		err := c.get(ctx, path, &health)
		if err == nil && !health.TimedOut {
			return nil
		}
		for i, node := range c.nodes {
			if !node.alive() && !node.killed {
				return fmt.Errorf("node %d: %w", i, errEnded)
			}
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (c *Cluster) get(ctx context.Context, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL()+path, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", resp.Status, body)
	}
	return json.Unmarshal(body, into)
}

// Stop ends every node and removes what they stored. It may be called twice.
func (c *Cluster) Stop() {
	for _, n := range c.nodes {
		n.kill()
	}
	if c.dir != "" {
		os.RemoveAll(c.dir)
	}
}

func (c *Cluster) tell(t testing.TB) { t.Log("the nodes' last lines:" + c.lastLines()) }

// lastLines are the ends of the nodes' logs.
func (c *Cluster) lastLines() string {
	var b strings.Builder
	for _, n := range c.nodes {
		raw, err := os.ReadFile(n.log)
		if err != nil {
			continue
		}
		lines := strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
		fmt.Fprintf(&b, "\n== %s\n%s", n.log, strings.Join(lines[max(0, len(lines)-15):], "\n"))
	}
	return b.String()
}
