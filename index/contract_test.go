package index

import (
	"testing"

	"dateline/query"
	"dateline/query/enginetest"
)

// TestContractOracle holds the embedded index to the contract of engines.
func TestContractOracle(t *testing.T) {
	enginetest.Run(t, func(t *testing.T, k enginetest.Kit) query.Engine {
		x, err := Open(t.TempDir(), Options{Write: true, Lexicon: k.Lexicon, Streams: k.Streams})
		if err != nil {
			t.Fatal(err)
		}
		return x
	})
}
