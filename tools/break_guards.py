#!/usr/bin/env python3
"""Breaks what each guard holds, once, in a copy of the tree, and sees that the guard turns red and says why.

A guard that nobody has seen red is decoration. Every break below is an edit of one file: the guard must pass without it and fail with
it, with words that name the fault. `script/check-guards` runs this: four minutes where the cache of the compiler is warm.

usage: break_guards.py [--only WORDS] SOURCE SCRATCH      --only: breaks whose name contains WORDS
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = ("dangol_static", "dangol_shared")


@dataclass(frozen=True)
class Guard:
    """What is built before it, and the command that holds it; without a command the build itself is the guard."""

    builds: tuple[str, ...]
    command: tuple[str, ...] = ()


def ctest(name: str, *builds: str) -> Guard:
    return Guard(builds, ("ctest", "--test-dir", "build", "--output-on-failure", "--no-tests=error", "-R", f"^{name}$"))


def pytest(*arguments: str) -> Guard:
    return Guard((*LIBRARIES, "worlds"), (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments))


LAYERS, NAMES, HEADERS = ctest("guard/layers"), ctest("guard/names"), ctest("guard/public_headers")
SYMBOLS = ctest("guard/symbols", *LIBRARIES)
STATIC, SHARED, EMBEDDED = (ctest(f"guard/package_{way}", *LIBRARIES) for way in ("static", "shared", "embedded"))
WARNINGS = Guard(LIBRARIES)
BITS_OF_SEGMENTS, BITS_OF_SCORES, BITS_OF_PERSONAS = (
    ctest(f"{layer}/{test}", f"test_{layer}")
    for layer, test in (("segments", "mixture_invariance"), ("scoring", "logistic_regression"), ("personas", "persona_edits")))
README, LINKS, STUBS = pytest("tests/python/test_snippets.py", "-k", "README"), pytest("tests/python/test_documents.py"), pytest("tests/python/test_stubs.py", "-k", "what_the_module_is")
NOTEBOOKS, NOTEBOOK_RUNS = pytest("tests/python/test_notebooks.py", "-k", "without_outputs"), pytest("tests/python/test_notebooks.py", "-k", "runs and shop_spreadsheet")
STRICT = pytest("tests/python/test_stubs.py", "-k", "package_and_examples")


@dataclass(frozen=True)
class Break:
    name: str
    guard: Guard
    file: str
    new: str  # put in the place of `old`, or at the end of the file
    says: tuple[str, ...]  # patterns that the guard's words must hold, all of them
    old: str = ""

    def applied(self, text: str) -> str:
        if not self.old:
            return text + self.new
        if text.count(self.old) != 1:
            sys.exit(f"break_guards: {self.file} holds {self.old!r} {text.count(self.old)} times: mend the break “{self.name}”")
        return text.replace(self.old, self.new)


def function(body: str, *headers: str) -> str:
    return "".join(f"\n#include <{header}>" for header in headers) + f"\nnamespace dangol::inline v0 {{\n{body}\n}}\n"


SOURCE_FILE, HEADER_FILE = "src/core/version.cpp", "include/dangol/core/version.hpp"
PER_THREAD = """const std::size_t threads = std::min(thread_count(execution), table.units());
    return reduce_blocks(
        threads, execution,
        [&](std::size_t thread) {
            Sums own = UnitPass(table, expressed, assigner, segments, prior, wanted).run(thread);
            for (std::size_t unit = thread + threads; unit < table.units(); unit += threads) own.add(UnitPass(table, expressed, assigner, segments, prior, wanted).run(unit));
            return own;
        },"""

BREAKS = [
    # The edge list of layers.
    Break("a layer includes one right of it", LAYERS, "src/customers/collect.cpp", '#include <dangol/segments/mixture.hpp>\n', ("customers may not include segments",)),
    Break("a public header includes Eigen", LAYERS, HEADER_FILE, "#include <Eigen/Core>\n", (r"version\.hpp:\d+: Eigen/Core belongs in src/ only",)),
    Break("Boost outside the archive", LAYERS, "src/segments/mixture.cpp", "#include <boost/version.hpp>\n", ("boost/version.hpp belongs in src/archive/ only",)),
    Break("a public header includes a private one", LAYERS, HEADER_FILE, '#include "core/parallel.hpp"\n', ("a public header includes a private one",)),
    Break("a stream of the process is included", LAYERS, SOURCE_FILE, "#include <iostream>\n", ("<iostream> writes to the streams of the process",)),
    Break("two types of one name", NAMES, "src/core/words.hpp", function("struct Execution {\n};"), ("Execution is defined in",)),
    # Every public header compiles alone and names neither Eigen nor Boost.
    Break("a public header lacks an include", HEADERS, HEADER_FILE, function("std::map<int, int> numbers();"), ("map. in namespace .std. does not name a template type",)),
    Break("a public header names Eigen", HEADERS, HEADER_FILE, "#include <eigen3/Eigen/Core>\n", ("brings Eigen to those who include it",)),
    Break("a public header names Boost", HEADERS, HEADER_FILE, "#include <boost/config.hpp>\n", ("brings Boost to those who include it",)),
    Break("a public header lacks #pragma once", HEADERS, HEADER_FILE, "", ("redefinition",), old="#pragma once\n"),
    # No abort, exit or stdout symbol in the library; no clock, no environment; only our names are exported.
    Break("the library may end the process", SYMBOLS, SOURCE_FILE, function("DANGOL_EXPORT void broken(int how) {\n    if (how == 0) std::abort();\n    std::exit(how);\n}", "cstdlib"),
          ("abort: ends the process", "exit: ends the process")),
    Break("the library prints", SYMBOLS, SOURCE_FILE, function('DANGOL_EXPORT void broken() { std::printf("%d", 1), std::fputs("x", stdout); }', "cstdio"), ("printf: prints", "stdout: prints")),
    Break("the library writes to std::cout", SYMBOLS, SOURCE_FILE, function("DANGOL_EXPORT void broken(int x) { std::cout << x; }", "iostream"), (r"std::cout: uses the streams",)),
    Break("the library reads clock and environment", SYMBOLS, SOURCE_FILE,
          function('DANGOL_EXPORT long broken() { return std::getenv("X") ? std::time(nullptr) : 0; }', "cstdlib", "ctime"),
          ("time: reads the clock", "getenv: reads or changes the environment")),
    Break("the library calls the C library's exp", SYMBOLS, SOURCE_FILE, function("DANGOL_EXPORT double broken(double x) { return std::exp(x); }", "cmath"), ("exp: differs between processors",)),
    Break("an allowance nobody needs", SYMBOLS, "tools/check_symbols.py", 'ALLOWED = {\n    "version.cpp.o": ("abort", "none"),', ("needs its allowance no longer",), old="ALLOWED = {"),
    Break("the shared library exports more than its own names", SYMBOLS, "cmake/library.cmake", "", (r"exports (typeinfo|.*boost|.*std::)",), old=" LINKER:--version-script=${_script}"),
    # An installed consumer builds and runs, also one with -mavx2 and its own Eigen; relocatable, no flags leak.
    Break("our Eigen is not renamed (symbols)", SYMBOLS, "cmake/library.cmake", "", ("an Eigen that was not renamed",), old="target_compile_definitions(dangol_objects PRIVATE Eigen=dangol_eigen)\n"),
    Break("our Eigen is not renamed (consumer)", STATIC, "cmake/library.cmake", "", (r"static own_eigen ended with|other bits",), old="target_compile_definitions(dangol_objects PRIVATE Eigen=dangol_eigen)\n"),
    # (The shared library hides its Eigen twice more, by visibility and by the version script: without the new name alone its consumer stays green.)
    Break("a flag leaks, static", STATIC, "cmake/library.cmake", "target_compile_options(dangol_static INTERFACE -ffp-contract=off)\n", ("leaks INTERFACE_COMPILE_OPTIONS",)),
    Break("a definition leaks, shared", SHARED, "cmake/library.cmake", "target_compile_definitions(dangol_shared INTERFACE DANGOL_LEAKS)\n", ("leaks INTERFACE_COMPILE_DEFINITIONS",)),
    Break("a global setting leaks, embedded", EMBEDDED, "CMakeLists.txt", 'set(CMAKE_CXX_FLAGS "${CMAKE_CXX_FLAGS} -O1" PARENT_SCOPE)\n', ("a global setting changed",)),
    Break("the installation knows where it was built", STATIC, "cmake/dangolConfig.cmake.in", "# @PROJECT_BINARY_DIR@\n", ("names a folder of the build",)),
    Break("a header is not installed", SHARED, "cmake/install.cmake", 'FILES_MATCHING PATTERN "*.hpp" PATTERN "scoring" EXCLUDE)', (r"scoring/\S+: No such file",), old='FILES_MATCHING PATTERN "*.hpp")'),
    Break("the static package forgets a dependency", STATIC, "cmake/dangolConfig.cmake.in", "", ("Boost::serialization",), old="  find_dependency(Boost 1.74 COMPONENTS serialization)\n"),
    # Warnings are errors.
    Break("-Wall", WARNINGS, SOURCE_FILE, function("DANGOL_EXPORT void broken() { int unused = 1; }"), (r"-Werror=unused-variable",)),
    Break("-Wextra", WARNINGS, SOURCE_FILE, function("DANGOL_EXPORT int broken(int unused) { return 1; }"), (r"-Werror=unused-parameter",)),
    Break("-Wpedantic", WARNINGS, SOURCE_FILE, function("DANGOL_EXPORT unsigned long broken(int n) {\n    int cells[n];\n    return sizeof cells;\n}"), (r"-Werror=vla",)),
    Break("-Wconversion", WARNINGS, SOURCE_FILE, function("DANGOL_EXPORT int broken(double x) { return x; }"), (r"-Werror=float-conversion",)),
    # The same bits for any number of threads.
    Break("a mixture's sums are added thread by thread", BITS_OF_SEGMENTS, "src/segments/sums.cpp", PER_THREAD, ("together == alone",),
          old="""return reduce_blocks(
        table.units(), execution,
        [&](std::size_t unit) { return UnitPass(table, expressed, assigner, segments, prior, wanted).run(unit); },"""),
    Break("a regression's blocks depend on the threads", BITS_OF_SCORES, "src/scoring/logistic_regression.cpp",
          """const std::size_t in_block = rows_per_block / thread_count(execution);
    return reduce_blocks(
        block_count(data.rows.rows(), in_block), execution,
        [&](std::size_t block) { return moments_of_block(fit, data, block_range(block, data.rows.rows(), in_block)); },""", (r"one\.\w+ == many\.\w+",),
          old="""return reduce_blocks(
        block_count(data.rows.rows(), rows_per_block), execution,
        [&](std::size_t block) { return moments_of_block(fit, data, block_range(block, data.rows.rows(), rows_per_block)); },"""),
    Break("resamples are drawn by thread", BITS_OF_PERSONAS, "src/personas/resampling.cpp", "Random random(seed + thread_count(execution) - 1, s + 100);", (r"\.threads = threads\}\) == one",), old="Random random(seed, s + 100);"),
    # The same bits from every instruction set: AVX2 and AVX-512 may multiply and add at once, SSE2 cannot.
    Break("the compiler may contract a product and a sum", BITS_OF_SEGMENTS, "src/segments/kernel.cpp",
          '#pragma GCC optimize("fp-contract=fast")\n#include "segments/kernel.hpp"\n', (r"fit_with\(set\) == narrow",), old='#include "segments/kernel.hpp"\n'),
    # What readers copy runs, what documents point at is there, and what is written by a tool is what it would write.
    Break("the README calls what is not there", README, "README.md", "```python\nimport dangol\n\ndangol.no_such_verb()\n", ("no_such_verb",), old="```python\nimport dangol\n"),
    Break("a C++ block of the README does not compile", README, "README.md", "#include <dangol/no_such_header.hpp>\n#include <dangol/dangol.hpp>", ("no_such_header",), old="#include <dangol/dangol.hpp>"),
    Break("a link leads nowhere", LINKS, "docs/concepts.md", "\n[nowhere](no-such-page.md)\n", ("no-such-page.md",)),
    Break("a stub says what the module is not", STUBS, "python/dangol/_core.pyi", "\ndef no_such_function() -> None: ...\n", ("_core.pyi",)),
    Break("a notebook is kept with its outputs", NOTEBOOKS, "examples/notebooks/shop_spreadsheet.ipynb", '"cells": [{"cell_type": "code", "metadata": {}, "source": [], "outputs": [], "execution_count": 1},', ("strip the outputs",),
          old='"cells": ['),
    Break("a notebook fails", NOTEBOOK_RUNS, "examples/notebooks/shop_spreadsheet.ipynb",
          '"cells": [{"cell_type": "code", "id": "broken", "metadata": {}, "source": ["raise RuntimeError(\'broken\')"], "outputs": [], "execution_count": null},', ("RuntimeError",), old='"cells": ['),
    Break("the package has a function without types", STRICT, "python/dangol/__init__.py", "\n\ndef broken(x):\n    return x\n", ("missing a type annotation",)),
]


def run(command: tuple[str, ...], folder: Path) -> tuple[bool, str]:
    environment = os.environ | {"CCACHE_BASEDIR": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def held(guard: Guard, folder: Path) -> tuple[bool, str]:
    """Whether the guard is green, and what it said. A build that fails before a guard with a command of its own is no guard at work."""
    if guard.builds:
        green, words = run(("cmake", "--build", "build", "--target", *guard.builds), folder)
        if not green and guard.command:
            sys.exit(f"break_guards: what stands before the guard does not build\n{words}")
        if not guard.command:
            return green, words
    return run(guard.command, folder)


def copied(source: Path, scratch: Path) -> Path:
    """The files of the tree that are under version control or would be, in a place of their own; its build folder is kept from run to run."""
    tree = scratch / "tree"
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=source, check=True, capture_output=True, text=True).stdout.splitlines()
    for kept in tree.iterdir() if tree.exists() else []:
        if kept.name != "build" and not kept.name.startswith("build-"):
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
    for name in listed:
        if (source / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, tree / name)
    return tree


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("source", type=Path)
    parser.add_argument("scratch", type=Path)
    options = parser.parse_args()
    breaks = [each for each in BREAKS if options.only in each.name]
    if not breaks:
        sys.exit(f"break_guards: no break is called {options.only!r}")

    tree = copied(options.source.resolve(), options.scratch.resolve())
    green, words = run(("cmake", "--preset", "dev"), tree)
    if not green:
        sys.exit(words)
    for guard in dict.fromkeys(each.guard for each in breaks):
        green, words = held(guard, tree)
        if not green:
            sys.exit(f"break_guards: red before anything was broken: {' '.join(guard.command or guard.builds)}\n{words[-4000:]}")
    print(f"{len(breaks)} breaks; every guard is green without them", flush=True)

    failed = 0
    for each in breaks:
        file, began = tree / each.file, time.monotonic()
        before = file.read_text(encoding="utf-8")
        file.write_text(each.applied(before), encoding="utf-8")
        try:
            green, words = held(each.guard, tree)
        finally:
            file.write_text(before, encoding="utf-8")
        unsaid = [pattern for pattern in each.says if not re.search(pattern, words)]
        verdict = "STAYED GREEN" if green else f"red, but says nothing of {unsaid}" if unsaid else "red"
        print(f"{verdict:14} {each.name}  ({time.monotonic() - began:.0f} s)", flush=True)
        if verdict != "red":
            failed += 1
            print(words[-4000:], flush=True)
    for guard in dict.fromkeys(each.guard for each in breaks):
        green, words = held(guard, tree)
        if not green:
            sys.exit(f"break_guards: red after all was mended\n{words}")
    print(f"{len(breaks) - failed} of {len(breaks)} red; green again without them")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
