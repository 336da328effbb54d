package opensearch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// A name stands for one generation of an index: name-000001 and so on. To analyse
// all articles again, a writer fills the next generation while everybody reads the
// present one, and then has the name stand for it, in one step. The old one goes
// when no reader has a view of it.

// ErrChanged says that articles came to an index, or went, while its next
// generation was filled.
var ErrChanged = errors.New("the index changed meanwhile")

// writing names a generation for its writer alone. Writes go through a name that
// must exist, so that no server makes an index up where one is gone.
func writing(index string) string { return index + ".writing" }

// Next returns a new, empty generation, laid out as x.options say. Nobody else
// sees it before Publish.
func (x *Index) Next(ctx context.Context) (*Index, error) {
	if !x.options.Write {
		return nil, fmt.Errorf("opensearch: next generation of %s: %w", x.name, ErrReadOnly)
	}
	if !x.layout.aliased {
		return nil, fmt.Errorf("opensearch: next generation of %s: it is one generation itself; name the index without its number", x.name)
	}
	y := &Index{client: x.client, options: x.options, shared: true}
	index := x.layout.index
	for {
		index = next(x.name, index)
		err := x.create(ctx, index, object{writing(index): object{}})
		if err == nil {
			break
		}
		if !taken(err) {
			return nil, fmt.Errorf("opensearch: next generation of %s: %w", x.name, err)
		}
	}
	y.name = writing(index)
	return y, y.find(ctx)
}

// Publish has the name of x stand for y, which must hold the same articles: the
// error is ErrChanged, and nothing is different, where some were written to x since
// y was filled from it. Writers wait meanwhile.
func (x *Index) Publish(ctx context.Context, y *Index) error {
	old := x.layout.index
	if err := x.block(ctx, old, true); err != nil {
		return fmt.Errorf("opensearch: publish %s: %w", y.layout.index, err)
	}
	err := x.publish(ctx, y)
	if err := errors.Join(err, x.block(context.WithoutCancel(ctx), old, false)); err != nil {
		return fmt.Errorf("opensearch: publish %s as %s: %w", y.layout.index, x.name, err)
	}
	if err := errors.Join(x.find(ctx), x.keep(ctx)); err != nil {
		return err
	}
	y.name = x.name
	return x.tidy(ctx)
}

func (x *Index) publish(ctx context.Context, y *Index) error {
	a, err := x.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := y.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	if a.ID() != b.ID() {
		return fmt.Errorf("%w: it holds %d articles, the new generation %d", ErrChanged, a.Count(), b.Count())
	}
	action := func(do, index, alias string) object { return object{do: object{"index": index, "alias": alias}} }
	return x.client.call(ctx, http.MethodPost, "/_aliases", object{"actions": []object{
		action("add", y.layout.index, x.name), action("remove", x.layout.index, x.name), action("remove", y.layout.index, y.name)}}, nil)
}

// block has the cluster put writes to an index off, or take them again.
func (x *Index) block(ctx context.Context, index string, on bool) error {
	x.wrote()
	return x.client.call(ctx, http.MethodPut, "/"+index+"/_settings", object{"index": object{"blocks": object{"write": on}}}, nil)
}

// Discard removes a generation that was not published.
func (x *Index) Discard(ctx context.Context) error {
	if x.name != writing(x.layout.index) {
		return nil
	}
	return x.client.call(ctx, http.MethodDelete, "/"+x.layout.index, nil, nil)
}

// tidy removes the generations before the present one that nobody reads.
func (x *Index) tidy(ctx context.Context) error {
	var stats struct {
		Indices map[string]struct {
			Total struct {
				Search struct {
					Views int `json:"point_in_time_current"`
				}
			}
		}
	}
	err := x.client.call(ctx, http.MethodGet, "/"+x.name+"-*/_stats/search", nil, &stats)
	if denied(err) {
		return nil // it is left to who may
	}
	if err != nil {
		return fmt.Errorf("opensearch: generations of %s: %w", x.name, err)
	}
	var gone []string
	for index, s := range stats.Indices {
		if generation(x.name, index) && index < x.layout.index && s.Total.Search.Views == 0 {
			gone = append(gone, index)
		}
	}
	if slices.Sort(gone); len(gone) == 0 {
		return nil
	}
	err = x.client.call(ctx, http.MethodDelete, "/"+strings.Join(gone, ","), nil, nil)
	if err != nil && !errors.Is(err, ErrNoIndex) && !denied(err) {
		return fmt.Errorf("opensearch: remove %s: %w", strings.Join(gone, ", "), err)
	}
	return nil
}

// generation reports whether an index is a generation of a name.
func generation(name, index string) bool {
	number, ok := strings.CutPrefix(index, name+"-")
	return ok && len(number) == 6 && strings.Trim(number, "0123456789") == ""
}
