package corpus

// An Annotated is an article with everything that analysis found in it.
// Streams are derived from the article, its language and its mentions; they are
// not stored but made again by the analyzer.
type Annotated struct {
	Article
	Mentions []Mention     `json:"mentions,omitempty"`
	Quotes   []Quote       `json:"quotes,omitempty"`
	Dates    []DateMention `json:"dates,omitempty"`
	Notes    []Note        `json:"notes,omitempty"` // what analysis saw and did not take

	TitleStream  Stream `json:"-"`
	TextStream   Stream `json:"-"`
	BylineStream Stream `json:"-"` // the names of Byline joined by ", "
}

// A Note says what analysis made of Field[Start:End], such as an opening quotation
// mark that nothing closes.
type Note struct {
	Field string `json:"field,omitempty"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Stream returns the stream of a field: "title", "byline", else the text's.
func (a *Annotated) Stream(field string) *Stream {
	switch field {
	case "title":
		return &a.TitleStream
	case "byline":
		return &a.BylineStream
	}
	return &a.TextStream
}

// A Stream is the layered token stream of one field. The position of a token is
// its index: a possessive takes none, paragraph ends add none.
type Stream struct {
	Tokens     []Token
	Sentences  []int      // position of the first token of each sentence, ascending
	Paragraphs []int      // position of the first token of each paragraph, ascending
	Entities   []Covering // entity layer, by First, then Last, then ID
	Quotes     []Quoted   // quotes that hold at least one token, by First, then Last

	Kinds  []uint32 // by token, the number of its word among the distinct ones; nil where nobody numbered them
	Firsts []uint32 // by the number of a word, the first token that has it
	Stems  []string // by the number of a word, its stem where that is another word, else ""; nil where there are none
	IDs    WordIDs  // by the number of a word; nil where nobody gave any
}

// WordIDs are numbers of words that stand, in all streams of this process, for a word with
// its stem; 0 for none. Who looks words up may remember by them what it found.
type WordIDs []uint32

// Equal holds for any two: they say nothing of what a stream is.
func (WordIDs) Equal(WordIDs) bool { return true }

// Stem returns the stem of token i where that is another word, else "".
func (s *Stream) Stem(i int) string {
	if s.Stems == nil {
		return ""
	}
	return s.Stems[s.Kinds[i]]
}

// A Token is one word. Start and End are byte offsets into the field.
// Word is folded (case, diacritics) and never stemmed.
type Token struct {
	Start, End int
	Word       string
}

// A Covering is an entity mention in positions: it covers [First, Last).
type Covering struct {
	First, Last int
	ID          string
	Type        Type
	Role        Role
}

// A Quoted is a quote in positions: it covers [First, Last). Speaker is the
// entity id or "".
type Quoted struct {
	First, Last int
	Speaker     string
	Kind        QuoteKind
}

// The layers share positions and one term dictionary. A term of the word layer is
// the folded word itself; the others carry a leading mark that no word can start
// with. Ids hold no space and no '|'.
const (
	StemMark    = "=" // =negoti
	ActorMark   = "@" // @steve-witkoff, mentions of role actor
	PlaceMark   = "%" // %doha, mentions of role place, the place named and not its parents
	TypeMark    = "#" // #person, one of the names of TypeTerms
	SpeakerMark = "!" // !steve-witkoff at the first position of a quote, "!" alone if unknown
)

// Structure terms mark where a unit starts or ends.
const (
	SentenceTerm  = "<s" // at the first position of each sentence
	ParagraphTerm = "<p" // at the first position of each paragraph
	QuoteTerm     = "<q" // at the first position of each quote
	QuoteEndTerm  = ">q" // at the last position of each quote
)

// TypeTerms returns the type-layer terms of a covering: "#person", "#place" or
// "#org". A government is an organisation where it acts and a place where it
// locates.
func (c Covering) TypeTerms() []string {
	switch {
	case c.Role == RolePlace:
		return []string{TypeMark + "place"}
	case c.Role == RoleDemonym || c.Role == RolePeople:
		return nil
	case c.Type == Person:
		return []string{TypeMark + "person"}
	case c.Type == Place:
		return []string{TypeMark + "place"}
	}
	return []string{TypeMark + "org"}
}

// Mark returns the mark of the entity term of c, "" where it has none.
func (c Covering) Mark() string {
	switch {
	case c.ID == "":
	case c.Role == RoleActor:
		return ActorMark
	case c.Role == RolePlace:
		return PlaceMark
	}
	return ""
}

// Terms returns all terms of the entity layer that stand at the positions of c.
func (c Covering) Terms() []string {
	terms := c.TypeTerms()
	if mark := c.Mark(); mark != "" {
		terms = append(terms, mark+c.ID)
	}
	return terms
}
