"""What the two commands do: options become a schema, files become frames, results become files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import dangol
from dangol._files import Files, UnusableFile
from dangol.frames import table_of

T = TypeVar("T")


class WrongUse(Exception):
    """Options that make no sense. The text is one sentence with the fix."""


def wished(make: Callable[[], T]) -> T:
    """What the user wrote on the command line becomes a value; if it cannot, that is wrong use."""
    try:
        return make()
    except dangol.DangolError as error:
        raise WrongUse(str(error)) from None


def say(text: object) -> None:
    print(text, file=sys.stderr)


# --- study ---------------------------------------------------------------------------------------------------------------


def attribute(text: str, protected: Iterable[str] = ()) -> dangol.AttributeColumn:
    name, _, rest = text.partition(":")
    kind, _, detail = rest.partition(":")
    if not name or not kind:
        raise WrongUse(f'The attribute "{text}" names no kind: write NAME:KIND, such as children:count.')
    levels = detail.split("<") if kind == "ordered_category" else []
    return dangol.AttributeColumn(
        name=name,
        kind=kind,
        levels=levels,
        unit="" if levels else detail,
        sensitivity="protected_attribute" if name in protected else "ordinary",
    )


def schema_of(wish: argparse.Namespace) -> dangol.Schema:
    attributes = [attribute(text, wish.protected) for text in wish.attribute]
    strangers = set(wish.protected) - {each.name for each in attributes}
    if strangers:
        raise WrongUse(f'--protected {min(strangers)} is no attribute: declare it with --attribute {min(strangers)}:KIND as well.')
    return dangol.Schema(
        customer=dangol.CustomerColumns(id=wish.customer_id, joined=wish.joined, attributes=attributes),
        interaction=dangol.InteractionColumns(
            customer=wish.interaction_customer or wish.customer_id,
            time=wish.time,
            visit=wish.visit,
            amount=wish.amount,
            discounts=wish.discount,
            offering=wish.offering,
            channel=wish.channel,
            party_size=wish.party_size,
            planned=wish.planned,
            satisfaction=wish.satisfaction,
        ),
        lead=dangol.LeadColumns(
            customer=wish.lead_customer or wish.customer_id,
            contacted=wish.contacted,
            converted=wish.converted,
            converted_at=wish.converted_at,
            window_closes=wish.window_closes,
            horizon_days=wish.horizon_days,
            attributes=[attribute(text) for text in wish.lead_attribute],
        )
        if wish.leads
        else dangol.LeadColumns(),
        consent=dangol.ConsentColumns(
            customer=wish.consent_customer or wish.customer_id, purpose=wish.purpose, granted=wish.granted, decided_at=wish.decided_at
        )
        if wish.consents
        else dangol.ConsentColumns(),
        currency=wish.currency,
        time_zone=wish.time_zone,
        unzoned_times=wish.unzoned,
        customer_list="complete" if wish.complete else "open",
    )


def options_of(wish: argparse.Namespace) -> dangol.StudyOptions:
    if (wish.contact_cost is None) != (wish.conversion_margin is None):
        raise WrongUse("--contact-cost and --conversion-margin belong together: give both, or neither.")
    judge = {"segments_wanted": wish.segments, "smallest_group": wish.k}
    return dangol.StudyOptions(
        count=dangol.SegmentCountOptions(**given(most=wish.most)),
        judge=dangol.JudgeOptions(**given(**judge)),
        personas=dangol.PersonaOptions(**given(smallest_group=wish.k), alias_language=wish.language),
        negatives=None
        if wish.contact_cost is None
        else dangol.NegativePersonaOptions(contact_cost=wish.contact_cost, conversion_margin=wish.conversion_margin),
        leads_from=wish.leads_from,
        test_leads_from=wish.test_leads_from,
    )


def given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def plan_of(window: dangol.FeaturePlan | None, base: dangol.CustomerBase) -> dangol.FeaturePlan:
    plan = dangol.default_plan(base.permitting("profiling"))
    return plan if window is None else dangol.FeaturePlan(window=window.window, features=plan.features)


def study(wish: argparse.Namespace) -> None:
    if not wish.time:
        raise WrongUse("--time is missing: name the column of the interactions that says when it was.")
    if wish.leads and not wish.contacted:
        raise WrongUse("--contacted is missing: name the column of the leads that says when they were contacted.")
    schema, options = wished(lambda: schema_of(wish)), wished(lambda: options_of(wish))
    window = wished(lambda: dangol.FeaturePlan(window=tuple(wish.window))) if wish.window else None
    with Files() as files:
        tables = {name: files.read(path) for name in ("customers", "interactions", "leads", "consents") if (path := getattr(wish, name))}
        for line in files.said:
            say(line)
        base = dangol.collect(
            customers=tables["customers"],
            interactions=tables["interactions"],
            leads=tables.get("leads"),
            consents=tables.get("consents"),
            schema=schema,
            threads=wish.threads,
        )
        say(base.account.to_text(wish.language))
        found = dangol.study(base, plan_of(window, base), options, threads=wish.threads)
        wish.out.mkdir(parents=True, exist_ok=True)
        write_study(found, base, files, wish)
    print(found.summary(wish.language))
    say(f"Written to {wish.out}: {', '.join(sorted(path.name for path in wish.out.iterdir()))}.")


def write_study(found: dangol.Study, base: dangol.CustomerBase, files: Files, wish: argparse.Namespace) -> None:
    found.save(wish.out / "study.dangol")
    (wish.out / "summary.txt").write_text(found.summary(wish.language) + "\n", encoding="utf-8")
    files.write(found.members(base), wish.out / "members.csv")
    files.write(base.set_aside, wish.out / "set_aside.csv")
    leads = None
    if found.scorer is not None:
        leads = dangol.build_leads(base.permitting_both("marketing", "profiling"), found.plan)
        files.write(found.scorer.score(leads), wish.out / "scores.csv")
    found.to_html(wish.out, leads, base, language=wish.language)
    (wish.out / "personas.md").write_text(found.to_markdown(wish.language), encoding="utf-8")


# --- score ---------------------------------------------------------------------------------------------------------------


def scorer_of(path: Path) -> dangol.LeadScorer:
    if not path.exists():
        raise UnusableFile(f"There is no file {path}: `dangol study` writes one named study.dangol.")
    try:
        return dangol.LeadScorer.load(path)
    except dangol.BadArchive as not_a_scorer:
        try:
            scorer = dangol.Study.load(path).scorer
        except dangol.BadArchive:
            raise not_a_scorer from None
    if scorer is None:
        raise UnusableFile(f"The study in {path} has no scores: study a shop again, with leads whose outcome is known.")
    return scorer


class Cells:
    """What the columns of a file say about a lead, as the scorer wants it."""

    def __init__(self, scorer: dangol.LeadScorer, columns: list[str]) -> None:
        self.columns = [column for column in scorer.columns if column.name in columns or self.parts(column, columns)]
        self.available = columns
        self.unseen = 0  # cells with levels that the scorer has never met

    @staticmethod
    def parts(column: dangol.FeatureColumn, columns: list[str]) -> list[str]:
        return [level for level in column.levels if column.kind is dangol.ColumnKind.composition and f"{column.name}.{level}" in columns]

    def lead(self, row: dict[str, Any], number: int) -> dict[str, Any]:
        return {column.name: value for column in self.columns if (value := self.value(column, row, number)) is not None}

    def value(self, column: dangol.FeatureColumn, row: dict[str, Any], number: int) -> Any:
        exposure = self.number(f"{column.name}.exposure", row, number) if f"{column.name}.exposure" in row else None
        if column.kind is dangol.ColumnKind.composition:
            shares = {level: self.number(f"{column.name}.{level}", row, number) for level in self.parts(column, self.available)}
            known = {level: share for level, share in shares.items() if share is not None}
            return (known, 1.0 if exposure is None else exposure) if known else None
        cell = row[column.name]
        if cell is None or cell == "":
            return None
        if column.kind is dangol.ColumnKind.flag:
            return self.flag(column.name, cell, number)
        if column.kind in (dangol.ColumnKind.category, dangol.ColumnKind.ordered_category):
            if str(cell) in column.levels:
                return str(cell)
            self.unseen += 1
            return None
        value = self.number(column.name, row, number)
        if value is None or exposure is None:
            return value
        return (value * exposure if column.kind is dangol.ColumnKind.share else value, exposure)

    @staticmethod
    def number(name: str, row: dict[str, Any], number: int) -> float | None:
        cell = row.get(name)
        if cell is None or cell == "":
            return None
        try:
            return float(cell)
        except (TypeError, ValueError):
            raise UnusableFile(f'Row {number + 1} holds "{cell}" in the column "{name}", which is no number: mend the cell or leave it empty.') from None

    @staticmethod
    def flag(name: str, cell: Any, number: int) -> bool:
        meaning = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(str(cell).strip().lower())
        if meaning is None:
            raise UnusableFile(f'Row {number + 1} holds "{cell}" in the column "{name}", which is neither 1 nor 0: mend the cell or leave it empty.')
        return meaning


def score(wish: argparse.Namespace) -> None:
    if bool(wish.as_of) == bool(wish.as_of_column):
        raise WrongUse("Say when the leads arrived: --as-of DAY, or --as-of-column NAME (one of the two).")
    scorer = scorer_of(wish.model)
    with Files() as files:
        table = files.read(wish.leads)
        for needed in (wish.as_of_column, wish.customer):
            if needed and needed not in table.columns:
                raise dangol.UnknownColumn(f'There is no column "{needed}" in {wish.leads}: it has {", ".join(table.columns)}.')
        cells = Cells(scorer, list(table.columns))
        if not cells.columns:
            raise UnusableFile(f"{wish.leads} has none of the columns that the scorer knows: {', '.join(column.name for column in scorer.columns)}.")
        for line in files.said:
            say(line)
        scores, ledgers = score_rows(scorer, cells, table, wish)
        wish.out.parent.mkdir(parents=True, exist_ok=True)
        beside = wish.out.with_name(f"{wish.out.stem}.ledgers{wish.out.suffix or '.csv'}")
        files.write(frame_of(scores), wish.out)
        files.write(frame_of(ledgers), beside)
    if cells.unseen:
        say(f"{cells.unseen} cells hold levels that the scorer has never met; they count as not known.")
    say(f"{len(scores['row'])} leads scored from {len(cells.columns)} columns, best first in {wish.out}; why, in {beside}.")


def score_rows(scorer: dangol.LeadScorer, cells: Cells, table: Any, wish: argparse.Namespace) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    aliases = {persona.id: persona.alias for persona in scorer.personas.personas}
    scores: list[dict[str, Any]] = []
    ledgers: dict[str, list[Any]] = {"row": [], "reason": [], "log_odds": [], "points": [], "known": []}
    for number, values in enumerate(table.fetchall()):
        row = dict(zip(table.columns, values, strict=True))
        lead, as_of = cells.lead(row, number), wish.as_of or row[wish.as_of_column]
        customer = row[wish.customer] if wish.customer else None
        try:
            found = scorer.score_one(lead, as_of=as_of, customer=customer)
            reasons = scorer.explain(lead, as_of=as_of, customer=customer).frame(wish.language).to_dict()
        except dangol.DangolError as error:
            if wish.as_of:
                wished(lambda: scorer.score_one({}, as_of=wish.as_of))
            raise UnusableFile(f"Row {number + 1} of {wish.leads} cannot be scored: {error}") from None
        scores.append(
            {"row": number + 1, **({wish.customer: customer} if wish.customer else {}), "log_odds": found.log_odds, "probability": found.probability,
             "probability_low": found.probability_interval.low, "probability_high": found.probability_interval.high, "points": found.points,
             "grade": str(found.grade), "disposition": found.disposition.name, "closest_persona": aliases.get(found.closest_persona), "contact_propensity": found.contact_propensity}
        )
        ledgers["row"] += [number + 1] * len(reasons["reason"])
        for name, column in reasons.items():
            ledgers[name] += column
    scores.sort(key=lambda each: -each["log_odds"])
    return {name: [each[name] for each in scores] for name in (scores[0] if scores else ["row"])}, ledgers


def frame_of(columns: dict[str, list[Any]]) -> dangol.Frame:
    """A dict of lists as a frame that DuckDB reads."""
    return dangol.Frame(table_of(columns))
