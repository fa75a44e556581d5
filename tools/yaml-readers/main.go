// Yaml-readers checks the YAML writer against the readers of Kubernetes' own tools. It reads the
// corpus that the example yaml_corpus prints on standard input, and exits 1 on any misread document.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	yamlv3 "go.yaml.in/yaml/v3"
	kubernetes "sigs.k8s.io/yaml"
)

type document struct {
	JSON json.RawMessage `json:"json"`
	YAML string          `json:"yaml"`
}

// A reader returns the JSON form of a YAML text.
type reader struct {
	name string
	read func(text []byte) ([]byte, error)
}

var readers = []reader{
	{"sigs.k8s.io/yaml", kubernetes.YAMLToJSONStrict},
	{"go.yaml.in/yaml/v3", func(text []byte) ([]byte, error) {
		var value any
		if err := yamlv3.Unmarshal(text, &value); err != nil {
			return nil, err
		}
		return json.Marshal(value)
	}},
}

// check reports why a reader does not read the expected value from the document, or nil.
func (r reader) check(d document) error {
	text, err := r.read([]byte(d.YAML))
	if err != nil {
		return err
	}
	var expected, found any
	if err := json.Unmarshal(d.JSON, &expected); err != nil {
		return err
	}
	if err := json.Unmarshal(text, &found); err != nil {
		return err
	}
	if !reflect.DeepEqual(expected, found) {
		return fmt.Errorf("read %s", text)
	}
	return nil
}

func documents() ([]document, error) {
	var all []document
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var d document
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, lines.Err()
}

func main() {
	corpus, err := documents()
	if err != nil || len(corpus) == 0 {
		fmt.Fprintln(os.Stderr, "no corpus on standard input:", err)
		os.Exit(2)
	}
	failed := false
	for _, r := range readers {
		misread := 0
		for _, d := range corpus {
			if err := r.check(d); err != nil {
				misread++
				fmt.Fprintf(os.Stderr, "%s: %v\nexpected %s in\n%s\n", r.name, err, d.JSON, d.YAML)
			}
		}
		fmt.Printf("%s: %d documents, %d misread\n", r.name, len(corpus), misread)
		failed = failed || misread > 0
	}
	if failed {
		os.Exit(1)
	}
}
