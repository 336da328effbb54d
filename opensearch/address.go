package opensearch

import (
	"fmt"
	"net/url"
	"strings"
)

// isIndexName reports whether Dateline calls an index so: the server's rule, without
// the characters that mean something in a list of indexes, and a letter or digit first.
func isIndexName(name string) bool {
	for i, c := range []byte(name) {
		word := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !word && (i == 0 || c != '.' && c != '_' && c != '-') {
			return false
		}
	}
	return name != "" && len(name) <= 200
}

// address reads http://host:9200,other:9200/name as the addresses of nodes and the
// name of the index.
func address(s string) (hosts []string, name string, err error) {
	scheme, rest, ok := strings.Cut(s, "://")
	all, name, named := strings.Cut(rest, "/")
	name = strings.TrimSuffix(name, "/")
	if !ok || scheme != "http" && scheme != "https" || !named || all == "" {
		return nil, "", fmt.Errorf("opensearch: index %q: %w", s, ErrAddress)
	}
	if !isIndexName(name) {
		return nil, "", fmt.Errorf("opensearch: index name %q: %w, the name of lower-case letters, digits, '.', '_' and '-', a letter or digit first", name, ErrAddress)
	}
	for host := range strings.SplitSeq(all, ",") {
		u, err := url.Parse(scheme + "://" + host)
		if err != nil || u.Host == "" {
			return nil, "", fmt.Errorf("opensearch: host %q: %w", host, ErrAddress)
		}
		if u.User != nil {
			return nil, "", fmt.Errorf("opensearch: index %s: user and password belong in the environment, where no list of processes shows them; %w", u.Redacted(), ErrAddress)
		}
		hosts = append(hosts, u.String())
	}
	return hosts, name, nil
}
