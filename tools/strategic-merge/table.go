package main

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	forkedjson "k8s.io/apimachinery/third_party/forked/golang/json"
)

const tableHead = `//! Which lists of an object are joined, and by what: the patchStrategy and patchMergeKey of Kubernetes' own Go types.
//! Written by ` + "`tools/strategic-merge`" + `, which also judges whether it still holds; not by hand.

use super::schema::Join::{self, ByKey, Fields, Values, Whole};

/// The kinds that hold more than plain maps and lists, whose type bears the kind's name. All others only have what
/// ` + "`metadata`" + ` has.
pub const KINDS: &[(&str, &str)] = &[
`

const tableMiddle = `];

/// The fields that are more than a plain map or list: of a type, how they are joined, and the type they hold.
#[rustfmt::skip]
pub const FIELDS: &[(&str, &str, Join, &str)] = &[
`

var objectMeta = reflect.TypeOf(metav1.ObjectMeta{})

// A walk over Go types gathers the rows of those from which a list that is merged can be reached.
type walk struct {
	rows  map[reflect.Type][]string
	names map[string]reflect.Type
}

func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

func jsonName(field reflect.StructField) string { return strings.Split(field.Tag.Get("json"), ",")[0] }

// fields are those of the JSON object: those of inlined structs too.
func fields(t reflect.Type) (all []reflect.StructField) {
	for i := range t.NumField() {
		if field := t.Field(i); jsonName(field) != "" {
			all = append(all, field)
		} else if field.Anonymous && field.Type.Kind() == reflect.Struct {
			all = append(all, fields(field.Type)...)
		}
	}
	return all
}

// visit returns whether a type has rows. `metadata` is a rule of its own in the program, so it makes no row.
func (w *walk) visit(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	if rows, seen := w.rows[t]; seen {
		return len(rows) > 0
	}
	if other, taken := w.names[t.Name()]; taken && other != t {
		panic(fmt.Sprintf("two types with rows are called %s", t.Name()))
	}
	w.rows[t] = nil
	for _, field := range fields(t) {
		name := jsonName(field)
		if name == "-" || name == "status" || field.Type == objectMeta {
			continue
		}
		fieldType, strategies, mergeKey, err := forkedjson.LookupPatchMetadataForStruct(t, name)
		if err != nil {
			panic(err)
		}
		holds := element(fieldType)
		list := fieldType.Kind() == reflect.Slice
		merge := slices.Contains(strategies, "merge")
		if list && !merge {
			continue // atomic, whatever it holds
		}
		inner := w.visit(holds)
		typeName := ""
		if inner {
			typeName = holds.Name()
		}
		switch {
		case slices.Contains(strategies, "replace"):
			w.add(t, "%q, Whole, %q", name, "")
		case list && mergeKey != "":
			w.add(t, "%q, ByKey(%q), %q", name, mergeKey, typeName)
		case list:
			w.add(t, "%q, Values, %q", name, "")
		case inner:
			w.add(t, "%q, Fields, %q", name, typeName)
		}
	}
	return len(w.rows[t]) > 0
}

func (w *walk) add(t reflect.Type, format string, args ...any) {
	w.names[t.Name()] = t
	w.rows[t] = append(w.rows[t], fmt.Sprintf("    (%q, %s),\n", t.Name(), fmt.Sprintf(format, args...)))
}

// table is the text of src/patch/merge_keys.rs.
func table() []byte {
	w := &walk{rows: map[reflect.Type][]string{}, names: map[string]reflect.Type{}}
	w.visit(objectMeta)
	var kinds []string
	for _, kind := range sortedKinds() {
		if w.visit(types[kind]) {
			if types[kind].Name() != kind.kind {
				panic(fmt.Sprintf("the type of %v is called %s", kind, types[kind].Name()))
			}
			kinds = append(kinds, fmt.Sprintf("    (%q, %q),\n", kind.apiVersion, kind.kind))
		}
	}
	var rows []string
	for _, of := range w.rows {
		rows = append(rows, of...)
	}
	slices.Sort(rows)
	var out bytes.Buffer
	out.WriteString(tableHead + strings.Join(kinds, "") + tableMiddle + strings.Join(rows, "") + "];\n")
	return out.Bytes()
}
