"""Checks the YAML writer against PyYAML (YAML 1.1) and ruamel.yaml (YAML 1.2).

Reads the corpus that the example yaml_corpus prints on standard input, and exits 1 on any
misread document.
"""

import json
import sys

import yaml
from ruamel.yaml import YAML

READERS = {
    "PyYAML": yaml.safe_load,
    "ruamel.yaml": YAML(typ="safe", pure=True).load,
}


def same(expected, found):
    """Equality that tells 1, 1.0, True and a subclass of str apart."""
    if type(expected) is not type(found):
        return False
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(
            same(value, found[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    return expected == found


def is_misread(read, document):
    try:
        found = read(document["yaml"])
    except Exception as error:  # whatever a reader raises, it did not read the document
        found = error
    if same(document["json"], found):
        return False
    print(f"expected {document['json']!r}\nread {found!r} in\n{document['yaml']}", file=sys.stderr)
    return True


def main():
    corpus = [json.loads(line) for line in sys.stdin.buffer]
    if not corpus:
        sys.exit("no corpus on standard input")
    failed = False
    for name, read in READERS.items():
        misread = sum(is_misread(read, document) for document in corpus)
        print(f"{name}: {len(corpus)} documents, {misread} misread")
        failed = failed or misread > 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
