package segment

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// fillAll sets every string, number, list and pointer under v at random, so that a new
// field of an article that is not stored shows.
func fillAll(r *rand.Rand, v any) { fillValue(r, reflect.ValueOf(v).Elem()) }

func fillValue(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		all := []string{"", "given", "Ähre", "a b", "2025-07-24", fmt.Sprintf("%064x", r.Uint64()), strings.ToUpper(fmt.Sprintf("%064x", r.Uint64())),
			time.Unix(r.Int64N(1<<33)-1<<31, 0).UTC().Format(time.RFC3339), time.Unix(r.Int64N(1<<33), 9).Format(time.RFC3339Nano), "\xff"}
		v.SetString(all[r.IntN(len(all))])
	case reflect.Int:
		v.SetInt(r.Int64N(1<<40) - 1<<39)
	case reflect.Slice:
		if n := r.IntN(3); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fillValue(r, v.Index(i))
			}
		}
	case reflect.Pointer:
		if r.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fillValue(r, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(r, v.Field(i))
		}
	default:
		panic(v.Kind())
	}
}

// TestSymbols writes and reads texts like and unlike those of the table, and reads
// what is cut and longer.
func TestSymbols(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	texts := make([]string, 200)
	for i := range texts {
		for range r.IntN(400) {
			texts[i] += fmt.Sprintf(" %x", int(r.ExpFloat64()*99))
			if r.IntN(9) == 0 {
				texts[i] += ", “überall”\n"
			}
		}
	}
	s := train(texts[:100])
	coded, raw := 0, 0
	for i, text := range append(texts, "", "a", " ", "\xff", "\x00", strings.Repeat("\x80", 40), strings.Repeat("überall ", 99)) {
		for range r.IntN(3) { // bytes of no text
			k := r.IntN(len(text) + 1)
			text = text[:k] + string([]byte{byte(r.Uint32())}) + text[k:]
		}
		b := s.write(nil, text)
		if i > 100 && i < 200 {
			coded, raw = coded+len(b), raw+len(text)
		}
		buf := bytes.Repeat([]byte{'#'}, len(text)+spare+4)
		if !s.read(buf[:len(text)], b) || string(buf[:len(text)]) != text {
			t.Fatalf("%q is read as %q", text, buf[:len(text)])
		}
		if !bytes.HasSuffix(buf, []byte("####")) {
			t.Error("reading writes past what is spare")
		}
		if len(text) > 0 && (s.read(buf[:len(text)], b[:len(b)-1]) || s.read(buf[:len(text)-1], b)) {
			t.Errorf("what is cut is read of %q", text)
		}
	}
	if coded*5 > raw*3 {
		t.Errorf("%d bytes of %d: the table saves little", coded, raw)
	}
}

// TestTables reads a table from whichever of its files is whole.
func TestTables(t *testing.T) {
	dir := t.TempDir()
	s, files, err := OpenTables(dir).Train(7, []string{strings.Repeat("so many words ", 9)})
	if err != nil {
		t.Fatal(err)
	}
	read := func() (*Symbols, error) { return OpenTables(dir).Table(7) }
	for _, f := range files {
		if err := CheckFile(dir, f); err != nil {
			t.Error(err)
		}
		path := filepath.Join(dir, f.Name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for at := range whole {
			b := bytes.Clone(whole)
			b[at] ^= 0x10
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := read()
			if err != nil || got.number != 7 || *got.entries != *s.entries {
				t.Fatalf("with byte %d of %s flipped: %v", at, f.Name, err)
			}
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		if err := os.Remove(filepath.Join(dir, f.Name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := read(); err == nil || !strings.Contains(err.Error(), "symbols-000007: is missing") {
		t.Errorf("without its files: %v", err)
	}
}
