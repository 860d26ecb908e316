#!/usr/bin/env python3
"""Builds and runs programs of someone else against dangol: installed (static, shared) or as a folder of theirs (embedded)."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path


def run(*command: str | Path, **arguments) -> subprocess.CompletedProcess:
    done = subprocess.run(command, text=True, capture_output=True, **arguments)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}ended with {done.returncode}")
    return done


def installed_elsewhere(options: argparse.Namespace, folder: Path) -> Path:
    """Installs into one place and moves everything to another: nothing may remember where it was."""
    first, second = folder / "first", folder / "second"
    for component in ("runtime", "development"):
        run(options.cmake, "--install", options.build, "--prefix", first, "--component", component)
    first.rename(second)
    remembered = [file for file in second.rglob("*.cmake") for line in file.read_text().splitlines()
                  if any(str(place) in line for place in (first, options.source, options.build))]
    if remembered:
        sys.exit(f"names a folder of the build: {remembered}")
    return second


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=["static", "shared", "embedded"])
    for name in ("--source", "--build", "--cmake", "--compiler"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()

    # Beside the build, at its depth below the sources: the compiler cache then knows the embedded library again.
    folder = Path(f"{options.build}-consumer-{options.way}")
    shutil.rmtree(folder / "second", ignore_errors=True)
    shutil.rmtree(folder / "first", ignore_errors=True)
    folder.mkdir(exist_ok=True)
    arguments = ["-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_CXX_COMPILER={options.compiler}"]
    if options.way == "embedded":
        arguments += [f"-DDANGOL_SOURCE={options.source}", "-DDANGOL_WERROR=ON"]
    else:
        arguments += [f"-DCMAKE_PREFIX_PATH={installed_elsewhere(options, folder)}", f"-DDANGOL_FORM={options.way}"]

    run(options.cmake, "-G", "Ninja", "-S", Path(__file__).parent / "consumer", "-B", folder, "--fresh", *arguments)
    run(options.cmake, "--build", folder)
    printed = {}
    for program in ("plain", "own_eigen"):
        done = subprocess.run([folder / program], env=os.environ | {"LD_LIBRARY_PATH": ""}, capture_output=True, text=True)
        if done.returncode == 77:
            print(f"{program}: this processor has no AVX2, not run")
        elif done.returncode:
            sys.exit(f"{options.way} {program} ended with {done.returncode}")
        else:
            printed[program] = done.stdout
    if len(set(printed.values())) != 1:
        sys.exit(f"{options.way}: dangol found other bits in a program of other flags: {printed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
