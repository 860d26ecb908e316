"""What anybody could do instead: the base rate, a rule of two columns, a plain logistic regression on the same columns (scikit-learn)."""

from __future__ import annotations

from typing import Any

import dangol
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


Numbers = NDArray[np.float64]


def _amounts(kind: str, values: Numbers, exposure: Numbers) -> Numbers:
    """One column as an analyst would enter it: rates and amounts as logarithms, shares as log-odds with half a case added."""
    if kind == "count":
        return np.asarray(np.log((values + 1) / (exposure + exposure[exposure > 0].mean() / (1 + np.nanmean(values)))))
    if kind == "positive":
        return np.asarray(np.log1p(values))
    if kind == "share":
        return np.asarray(np.log((values + 0.5) / (exposure - values + 0.5)))
    return values


def design(table: dangol.FeatureTable) -> tuple[list[str], Numbers]:
    """The columns of a feature table as numbers, and what is missing as a column of its own; NaN where a value is not known."""
    frame = table.frame().to_dict()
    names: list[str] = []
    columns: list[Numbers] = []

    def add(name: str, values: Numbers) -> None:
        names.append(name)
        columns.append(values)

    for column in table.columns:
        kind = column.kind.name
        if kind == "composition":
            parts = np.array([frame[f"{column.name}.{level}"] for level in column.levels], dtype=float).T
            logs = np.log(parts + 0.01)
            for level, values in zip(column.levels, (logs - logs.mean(axis=1, keepdims=True)).T, strict=True):
                add(f"{column.name}.{level}", values)
        elif kind in {"category", "ordered_category", "flag"}:
            cells = frame[column.name]
            codes = np.array([np.nan if cell is None else column.levels.index(cell) if column.levels else float(cell) for cell in cells])
            if kind == "category":
                for code, level in enumerate(column.levels):
                    add(f"{column.name}={level}", np.where(np.isnan(codes), np.nan, codes == code))
            else:
                add(column.name, codes)
        else:
            add(column.name, _amounts(kind, np.array(table.to_numpy(column.name), dtype=float), np.array(table.exposure(column.name), dtype=float)))
    return names, np.column_stack(columns)


def filled(train: Numbers, test: Numbers) -> tuple[Numbers, Numbers]:
    """Missing values at the training mean, each pattern of missing values once as an indicator."""
    means = np.nanmean(train, axis=0)
    _, first = np.unique(np.isnan(train), axis=1, return_index=True)
    patterns = [column for column in sorted(first) if np.isnan(train[:, column]).any()]

    def fill(values: Numbers) -> Numbers:
        return np.column_stack([np.where(np.isnan(values), means, values), np.isnan(values[:, patterns])])

    return fill(train), fill(test)


def probabilities(train: Numbers, converted: NDArray[Any], test: Numbers) -> Numbers:
    train, test = filled(train, test)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=2000))
    found: Numbers = model.fit(train, converted).predict_proba(test)[:, 1]
    return found


def plain_regression(train: dangol.FeatureTable, converted: NDArray[Any], test: dangol.FeatureTable) -> Numbers:
    return probabilities(design(train)[1], converted, design(test)[1])


def two_columns(train: dangol.FeatureTable, converted: NDArray[Any], test: dangol.FeatureTable, columns: tuple[str, str]) -> Numbers:
    """The rule of thumb: how many past contacts were answered, and how often a coupon was used."""
    def raw(table: dangol.FeatureTable) -> Numbers:
        answered, share = (np.nan_to_num(np.array(table.to_numpy(name), dtype=float)) for name in columns)
        return np.column_stack([answered, share / np.maximum(np.array(table.exposure(columns[1]), dtype=float), 1)])

    return probabilities(raw(train), converted, raw(test))


def base_rate(converted: NDArray[Any], leads: int) -> Numbers:
    return np.full(leads, converted.mean())
