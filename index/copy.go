package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"dateline/index/segment"
)

// Copy copies the newest generation of the index in from to the new directory to,
// which must not exist, and checks every byte of the copy. A writer may be at work
// on from. The copy is an index like any other: a backup, or what was backed up.
func Copy(ctx context.Context, from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("index: copy to %s: %w", to, os.ErrExist)
	}
	for try := 0; ; try++ {
		m, raw, err := readManifest(from)
		if err != nil {
			return err
		}
		err = copyGeneration(ctx, m, from, to)
		if err == nil {
			return nil
		}
		os.RemoveAll(to)
		if _, again, rerr := readManifest(from); try == 9 || rerr != nil || string(again) == string(raw) {
			return damaged(err)
		}
	}
}

func copyGeneration(ctx context.Context, m *manifest, from, to string) error {
	if err := os.MkdirAll(filepath.Join(to, segmentsDir), 0o755); err != nil {
		return fmt.Errorf("index: copy: %w", err)
	}
	for _, f := range m.files() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := copyFile(from, to, f); err != nil {
			return err
		}
	}
	_, err := m.publish(to)
	return err
}

func copyFile(from, to string, f segment.File) error {
	from, to = filepath.Join(from, segmentsDir), filepath.Join(to, segmentsDir)
	src, err := os.Open(filepath.Join(from, f.Name))
	if errors.Is(err, os.ErrNotExist) {
		return &segment.Damage{Path: filepath.Join(from, f.Name), What: "is missing"}
	}
	if err != nil {
		return fmt.Errorf("index: copy: %w", err)
	}
	defer src.Close()
	dst, err := os.OpenFile(filepath.Join(to, f.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("index: copy: %w", err)
	}
	_, err = io.Copy(dst, src)
	if err := errors.Join(err, dst.Sync(), dst.Close()); err != nil {
		return fmt.Errorf("index: copy %s: %w", f.Name, err)
	}
	if err := segment.CheckFile(to, f); err != nil {
		return &segment.Damage{Path: filepath.Join(from, f.Name), What: "its copy is not what was written"}
	}
	return nil
}
