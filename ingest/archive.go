package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Nothing is unpacked to disk, so a member's name cannot reach outside anything. What
// an archive can do is grow: a compressed stream may yield maxRatio times what was
// read of it once it has yielded freeBytes; a zip archive as a whole, whose members
// may overlap, the same once it has yielded freeTotal.
const (
	maxRatio  = 100
	freeBytes = 32 << 20
	freeTotal = 1 << 30
	maxWindow = 128 << 20 // of zstd
)

var errBomb = fmt.Errorf("it unpacks to more than %d times its size, like a decompression bomb", maxRatio)

// bounded stops a stream that, beyond free bytes, grows beyond maxRatio times *in.
type bounded struct {
	r    io.Reader
	in   *int64
	out  *int64
	free int64
}

func (b bounded) Read(p []byte) (int, error) {
	if *b.out > b.free && *b.out > maxRatio**b.in {
		return 0, errBomb
	}
	n, err := b.r.Read(p)
	*b.out += int64(n)
	return n, err
}

// compression names the compression of a stream by its first bytes.
func compression(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b\x08")):
		return "gzip"
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return "zstd"
	}
	return ""
}

// unpacked is the reader behind a compression, with its cap. The caller closes it.
func unpacked(kind string, r io.Reader) (io.ReadCloser, error) {
	in, out := new(int64), new(int64)
	r = counted{r, in}
	var z io.ReadCloser
	var err error
	if kind == "gzip" {
		z, err = gzip.NewReader(r)
	} else {
		var d *zstd.Decoder
		if d, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow)); err == nil {
			z = d.IOReadCloser()
		}
	}
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{bounded{z, in, out, freeBytes}, z}, nil
}

// unpack reads a compressed stream as what is inside.
func (r *reader) unpack(kind string, src *source) bool {
	if src.packed++; src.packed > 2 {
		return r.refuse(src.path, 0, "compressed more than twice", "unpack it first")
	}
	z, err := unpacked(kind, src.r)
	if err != nil {
		return r.refuse(src.path, 0, err.Error(), "")
	}
	defer z.Close()
	src.id = bareName(src.id)
	src.r, src.at, src.size = z, nil, -1
	if outer := src.open; outer != nil {
		src.open = func() (io.ReadCloser, error) { return reopen(kind, outer) }
	}
	return r.source(src)
}

// bareName takes the suffix of a compression off.
func bareName(name string) string {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".gz", ".zst", ".gzip", ".zstd":
		return name[:len(name)-len(ext)]
	case ".tgz", ".tzst":
		return name[:len(name)-len(ext)] + ".tar"
	}
	return name
}

func reopen(kind string, outer opener) (io.ReadCloser, error) {
	f, err := outer()
	if err != nil {
		return nil, err
	}
	z, err := unpacked(kind, f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{z, both{z, f}}, nil
}

type both [2]io.Closer

func (b both) Close() error { return errors.Join(b[0].Close(), b[1].Close()) }

// zip reads the members of a zip archive in the order of its directory.
func (r *reader) zip(src *source) bool {
	if src.depth > 0 {
		return r.refuse(src.path, 0, "an archive inside an archive", "unpack it first")
	}
	if src.at == nil {
		return r.refuse(src.path, 0, "a zip archive cannot be read as a stream", "give the path of the zip file itself")
	}
	z, err := zip.NewReader(src.at, src.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return r.refuse(src.path, 0, err.Error(), "the archive may be cut off: fetch it again")
	}
	return r.folder(src.path, archiveID(src), src.depth+1, zipMembers(z, src.size))
}

// archiveID is what stands before the members' names in their ids: nothing for an
// archive that is a PATH itself.
func archiveID(src *source) string {
	if src.root {
		return ""
	}
	return src.id
}

func zipMembers(z *zip.Reader, archive int64) folder {
	return func(yield func(member) bool) {
		total := new(int64)
		for _, f := range z.File {
			if strings.HasSuffix(f.Name, "/") {
				continue
			}
			m := archived(f.Name, f.Mode())
			m.size = int64(f.UncompressedSize64)
			if m.err == nil && f.Flags&1 != 0 {
				m.err = errors.New("encrypted")
			}
			m.open = func() (io.ReadCloser, error) { return openZip(f, archive, total) }
			if !yield(m) {
				return
			}
		}
	}
}

func openZip(f *zip.File, archive int64, total *int64) (io.ReadCloser, error) {
	z, err := f.Open()
	if err != nil {
		return nil, err
	}
	in := int64(f.CompressedSize64)
	one := bounded{z, &in, new(int64), freeBytes}
	return struct {
		io.Reader
		io.Closer
	}{bounded{one, &archive, total, freeTotal}, z}, nil
}

// archived describes a member by its name and mode alone.
func archived(name string, mode fs.FileMode) member {
	clean, _ := clean([]byte(strings.ReplaceAll(name, `\`, "/")))
	m := member{name: path.Clean(clean), size: -1}
	switch base := path.Base(m.name); {
	case m.name == ".." || strings.HasPrefix(m.name, "../") || path.IsAbs(m.name):
		m.err = errors.New("its name leads out of the archive")
	case mode&fs.ModeSymlink != 0:
		m.skip = "a link inside an archive is not followed"
	case !mode.IsRegular():
		m.skip = "not a regular file"
	case strings.HasPrefix(base, ".") || strings.HasPrefix(m.name, "__MACOSX/"):
		m.skip = "hidden: its name starts with a dot"
	}
	return m
}

// tar reads the members of a tar archive in its order. A stream that cannot be opened
// again must hold sidecars before the files that they describe.
func (r *reader) tar(src *source) bool {
	if src.depth > 0 {
		return r.refuse(src.path, 0, "an archive inside an archive", "unpack it first")
	}
	live := tarMembers(src.r)
	if src.open == nil {
		sides := newSidecars(src.path)
		sides.live = true
		return r.members(src.path, archiveID(src), src.depth+1, live, sides)
	}
	again, err := src.open()
	if err != nil {
		return r.refuse(src.path, 0, reason(err), "")
	}
	sides := readSidecars(src.path, tarMembers(again))
	again.Close()
	return r.members(src.path, archiveID(src), src.depth+1, live, sides)
}

// tarMembers lists the members of a stream, which can be done once.
func tarMembers(stream io.Reader) folder {
	return func(yield func(member) bool) {
		t := tar.NewReader(stream)
		for {
			h, err := t.Next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(member{err: err})
				return
			}
			if h.Typeflag == tar.TypeDir {
				continue
			}
			if !yield(tarMember(h, t)) {
				return
			}
		}
	}
}

func tarMember(h *tar.Header, t *tar.Reader) member {
	m := archived(h.Name, h.FileInfo().Mode())
	if h.Typeflag == tar.TypeLink && m.err == nil {
		m.skip = "a link inside an archive is not followed"
	}
	m.size = h.Size
	m.open = func() (io.ReadCloser, error) { return io.NopCloser(t), nil }
	return m
}
