// Steps analyses each file of its arguments and writes what the counters of coverage say of
// that alone into a folder of the file's name and ".steps". It is built for coverage:
//
//	go build -cover -covermode=atomic -coverpkg=dateline/analyzer,dateline/analyzer/testdata/steps ./testdata/steps
package main

import (
	"log"
	"os"

	"dateline/analyzer"
	"dateline/analyzer/steptest"
	"dateline/corpus"
)

func main() {
	a, err := analyzer.Starter()
	if err != nil {
		log.Fatal(err)
	}
	z := analyzer.New(a)
	z.Analyze(corpus.Article{Text: "He was in Paris, said Ann Orr.", Language: "en"}) // what is made at the first use
	for _, file := range os.Args[1:] {
		if err := count(z, file); err != nil {
			log.Fatal(err)
		}
	}
}

func count(z *analyzer.Analyzer, file string) error {
	s, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return steptest.Write(file+".steps", func() { z.Analyze(corpus.Article{Text: string(s), Language: "en"}) })
}
