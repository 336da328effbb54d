package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// luceneDir holds the Java program; Maven fetches Lucene from its repository.
const luceneDir = "bench/ranking/lucene"

// build compiles the Java program once.
var build = sync.OnceValue(func() error {
	cmd := exec.Command("mvn", "-q", "-B", "package")
	cmd.Dir = luceneDir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("mvn package: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
})

// luceneRun returns the first ten documents of every query of a collection as
// Lucene's BM25Similarity ranks them with one of its analyzers.
func luceneRun(c *collection, analyzer string) (map[string][]string, error) {
	if err := build(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "ranking")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := c.write(dir); err != nil {
		return nil, err
	}
	cmd := exec.Command("java", "-cp", "target/ranking-lucene-1.jar:target/lib/*", "Rank", filepath.Join(dir, c.name), analyzer)
	cmd.Dir = luceneDir
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("java: %w: %s", err, bytes.TrimSpace(errs.Bytes()))
	}
	run := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if f := strings.Split(line, "\t"); len(f) == 2 {
			run[f[0]] = append(run[f[0]], f[1])
		}
	}
	return run, nil
}
