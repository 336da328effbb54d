package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/urfave/cli/v2"

	"dateline/analyzer"
)

func modelCommand() command {
	return command{
		name:  "model",
		brief: "train or measure the recogniser of names that no authority holds",
		about: "Marked texts are read in two forms: files ending in .jsonl hold an object a line,\n" +
			"{id, text, spans: [{start, end, type}]} with byte offsets; any other file holds a\n" +
			"word, a tab and its label (O, B-PER, I-PER) a line. Types are PER, ORG and LOC;\nothers are left out.",
		examples: [2]string{"dateline model train --out mine.model marked/*.bio", "dateline model eval --model mine.model held-out.ner.jsonl"},
		codes:    []int{codeIO},
		subs:     []command{modelTrain(), modelEval()},
	}
}

func modelTrain() command {
	return command{
		name:     "train",
		brief:    "train a model on marked texts",
		args:     "FILE…",
		about:    "The same files in the same order with the same seed give the same bytes.",
		examples: [2]string{"dateline model train --out mine.model marked/*.bio", "dateline model train --out mine.model --seed 7 a.bio b.ner.jsonl"},
		codes:    []int{codeIO},
		flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write the model to `FILE`"},
			&cli.Uint64Flag{Name: "seed", Usage: "draw the order of training from `N`", Value: 1},
		},
		run: (*session).trainModel,
	}
}

func modelEval() command {
	return command{
		name:     "eval",
		brief:    "measure a model on marked texts",
		args:     "FILE…",
		about:    "A name counts as found when its first byte, its last byte and its type agree.",
		examples: [2]string{"dateline model eval held-out.ner.jsonl", "dateline model eval --model mine.model --json held-out.bio"},
		codes:    []int{codeIO},
		flags: []cli.Flag{
			&cli.StringFlag{Name: "model", Usage: "measure the model in `FILE` instead of the one that dateline carries"},
			jsonFlag(),
		},
		run: (*session).evalModel,
	}
}

func (s *session) trainModel(c *cli.Context) error {
	files, out := c.Args().Slice(), c.String("out")
	if out == "" || len(files) == 0 {
		return usagef("model train: want --out FILE and one file of marked texts at least")
	}
	var docs []analyzer.Labelled
	var names []string
	for _, file := range files {
		more, err := readMarked(file)
		if err != nil {
			return err
		}
		docs, names = append(docs, more...), append(names, filepath.Base(file))
	}
	start := time.Now()
	m := analyzer.TrainModel(docs, analyzer.TrainOptions{Seed: c.Uint64("seed"), Log: func(format string, args ...any) {
		if terminal(s.err) {
			s.warn(format, args...)
		}
	}})
	m.About = fmt.Sprintf("seed %d, trained on %s", c.Uint64("seed"), strings.Join(names, ", "))
	if err := writeModel(out, m); err != nil {
		return err
	}
	s.printf("%s: trained on %d texts in %s\n", clean(out), len(docs), time.Since(start).Round(time.Second))
	return nil
}

func writeModel(path string, m *analyzer.Model) error {
	f, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o644))
	if err != nil {
		return fmt.Errorf("model train: %w", err)
	}
	defer f.Cleanup()
	if err := analyzer.WriteModel(f, m); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}

func modelFlag() cli.Flag {
	return &cli.StringFlag{Name: "model", Usage: "`FILE` of dateline model train that recognises names, instead of the built-in model"}
}

// readModel reads a model and the sum of its file, by which an index knows it.
func readModel(path string) (m *analyzer.Model, sum string, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, "", fmt.Errorf("model %s: %w", path, plainCause(err))
	}
	if m, err = analyzer.LoadModel(bytes.NewReader(b)); err != nil {
		return nil, "", fmt.Errorf("%w: %s", err, path)
	}
	of := sha256.Sum256(b)
	return m, hex.EncodeToString(of[:8]), nil
}

func readMarked(path string) ([]analyzer.Labelled, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	docs, err := analyzer.ReadLabelled(path, f)
	if err == nil && len(docs) == 0 {
		err = errors.New("model: " + path + ": no text in it")
	}
	return docs, err
}

// evaluation is what model eval prints with --json, a line for each file.
type evaluation struct {
	Schema int                       `json:"schema"`
	File   string                    `json:"file"`
	Texts  int                       `json:"texts"`
	All    analyzer.Score            `json:"all"`
	Types  map[string]analyzer.Score `json:"types"`
	Spans  analyzer.Score            `json:"spans"` // whatever their type
}

func (s *session) evalModel(c *cli.Context) error {
	if c.NArg() == 0 {
		return usagef("model eval: want one file of marked texts at least")
	}
	m := analyzer.ShippedModel
	if path := c.String("model"); path != "" {
		loaded, _, err := readModel(path)
		if err != nil {
			return err
		}
		m = func() *analyzer.Model { return loaded }
	}
	for _, file := range c.Args().Slice() {
		docs, err := readMarked(file)
		if err != nil {
			return err
		}
		if err := s.printScores(c, file, len(docs), analyzer.EvalModel(m(), docs)); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) printScores(c *cli.Context, file string, texts int, got analyzer.Scores) error {
	if c.Bool("json") {
		return writeJSON(s.out, evaluation{schema, file, texts, got.All, got.Kind, got.Untyped})
	}
	s.printf("%s: %d texts\n  all    %s\n", clean(file), texts, got.All)
	for _, kind := range []string{"PER", "ORG", "LOC"} {
		s.printf("  %-6s %s\n", kind, got.Kind[kind])
	}
	s.printf("  spans  %s\n", got.Untyped)
	return nil
}
