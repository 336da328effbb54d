package analyzer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/analyzer/steptest"
)

// How much work a text is, is counted and not timed: the statements that its analysis
// executes (testdata/steps), in this package and those it leans on.

const counted = "dateline/analyzer,dateline/analyzer/testdata/steps,dateline/corpus,regexp,strings"

// units are what a text is made of from end to end to be as hard as it can for one part
// of the analysis: each repeats what starts that part's work and never lets it finish.
var units = map[string]string{
	// sources and dates
	"contributors": "Ana Sample contributed to this report ", "copyright": "© ", "relayed": "sources told The National ",
	"first appeared": "This post appeared first on ", "agency": "(AP) ", "days": "October 7 2023 last Thursday ",
	"letters": "AAAA BBBB ", "outlets": "CNN's ", "bylines": "By Ana Sample and ",
	// names of the model
	"capital": "A", "capital words": "Ab ", "links": "of ", "name links": "Bank of the ", "hyphens": "Al-",
	"points": "U.", "apostrophe names": "O'", "marks": "-'\"", "broken": "\xff\xfeA",
	// mentions and what they resolve to
	"capitals": "A B ", "one name": "Berg ", "full names": "Anna Berg, Ole Berg. ", "opening pairs": "“‘ ",
	"brackets": "Lake Board (LB) ", "the group": "Hezbollah the group ", "states": "Iran, Iraq and Georgia ",
	"one word": "x", "possessives": "Iran’s ", "administrations": "Trump and Trump administrations ",
	"states of one name": "Georgia, Georgia and Atlanta ",
}

// hostileTexts are all of about n bytes, by name.
func hostileTexts(n int) map[string]string {
	texts := hostile(n)
	for name, unit := range units {
		texts[name] = strings.Repeat(unit, n/len(unit))
	}
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		x, y, z := 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26
		fmt.Fprintf(&b, "Ab%c%c%c Cd%c%c%c said. ", x, y, z, x, y, z)
	}
	texts["many names"] = b.String()
	return texts
}

// TestLinear wants eight times the text to take about eight times the steps, whatever it
// is made of. What is quadratic takes 64 times.
func TestLinear(t *testing.T) {
	const part, parts, most = 10_000, 8, 10
	small, large := hostileTexts(part), hostileTexts(part*parts)
	dir := t.TempDir()
	base := func(name, size string) string { // covdata takes a comma for the end of a folder's name
		return filepath.Join(dir, strings.ReplaceAll(name, ",", "")+" "+size)
	}
	var names, files []string
	for name := range small {
		for size, text := range map[string]string{"small": small[name], "large": large[name]} {
			file := base(name, size)
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		names = append(names, name)
	}
	steptest.Run(t, counted, files)
	steps := steptest.Reader(t)
	for _, name := range names {
		one, all := steps(base(name, "small")+".steps"), steps(base(name, "large")+".steps")
		t.Logf("%-22s %8d steps for %d bytes, %9d for %d: %.1f times", name, one, part, all, part*parts, float64(all)/float64(one))
		if one == 0 || all > most*one {
			t.Errorf("%s: %d steps for %d bytes, %d for %d", name, one, part, all, part*parts)
		}
	}
}
