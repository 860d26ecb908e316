#!/usr/bin/env python3
"""Holds the arrow: which layer includes which, and where a private dependency may appear.

    records ─> customers ─> features ─> segments ─> personas ─> scoring ─> study
    archive and report read every layer and are read by none

usage: check_layers.py [ROOT]; prints each line that breaks a rule and exits with 1 if there is one.
"""

import re
import sys
from pathlib import Path

# A layer may include itself, core, and all that its edges lead to.
EDGES = {
    "core": [],
    "customers": ["core"],
    "features": ["customers"],
    "segments": ["features"],
    "personas": ["segments"],
    "scoring": ["personas"],
    "study": ["scoring"],
    "archive": ["study"],
    "report": ["study"],
}

# What is not ours, and the only places of the library that may include it. No public header may, wherever it stands.
PRIVATE = {
    r"boost/": ["src/archive/"],
    r"(Eigen|LBFGS|unsupported)\b": ["src/"],
    r"nlohmann/": ["src/"],
    r"(date|utf8proc|xxhash)\b": ["src/"],
    r"(pybind11|Python\.h)": ["bindings/"],
}

# A library is a guest: no streams of the process, no randomness or time that is not handed in, no hidden parallel runtime.
NOWHERE = {
    r"iostream$": "writes to the streams of the process",
    r"random$": "its distributions differ between standard libraries; use core/random",
    r"execution$": "pulls in TBB",
    r"(format|expected)$": "g++ 12 has none",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def reachable(layer: str) -> set[str]:
    found = {layer}
    for edge in EDGES[layer]:
        found |= reachable(edge)
    return found


def layer_of(include: str) -> str | None:
    """The layer that `dangol/<layer>/x.hpp` or the private `<layer>/x.hpp` belongs to."""
    parts = include.removeprefix("dangol/").split("/")
    return parts[0] if len(parts) > 1 and parts[0] in EDGES else None


def faults_of(path: str, layer: str, include: str):
    if include == "dangol/dangol.hpp":
        yield "includes everything; name the headers that are used"
    target = layer_of(include)
    if target is None and include.startswith("dangol/") and include not in ("dangol/export.hpp", "dangol/dangol.hpp"):
        yield f"no layer holds {include}"
    if target is not None and target not in reachable(layer):
        yield f"{layer} may not include {target}"
    if path.startswith("include/") and target is not None and not include.startswith("dangol/"):
        yield "a public header includes a private one"
    for pattern, places in PRIVATE.items():
        if re.match(pattern, include) and not any(path.startswith(place) for place in places):
            yield f"{include} belongs in {' or '.join(places)} only"
    for pattern, reason in NOWHERE.items():
        if re.match(pattern, include):
            yield f"<{include}> {reason}"


def main(root: Path) -> int:
    faults, files = [], 0
    for base in (root / "include/dangol", root / "src"):
        for file in sorted([*base.rglob("*.hpp"), *base.rglob("*.cpp")]):
            path, layer = file.relative_to(root).as_posix(), file.relative_to(base).parts[0]
            files += 1
            if layer not in EDGES:
                faults.append(f"{path}: no layer is called {layer}")
                continue
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if match := INCLUDE.match(line):
                    faults += [f"{path}:{number}: {fault}" for fault in faults_of(path, layer, match[1])]
    if files == 0:
        faults.append(f"{root}: holds no sources")
    print(*faults, f"{files} files, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
