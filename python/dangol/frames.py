"""Tables in: anything that speaks Arrow, pandas column by column through NumPy, and dicts of arrays or lists."""

from __future__ import annotations

import datetime
import decimal
import numbers
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dangol import _core
from dangol.errors import WrongType

Frame = Any
"""A frame of polars, pandas, pyarrow, DuckDB …, or a dict of columns. What it must be is said by `table_of`."""

TICKS_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def table_of(frame: Frame, name: str = "the table") -> _core.InputTable:
    """Looks at a frame without copying where that is possible. `name` is what errors call it."""
    if isinstance(frame, _core.InputTable):
        return frame
    if is_pandas(frame):
        return table_of_columns({str(label): frame.iloc[:, at] for at, label in enumerate(frame.columns)})
    if hasattr(frame, "__arrow_c_stream__"):
        return _core.InputTable.from_stream(frame)
    if isinstance(frame, Mapping):
        return table_of_columns(frame)
    raise WrongType(f"{name} is of type {type(frame).__name__}, but must be a frame (polars, pandas, pyarrow, DuckDB) or a dict of columns: {way_to_a_frame(frame)}.")


def way_to_a_frame(given: Any) -> str:
    if isinstance(given, str | PathLike) and len(str(given)) < 200:
        path = str(given)
        return f'read the file first, for example with polars.read_{"parquet" if path.endswith(".parquet") else "excel" if path.endswith(".xlsx") else "csv"}("{path}")'
    if type(given).__name__ == "LazyFrame":
        return "write frame.collect()"
    if isinstance(given, list) and given and isinstance(given[0], Mapping):
        return "write polars.DataFrame(rows)"
    return 'write {"household": […], "paid_usd": […]}'


def table_or_none(frame: Frame | None, name: str) -> _core.InputTable | None:
    return None if frame is None else table_of(frame, name)


def is_pandas(frame: Frame) -> bool:
    return type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "iloc") and hasattr(frame, "columns")


def table_of_columns(columns: Mapping[Any, Any]) -> _core.InputTable:
    table = _core.InputTable()
    for name, column in columns.items():
        if hasattr(column, "iloc") and hasattr(column, "array"):
            add_series(table, str(name), column)
        else:
            add_values(table, str(name), column)
    return table


def add_series(table: _core.InputTable, name: str, series: Any) -> None:
    """A column of pandas, whatever version: by its dtype, never by its private storage."""
    dtype = series.dtype
    missing = series.isna().to_numpy(dtype=bool)
    some_missing = missing if missing.any() else None
    if isinstance(dtype, np.dtype) and dtype.kind != "O":
        add_array(table, name, series.to_numpy(), some_missing if dtype.kind in "mM" else None)
    elif hasattr(series, "cat") and series.cat.categories.dtype.kind in "iufbM":
        add_series(table, name, series.astype(series.cat.categories.dtype if not missing.any() else object))
    elif hasattr(series, "cat"):
        table.add_categories(name, series.cat.codes.to_numpy(dtype=np.int32), [text(level) for level in series.cat.categories])
    elif getattr(dtype, "tz", None) is not None:
        add_times(table, name, series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), some_missing, zoned=True)
    elif getattr(dtype, "kind", "O") in "iufb":
        plain = np.dtype(getattr(dtype, "numpy_dtype", None) or {"b": "bool", "f": "float64"}.get(dtype.kind, "int64"))
        add_array(table, name, series.to_numpy(dtype=plain, na_value=plain.type(0)), some_missing)
    elif getattr(dtype, "kind", "O") == "M":
        add_array(table, name, series.to_numpy(dtype="datetime64[us]"), some_missing)
    else:
        add_objects(table, name, [None if gone else cell for cell, gone in zip(series, missing, strict=True)])


def add_values(table: _core.InputTable, name: str, values: Any) -> None:
    if not isinstance(values, np.ndarray):
        if isinstance(values, str | bytes) or not isinstance(values, Iterable):
            raise WrongType(f'The column "{name}" is of type {type(values).__name__}, but must be an array or a list of cells.')
        add_objects(table, name, list(values))
        return
    if values.ndim != 1:
        raise WrongType(f'The column "{name}" has {values.ndim} dimensions, but must have 1: give each of its columns a name.')
    missing = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    add_array(table, name, np.ma.getdata(values), missing)


