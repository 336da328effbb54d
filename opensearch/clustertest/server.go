package clustertest

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// The versions of the two lines: the newest for which the module analysis-common is
// published, which is later than the server itself.
var versions = map[int]string{3: "3.8.0", 2: "2.19.6"}

var (
	//go:embed server/pom.xml
	pom []byte
	//go:embed server/TestNode.java
	starter []byte
)

// errMissing says that this machine lacks what a cluster is made with.
var errMissing = errors.New("a JDK of 11 or newer and Maven are needed (`task setup`)")

// A server is a folder with the jars of one version, and the Java that runs them.
type server struct {
	version string
	lib     string
	home    string // of the JDK
	feature int    // its version
}

// resolve finds a JDK and fetches the server that runs on it, once for all
// processes: 3.x from Java 21 on, else 2.19. DATELINE_OPENSEARCH=2 or 3 chooses.
func resolve(ctx context.Context) (*server, error) {
	s, err := pickJava(os.Getenv("DATELINE_OPENSEARCH"))
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256(slices.Concat(pom, starter))
	s.lib = filepath.Join(cache, "dateline", "clustertest", fmt.Sprintf("%s-java%d-%s", s.version, s.feature, hex.EncodeToString(sum[:4])))
	if err := os.MkdirAll(s.lib, 0o755); err != nil {
		return nil, fmt.Errorf("clustertest: %w", err)
	}
	lock := flock.New(s.lib + ".lock")
	if err := lock.Lock(); err != nil {
		return nil, fmt.Errorf("clustertest: lock %s: %w", lock.Path(), err)
	}
	defer lock.Close()
	if _, err := os.Stat(s.archive()); err == nil {
		return s, nil // it is made last
	}
	return s, s.make(ctx)
}

// pickJava takes the newest JDK that the wanted line runs on, of DATELINE_JAVA_HOME,
// JAVA_HOME and those that the system has installed.
func pickJava(line string) (*server, error) {
	if line != "" && line != "2" && line != "3" {
		return nil, fmt.Errorf("clustertest: DATELINE_OPENSEARCH=%s: want 2 or 3", line)
	}
	homes := []string{os.Getenv("DATELINE_JAVA_HOME"), os.Getenv("JAVA_HOME")}
	installed, _ := filepath.Glob("/usr/lib/jvm/*")
	var best *server
	for _, home := range append(homes, installed...) {
		s := &server{home: home, feature: javaVersion(home)}
		switch {
		case s.feature >= 21 && line != "2":
			s.version = versions[3]
		case s.feature >= 11 && s.feature <= 23 && line != "3":
			s.version = versions[2]
		default:
			continue
		}
		if best == nil || s.feature > best.feature {
			best = s
		}
		if home == homes[0] {
			break
		}
	}
	if best == nil {
		return nil, errMissing
	}
	return best, nil
}

var versionLine = regexp.MustCompile(`(?m)^JAVA_VERSION="(\d+)`)

// javaVersion is the version of the JDK in home, 0 for none that will do. One
// without jdk.localedata starts a node that can make no index: there is no Thai.
func javaVersion(home string) int {
	release, err := os.ReadFile(filepath.Join(home, "release"))
	if err != nil || !strings.Contains(string(release), "jdk.localedata") {
		return 0
	}
	if _, err := os.Stat(filepath.Join(home, "bin", "javac")); err != nil {
		return 0
	}
	m := versionLine.FindSubmatch(release)
	if m == nil {
		return 0
	}
	v, _ := strconv.Atoi(string(m[1]))
	return v
}

// make fetches the jars, compiles the starter into one of them, and lets a lone node
// start and stop once to write the archive of its classes, with which later ones
// start in a third of the time.
func (s *server) make(ctx context.Context) error {
	if _, err := exec.LookPath("mvn"); err != nil {
		return errMissing
	}
	work, err := os.MkdirTemp("", "dateline-clustertest-")
	if err != nil {
		return fmt.Errorf("clustertest: %w", err)
	}
	defer os.RemoveAll(work)
	at := func(name string) string { return filepath.Join(work, name) }
	err = errors.Join(os.WriteFile(at("pom.xml"), pom, 0o644), os.WriteFile(at("TestNode.java"), starter, 0o644))
	if err != nil {
		return fmt.Errorf("clustertest: %w", err)
	}
	for _, step := range [][]string{
		{"mvn", "-q", "-B", "-f", at("pom.xml"), "-Dserver=" + s.version, "-Dlib=" + s.lib, "dependency:copy-dependencies"},
		{s.tool("javac"), "-nowarn", "-proc:none", "-cp", filepath.Join(s.lib, "*"), "-d", at("classes"), at("TestNode.java")},
		// A jar, since an archive of classes refuses folders on the class path.
		{s.tool("jar"), "--create", "--file", filepath.Join(s.lib, "testnode.jar"), "-C", at("classes"), "."},
	} {
		if err := s.run(exec.CommandContext(ctx, step[0], step[1:]...)); err != nil {
			return err
		}
	}
	return s.run(s.java(append([]string{"-Darchive=true", "-XX:ArchiveClassesAtExit=" + s.archive()}, s.options()...), at("home"),
		[]string{"network.host=127.0.0.1", "http.port=0", "transport.port=0", "discovery.type=single-node"}))
}

func (s *server) run(cmd *exec.Cmd) error {
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("clustertest: make OpenSearch %s: %s: %w\n%s", s.version, filepath.Base(cmd.Path), err, out)
	}
	return nil
}

func (s *server) tool(name string) string { return filepath.Join(s.home, "bin", name) }

func (s *server) archive() string { return filepath.Join(s.lib, "classes.jsa") }

// options are those of a small virtual machine that starts fast; DATELINE_JAVA_OPTS
// adds others.
func (s *server) options() []string {
	o := []string{"-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dio.netty.noUnsafe=true", "-Dlog4j2.level=INFO"}
	if s.feature >= 22 {
		o = append(o, "--enable-native-access=ALL-UNNAMED")
	}
	if s.feature >= 24 {
		o = append(o, "--sun-misc-unsafe-memory-access=allow")
	}
	return append(o, strings.Fields(os.Getenv("DATELINE_JAVA_OPTS"))...)
}

// java is the command that runs a node with its home and settings.
func (s *server) java(options []string, home string, settings []string) *exec.Cmd {
	jars, _ := filepath.Glob(filepath.Join(s.lib, "*.jar"))
	args := append(options, "-cp", strings.Join(jars, string(os.PathListSeparator)), "TestNode", home)
	cmd := exec.Command(s.tool("java"), append(args, settings...)...)
	cmd.WaitDelay = time.Second
	return cmd
}
