#!/usr/bin/env python3
"""Judges Kubernetes YAML streams: core kinds by kubernetes-validate's strict schemas, custom resources by their real CRDs.

Nothing is skipped: an object that no schema knows is invalid, and so are a field that its schema does not name, an
object or a key written twice, and a stream that does not parse or holds nothing."""

import argparse
import sys
from functools import cache
from pathlib import Path

import re2
import yaml
from jsonschema import Draft202012Validator, ValidationError, validators
from kubernetes_validate import utils
from referencing import Registry, Resource


def go_pattern(validator, pattern, value, schema):
    """Patterns are Go's, which Python's `re` does not read in full; RE2 does."""
    if validator.is_type(value, "string") and not re2.search(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


Validator = validators.extend(Draft202012Validator, {"pattern": go_pattern})


class StreamLoader(yaml.CSafeLoader):
    """Refuses a key written twice, which PyYAML lets pass."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key `{key.value}` is written twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class CrdLoader(yaml.CSafeLoader):
    """Takes the bare `=` that prometheus-operator has in an enum; YAML 1.1 gives it a type of its own."""


CrdLoader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)


def release(version):
    """The release that kubernetes-validate carries for `1.28` or `newest`."""
    carried = list(dict.fromkeys(utils.all_versions()))
    matching = [known for known in carried if version in ("newest", utils.major_minor(known))]
    if not matching:
        sys.exit(f"no schemas for Kubernetes {version}; there are {', '.join(map(utils.major_minor, carried))}")
    return matching[-1]


@cache
def core_schema(version, name):
    return utils.schema_contents(f"kubernetes-json-schema/v{version}-local-strict/{name}.json", version)


@cache
def core_registry(version):
    # Crawled once here, else once for every object.
    return (Resource.from_contents(core_schema(version, "_definitions")) @ Registry()).crawl()


@cache
def core_validator(version, api_version, kind):
    """None if this release of Kubernetes has no such kind. Schemas are named as in `deployment-apps-v1`."""
    group, slash, rest = api_version.partition("/")
    try:
        schema = core_schema(version, f"{kind.lower()}-{group.partition('.')[0]}{slash and '-'}{rest}")
    except FileNotFoundError:
        return None
    return Validator(schema, registry=core_registry(version))


@cache
def metadata_validator(version):
    """Of a custom resource's metadata, on which its own schema is silent."""
    of = "https://kubernetes.io/api/_definitions.json#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
    schema = {"properties": {"metadata": {"$ref": of}}}
    return Validator(schema, registry=core_registry(version))


def closed(schema, whole_object=False):
    """A CRD's schema as JSON Schema that refuses the fields which an API server would drop."""
    schema = dict(schema)
    whole_object = whole_object or schema.get("x-kubernetes-embedded-resource", False)
    properties = schema.get("properties", {})
    schema["properties"] = {name: closed(part) for name, part in properties.items()}
    if whole_object:
        schema["properties"] |= {"apiVersion": {}, "kind": {}, "metadata": properties.get("metadata", {})}
    if isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = closed(schema["additionalProperties"])
    elif schema.get("type") == "object" and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema.setdefault("additionalProperties", False)
    if "items" in schema:
        schema["items"] = closed(schema["items"])
    if schema.get("x-kubernetes-int-or-string"):
        schema["type"] = ["integer", "string"]
    if schema.get("nullable") and "type" in schema:
        types = schema["type"]
        schema["type"] = ["null", types] if isinstance(types, str) else ["null", *types]
    return schema


@cache
def custom_validator(folder, api_version, kind):
    """None if no CRD in the folder serves the kind in this version."""
    group, _, wanted = api_version.partition("/")
    for file in sorted(folder.rglob("*.yaml")):
        text = file.read_text()
        if f"group: {group}\n" not in text or f"kind: {kind}\n" not in text:
            continue  # a tenth of a second each to parse, and there are a hundred
        for crd in yaml.load_all(text, CrdLoader):
            if not crd or crd["kind"] != "CustomResourceDefinition":
                continue
            spec = crd["spec"]
            if (spec["group"], spec["names"]["kind"]) != (group, kind):
                continue
            for version in spec["versions"]:
                if version["served"] and version["name"] == wanted:
                    return Validator(closed(version["schema"]["openAPIV3Schema"], whole_object=True))
    return None


def faults(value, versions, crds):
    """What is wrong with one object, as (path, message) and the versions of Kubernetes that say so."""
    found = {}
    api_version, kind = value["apiVersion"], value["kind"]
    custom = custom_validator(crds, api_version, kind)
    for version in versions:
        if custom:
            validators = [custom, metadata_validator(version)]
        else:
            validators = [core_validator(version, api_version, kind)]
        for validator in validators:
            if validator is None:
                found.setdefault(("", f"no schema for {api_version} {kind}"), []).append(version)
                continue
            for error in validator.iter_errors(value):
                fault = error.json_path.removeprefix("$").removeprefix("."), error.message[:300]
                found.setdefault(fault, []).append(version)
    return found


def judge(file, versions, crds):
    """Prints the faults of one stream; how many objects it holds, and how many are invalid."""
    objects, seen, invalid = 0, set(), 0
    try:
        for value in yaml.load_all(file.read_bytes(), StreamLoader):
            if value is None:
                continue  # a comment between two markers
            objects += 1
            try:
                metadata = value["metadata"]
                identity = value["apiVersion"], value["kind"], metadata.get("namespace"), metadata["name"]
                name = f"{file}: {value['kind']}/{metadata['name']}"
            except (TypeError, KeyError, AttributeError):
                invalid += 1
                print(f"{file}: document {objects} is no object with apiVersion, kind and metadata.name")
                continue
            found = faults(value, versions, crds)
            if identity in seen:
                found["", "is in the stream twice"] = versions
            seen.add(identity)
            invalid += bool(found)
            for (path, message), by in found.items():
                print(f"{name}: {path + ': ' if path else ''}{message} (Kubernetes {' and '.join(map(utils.major_minor, by))})")
        if objects == 0:
            raise yaml.YAMLError("holds no object")
    except (yaml.YAMLError, OSError, UnicodeError) as error:
        invalid += 1
        print(f"{file}: {error}")
    return objects, invalid


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kubernetes", action="append", required=True, type=release, metavar="VERSION")
    parser.add_argument("--crds", required=True, type=Path, metavar="DIR")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    versions = sorted(set(arguments.kubernetes))
    totals = [judge(file, versions, arguments.crds) for file in arguments.files]
    objects, invalid = map(sum, zip(*totals))
    print(f"{objects} objects judged against {' and '.join(map(utils.major_minor, versions))}: {invalid} invalid")
    sys.exit(invalid > 0)


if __name__ == "__main__":
    main()
