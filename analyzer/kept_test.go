package analyzer

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAdded: what an index keeps of an authority loads to the same authority.
func TestAdded(t *testing.T) {
	dir := t.TempDir()
	rows := "id,name,type,aliases,parent,valid_from,valid_to,wikidata,note\n" +
		"jane-roe,Jane Roe,person,\"J. \"\"Jay\"\" Roe|Ms Roe\",,,,,\"a note, with a comma\"\n" +
		"broken row,Nobody,person,,,,,,\n"
	if err := os.WriteFile(filepath.Join(dir, "own.csv"), []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	a, problems, err := Load(dir)
	if err != nil || len(problems) != 1 {
		t.Fatalf("Load: %v, problems %v, want one", err, problems)
	}
	b, problems, err := LoadAdded(a.Added())
	if err != nil || len(problems) != 0 {
		t.Fatalf("LoadAdded: %v, problems %v", err, problems)
	}
	if a.Version() != b.Version() {
		t.Errorf("version %s, want %s", b.Version(), a.Version())
	}
	e, _ := a.Entity("jane-roe")
	f, _ := b.Entity("jane-roe")
	if diff := cmp.Diff(e, f); diff != "" || e.Name != "Jane Roe" {
		t.Errorf("entity: %s", diff)
	}
	starter, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	if starter.Added() != nil || starter.Version() == a.Version() {
		t.Errorf("the starter adds %q, version %s", starter.Added(), starter.Version())
	}
}
