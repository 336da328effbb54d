//go:build !linux

package main

// largePages has a measured use on Linux alone.
func largePages() {}
