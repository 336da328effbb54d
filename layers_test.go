package dateline

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// layers is the table of ARCHITECTURE.md as data: each package and what it may
// import of this module. "*" allows everything. A package that is not listed, or
// an import that is not allowed, fails the test. Test files of a package may
// import more than the package itself where testOnly says so.
var layers = map[string][]string{
	".":                 {},
	"corpus":            {},
	"ingest":            {"corpus"},
	"analyzer":          {"corpus"},
	"analyzer/bleve":    {"corpus", "analyzer"},
	"analyzer/steptest": {},
	"query":             {"corpus"},
	"query/enginetest":  {"corpus", "analyzer", "query"},
	"statement":         {"corpus"},
	"index/segment":     {"corpus"},
	"index":             {"corpus", "analyzer", "query", "statement", "index/segment"},
	"opensearch":        {"corpus", "analyzer", "query", "statement"},

	"opensearch/clustertest":    {},
	"opensearch/clustertest/up": {"opensearch/clustertest"},

	"export":       {"corpus", "query"},
	"web":          {"corpus", "query", "export"},
	"cmd/dateline": {"*"},
}

// testOnly lists what only the tests of a package may import beside its own layer.
var testOnly = map[string][]string{
	"query":            {"analyzer", "analyzer/steptest", "query/enginetest"},
	"query/enginetest": {"corpus"},
	"analyzer":         {"analyzer/steptest", "query"},
	"statement":        {"analyzer"},
	"index/segment":    {"analyzer"},
	"index":            {"query/enginetest", "ingest"},
	"opensearch":       {"query/enginetest", "ingest", "index", "opensearch/clustertest"},
	"export":           {"analyzer", "index", "ingest"},
	"web":              {"analyzer", "index", "ingest"},
}

// TestLayers reads the import clauses of every Go file itself: a test that shells
// out to the go command would be cached and miss a violation.
func TestLayers(t *testing.T) {
	files := goFiles(t, ".")
	if len(files) < 3 {
		t.Fatalf("only %d Go files found: the walk is broken", len(files))
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range violations(t, filepath.ToSlash(file), src) {
			t.Error(bad)
		}
	}
}

// TestLayersCatch proves that violations finds what it must: a forbidden arrow,
// an unknown package, an arrow that only tests may use.
func TestLayersCatch(t *testing.T) {
	for _, c := range []struct {
		file, src string
		want      int
	}{
		{"query/x.go", `package query; import "dateline/index"`, 1},
		{"query/x.go", `package query; import "dateline/analyzer"`, 1},
		{"query/x_test.go", `package query; import "dateline/analyzer"`, 0},
		{"corpus/x.go", `package corpus; import "golang.org/x/text/cases"`, 1},
		{"util/x.go", `package util; import "fmt"`, 1},
		{"index/x.go", `package index; import "dateline/query"`, 0},
		{"bench/new/x.go", `package main; import "dateline/index"`, 0},
	} {
		if got := violations(t, c.file, []byte(c.src)); len(got) != c.want {
			t.Errorf("%s %q: %d violations %v, want %d", c.file, c.src, len(got), got, c.want)
		}
	}
}

func goFiles(t *testing.T, root string) []string {
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata") {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, ".go") {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(files)
	return files
}

func violations(t *testing.T, file string, src []byte) []string {
	f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	pkg := filepath.ToSlash(filepath.Dir(file))
	if strings.HasPrefix(pkg, "bench") {
		return nil // bench/ may import all
	}
	allowed, known := layers[pkg]
	if !known {
		return []string{file + ": package " + pkg + " is not in the table of layers"}
	}
	if strings.HasSuffix(file, "_test.go") {
		allowed = append(slices.Clone(allowed), testOnly[pkg]...)
		allowed = append(allowed, pkg) // external test package
	}
	var bad []string
	for _, imp := range f.Imports {
		path, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		rel, ours := strings.CutPrefix(path, "dateline/")
		switch {
		case ours && !slices.Contains(allowed, rel) && !slices.Contains(allowed, "*"):
			bad = append(bad, file+": "+pkg+" may not import "+rel)
		case !ours && pkg == "corpus" && strings.Contains(path, ".") && !strings.HasSuffix(file, "_test.go"):
			bad = append(bad, file+": corpus imports the standard library alone, not "+path)
		}
	}
	return bad
}
