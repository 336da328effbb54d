package segment

import "syscall"

// forget takes the pages of a mapping out of the process's memory. They come back
// from the file when they are read again.
func forget(data []byte) {
	if len(data) > 0 {
		_ = syscall.Madvise(data, syscall.MADV_DONTNEED) // only advice
	}
}
