package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A program is a peer that can be had: argv builds it, where that is needed, and
// returns its command line.
type program struct {
	name string
	argv func(work string) ([]string, error)
}

var programs = []program{
	{"dateline", goPeer("ours", "-mode", "layers")},
	{"dateline-words", goPeer("ours", "-mode", "words")},
	{"lucene", luceneArgv},
	{"tantivy", tantivyArgv},
	{"sqlite", func(string) ([]string, error) { return []string{"python3", "bench/peers/sqlite_peer.py"}, nil }},
	{"bleve", goPeer("bleve")},
}

const opensearch = "opensearch"

// build makes the programs that only names, all of them where it is empty; missing
// says why others are not there. An OpenSearch cluster is asked for by its address.
func build(work, only, cluster string) (found map[string][]string, order, missing []string) {
	all := programs
	if cluster != "" {
		all = append(slices.Clip(all), program{opensearch, func(string) ([]string, error) {
			return []string{"python3", "bench/peers/opensearch_peer.py", cluster}, nil
		}})
	}
	found = map[string][]string{}
	for _, c := range all {
		if only != "" && !slices.Contains(strings.Split(only, ","), c.name) {
			continue
		}
		argv, err := c.argv(work)
		if err != nil {
			missing = append(missing, fmt.Sprintf("%s: %v", c.name, err))
			continue
		}
		found[c.name] = argv
		order = append(order, c.name)
	}
	return found, order, missing
}

func goPeer(name string, args ...string) func(string) ([]string, error) {
	return func(work string) ([]string, error) {
		bin := filepath.Join(work, "peer-"+name)
		return append([]string{bin}, args...), sh("go", "build", "-o", bin, "./bench/peers/"+name)
	}
}

func luceneArgv(work string) ([]string, error) {
	dir := filepath.Join(work, "lucene")
	if err := sh("cp", "-r", "bench/peers/lucene", work); err != nil {
		return nil, err
	}
	if err := sh("mvn", "-q", "-f", filepath.Join(dir, "pom.xml"), "package"); err != nil {
		return nil, err
	}
	cp := filepath.Join(dir, "target/lucene-peer-1.jar") + ":" + filepath.Join(dir, "target/lib/*")
	return []string{"java", "-Xmx2g", "-cp", cp, "Peer"}, nil
}

func tantivyArgv(work string) ([]string, error) {
	venv := filepath.Join(work, "venv")
	if _, err := os.Stat(venv); err != nil {
		if err := sh("python3", "-m", "venv", venv); err != nil {
			return nil, err
		}
	}
	if err := sh(filepath.Join(venv, "bin/pip"), "-q", "install", "tantivy==0.27.0"); err != nil {
		return nil, err
	}
	return []string{filepath.Join(venv, "bin/python"), "bench/peers/tantivy_peer.py"}, nil
}

func sh(argv ...string) error {
	c := exec.Command(argv[0], argv[1:]...)
	var b bytes.Buffer
	c.Stdout, c.Stderr = &b, &b
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(argv, " "), err, bytes.TrimSpace(b.Bytes()))
	}
	return nil
}
