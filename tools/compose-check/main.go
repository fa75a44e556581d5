// compose-check judges Compose files, as many as it is given, with the loader that `docker compose config` uses.
// Variables of the shell have made-up values, those of the file's own `.env` theirs, and every profile is on, so that the verdict is the same in any shell.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"
)

// warnings counts what compose-go only logs: an unset variable, an obsolete attribute, `yes` for a boolean.
type warnings int

func (w *warnings) Levels() []logrus.Level { return []logrus.Level{logrus.WarnLevel} }

func (w *warnings) Fire(*logrus.Entry) error { *w++; return nil }

// shell gives every variable that a file takes from the shell some value: that it is taken is what the file means.
// Where a `.env` stands beside it, that has them.
func shell(file string) ([]string, error) {
	if _, err := os.Stat(filepath.Join(filepath.Dir(file), ".env")); err == nil {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var values []string
	for _, found := range variable.FindAllStringSubmatch(string(text), -1) {
		values = append(values, found[1]+"=judged")
	}
	return values, nil
}

// A doubled dollar begins none.
var variable = regexp.MustCompile(`(?:^|[^$])\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

func check(file string) (services int, err error) {
	values, err := shell(file)
	if err != nil {
		return 0, err
	}
	options, err := cli.NewProjectOptions([]string{file},
		cli.WithEnv(values), cli.WithEnvFiles(), cli.WithDotEnv, cli.WithProfiles([]string{"*"}),
		cli.WithInterpolation(true), cli.WithNormalization(true), cli.WithConsistency(true), cli.WithResolvedPaths(true))
	if err != nil {
		return 0, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return 0, err
	}
	return len(project.Services), project.CheckContainerNameUnicity()
}

func main() {
	refused, total := 0, 0
	for _, file := range os.Args[1:] {
		var count warnings
		logrus.StandardLogger().ReplaceHooks(make(logrus.LevelHooks))
		logrus.AddHook(&count)
		services, err := check(file)
		if err != nil {
			fmt.Printf("%s: %v\n", file, err)
		} else {
			fmt.Printf("%s: %d services, %d warnings\n", file, services, count)
		}
		if err != nil || services == 0 || count > 0 {
			refused++
		}
		total += services
	}
	fmt.Printf("%d services in %d Compose files judged: %d files refused\n", total, len(os.Args)-1, refused)
	if refused > 0 || len(os.Args) < 2 {
		os.Exit(1)
	}
}
