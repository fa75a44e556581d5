#!/usr/bin/env python3
"""Holds what a linter finds in Kubernetes YAML against the table of its name in docs/judges.md.

A finding that no row lists is a fault, and so is a row, or one of its objects, that no finding needs any more. Rollouts
are shown to the linter as Deployments, for it reads the pods of kinds that it knows and of no other."""

import argparse
import json
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import yaml


def kube_score(program, stream, version):
    listed = subprocess.run([program, "list"], check=True, capture_output=True, text=True).stdout
    optional = [line.split(",")[0] for line in listed.splitlines() if line.endswith(",optional")]
    flags = [f"--enable-optional-test={name}" for name in optional]
    command = [program, "score", "--output-format=json", f"--kubernetes-version=v{version}", *flags, "-"]
    for judged in json.loads(linted(command, stream)):
        for check in judged["checks"]:
            if not check["skipped"] and check["grade"] < 10:
                yield check["check"]["id"], f"{judged['type_meta']['kind']}/{judged['object_meta']['name']}"


def kube_linter(program, stream, _version):
    # Its schemas are of the network; tools/judge.py has its own.
    flags = ["--add-all-built-in", "--exclude=schema-validation", "--format=json"]
    for report in json.loads(linted([program, "lint", *flags, "-"], stream))["Reports"] or []:
        found = report["Object"]["K8sObject"]
        yield report["Check"], f"{found['GroupVersionKind']['Kind']}/{found['Name']}"


LINTERS = {"kube-score": kube_score, "kube-linter": kube_linter}


def linted(command, stream):
    """What it writes; both exit with 1 where they find something, and say nothing but why where they fail."""
    result = subprocess.run(command, input=stream, capture_output=True, text=True)
    if result.returncode not in (0, 1) or not result.stdout.strip():
        sys.exit(f"{Path(command[0]).name} failed: {result.stderr}")
    return result.stdout


def shown(value):
    """A Rollout as the Deployment whose place it takes."""
    if value["kind"] == "Rollout":
        value |= {"apiVersion": "apps/v1", "kind": "Deployment"}
        value["spec"]["strategy"] = {"type": "RollingUpdate"}
    target = value["spec"].get("scaleTargetRef", {}) if isinstance(value.get("spec"), dict) else {}
    if target.get("kind") == "Rollout":
        target |= {"apiVersion": "apps/v1", "kind": "Deployment"}
    return value


def accepted(page, linter):
    """Of the linter's table, each check with each pattern of the objects that it may find fault with."""
    sections = re.split(r"^## ", page.read_text(), flags=re.MULTILINE)
    section = next((text for text in sections if text.startswith(f"{linter}\n")), "")
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 3:
            if not cells[2]:
                sys.exit(f"{page}: {cells[0]} has no reason")
            for pattern in re.findall(r"`([^`]+)`", cells[1]):
                yield cells[0].strip("`"), pattern


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--linter", required=True, choices=LINTERS)
    parser.add_argument("--program", required=True)
    parser.add_argument("--accepted", required=True, type=Path, metavar="FILE")
    parser.add_argument("--kubernetes", required=True, metavar="VERSION")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    objects = [shown(value) for file in arguments.files for value in yaml.safe_load_all(file.read_bytes()) if value]
    stream = yaml.safe_dump_all(objects, sort_keys=False)
    findings = set(LINTERS[arguments.linter](arguments.program, stream, arguments.kubernetes))
    rows = list(accepted(arguments.accepted, arguments.linter))

    def covers(row, finding):
        return row[0] == finding[0] and fnmatchcase(finding[1], row[1])

    unlisted = sorted(finding for finding in findings if not any(covers(row, finding) for row in rows))
    stale = [row for row in rows if not any(covers(row, finding) for finding in findings)]
    for check, name in unlisted:
        print(f"{arguments.linter} finds {check} on {name}: mend it, or list it in {arguments.accepted.name}")
    for check, pattern in stale:
        print(f"{arguments.accepted.name} lists {check} of {arguments.linter} on {pattern}, and there is no such finding")
    told = "all listed" if not unlisted else f"{len(unlisted)} not listed"
    print(f"{arguments.linter}: {len(objects)} objects, {len(findings)} findings, {told}; {len(stale)} rows are stale")
    sys.exit(bool(unlisted or stale or not objects))


if __name__ == "__main__":
    main()
