package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"dateline/corpus"
	"dateline/query"
	"dateline/statement"
	"dateline/web"
)

func serveCommand() command {
	return command{
		name:  "serve",
		brief: "open the collection in the browser",
		about: `Serves pages for search, articles, quotations, comparison and export, and the same
as JSON, until it is stopped. It follows the index: what another process adds shows
on the next page. Only this machine is answered unless --addr names another address,
which needs --token-file.`,
		examples: [2]string{"dateline serve --in seeds", "dateline serve --index news.index --addr 127.0.0.1:8080"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeNoIndex, codeNoCluster},
		flags: append(viewFlags(),
			&cli.StringFlag{Name: "addr", Usage: "`HOST:PORT` to listen on; port 0 is a free one", Value: "127.0.0.1:0"},
			&cli.StringFlag{Name: "token-file", Usage: "`FILE` whose first line is the password of every request"},
			&cli.StringSliceFlag{Name: "host", Usage: "`NAME` of the host that browsers ask for, beside the address itself; may be repeated"},
		),
		run: (*session).serve,
	}
}

func (s *session) serve(c *cli.Context) error {
	token, err := tokenOf(c.String("token-file"))
	if err != nil {
		return err
	}
	hosts, err := serveHosts(c.String("addr"), c.StringSlice("host"), token)
	if err != nil {
		return err
	}
	v, err := s.view(c)
	if err != nil {
		return err
	}
	collection, err := s.pages(c, v)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.String("addr"))
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	s.printf("http://%s/\n", listener.Addr())
	if err := s.out.Flush(); err != nil {
		return err
	}
	server := web.Server(web.Handler(collection, web.Limits{Hosts: hosts, Token: token}))
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	select {
	case err = <-stopped:
		return fmt.Errorf("serve: %w", err)
	case <-c.Context.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		_ = server.Close() // pages that take longer are cut off
	}
	return c.Context.Err()
}

// tokenOf reads the first line of a token file.
func tokenOf(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("serve: token file: %w", err)
	}
	token := strings.TrimSpace(firstLine(string(raw)))
	if len(token) < 16 {
		return "", usagef("--token-file %s: its first line has %d characters; want 16 or more", path, len(token))
	}
	return token, nil
}

// serveHosts returns the host names that are answered. An address that other
// machines reach needs a token.
func serveHosts(addr string, more []string, token string) ([]string, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, usagef("--addr %q: want HOST:PORT, such as 127.0.0.1:8080", addr)
	}
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	if !local && token == "" {
		return nil, usagef("--addr %s is open to other machines: that needs --token-file", addr)
	}
	hosts := append([]string{"localhost", "127.0.0.1", "::1"}, more...)
	if host != "" && (ip == nil || !ip.IsUnspecified()) {
		return append(hosts, host), nil
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok {
			hosts = append(hosts, n.IP.String())
		}
	}
	return hosts, nil
}

// pages is what the pages are made of: v, and after it every newer generation.
func (s *session) pages(c *cli.Context, v view) (web.Collection, error) {
	engine, err := s.openToRead(c.Context, v.where, v.authority)
	if err != nil {
		return web.Collection{}, errors.Join(err, v.Close())
	}
	if err := v.Close(); err != nil {
		return web.Collection{}, err
	}
	flags := "--index " + shellWord(v.where)
	if in := c.String("in"); in != "" {
		flags = "--in " + shellWord(in)
	}
	return web.Collection{
		Snapshot:   engine.Snapshot,
		Cheap:      !isURL(v.where),
		Lexicon:    v.authority,
		Statements: v.authority.webStatements,
		Show:       func(a *corpus.Annotated) any { return shown(a) },
		JSON:       func(w io.Writer, value any) error { return writeJSON(w, value) },
		Versions:   s.versions(v),
		Flags:      flags,
	}, nil
}

func shellWord(w string) string {
	if strings.ContainsFunc(w, func(r rune) bool { return strings.ContainsRune(" \t\n'\"\\$`*?[]#~&;|<>(){}!", r) }) {
		return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
	}
	return w
}

// webStatements are the statements of a query as the pages take them.
func (a *authority) webStatements(ctx context.Context, snap query.Snapshot, compiled *query.Compiled) ([]web.Statement, error) {
	found, err := statements(ctx, view{Snapshot: snap, authority: a}, compiled)
	if err != nil {
		return nil, err
	}
	out := make([]web.Statement, 0, len(found))
	for _, st := range found {
		out = append(out, webStatement(st))
	}
	return out, nil
}

func webStatement(st statement.Statement) web.Statement {
	out := web.Statement{ID: st.ID, Text: st.Text, Date: st.Date, As: st}
	if st.Speaker != nil {
		out.Speaker = &web.Speaker{Entity: st.Speaker.Entity, Name: st.Speaker.Name}
	}
	for _, v := range st.Variants {
		to := web.Variant{Article: v.Article, Outlet: v.Outlet, OutletName: v.OutletName, OutletStatus: v.OutletStatus, Published: v.Published, Field: v.Field, Start: v.Start, End: v.End,
			Text: v.Text, Edit: string(v.Edit)}
		for _, d := range v.Dropped {
			to.Dropped = append(to.Dropped, web.Dropped{Where: d.Where, Words: d.Words, Marked: d.Marked})
		}
		for _, d := range v.Changes {
			to.Changes = append(to.Changes, web.Change{Op: d.Op, Words: d.Words})
		}
		out.Variants = append(out.Variants, to)
	}
	return out
}
