package statement

import "strings"

// describe makes the variant that u is of the fullest rendering full.
func describe(u, full *Unit) Variant {
	v := Variant{Article: u.Article, Outlet: u.Outlet, Published: u.Published, Field: u.Field, Start: u.Start, End: u.End, Text: u.Text}
	if u.Kind == "indirect" {
		v.Edit = Paraphrase
		return v
	}
	changes := diff(full.Words, u.Words)
	v.Edit = Identical
	for _, c := range changes {
		switch {
		case c.Op == "+":
			v.Edit = Altered
		case c.Op == "-" && v.Edit == Identical:
			v.Edit = Truncated
		}
	}
	v.Dropped = dropped(u, changes)
	if v.Edit == Altered {
		v.Changes = changes
	}
	return v
}

// dropped lists the runs that changes leave out without a replacement.
func dropped(u *Unit, changes []Change) []Dropped {
	var out []Dropped
	at := 0 // words of u passed
	for i, c := range changes {
		if c.Op != "-" {
			at += strings.Count(c.Words, " ") + 1
			continue
		}
		if i+1 < len(changes) && changes[i+1].Op == "+" || i > 0 && changes[i-1].Op == "+" {
			continue // replaced
		}
		d := Dropped{Where: "middle", Words: c.Words}
		switch {
		case i == 0:
			d.Where, d.Marked = "start", u.before
		case i == len(changes)-1:
			d.Where, d.Marked = "end", u.after
		default:
			for _, k := range u.inside {
				d.Marked = d.Marked || k == at
			}
		}
		out = append(out, d)
	}
	return out
}

// largest bounds the cells of one alignment; longer pairs are compared by their
// ends only, which is exact for what differs in one run.
const largest = 4 << 20

// diff aligns b with a, word by word, by a longest common subsequence.
func diff(a, b []string) []Change {
	var out []Change
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out = change(out, "=", a[:head]...)
	out = middle(out, a[head:len(a)-tail], b[head:len(b)-tail])
	return change(out, "=", a[len(a)-tail:]...)
}

func middle(out []Change, a, b []string) []Change {
	if len(a)*len(b) > largest {
		return change(change(out, "-", a...), "+", b...)
	}
	t := table(len(a), len(b), func(i, j int) bool { return a[i] == b[j] })
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j] && t.at(i, j) == t.at(i+1, j+1)+1:
			out = change(out, "=", a[i])
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || t.at(i+1, j) >= t.at(i, j+1)):
			out = change(out, "-", a[i])
			i++
		default:
			out = change(out, "+", b[j])
			j++
		}
	}
	return out
}

// change appends words to the last change where that is of the same kind.
func change(out []Change, op string, words ...string) []Change {
	if len(words) == 0 {
		return out
	}
	if n := len(out); n > 0 && out[n-1].Op == op {
		out[n-1].Words += " " + strings.Join(words, " ")
		return out
	}
	return append(out, Change{op, strings.Join(words, " ")})
}

// A lengths table holds the length of the longest common subsequence of the
// suffixes [i:] and [j:].
type lengths struct {
	cells []int32
	width int
}

func (t lengths) at(i, j int) int32 { return t.cells[i*t.width+j] }

func table(n, m int, same func(i, j int) bool) lengths {
	t := lengths{make([]int32, (n+1)*(m+1)), m + 1}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if same(i, j) {
				t.cells[i*t.width+j] = t.at(i+1, j+1) + 1
			} else {
				t.cells[i*t.width+j] = max(t.at(i+1, j), t.at(i, j+1))
			}
		}
	}
	return t
}
