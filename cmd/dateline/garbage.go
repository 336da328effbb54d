package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

// Garbage is collected for the first time when the heap has grown to 64 MB, sixteen
// times what Go waits for: most commands end before, and a tenth of their time would go
// into collections of a heap that is about to be given back whole. From then on it is
// collected as ever, or as easeGC says. Where GOGC is set nothing changes.
var garbage struct {
	sync.Mutex
	begun   bool // a collection was
	percent int  // from the first collection on
}

const firstCollection = 1600 // percent of the 4 MB of an empty heap

func lateGC() {
	garbage.percent = 100
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(firstCollection)
	runtime.SetFinalizer(new(*int), func(**int) { // the first collection finds it
		garbage.Lock()
		defer garbage.Unlock()
		garbage.begun = true
		debug.SetGCPercent(garbage.percent)
	})
}

// easeGC lets more garbage gather before it is collected. An export of hits or
// quotations drops every article that it has written; one of articles makes little
// garbage, and still saves a twentieth of its time. Indexing saves as much, up to its
// memoryGoal.
func easeGC() {
	garbage.Lock()
	defer garbage.Unlock()
	if garbage.percent = 400; garbage.begun {
		debug.SetGCPercent(garbage.percent)
	}
}

// easyArticles is how many an index may have for memory to stay below 200 MB while
// the collection of garbage is eased.
const easyArticles = 250_000
