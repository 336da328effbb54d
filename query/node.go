package query

// A Node is a clause of a query. Parse yields words as typed; Resolve rewrites
// Word and Name leaves into Term and Value leaves, and Match and the engines see
// resolved trees only. Every node prints itself as text that parses to the same
// tree, and remembers where it stood in the query.
//
// Nodes are of two kinds. A positional node yields spans, half-open ranges of
// positions in one stream: Term, Pattern, Phrase, Near, NotNear, Same, AtLeast,
// First, and Or, In over positional nodes. The others hold for a whole article.
// An article-level node inside a positional operator is an error of Parse.
type Node interface {
	Pos() Span
	String() string
}

// Span is the half-open range of bytes of the query that a node was read from.
type Span struct{ Start, End int }

// Pos returns s, so that a node has its method by embedding.
func (s Span) Pos() Span { return s }

// All matches every article: "*" alone.
type All struct{ Span }

// And holds where every kid holds. A kid may be Not.
type And struct {
	Span
	Kids []Node
	Bare bool // words set side by side without an operator
}

// Or holds where one kid holds; it is positional if every kid is.
type Or struct {
	Span
	Kids []Node
}

// Not holds where Kid does not.
type Not struct {
	Span
	Kid Node
}

// Word is a word as typed, unresolved. A quoted word matches itself alone, an
// unquoted one its inflected forms too. A word that folds to several tokens
// (good-faith) resolves to a Phrase.
type Word struct {
	Span
	Text   string
	Quoted bool
}

// Term is a resolved leaf: any of Terms at a position. Terms are terms of the
// stream's layers (corpus.StemMark and so on). Entity terms match maximal runs of
// adjacent covered positions as one span, others one position.
type Term struct {
	Span
	Typed string   // as typed, printed by String
	Terms []string // sorted, distinct, at least one
}

// A PatternKind is a way to match many words with one leaf.
type PatternKind string

const (
	Prefix   PatternKind = "prefix"   // negotiat*
	Wildcard PatternKind = "wildcard" // organi?ation
	Fuzzy    PatternKind = "fuzzy"    // netanyaho~1
	Regexp   PatternKind = "regexp"   // /neg.*ion/
)

// Pattern matches words of the word layer. Text is folded once resolved, without
// its operator. Fuzzy counts insertions, deletions, substitutions and swaps of
// neighbours (optimal string alignment) in runes up to Distance (1 or 2). A
// Regexp is RE2 and anchored at both ends.
type Pattern struct {
	Span
	Kind     PatternKind
	Text     string
	Distance int
}

// Phrase is its slots at neighbouring positions in order, or, with Slop, all of
// them in any order at distinct positions within a window of len(Slots)+Slop.
// Slots are Word, Term, Pattern or Or of these. Slop < 0 means exact.
type Phrase struct {
	Span
	Slots []Node
	Slop  int
}

// Near yields hulls of a span of A and one of B whose nearest ends are at most N
// positions apart (neighbours are 1) and that share no position. Ordered wants A
// first. For each span of either side only the nearest partner before and after
// is taken.
type Near struct {
	Span
	A, B    Node
	N       int
	Ordered bool
}

// NotNear yields the spans of A that have no span of B within N positions; a B
// that overlaps counts as near.
type NotNear struct {
	Span
	A, B Node
	N    int
}

// Same yields hulls of a span of A and the nearest of B before and after that
// stand, as wholes and without a shared position, in one unit.
type Same struct {
	Span
	A, B Node
	Unit rune // 's' sentence, 'p' paragraph
}

// AtLeast yields the spans of Kid where, over all streams in scope together, it has N or more.
type AtLeast struct {
	Span
	N   int
	Kid Node
}

// First yields the spans of Kid that end within the first N positions of their stream.
type First struct {
	Span
	N   int
	Kid Node
}

// In restricts Kid to a scope: "title", "byline", "text", "lead" (the first
// paragraph of the text) or "quote" (Kid must hold within one quote; with Speaker
// within one quote of a speaker in Speakers). Unscoped nodes look at title and
// text, each by itself.
type In struct {
	Span
	Scope    string
	Kid      Node   // nil: any quote (of the speakers)
	Speakers []Node // quote scope: Name before Resolve, Value after; all must hold of the quote
}

// Name is a keyword field with a value as typed, unresolved: outlet:"Fox News",
// actor:@steve-witkoff.
type Name struct {
	Span
	Field string
	Text  string
	ID    bool // written with @
}

// Value is a resolved keyword clause: one of the field's values is in IDs.
// actor: and place: as a clause of their own are Term (positional), so that they
// can stand in NEAR; Value serves outlet, original, agency, cites, speaker, lang,
// collection and id.
type Value struct {
	Span
	Field string
	Typed string
	IDs   []string // sorted, distinct
}

// DateRange holds where the article's local day lies in [From, To]; "" is open.
// Both are ISO days; an article without a date never matches.
type DateRange struct {
	Span
	From, To string
	Typed    string
}

// Exact holds where the stored title or text contains Text byte for byte, at
// word borders.
type Exact struct {
	Span
	Text string
}
