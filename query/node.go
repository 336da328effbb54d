package query

// A Node is a clause of a query. Parse yields words as typed; Resolve rewrites
// Word and Name leaves into Term and Value leaves, and Match and the engines see
// resolved trees only. Every node prints itself as text that parses to the same
// tree, and remembers where it stood in the query.
//
// Nodes are of two kinds. A positional node yields a set of spans, half-open
// ranges of positions in one stream: Term, Pattern, Phrase, Near, NotNear, Same,
// AtLeast, First, and Or, In over positional nodes; it holds where it yields one.
// The others hold for a whole article. An article-level node inside a positional
// operator is an error of Parse.
//
// A node is asked within a scope: at first title and text, each by itself; In
// narrows it. The spans of a leaf are those of the whole stream that lie wholly
// within the scope; every other node is made from the spans of its kids in the
// same scope. Spans of different streams never pair.
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
// stream's layers (corpus.StemMark and so on). A word or stem term yields a span
// of one position. For the entity terms (marks @ % #) of the leaf, all together,
// the spans are the maximal runs of positions that any of them covers.
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
// Regexp is RE2 and anchored at both ends. A Wildcard's '*' is any runes or none,
// its '?' is one rune. It yields spans of one position.
type Pattern struct {
	Span
	Kind     PatternKind
	Text     string
	Distance int
}

// Phrase is its slots at neighbouring positions in order, or, with Slop, all of
// them in any order at distinct positions within a window of len(Slots)+Slop
// positions. Slots are Word, Term or Pattern, one position each, never entity
// terms. Slop < 0 means exact. With Slop >= 0 its spans are the minimal windows:
// those of that length at most in which every slot finds a position of its own,
// and no shorter window inside them does.
type Phrase struct {
	Span
	Slots []Node
	Slop  int
}

// Near yields hulls of a span of A and one of B whose nearest ends are at most N
// positions apart (neighbours are 1) and that share no position. Ordered wants A
// first. For each span of either side only the nearest partner on the other side
// is taken: after it, the one that starts first (of these the one that ends
// first); before it, the one that ends last (of these the one that starts last).
// Parse makes N >= 1.
type Near struct {
	Span
	A, B    Node
	N       int
	Ordered bool
}

// NotNear yields the spans of A that have no span of B, in the same stream and
// scope, within N positions; a B that shares a position counts as near.
type NotNear struct {
	Span
	A, B Node
	N    int
}

// Same yields, for each unit of the stream, the hulls that Near without a limit
// yields from the spans that lie wholly in that unit.
type Same struct {
	Span
	A, B Node
	Unit rune // 's' sentence, 'p' paragraph
}

// AtLeast yields the spans of Kid where, over all streams in scope together, there
// are N or more, else none. Equal spans count once, overlapping ones each.
type AtLeast struct {
	Span
	N   int
	Kid Node
}

// First yields the spans of Kid that end within the first N positions of their
// stream (of the whole stream in every scope).
type First struct {
	Span
	N   int
	Kid Node
}

// In restricts Kid to a scope: "title", "byline", "text", "lead" (the first
// paragraph of the text) or "quote". In a quote scope Kid must hold within one
// quote, with Speakers within one whose speaker is in each of them; its spans are
// those of all such quotes. Without a Kid the spans are the quotes themselves.
// Kid may be And and Not too; In is positional if Kid is. A quote scope may stand
// within a title, text or lead scope, other scopes within none.
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
// can stand in NEAR; Value serves outlet, original, agency, cites, speaker (the
// speaker of any of Annotated.Quotes), lang, collection and id.
type Value struct {
	Span
	Field string
	Typed string
	IDs   []string // sorted, distinct
}

// DateRange holds where all days of the article (see Days: its local day, or its
// day in Zone where it has an instant; a whole month or year where no more is
// known) lie in [From, To]; "" is open. Both are ISO days; an article without a
// date never matches.
type DateRange struct {
	Span
	From, To string
	Typed    string
	Zone     string // IANA zone, set by Resolve; "" is each article's own
}

// Exact holds where the stored title or text contains Text byte for byte, and no
// letter, mark or digit of Text at either end is continued by another in the text.
type Exact struct {
	Span
	Text string
}
