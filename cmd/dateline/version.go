package main

import "github.com/urfave/cli/v2"

func versionCommand() command {
	return command{
		name:     "version",
		brief:    "print the version and the commit it was built from",
		examples: [2]string{"dateline version", "dateline --version"},
		codes:    []int{},
		run: func(s *session, _ *cli.Context) error {
			s.printf("dateline %s\n", version())
			return nil
		},
	}
}
