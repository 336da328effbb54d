package clustertest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
)

// A node is one server process.
type node struct {
	home, log string
	http      int
	settings  []string
	killed    bool // by us

	stdin io.Closer // open for as long as the node is to live
	ended chan struct{}
	cmd   *exec.Cmd
}

func (n *node) url() string { return fmt.Sprintf("http://127.0.0.1:%d", n.http) }

// start runs the node. The kernel closes the pipe that is its standard input when
// this process ends, and the node then removes the cluster's folder and ends too.
func (n *node) start(s *server) error {
	if err := os.MkdirAll(n.home, 0o755); err != nil {
		return fmt.Errorf("clustertest: %w", err)
	}
	log, err := os.OpenFile(n.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("clustertest: %w", err)
	}
	defer log.Close()
	n.cmd = s.java(append([]string{"-XX:SharedArchiveFile=" + s.archive(), "-Xshare:auto"}, s.options()...), n.home, n.settings)
	n.cmd.Stdout, n.cmd.Stderr = log, log
	if n.stdin, err = n.cmd.StdinPipe(); err != nil {
		return fmt.Errorf("clustertest: %w", err)
	}
	if err := n.cmd.Start(); err != nil {
		return fmt.Errorf("clustertest: start a node: %w", err)
	}
	n.killed, n.ended = false, make(chan struct{})
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_ = cmd.Wait()
		close(ended)
	}(n.cmd, n.ended)
	return nil
}

func (n *node) alive() bool {
	if n.ended == nil {
		return false
	}
	select {
	case <-n.ended:
		return false
	default:
		return true
	}
}

// kill ends the node at once and waits until it is gone.
func (n *node) kill() {
	if n.ended == nil {
		return
	}
	n.killed = true
	_ = n.cmd.Process.Kill()
	<-n.ended
	_ = n.stdin.Close()
}
