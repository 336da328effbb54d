package main

import (
	"io/fs"
	"syscall"
	"time"
)

// inode returns when the inode of a file last changed, and its number.
func inode(info fs.FileInfo) (time.Time, uint64) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return time.Time{}, 0
	}
	return time.Unix(st.Ctim.Unix()), st.Ino
}
