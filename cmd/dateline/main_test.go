package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts run the real program as the command dateline.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dateline": main})
}

// TestScripts runs testdata/*.txtar. With UPDATE=1 the expected outputs in them are
// rewritten. $SEEDS is the folder of sample articles; caches stay inside $WORK.
func TestScripts(t *testing.T) {
	seeds, err := filepath.Abs("../../seeds")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                "testdata",
		UpdateScripts:      os.Getenv("UPDATE") != "",
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SEEDS", seeds)
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, "cache"))
			e.Setenv("TZ", "UTC")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "reformat": reformat},
	})
}

// exits CODE COMMAND ARG… runs a command and fails unless it ends with CODE.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG…")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = exitStatus(err)
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// exitStatus is the code in err, or err's text where the command did not run.
func exitStatus(err error) string {
	type coder interface{ ExitCode() int }
	if c, ok := err.(coder); ok {
		return strconv.Itoa(c.ExitCode())
	}
	return err.Error()
}

// reformat DIR N gives the manifest of an index the format version N, checksum and all.
func reformat(ts *testscript.TestScript, neg bool, args []string) {
	name := filepath.Join(ts.MkAbs(args[0]), "manifest.json")
	var e struct {
		Manifest json.RawMessage `json:"manifest"`
		Sum      string          `json:"sha256"`
	}
	data, err := os.ReadFile(name)
	ts.Check(err)
	ts.Check(json.Unmarshal(data, &e))
	format := regexp.MustCompile(`"format":\d+,`)
	if neg || !format.Match(e.Manifest) {
		ts.Fatalf("no %s in %s", format, e.Manifest)
	}
	e.Manifest = format.ReplaceAll(e.Manifest, []byte(`"format":`+args[1]+`,`))
	sum := sha256.Sum256(e.Manifest)
	e.Sum = hex.EncodeToString(sum[:])
	data, err = json.Marshal(e)
	ts.Check(err)
	ts.Check(os.WriteFile(name, append(data, '\n'), 0o644))
}
