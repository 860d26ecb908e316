"""What README and documents show compiles and runs."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from snippet_data import FILLERS

SOURCE = Path(__file__).parents[2]
BUILD = SOURCE / "build"

_spec = importlib.util.spec_from_file_location("snippets", SOURCE / "tools/snippets.py")
snippets = importlib.util.module_from_spec(_spec)
sys.modules["snippets"] = snippets
_spec.loader.exec_module(snippets)

DOCUMENTS = [SOURCE / "README.md", *sorted(SOURCE.glob("docs/**/*.md"))]
ALL = [snippet for document in DOCUMENTS for snippet in snippets.snippets_of(document)]


def run(command: list, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"


def run_cpp(code: str, folder: Path) -> None:
    """A block without main() is compiled, one with it is run as well."""
    assert (BUILD / "libdangol.so").exists(), "build the library first: script/test does"
    (folder / "snippet.cpp").write_text(code, encoding="utf-8")
    compiler = ["c++", "-std=c++20", "-Wall", "-Wextra", "-I", SOURCE / "include", "-I", BUILD / "dangol-generated"]
    if not re.search(r"\bmain\s*\(", code):
        return run([*compiler, "-fsyntax-only", "snippet.cpp"], folder)
    run([*compiler, "snippet.cpp", BUILD / "libdangol.so", f"-Wl,-rpath,{BUILD}", "-o", "snippet"], folder)
    return run([folder / "snippet"], folder)


def run_python(code: str, folder: Path) -> None:
    (folder / "snippet.py").write_text(code, encoding="utf-8")
    run([sys.executable, "snippet.py"], folder)


def run_sh(code: str, folder: Path) -> None:
    run(["bash", "-euo", "pipefail", "-c", code], folder)


@pytest.mark.parametrize("snippet", ALL, ids=str)
def test_what_the_documents_show_runs(snippet, tmp_path):
    if snippet.skip:
        pytest.skip(snippet.skip)
    if snippet.data:
        FILLERS[snippet.data](tmp_path)
    {"cpp": run_cpp, "python": run_python, "sh": run_sh}[snippet.language](snippet.code, tmp_path)


def document(folder: Path, text: str) -> Path:
    file = folder / "document.md"
    file.write_text(text, encoding="utf-8")
    return file


def test_blocks_are_found_with_their_marks(tmp_path):
    found = snippets.snippets_of(document(tmp_path, """
```text
not code
```
<!-- snippet: data=shop -->
```python
a = 1
```

<!-- snippet: continues -->

```python
b = a
```
<!-- snippet: skip=takes an hour -->
```sh
sleep 3600
```
"""))
    assert [(each.language, each.code, each.data, each.skip) for each in found] == [
        ("python", "a = 1\n", "shop", ""),
        ("python", "a = 1\nb = a\n", "shop", ""),
        ("sh", "sleep 3600\n", "", "takes an hour"),
    ]


@pytest.mark.parametrize(("text", "fault"), [
    ("<!-- snippet: skipp=x -->\n```sh\nls\n```\n", "not a mark"),
    ("<!-- snippet: skip -->\n```sh\nls\n```\n", "not a mark"),
    ("<!-- snippet: skip=x -->\ntext\n", "before no block"),
    ("<!-- snippet: continues -->\n```sh\nls\n```\n", "no earlier block"),
    ("<!-- snippet: skip=x -->\n```text\nls\n```\n", "none of"),
    ("```sh\nls\n", "never closed"),
])
def test_a_mark_that_would_hide_a_block_is_refused(tmp_path, text, fault):
    with pytest.raises(ValueError, match=fault):
        snippets.snippets_of(document(tmp_path, text))


@pytest.mark.parametrize(("language", "code"), [
    ("python", "raise SystemExit(3)"),
    ("cpp", "int main() { return 3; }"),
    ("cpp", "void f() { undeclared(); }"),
    ("sh", "false\ntrue"),
])
def test_a_snippet_that_fails_is_seen(tmp_path, language, code):
    with pytest.raises(AssertionError):
        {"cpp": run_cpp, "python": run_python, "sh": run_sh}[language](code, tmp_path)


def test_a_program_in_cpp_meets_the_library(tmp_path):
    run_cpp("#include <dangol/core/version.hpp>\nint main() { return dangol::version() != dangol::version_text; }", tmp_path)
