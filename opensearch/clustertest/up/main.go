// Up runs a cluster of three nodes until it is interrupted, for work on the tests:
//
//	go run ./opensearch/clustertest/up
//	DATELINE_CLUSTER=http://127.0.0.1:… go test ./opensearch
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"dateline/opensearch/clustertest"
)

func main() {
	nodes := flag.Int("nodes", 3, "how many nodes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c, err := clustertest.New(ctx, *nodes, flag.Args()...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer c.Stop()
	fmt.Printf("OpenSearch %s\nexport DATELINE_CLUSTER=%s\n", c.Version(), strings.Join(c.URLs(), ","))
	<-ctx.Done()
}
