// strategic-merge holds platgen's strategic merge against Kubernetes' own: the merge keys of src/patch/merge_keys.rs against
// the tags of the Go types, and each case of tests/fixtures/strategic-merge against what the API machinery makes of it.
//
//	strategic-merge FOLDER         judges the checkout that is FOLDER
//	strategic-merge table          prints what src/patch/merge_keys.rs should hold
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"sigs.k8s.io/yaml"
)

// A testCase is as the README beside the cases says.
type testCase struct {
	Name      string         `json:"name"`
	Kind      string         `json:"kind"`
	Original  map[string]any `json:"original"`
	Patch     map[string]any `json:"patch"`
	Expected  map[string]any `json:"expected"`
	Refused   string         `json:"refused"`
	Differs   string         `json:"differs"`
	Machinery map[string]any `json:"machinery"`
}

func asText(value map[string]any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // it was read as JSON
	}
	return text
}

func (c testCase) check() error {
	version, kind, _ := strings.Cut(c.Kind, " ")
	t, known := types[apiKind{version, kind}]
	if !known {
		return fmt.Errorf("there is no %s", c.Kind)
	}
	merged, err := strategicpatch.StrategicMergePatch(asText(c.Original), asText(c.Patch), reflect.New(t).Interface())
	expected := c.Expected
	if c.Differs != "" {
		if reflect.DeepEqual(c.Machinery, c.Expected) {
			return errors.New("does not differ")
		}
		expected = c.Machinery
	}
	if expected == nil {
		if err == nil {
			return fmt.Errorf("is refused, but makes %s", merged)
		}
		return nil
	}
	if err != nil {
		return err
	}
	if !bytes.Equal(merged, asText(expected)) { // both have sorted keys
		return fmt.Errorf("makes %s", merged)
	}
	return nil
}

func judge(root string) (cases, failures int, err error) {
	files, err := filepath.Glob(filepath.Join(root, "tests", "fixtures", "strategic-merge", "*.yaml"))
	if err != nil {
		return 0, 0, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return cases, failures, err
		}
		var inFile []testCase
		if err := yaml.UnmarshalStrict(text, &inFile); err != nil {
			return cases, failures, fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
		for _, c := range inFile {
			if err := c.check(); err != nil {
				failures++
				fmt.Printf("%s: %s: %v\n", filepath.Base(file), c.Name, err)
			}
		}
		cases += len(inFile)
	}
	written, err := os.ReadFile(filepath.Join(root, "src", "patch", "merge_keys.rs"))
	if err == nil && !bytes.Equal(written, table()) {
		failures++
		fmt.Println("src/patch/merge_keys.rs is not what `strategic-merge table` prints")
	}
	return cases, failures, err
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: strategic-merge FOLDER, or strategic-merge table")
		os.Exit(2)
	}
	if os.Args[1] == "table" {
		os.Stdout.Write(table())
		return
	}
	cases, failures, err := judge(os.Args[1])
	if err != nil {
		fmt.Println(err)
		failures++
	}
	fmt.Printf("strategic merges: %d cases, %d kinds, %d failures\n", cases, len(types), failures)
	if failures > 0 || cases == 0 {
		os.Exit(1)
	}
}
