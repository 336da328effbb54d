package main

import "github.com/urfave/cli/v2"

func manCommand() command {
	return command{
		name:     "man",
		brief:    "print the manual page",
		about:    "The page is in the format of man(7).",
		examples: [2]string{"dateline man | man -l -", "dateline man > /usr/local/share/man/man1/dateline.1"},
		codes:    []int{codeIO},
		run: func(s *session, c *cli.Context) error {
			page, err := c.App.ToManWithSection(1)
			if err != nil {
				return err
			}
			s.printf("%s", page)
			return nil
		},
	}
}
