package web

import "testing"

// TestSwitches wants a parameter that is on or off to be one of these and nothing guessed.
func TestSwitches(t *testing.T) {
	for _, name := range switches {
		for value, ok := range map[string]bool{"1": true, "": true, "0": false, "no": false, "true": false} {
			s := state{map[string][]string{"q": {"faith"}, name: {value}}}
			if err := s.check(); (err == nil) != ok {
				t.Errorf("%s=%s: %v", name, value, err)
			}
		}
	}
}
