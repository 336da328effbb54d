package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The figures are golden, so that a change of any shows in review.
func TestFigures(t *testing.T) {
	const data = "../../../shared/data"
	if _, err := os.Stat(data); err != nil || testing.Short() {
		t.Skip("research data absent or -short:", err)
	}
	var out bytes.Buffer
	if err := run(&out, data, "../../seeds", ""); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("golden.txt", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("figures changed (UPDATE=1 rewrites golden.txt)\n%s", diff)
	}
}
