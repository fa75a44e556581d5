// compose-check judges Compose files, as many as it is given, with the loader that `docker compose config` uses.
// Variables come from the file's own `.env` alone, and every profile is on, so that the verdict is the same in any shell.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"
)

// warnings counts what compose-go only logs: an unset variable, an obsolete attribute, `yes` for a boolean.
type warnings int

func (w *warnings) Levels() []logrus.Level { return []logrus.Level{logrus.WarnLevel} }

func (w *warnings) Fire(*logrus.Entry) error { *w++; return nil }

func check(file string) (services int, err error) {
	options, err := cli.NewProjectOptions([]string{file},
		cli.WithEnvFiles(), cli.WithDotEnv, cli.WithProfiles([]string{"*"}),
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
