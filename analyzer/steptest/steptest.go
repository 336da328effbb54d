// Package steptest counts the work of a program instead of timing it: the statements that
// it executes, by the counters of a program built for coverage. The number is the same on
// every machine, under every load.
package steptest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/coverage"
	"strings"
	"testing"
)

// Write does what is to be counted, and writes what the counters say of that alone into
// the folder dir, which it makes.
func Write(dir string, do func()) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := coverage.ClearCounters(); err != nil {
		return err
	}
	do()
	if err := coverage.WriteMetaDir(dir); err != nil {
		return err
	}
	return coverage.WriteCountersDir(dir)
}

// Run builds the program of the folder testdata/steps so that the statements of packages,
// divided by commas, are counted, and runs it once with each list of arguments.
func Run(t *testing.T, packages string, runs ...[]string) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	output(t, "go", "build", "-cover", "-covermode=atomic", "-coverpkg="+packages, "-o", program, "./testdata/steps")
	for _, args := range runs {
		output(t, program, args...)
	}
}

// Reader returns a function that tells how many statements the counters in a folder count.
// The name of a folder has no comma, which the reader of counters takes for its end.
func Reader(t *testing.T) func(dir string) int {
	t.Helper()
	reader := strings.TrimSpace(output(t, "go", "tool", "-n", "covdata"))
	return func(dir string) (sum int) {
		t.Helper()
		profile := dir + ".profile"
		output(t, reader, "textfmt", "-i="+dir, "-o="+profile)
		b, err := os.ReadFile(profile)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) { // file:line.column,line.column statements count
			var statements, times int
			if _, err := fmt.Sscan(line[strings.IndexByte(line, ' ')+1:], &statements, &times); err == nil {
				sum += statements * times
			}
		}
		return sum
	}
}

// output runs a program, which must succeed, and returns what it printed.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), "GOCOVERDIR="+t.TempDir())
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, stderr.String())
	}
	return stdout.String()
}
