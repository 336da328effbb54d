// Package bleve registers the analysis of Dateline with Bleve, for those who index with
// stock Bleve. The program itself does not import it.
package bleve

import (
	"fmt"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"dateline/analyzer"
	"dateline/corpus"
)

// Name is the name under which an index mapping knows our analysis: a registered
// analyzer, and the tokenizer it consists of.
//
// Bleve hands an analyzer the bytes of a field and nothing else. The registered one
// therefore gives the layers that the text alone decides: words, stems in its own
// language, sentences and paragraphs. The layers that the whole article decides
// come through StreamAnalyzer, an analyzer for one field of one document
// (document.NewTextFieldCustom), which gives the same terms and those of mentions
// and quotes beside them.
const Name = "dateline"

func init() {
	for _, err := range []error{
		registry.RegisterTokenizer(Name, func(map[string]any, *registry.Cache) (analysis.Tokenizer, error) { return tokenizer{}, nil }),
		registry.RegisterAnalyzer(Name, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
			return &analysis.DefaultAnalyzer{Tokenizer: tokenizer{}}, nil
		}),
	} {
		if err != nil { // a name taken twice is a mistake of this program
			panic(fmt.Errorf("analyzer: register with bleve: %w", err))
		}
	}
}

// A tokenizer makes the stream of a text that is known by its bytes alone.
type tokenizer struct{}

// Tokenize implements analysis.Tokenizer.
func (tokenizer) Tokenize(input []byte) analysis.TokenStream {
	a := corpus.Annotated{Article: corpus.Article{Text: string(input)}}
	a.Language = analyzer.Language(a.Text)
	new(analyzer.Analyzer).Streams(&a)
	return StreamAnalyzer{a.Stream("")}.Analyze(nil)
}

// A StreamAnalyzer gives Bleve the terms of a stream that is already made.
type StreamAnalyzer struct{ Stream *corpus.Stream }

// Analyze implements analysis.Analyzer. Its argument is not looked at. A term has the
// bytes of the token at its position; Bleve's positions start at 1.
func (a StreamAnalyzer) Analyze([]byte) analysis.TokenStream {
	out := make(analysis.TokenStream, 0, 2*len(a.Stream.Tokens))
	analyzer.StreamTerms(a.Stream, func(term string, pos int) {
		token := a.Stream.Tokens[pos]
		out = append(out, &analysis.Token{Start: token.Start, End: token.End, Term: []byte(term), Position: pos + 1, Type: analysis.AlphaNumeric})
	})
	return out
}
