"""The verbs from frames to records and features. Everything is decided in C++; here arguments only find their way there."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from dangol import _core
from dangol._arguments import Wish, options_of
from dangol._mistakes import require
from dangol.errors import EmptyTableWarning, RowsSetAsideWarning, StrayTimeWarning, WrongType
from dangol.frames import Frame, is_pandas, table_of, table_or_none

if TYPE_CHECKING:
    from dangol import _options


def record_tables(**frames: Frame | None) -> list[_core.InputTable | None]:
    """Each as the module reads it, in the order given; what cannot be read is called by its name."""
    return [table_or_none(frame, f"the table of {name}") for name, frame in frames.items()]


FEW_ROWS = 20  # of which half is hardly a sign of anything


def warn_of_slips(base: _core.CustomerBase) -> None:
    """To whoever called the verb, which dangol hands out with tell_mistakes() around it."""
    for stray in base.account.stray_times:
        warnings.warn(f"{stray.to_text()} That is Schema.window, on the command line --window.", StrayTimeWarning, stacklevel=4)
    for table in base.account.tables:
        if table.read < FEW_ROWS or 2 * table.set_aside < table.read:
            continue
        lines = zip(base.set_aside_counts, base.set_aside_text().splitlines()[1:], strict=True)  # each "- table: reason, rows"
        reasons = "; ".join(line.split(": ", 1)[1] for count, line in lines if count.table is table.table)
        warnings.warn(f"{table.set_aside:,} of {table.read:,} rows of the table of {table.table.name} cannot be used and were set aside ({reasons}): "
                      "look at base.set_aside, and whether the schema names the right columns.", RowsSetAsideWarning, stacklevel=4)


def collect(
    *,
    customers: Frame | None = None,
    interactions: Frame | None = None,
    leads: Frame | None = None,
    consents: Frame | None = None,
    offerings: Frame | None = None,
    competitors: Frame | None = None,
    schema: _core.Schema,
    threads: int = 0,
    progress: Wish = None,
) -> _core.CustomerBase:
    """Reads the tables where they lie, sets aside what cannot be used, and copies what is kept.

    Tables are frames of polars, pandas, pyarrow or DuckDB, or dicts of columns. `schema` says what their columns mean.
    """
    base = _core.collect(
        *record_tables(customers=customers, interactions=interactions, leads=leads, consents=consents, offerings=offerings, competitors=competitors),
        schema=schema,
        threads=threads,
        progress=progress,
    )
    warn_of_slips(base)
    return base


def collect_more(
    base: _core.CustomerBase,
    *,
    customers: Frame | None = None,
    interactions: Frame | None = None,
    leads: Frame | None = None,
    consents: Frame | None = None,
    offerings: Frame | None = None,
    competitors: Frame | None = None,
    threads: int = 0,
    progress: Wish = None,
) -> _core.CustomerBase:
    """A base with more records: the same as collecting all of them at once, the account included."""
    grown = _core._collect_more(
        base,
        *record_tables(customers=customers, interactions=interactions, leads=leads, consents=consents, offerings=offerings, competitors=competitors),
        threads=threads,
        progress=progress,
    )
    warn_of_slips(grown)
    return grown


if TYPE_CHECKING:
    from dangol._core import build_features as build_features
else:  # whatever is given goes on as it is: the module says best what is missing

    @functools.wraps(_core.build_features)
    def build_features(*given, **named):
        features = _core.build_features(*given, **named)
        if features.customer_count == 0:
            first, end = features.plan.window
            warnings.warn(f"Nobody is in the table of features: no customer has enough visits from {first:%Y-%m-%d} until {end:%Y-%m-%d}, the window of the plan. "
                          "Widen it, or look whether the dates of the visits are right.", EmptyTableWarning, stacklevel=3)
        return features

    build_features.__qualname__ = "build_features"  # the module's own names its class too, under which nothing is found

KeyedFrames = Mapping[str, tuple[Frame, Mapping[str, _core.KeyKind | str]]]


def keyed_tables(tables: KeyedFrames) -> list[tuple[str, _core.InputTable, dict[str, Any]]]:
    for name, table in tables.items() if isinstance(tables, Mapping) else [("", None)]:
        if not (isinstance(table, tuple) and len(table) == 2 and isinstance(table[1], Mapping)):
            what = f"the table {name}" if name else "tables"
            raise WrongType(f'{what} must be {"a frame and its keys" if name else "a dict of tables and their keys"}: write {{"{name or "till"}": (frame, {{"tel": "phone"}})}}, '
                            "with the columns that tell people apart.")
    return [(name, table_of(frame, f"the table {name}"), dict(keys)) for name, (frame, keys) in tables.items()]


def link_identities(tables: KeyedFrames, options: _core.IdentityOptions | None = None, **named: Unpack[_options.IdentityOptionsByName]) -> _core.Identities:
    """Which rows of which tables are of the same person: ``{"till": (frame, {"tel": "phone", "card": "card"})}``.

    ``found.customers("till")`` is a column of ids for collect().
    """
    return _core._link_identities(keyed_tables(tables), options_of(_core.IdentityOptions, options, named))


def link_more(identities: _core.Identities, tables: KeyedFrames) -> _core.Identities:
    """More rows, of new tables or behind those of a table of that name. Ids stay."""
    require(identities, _core.Identities, "identities", "link_more")
    return identities._with(keyed_tables(tables))


def read_permission(consents: Frame, *, schema: _core.Schema, purpose: _core.Purpose | str, as_of: Any = None) -> _core.Permission:
    """Who agreed to a purpose, from a table of consents. `Permission.not_recorded(purpose)` says that there is none."""
    return _core.Permission.read(table_of(consents, "the table of consents"), schema, purpose, as_of)


def fold_features(
    chunks: Frame | Iterable[Frame],
    plan: _core.FeaturePlan,
    *,
    schema: _core.Schema,
    permission: _core.Permission,
    rows_per_chunk: int = 1_000_000,
    threads: int = 0,
    progress: Wish = None,
) -> _core.FeatureFold:
    """Folds interactions that need not fit in memory: `fold_features(…).finish()` is the table of build_features().

    `chunks` is one frame, or an iterable of frames, each of whose customers' rows come by time. A stream of Arrow batches
    (a DuckDB relation, a pyarrow RecordBatchReader) is read `rows_per_chunk` rows at a time.
    """
    fold = _core.FeatureFold(schema, plan, permission)
    fold_into(fold, chunks, rows_per_chunk=rows_per_chunk, threads=threads, progress=progress)
    return fold


def fold_into(
    fold: _core.FeatureFold, chunks: Frame | Iterable[Frame], *, rows_per_chunk: int = 1_000_000, threads: int = 0, progress: Wish = None
) -> None:
    """The same into a fold that may hold something. What is raised on the way leaves the chunks before it folded, and only these."""
    require(fold, _core.FeatureFold, "fold", "fold_into")
    for table in tables_of(chunks, rows_per_chunk):
        fold.fold_table(table, threads=threads, progress=progress)


def tables_of(chunks: Frame | Iterable[Frame], rows: int) -> Iterator[_core.InputTable]:
    is_stream = hasattr(chunks, "__arrow_c_stream__") and not is_pandas(chunks)
    if is_stream:
        batches = _core.InputBatches.from_stream(chunks)
        while (table := batches.next(rows)) is not None:
            yield table
    elif is_pandas(chunks) or isinstance(chunks, Mapping | _core.InputTable) or not isinstance(chunks, Iterable):
        yield table_of(chunks, "the table of interactions")
    else:
        for chunk in chunks:
            yield from tables_of(chunk, rows)


def feature_table(
    frame: Frame,
    kinds: dict[str, _core.ColumnKind | str | _core.FeatureColumn],
    *,
    customer: str = "customer",
    weights: Sequence[float] | None = None,
) -> _core.FeatureTable:
    """A table of columns computed elsewhere. `kinds` says what each column is; of a count, share or mean, `<name>.exposure`
    in the frame is the exposure behind it, and a share holds its successes. A composition's parts are columns `<name>.<part>`.
    """
    return _core.feature_table(table_of(frame, "the frame"), kinds, customer, weights)
