package opensearch

import (
	"errors"
	"fmt"
	"strings"
)

// Errors that a caller branches on. Each is wrapped with what was done and with
// what to do.
var (
	ErrUnreachable = errors.New("cluster unreachable")
	ErrDenied      = errors.New("the cluster refuses these credentials")
	ErrNoIndex     = errors.New("there is no index")
	ErrFormat      = errors.New("the index was laid out by another version of Dateline")
	ErrFull        = errors.New("the cluster takes no more writes")
	ErrReadOnly    = errors.New("the index is open for reading only")
	ErrExpired     = errors.New("the view of the index has expired")
)

// A ServerError is what the cluster answered in place of what was asked.
type ServerError struct {
	Status int
	Type   string
	Reason string
}

func (e *ServerError) Error() string {
	if e.Type == "" {
		return fmt.Sprintf("the cluster answered %d %s", e.Status, e.Reason)
	}
	return fmt.Sprintf("the cluster answered %d %s: %s", e.Status, e.Type, e.Reason)
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
	case e.Type == "cluster_block_exception" && (strings.Contains(e.Reason, "read-only") || strings.Contains(e.Reason, "FORBIDDEN/8") || strings.Contains(e.Reason, "FORBIDDEN/5")):
		return ErrFull
	}
	return nil
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
