package query

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// The cursor that an answer gives is the engine's behind two marks: of the question, since
// behind the last hit of another one stands nothing that was asked for, and of the
// snapshot, since in another one hits may have moved across it.

const markSize = 8

func markOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:markSize]
}

// question stands for what c asks of which articles in which order, however many of them.
func (c *Compiled) question(o Options) (string, error) {
	narrowed, err := json.Marshal(o.Select)
	return markOf(fmt.Sprintf("%s\x00%s\x00%s\x00%s\x00%t", c.Request.Query, narrowed, c.Request.Zone, cmp.Or(o.Sort, ByScore), o.Distinct)), err
}

// opened returns the engine's cursor in one that a page ended with, "" for none, and says
// in a note if the collection has changed since.
func (c *Compiled) opened(s Snapshot) (string, error) {
	given := c.Request.After
	if given == "" {
		return "", nil
	}
	rest, ok := strings.CutPrefix(given, c.asked)
	if !ok || len(rest) <= markSize {
		return "", fmt.Errorf("query: search: %w %q: want the one that a page of the same query, filters and order ended with", ErrCursor, given)
	}
	if rest[:markSize] != markOf(s.ID()) {
		c.Notes = append(c.Notes, "the collection has changed since the page before: articles that moved across its end are missing here or come twice; from the first page on nothing is")
	}
	return rest[markSize:], nil
}

// sealed is the engine's cursor as an answer gives it.
func (c *Compiled) sealed(next string, s Snapshot) string {
	if next == "" {
		return ""
	}
	return c.asked + markOf(s.ID()) + next
}
