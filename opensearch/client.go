package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	opensearch "github.com/opensearch-project/opensearch-go/v4"
)

// The client library keeps the connections: several nodes, those that are down and
// come back, credentials, certificates. What is asked and answered is read here, so
// that sort keys keep all their digits and errors their types.

// A client asks a cluster.
type client struct {
	nodes *opensearch.Client
	hosts []string
	stop  context.CancelFunc
}

// dialTime bounds how long an address that does not answer is waited for, answerTime
// how long a node may think about a search or a write, glanceTime about what it does
// from memory: a cluster that has just lost a node leaves some of these without an
// answer, and gives it to who asks again.
const (
	dialTime   = 3 * time.Second
	answerTime = 5 * time.Minute
	glanceTime = 20 * time.Second
)

// glance reports whether a request is one of those that a node answers from memory.
func glance(method, path string) bool {
	return method == http.MethodGet || strings.Contains(path, "/point_in_time")
}

func connect(hosts []string, o Options) (*client, error) {
	ctx, stop := context.WithCancel(context.Background())
	header := http.Header{}
	if o.APIKey != "" {
		header.Set("Authorization", "ApiKey "+o.APIKey)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: dialTime, KeepAlive: 30 * time.Second}).DialContext
	transport.TLSHandshakeTimeout, transport.ResponseHeaderTimeout = dialTime, answerTime
	transport.MaxIdleConnsPerHost = 8
	nodes, err := opensearch.NewClient(opensearch.Config{Addresses: hosts, Username: o.User, Password: o.Password, Header: header,
		CACert: o.CA, Transport: transport, DisableRetry: true, MaxRetryClusterHealth: -1, HealthCheckMaxRetries: -1, Context: ctx})
	if err != nil {
		stop()
		return nil, err
	}
	return &client{nodes: nodes, hosts: hosts, stop: stop}, nil
}

func (c *client) close() {
	c.nodes.Close()
	c.stop()
}

// call sends body, JSON unless it is bytes, and reads the answer into out unless
// that is nil. An answer that is no success is a *ServerError. A node that does not
// answer is another's turn: nothing that is asked here does harm when done twice.
func (c *client) call(ctx context.Context, method, path string, body, out any) error {
	raw, kind, err := encode(body)
	if err != nil {
		return err
	}
	var data []byte
	for try := 0; ; try++ {
		for range c.hosts {
			if data, err = c.send(ctx, method, path, kind, raw); !errors.Is(err, ErrUnreachable) {
				break
			}
		}
		if method != http.MethodGet || status(err) != http.StatusServiceUnavailable || try == 4 {
			break
		}
		if err := pause(ctx, try); err != nil { // what was just made or moved answers in a moment
			return err
		}
	}
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("%w: %s answers what is no OpenSearch's: %w", ErrServer, strings.Join(c.hosts, ", "), err)
	}
	return nil
}

// send asks one node.
func (c *client) send(ctx context.Context, method, path, kind string, raw []byte) ([]byte, error) {
	caller := ctx
	if glance(method, path) {
		soon, stop := context.WithTimeout(ctx, glanceTime)
		defer stop()
		ctx = soon
	}
	r, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	if raw != nil {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := c.nodes.Stream(r)
	if err != nil {
		return nil, c.unreachable(caller, err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, c.unreachable(caller, err)
	}
	if answer.StatusCode >= 300 {
		return nil, serverError(answer.StatusCode, data)
	}
	return data, nil
}

// greetTime bounds the first request, which a server may accept and never answer.
const greetTime = 4 * time.Second

// greet checks that the cluster is one of OpenSearch, of a version that is tested.
// Who may not ask is not told.
func (c *client) greet(ctx context.Context) error {
	soon, stop := context.WithTimeout(ctx, greetTime)
	defer stop()
	var about struct {
		Version struct{ Distribution, Number string }
	}
	err := c.call(soon, http.MethodGet, "/", nil, &about)
	switch {
	case soon.Err() != nil && ctx.Err() == nil:
		return fmt.Errorf("%w: %s does not answer", ErrUnreachable, strings.Join(c.hosts, ", "))
	case status(err) == http.StatusForbidden:
		return nil
	case err != nil:
		return err
	}
	var major, minor int
	fmt.Sscanf(about.Version.Number, "%d.%d", &major, &minor)
	if v := about.Version; v.Distribution != "opensearch" || major != 3 && (major != 2 || minor < 19) {
		return fmt.Errorf("%w: %s is %s %s, want opensearch 2.19 or 3.x", ErrServer, strings.Join(c.hosts, ", "), v.Distribution, v.Number)
	}
	return nil
}

func encode(body any) (raw []byte, kind string, err error) {
	switch b := body.(type) {
	case nil:
		return nil, "", nil
	case []byte:
		return b, "application/x-ndjson", nil
	}
	raw, err = json.Marshal(body)
	return raw, "application/json", err
}

// unreachable is the error of a request that got no answer: the caller's own if it
// gave up.
func (c *client) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var at *net.OpError
	if errors.As(err, &at) {
		err = at
	}
	hint := "is it running, and is the address right?"
	if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || strings.Contains(err.Error(), "HTTP response to HTTPS") {
		hint = "is it http or https that it speaks?"
	}
	return fmt.Errorf("%w: %s: %w; %s", ErrUnreachable, strings.Join(c.hosts, ", "), err, hint)
}

// serverError reads an error of the cluster.
func serverError(status int, data []byte) error {
	var answer struct {
		Error json.RawMessage `json:"error"`
	}
	e := &ServerError{Status: status, Reason: http.StatusText(status)}
	if json.Unmarshal(data, &answer) != nil || len(answer.Error) == 0 {
		return e
	}
	e.read(answer.Error)
	return e
}

// read takes type and reason from what the cluster says of an error; that of the
// first shard says more than that of the whole search.
func (e *ServerError) read(raw json.RawMessage) {
	var said struct {
		Type, Reason string
		Root         []struct{ Type, Reason string } `json:"root_cause"`
		Shards       []struct {
			Reason struct{ Type, Reason string }
		} `json:"failed_shards"`
	}
	if json.Unmarshal(raw, &said) != nil {
		e.Reason = strings.Trim(string(raw), `"`)
		return
	}
	e.Type, e.Reason = said.Type, said.Reason
	if len(said.Root) > 0 {
		e.Type, e.Reason = said.Root[0].Type, said.Root[0].Reason
	}
	if len(said.Shards) > 0 && said.Shards[0].Reason.Type != "" {
		e.Type, e.Reason = said.Shards[0].Reason.Type, said.Shards[0].Reason.Reason
	}
}