def add_array(table: _core.InputTable, name: str, values: NDArray[Any], missing: NDArray[np.bool_] | None) -> None:
    kind = values.dtype.kind
    if kind in "iufb":
        if kind == "f" and values.dtype.itemsize not in (4, 8):
            values = values.astype(np.float32 if values.dtype.itemsize == 2 else np.float64)
        table.add_array(name, np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("=")), missing)
    elif kind == "M":
        add_times(table, name, values, missing, zoned=False)
    elif kind == "m":
        add_durations(table, name, values, missing)
    elif kind in "OSUT":
        cells = [cell.decode() if isinstance(cell, bytes) else cell for cell in values.tolist()]
        add_objects(table, name, cells if missing is None else [None if gone else cell for cell, gone in zip(cells, missing, strict=True)])
    else:
        table.add_unreadable(name, len(values), f"It holds {values.dtype}, which is neither number, text nor time.")


def add_times(table: _core.InputTable, name: str, values: NDArray[Any], missing: NDArray[np.bool_] | None, *, zoned: bool) -> None:
    unit, step = np.datetime_data(values.dtype)
    gone = np.isnat(values) if missing is None else missing | np.isnat(values)
    some_gone = gone if gone.any() else None
    if unit == "D" and step == 1:
        table.add_days(name, np.ascontiguousarray(values).view(np.int64), some_gone)
        return
    if unit not in TICKS_PER_SECOND or step != 1:
        values, unit = values.astype("datetime64[us]"), "us"
    table.add_times(name, np.ascontiguousarray(values).view(np.int64), TICKS_PER_SECOND[unit], zoned, some_gone)


def add_durations(table: _core.InputTable, name: str, values: NDArray[Any], missing: NDArray[np.bool_] | None) -> None:
    unit, step = np.datetime_data(values.dtype)
    gone = np.isnat(values) if missing is None else missing | np.isnat(values)
    if unit not in TICKS_PER_SECOND or step != 1:
        values, unit = values.astype("timedelta64[us]"), "us"
    table.add_durations(name, np.ascontiguousarray(values).view(np.int64), TICKS_PER_SECOND[unit], gone if gone.any() else None)


def add_objects(table: _core.InputTable, name: str, cells: list[Any]) -> None:
    """Cells of any one kind; None, NaN, NaT and pandas.NA are missing."""
    cells = [None if is_missing(cell) else cell for cell in cells]
    kinds = {kind_of(cell) for cell in cells if cell is not None}
    missing = np.array([cell is None for cell in cells], dtype=bool)
    some_missing = missing if missing.any() else None
    if kinds <= {"text"}:
        table.add_text(name, cells)
    elif kinds == {"flag"}:
        table.add_array(name, np.array([bool(cell) for cell in cells]), some_missing)
    elif kinds == {"whole"} and all(abs(int(cell)) < 2**63 for cell in cells if cell is not None):
        table.add_array(name, np.array([0 if cell is None else int(cell) for cell in cells], dtype=np.int64), some_missing)
    elif kinds <= {"whole", "number"}:
        table.add_array(name, np.array([np.nan if cell is None else float(cell) for cell in cells]), some_missing)
    elif kinds == {"date"}:
        add_times(table, name, np.array([None if cell is None else cell for cell in cells], dtype="datetime64[D]"), None, zoned=False)
    elif kinds == {"local time"}:
        add_times(table, name, np.array([None if cell is None else np.datetime64(cell, "us") for cell in cells], dtype="datetime64[us]"), None, zoned=False)
    elif kinds == {"duration"}:
        add_durations(table, name, np.array([np.timedelta64("NaT") if cell is None else np.timedelta64(cell, "us") for cell in cells]), None)
    elif kinds == {"instant"}:
        instants = [None if cell is None else cell.astimezone(datetime.UTC).replace(tzinfo=None) for cell in cells]
        add_times(table, name, np.array(instants, dtype="datetime64[us]"), None, zoned=True)
    else:
        table.add_unreadable(name, len(cells), f"It mixes {' and '.join(sorted(kinds))}: make the column one type.")


def is_missing(cell: Any) -> bool:
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    if isinstance(cell, np.datetime64 | np.timedelta64):
        return bool(np.isnat(cell))
    return isinstance(cell, float | np.floating) and cell != cell


def kind_of(cell: Any) -> str:
    if isinstance(cell, str):
        return "text"
    if isinstance(cell, bool | np.bool_):
        return "flag"
    if isinstance(cell, numbers.Integral):
        return "whole"
    if isinstance(cell, numbers.Real | decimal.Decimal):
        return "number"
    if isinstance(cell, datetime.datetime):
        return "local time" if cell.tzinfo is None else "instant"
    if isinstance(cell, datetime.date):
        return "date"
    if isinstance(cell, np.datetime64):
        return "local time"
    if isinstance(cell, datetime.timedelta | np.timedelta64):
        return "duration"
    return f"cells of type {type(cell).__name__}"


def text(level: Any) -> str:
    return level if isinstance(level, str) else str(level)
