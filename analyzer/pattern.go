package analyzer

import (
	"regexp"
	"sync"
)

// pattern returns a regular expression that is compiled when it is first asked for: a
// program that does not need it need not wait for it. One that does not compile panics then.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
