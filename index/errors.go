package index

import (
	"errors"
	"fmt"

	"dateline/index/segment"
)

// Errors that a caller branches on. Each is wrapped with path and cause.
var (
	ErrNoIndex  = errors.New("there is no index")
	ErrLocked   = errors.New("another process writes this index")
	ErrDamaged  = errors.New("the index is damaged")
	ErrFormat   = segment.ErrFormat
	ErrReadOnly = errors.New("the index is open for reading only")
)

// damaged wraps err in ErrDamaged if it tells of bytes that are not those written.
func damaged(err error) error {
	if err == nil {
		return nil
	}
	var d *segment.Damage
	if !errors.As(err, &d) || errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("index: %w: %w", ErrDamaged, err)
}

// guard is deferred by whatever reads segments: it turns the panic of a damaged
// file into an error that wraps ErrDamaged.
func guard(err *error) {
	if r := recover(); r != nil {
		func() {
			defer segment.Guard(err)
			panic(r)
		}()
	}
	*err = damaged(*err)
}
