package export

import (
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"

	"dateline/corpus"
	"dateline/query"
)

// A row group is kept in memory until it is whole: these bound it.
const (
	groupRows  = 4096
	groupBytes = 16 << 20 // of strings
)

// parquetRows writes Parquet with the flat columns: strings, 64-bit integers,
// doubles and lists of strings, in their order, zstd-compressed. The schema is a
// struct type made at run time, because the library's own Group sorts columns by name.
type parquetRows struct {
	table
	w      *parquet.GenericWriter[any]
	schema *parquet.Schema
	value  reflect.Value // a pointer to one row, used again and again
	buf    []parquet.Row
	held   int // bytes of strings in the row group at work
}

func newParquet(w io.Writer, cols table) *parquetRows {
	t := rowType(cols.columns)
	p := &parquetRows{schema: parquet.SchemaOf(reflect.New(t).Interface()), table: cols, value: reflect.New(t)}
	p.w = parquet.NewGenericWriter[any](w, p.schema, parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(groupRows))
	return p
}

// rowType is a struct with one field for each column.
func rowType(columns []Column) reflect.Type {
	fields := make([]reflect.StructField, len(columns))
	for i, c := range columns {
		t, tag := reflect.TypeFor[string](), c.Name
		switch c.value(&sample).(type) {
		case int:
			t = reflect.TypeFor[int64]()
		case float64:
			t = reflect.TypeFor[float64]()
		case []string:
			t, tag = reflect.TypeFor[[]string](), c.Name+",list"
		}
		fields[i] = reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: t, Tag: reflect.StructTag(`parquet:"` + tag + `"`)}
	}
	return reflect.StructOf(fields)
}

// sample is an empty row of every kind: its values tell the types of the columns.
var sample = row{article: &corpus.Annotated{}, found: &query.Found{}, quote: &corpus.Quote{}, mention: &corpus.Mention{}}

func (p *parquetRows) begin() error { return nil }

func (p *parquetRows) row(r *row) error {
	v := p.value.Elem()
	for i, c := range p.columns {
		f := v.Field(i)
		switch x := c.value(r).(type) {
		case int:
			f.SetInt(int64(x))
		case string:
			f.SetString(x)
			p.held += len(x)
		default:
			f.Set(reflect.ValueOf(x))
		}
	}
	p.buf = append(p.buf[:0], p.schema.Deconstruct(nil, p.value.Interface()))
	if _, err := p.w.WriteRows(p.buf); err != nil || p.held < groupBytes {
		return err
	}
	p.held = 0
	return p.w.Flush()
}

func (p *parquetRows) end() error { return p.w.Close() }
