package opensearch

import (
	"errors"
	"fmt"
	"strings"

	"dateline/query"
)

// Errors that a caller branches on. Each is wrapped with what was done and with
// what to do.
var (
	ErrAddress     = errors.New("want http://host:9200/name or https")
	ErrUnreachable = errors.New("cluster unreachable")
	ErrDenied      = errors.New("the cluster refuses these credentials")
	ErrServer      = errors.New("no server that this version of Dateline can use")
	ErrNoIndex     = errors.New("there is no index")
	ErrFormat      = errors.New("the index was laid out by another version of Dateline")
	ErrFull        = errors.New("the cluster takes no more writes; free space on its disks or lift the block on the index, then run the same command again")
	ErrReadOnly    = errors.New("the index is open for reading only")
	ErrExpired     = query.ErrExpired
)

// A ServerError is what the cluster answered in place of what was asked.
type ServerError struct {
	Status int
	Type   string
	Reason string
}

func (e *ServerError) Error() string {
	said := fmt.Sprintf("the cluster answered %d %s", e.Status, strings.TrimPrefix(e.Type+": "+e.Reason, ": "))
	if known := e.Unwrap(); known != nil {
		return known.Error() + ": " + said
	}
	return said
}

// Unwrap names the sentinel that the answer amounts to, so that callers branch on
// that alone.
func (e *ServerError) Unwrap() error {
	switch {
	case e.Status == 401, e.Type == "security_exception":
		return ErrDenied
	case e.Type == "index_not_found_exception":
		return ErrNoIndex
	case e.Type == "search_context_missing_exception", strings.Contains(e.Reason, "search_context_missing_exception"):
		return ErrExpired
	case strings.HasSuffix(e.Type, "_block_exception"):
		return ErrFull
	case e.Status == 502, e.Status == 503, e.Status == 504, goneNode[e.Type]:
		return ErrUnreachable
	}
	return nil
}

// goneNode are the types of errors, some of status 500, by which one node tells that
// another has just gone.
var goneNode = map[string]bool{"node_not_connected_exception": true, "node_disconnected_exception": true, "node_closed_exception": true,
	"connect_transport_exception": true, "send_request_transport_exception": true, "no_shard_available_action_exception": true, "no_node_available_exception": true}

// writing tells the block that puts writes off, such as while a generation is published.
func (e *ServerError) writing() bool { return strings.Contains(e.Reason, "FORBIDDEN/8/") }

// blocked reports whether err tells of that block.
func blocked(err error) bool {
	var e *ServerError
	return errors.As(err, &e) && e.Type == "cluster_block_exception" && e.writing()
}

// denied reports whether the cluster lacks the permission, not the thing.
func denied(err error) bool { return errors.Is(err, ErrDenied) }

// status is the HTTP status of the answer that err tells of, 0 for none.
func status(err error) int {
	var e *ServerError
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

// tooHard reports whether the cluster refused a regular expression for the size of its
// automaton: some parts of it say so with status 400, others with 500.
func tooHard(err error) bool {
	var e *ServerError
	return errors.As(err, &e) && strings.Contains(e.Type+e.Reason, "eterminiz")
}

// passing reports whether the same request may succeed a little later.
func passing(err error) bool {
	if errors.Is(err, ErrFull) || errors.Is(err, ErrDenied) {
		return false
	}
	switch status(err) {
	case 429, 502, 503, 504:
		return true
	}
	return errors.Is(err, ErrUnreachable)
}
