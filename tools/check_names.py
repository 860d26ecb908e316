#!/usr/bin/env python3
"""Holds that a type's name is defined once. Two types of one name in one namespace, each in a header of its own layer, compile
and link, and then the functions of one are called with objects of the other.

usage: check_names.py [ROOT]
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

# Definitions at the left margin, which is where namespaces put them; `struct X;` and specialisations define no new name.
NAMESPACE = re.compile(r"^namespace ([\w:]+(?: [\w:]+)*) \{")
DEFINITION = re.compile(r"^(?:class|struct|union|enum class|enum struct) (?:DANGOL_EXPORT )?(\w+)(?: final)?\s*(?::(?!:)[^;]*)?\{")


def definitions(file: Path):
    namespace = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if match := NAMESPACE.match(line):
            namespace = match[1].replace("inline ", "")
        elif match := DEFINITION.match(line):
            yield f"{namespace}::{match[1]}", number


def main(root: Path) -> int:
    places = defaultdict(list)
    for folder in ("include/dangol", "src"):
        for file in sorted((root / folder).rglob("*.hpp")):
            for name, line in definitions(file):
                places[name].append(f"{file.relative_to(root).as_posix()}:{line}")
    faults = [f"{name} is defined in {' and in '.join(where)}" for name, where in places.items() if len(where) > 1]
    if not places:
        faults.append(f"{root}: holds no headers")
    print(*faults, f"{len(places)} types, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
