package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/opensearch"
)

// An index in a cluster is named by its URL, http://host:9200/name. Who asks is told
// by the environment, which no list of processes shows:
//
//	DATELINE_CLUSTER_USER, DATELINE_CLUSTER_PASSWORD   or
//	DATELINE_CLUSTER_API_KEY
//	DATELINE_CLUSTER_CA   a file of certificates (PEM) to trust in place of the system's

// clusterOptions are those of an index in a cluster whose articles a annotates; nil
// is for asking what an index says of itself.
func (s *session) clusterOptions(a *authority) (o opensearch.Options, err error) {
	if a != nil {
		e := a.options()
		o = opensearch.Options{Lexicon: e.Lexicon, Streams: e.Streams, Analyzer: e.Analyzer, Authority: e.Authority, Copy: e.Copy}
	}
	o.Shards, o.Replicas = s.layout.shards, s.layout.replicas
	o.User, o.Password, o.APIKey = s.env("DATELINE_CLUSTER_USER"), s.env("DATELINE_CLUSTER_PASSWORD"), s.env("DATELINE_CLUSTER_API_KEY")
	o.Notice = func(text string) { s.warn("note: %s", text) }
	if o.APIKey != "" && o.User != "" {
		return o, usagef("DATELINE_CLUSTER_API_KEY and DATELINE_CLUSTER_USER are both set; unset one")
	}
	if file := s.env("DATELINE_CLUSTER_CA"); file != "" {
		if o.CA, err = os.ReadFile(file); err != nil {
			return o, fmt.Errorf("DATELINE_CLUSTER_CA: %s: %w", file, plainCause(err))
		}
	}
	return o, nil
}

func (s *session) openCluster(ctx context.Context, url string, a *authority, write bool) (*opensearch.Index, error) {
	o, err := s.clusterOptions(a)
	if err != nil {
		return nil, err
	}
	o.Write = write
	x, err := opensearch.Open(ctx, url, o)
	return x, advise(err, url, o)
}

// advise adds to an error of opening what there is to do about credentials and TLS.
func advise(err error, url string, o opensearch.Options) error {
	var stranger x509.UnknownAuthorityError
	var answered *opensearch.ServerError
	switch plain := strings.HasPrefix(url, "http:"); {
	case plain && (errors.Is(err, io.EOF) || errors.As(err, &answered) && answered.Status == 400 && answered.Type == ""):
		return fmt.Errorf("%w; if the server speaks TLS, begin the address with https", err)
	case errors.As(err, &stranger):
		return fmt.Errorf("%w; DATELINE_CLUSTER_CA names a file of certificates to trust", err)
	case !errors.Is(err, opensearch.ErrDenied):
		return err
	case o.APIKey != "":
		return fmt.Errorf("%w; look at DATELINE_CLUSTER_API_KEY and what its owner may do", err)
	case o.User != "":
		return fmt.Errorf("%w; look at DATELINE_CLUSTER_USER, DATELINE_CLUSTER_PASSWORD and what that user may do", err)
	}
	return fmt.Errorf("%w; set DATELINE_CLUSTER_USER and DATELINE_CLUSTER_PASSWORD, or DATELINE_CLUSTER_API_KEY", err)
}

func (s *session) keptInCluster(ctx context.Context, url string) ([]byte, origin, error) {
	o, err := s.clusterOptions(nil)
	if err != nil {
		return nil, origin{}, err
	}
	rows, st, err := opensearch.Kept(ctx, url, o)
	return rows, origin{st.Analyzer, st.Authority, st.Articles}, advise(err, url, o)
}

// A layout is how an index that is made is spread over a cluster.
type layout struct {
	shards   int
	replicas *int // nil is for the engine to choose
}

func layoutFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "shards", Usage: "`N` parts of an index that is made in a cluster (default 1; docs/cluster.md tells how many)"},
		&cli.IntFlag{Name: "replicas", Usage: "`N` further copies of each part (default 1 where the cluster has a second node)"},
	}
}

// layOut reads layoutFlags for the index at where.
func (s *session) layOut(c *cli.Context, where string) error {
	for _, name := range []string{"shards", "replicas"} {
		if c.IsSet(name) && !isURL(where) {
			return usagef("--%s is for an index in a cluster; %s is a directory", name, where)
		}
	}
	if c.IsSet("shards") && (c.Int("shards") < 1 || c.Int("shards") > 1024) {
		return usagef("--shards %d: want 1 to 1024", c.Int("shards"))
	}
	s.layout.shards = c.Int("shards")
	if c.IsSet("replicas") {
		n := c.Int("replicas")
		if n < 0 {
			return usagef("--replicas %d: want 0 or more", n)
		}
		s.layout.replicas = &n
	}
	return nil
}

// fromCluster reports whether err is an answer of a cluster, or that there was none.
func fromCluster(err error) bool {
	var answered *opensearch.ServerError
	if errors.As(err, &answered) {
		return true
	}
	for _, is := range []error{opensearch.ErrUnreachable, opensearch.ErrDenied, opensearch.ErrServer, opensearch.ErrNoIndex, opensearch.ErrFormat,
		opensearch.ErrFull, opensearch.ErrReadOnly, opensearch.ErrExpired} {
		if errors.Is(err, is) {
			return true
		}
	}
	return false
}
