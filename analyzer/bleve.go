package analyzer

import (
	"fmt"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"dateline/corpus"
)

// BleveName is the name under which the index mapping knows our analysis: a
// registered analyzer, and the tokenizer it consists of.
//
// Bleve hands an analyzer the bytes of a field and nothing else. The registered one
// therefore gives the layers that the text alone decides: words, stems in its own
// language, sentences and paragraphs. The layers that the whole article decides
// come through StreamAnalyzer, an analyzer for one field of one document
// (document.NewTextFieldCustom), which gives the same terms and those of mentions
// and quotes beside them.
const BleveName = "dateline"

func init() {
	for _, err := range []error{
		registry.RegisterTokenizer(BleveName, func(map[string]any, *registry.Cache) (analysis.Tokenizer, error) { return bleveTokenizer{}, nil }),
		registry.RegisterAnalyzer(BleveName, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
			return &analysis.DefaultAnalyzer{Tokenizer: bleveTokenizer{}}, nil
		}),
	} {
		if err != nil { // a name taken twice is a mistake of this program
			panic(fmt.Errorf("analyzer: register with bleve: %w", err))
		}
	}
}

// A bleveTokenizer makes the stream of a text that is known by its bytes alone.
type bleveTokenizer struct{}

// Tokenize implements analysis.Tokenizer.
func (bleveTokenizer) Tokenize(input []byte) analysis.TokenStream {
	t := newText("", string(input))
	t.lang = Language(t.s)
	s := t.stream(nil, nil)
	return StreamAnalyzer{&s}.Analyze(nil)
}

// A StreamAnalyzer gives Bleve the terms of a stream that is already made.
type StreamAnalyzer struct{ Stream *corpus.Stream }

// Analyze implements analysis.Analyzer. Its argument is not looked at. A term has the
// bytes of the token at its position; Bleve's positions start at 1.
func (a StreamAnalyzer) Analyze([]byte) analysis.TokenStream {
	out := make(analysis.TokenStream, 0, 2*len(a.Stream.Tokens))
	StreamTerms(a.Stream, func(term string, pos int) {
		token := a.Stream.Tokens[pos]
		out = append(out, &analysis.Token{Start: token.Start, End: token.End, Term: []byte(term), Position: pos + 1, Type: analysis.AlphaNumeric})
	})
	return out
}
