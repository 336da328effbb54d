package opensearch

import (
	"strings"
	"testing"
)

func TestIndexName(t *testing.T) {
	for name, want := range map[string]bool{
		"news": true, "2025": true, "a.b-c_d": true, strings.Repeat("a", 200): true,
		"": false, "-news": false, ".news": false, "_news": false, "News": false, "news*": false, "a,b": false, "été": false,
		strings.Repeat("a", 201): false,
	} {
		if got := isIndexName(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
