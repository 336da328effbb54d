//go:build !unix

package segment

import "os"

// Where files cannot be mapped they are read whole.
func mapFile(path string, size int) ([]byte, error) { return os.ReadFile(path) }

func unmapFile(data []byte) error { return nil }
