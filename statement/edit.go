package statement

import "strings"

// describe makes the variant that u is of the fullest rendering full.
func describe(u, full *Unit) Variant {
	v := Variant{Article: u.Article, Outlet: u.Outlet, OutletName: u.By, OutletStatus: u.Status, Published: u.Published,
		Field: u.Field, Start: u.Start, End: u.End, Text: u.Text, Dropped: []Dropped{}}
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
	v.Dropped = append(v.Dropped, dropped(u, changes)...)
	if v.Edit != Identical {
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

// largest bounds the cells of one alignment; what is longer is compared by its
// ends only, which is exact where the texts differ in one run.
const largest = 4 << 20

// diff aligns b with a by their longest common run of words, then what stands
// before and behind it in the same way (Ratcliff and Obershelp, 1988): not always
// the shortest account, but the one that a reader gives.
func diff(a, b []string) []Change { return aligning(nil, a, b) }

func aligning(out []Change, a, b []string) []Change {
	if len(a)*len(b) > largest {
		return ends(out, a, b)
	}
	i, j, n := longestRun(a, b)
	if n == 0 {
		return change(change(out, "-", a...), "+", b...)
	}
	out = aligning(out, a[:i], b[:j])
	out = change(out, "=", a[i:i+n]...)
	return aligning(out, a[i+n:], b[j+n:])
}

// ends aligns only what a and b start and end with.
func ends(out []Change, a, b []string) []Change {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out = change(out, "=", a[:head]...)
	out = change(out, "-", a[head:len(a)-tail]...)
	out = change(out, "+", b[head:len(b)-tail]...)
	return change(out, "=", a[len(a)-tail:]...)
}

// longestRun returns the first longest run of n words at a[i:] and b[j:].
func longestRun(a, b []string) (i, j, n int) {
	run := make([]int, len(b)+1) // length of the common run that ends before b[k]
	for x := range a {
		for y := len(b) - 1; y >= 0; y-- {
			if a[x] != b[y] {
				run[y+1] = 0
				continue
			}
			run[y+1] = run[y] + 1
			if l := run[y+1]; l > n || l == n && x+1-l == i && y+1-l < j {
				i, j, n = x+1-l, y+1-l, l
			}
		}
	}
	return i, j, n
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
