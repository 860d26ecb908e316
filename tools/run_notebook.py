#!/usr/bin/env python3
"""Runs the cells of a notebook in order, in one namespace, and shows what a notebook would: the value of a cell's last expression.

usage: run_notebook.py NOTEBOOK [--html FILE]      the notebook's folder must be writable: it is where the cells run
Needs no Jupyter. Cells are plain Python, without magics. A cell that raises ends the run with its error; `raise SystemExit("why")` ends it early.
"""

import argparse
import ast
import contextlib
import html
import io
import json
import os
from pathlib import Path
from typing import Any

STYLE = "body{max-width:60rem;margin:2rem auto;font:16px/1.5 sans-serif}pre.code{background:#f4f4f4;padding:.6rem}table{border-collapse:collapse}td,th{padding:.1rem .5rem}"


def cells_of(path: Path) -> list[tuple[str, str]]:
    """(kind, source) of each cell."""
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def run_cell(source: str, names: dict[str, Any], where: str) -> tuple[str, Any]:
    """What it printed, and the value of its last line if that is an expression."""
    tree = ast.parse(source, where)
    end = tree.body[-1] if tree.body else None
    last = ast.Expression(end.value) if isinstance(end, ast.Expr) else None
    tree.body = tree.body[:-1] if last else tree.body
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, where, "exec"), names)
        value = None if last is None else eval(compile(last, where, "eval"), names)
    return printed.getvalue(), value


def shown(value: Any) -> str:
    if value is None:
        return ""
    page = getattr(value, "_repr_html_", None)
    return page() if page is not None else f"<pre>{html.escape(repr(value))}</pre>"


def run(path: Path) -> str:
    """The notebook with its outputs, as a page."""
    names: dict[str, Any] = {"__name__": "__main__"}
    page = [f"<!doctype html><meta charset='utf-8'><title>{html.escape(path.stem)}</title><style>{STYLE}</style>"]
    with contextlib.chdir(path.parent):
        for number, (kind, source) in enumerate(cells_of(path), 1):
            if kind != "code":
                page.append(f"<p style='white-space:pre-wrap'>{html.escape(source)}</p>")
                continue
            printed, value = run_cell(source, names, f"{path.name}, cell {number}")
            page += [f"<pre class='code'>{html.escape(source)}</pre>", f"<pre>{html.escape(printed)}</pre>" if printed else "", shown(value)]
    return "\n".join(page)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("notebook", type=Path)
    arguments.add_argument("--html", type=Path)
    wish = arguments.parse_args()
    target = wish.html and Path(os.path.abspath(wish.html))
    page = run(wish.notebook)
    if target:
        target.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
