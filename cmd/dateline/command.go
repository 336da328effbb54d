package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// A command is one entry of the command line. A new one is a file with a function
// that returns it and a line in commands.
type command struct {
	name     string
	brief    string // one line, lower case
	args     string // "QUERY", "PATH…", "" for none; one ending in … may be many
	about    string // paragraphs for the help page
	examples [2]string
	codes    []int // exit codes beside 0 and 2, ascending
	flags    []cli.Flag
	hidden   bool
	subs     []command
	run      func(s *session, c *cli.Context) error
}

// commands lists every command in the order of the help page.
func commands() []command {
	return []command{
		indexCommand(),
		searchCommand(),
		facetsCommand(),
		showCommand(),
		kwicCommand(),
		quotesCommand(),
		compareCommand(),
		queryCommand(),
		whyCommand(),
		analyzeCommand(),
		exportCommand(),
		batchCommand(),
		serveCommand(),
		deleteCommand(),
		statsCommand(),
		authorityCommand(),
		reanalyzeCommand(),
		checkCommand(),
		repairCommand(),
		snapshotCommand(),
		copyCommand(),
		modelCommand(),
		completionCommand(),
		manCommand(),
		versionCommand(),
		completeCommand(),
	}
}

// dispatch reads the command line and runs the command that it names.
func (s *session) dispatch(ctx context.Context, args []string) error {
	defer s.out.Flush()
	defer s.end()
	l, err := parseLine(args)
	if l.name != "" {
		s.name = l.name
	}
	switch {
	case err != nil:
		return err
	case l.help:
		s.help(l)
		return s.out.Flush()
	case l.version:
		s.printf("dateline %s\n", version())
		return s.out.Flush()
	}
	err = s.app(l).RunContext(ctx, l.arguments())
	if s.badRows > 0 && (err == nil || err == errNoHit) {
		err = fmt.Errorf("%w: %s in the authority", errPartial, count(s.badRows, "problem"))
	}
	return firstOf(err, s.out.Flush())
}

// app builds the urfave application. Its traps are owned here and in parseLine: no
// help text on a wrong flag, no help subcommand that would swallow the query
// "help", no splitting of flag values at commas, no os.Exit.
func (s *session) app(l line) *cli.App {
	app := &cli.App{
		Name:                      "dateline",
		Usage:                     "search collections of news articles",
		UsageText:                 "dateline COMMAND [FLAGS] [ARGUMENTS]",
		Description:               about + "\n\n    " + strings.ReplaceAll(exitCodes(nil), "\n", "\n    "),
		Version:                   version(),
		HideVersion:               true,
		HideHelp:                  true,
		HideHelpCommand:           true,
		DisableSliceFlagSeparator: true,
		Writer:                    io.Discard,
		ErrWriter:                 io.Discard,
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError:              usageFault,
		CommandNotFound:           func(*cli.Context, string) {},
	}
	all := []command{*l.root}
	if l.root.name == "man" { // which tells of all
		all = commands()
	}
	for _, c := range all {
		app.Commands = append(app.Commands, s.build(c, "dateline"))
	}
	return app
}

func (s *session) build(c command, parent string) *cli.Command {
	built := &cli.Command{
		Name:            c.name,
		Usage:           c.brief,
		UsageText:       manual(c, parent),
		ArgsUsage:       c.args,
		Description:     c.about,
		Hidden:          c.hidden,
		Flags:           c.flags,
		HideHelp:        true,
		HideHelpCommand: true,
		OnUsageError:    usageFault,
	}
	if c.run != nil {
		built.Action = func(x *cli.Context) error { return c.run(s, x) }
	}
	for _, sub := range c.subs {
		built.Subcommands = append(built.Subcommands, s.build(sub, parent+" "+c.name))
	}
	return built
}

// manual is what the man page tells of a command beside its flags.
func manual(c command, parent string) string {
	parts := []string{usageLine(c, parent), strings.TrimSpace(c.about), strings.Join(c.examples[:], "\n")}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return strings.Join(parts, "\n\n")
}

func usageFault(_ *cli.Context, err error, _ bool) error { return usageError{err.Error()} }
