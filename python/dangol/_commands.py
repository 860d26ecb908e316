"""What the commands do: settings become a schema, files become frames, results become files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import dangol
from dangol._files import Files, frame_of
from dangol._profile import profile
from dangol._settings import Settings, WrongUse, wished
from dangol._suggest import Table, toml_of, understand
from dangol._unusable import UnusableFile


def say(text: object) -> None:
    print(text, file=sys.stderr)


# --- suggest -------------------------------------------------------------------------------------------------------------


def suggest(wish: argparse.Namespace) -> None:
    if wish.out and wish.out.exists():
        raise WrongUse(f"{wish.out} is there already, perhaps mended by hand: name another file, or remove it first.")
    with Files() as files:
        tables = [Table(each, profile(files.read(each))) for path in wish.files for each in files.tables(path)]
        for line in files.said:
            say(line)
    for table in tables:
        if not table.columns or not table.columns[0].rows:
            raise UnusableFile(f"{table.path} names columns and has no rows: export it with its rows.")
    understand(tables)
    if not any(table.section == "interactions" for table in tables):
        say("No table looks like interactions (whose, when, what): the first version needs your help there.")
    text = toml_of(tables, wish.out.parent if wish.out else Path())
    if wish.out is None:
        print(text, end="")
        return
    wish.out.parent.mkdir(parents=True, exist_ok=True)
    wish.out.write_text(text, encoding="utf-8")
    say(f"Written to {wish.out}: read it, mend it, then dangol study --config {wish.out}.")


# --- study ---------------------------------------------------------------------------------------------------------------


def settings_of(wish: argparse.Namespace) -> Settings:
    settings = Settings()
    if wish.config:
        settings.read(wish.config)
    settings.overlay(wish)
    settings.needed()
    return settings


def options_of(study: dict[str, Any]) -> dangol.StudyOptions:
    cost, margin, k = study.get("contact_cost"), study.get("conversion_margin"), study.get("k")
    if (cost is None) != (margin is None):
        raise WrongUse("--contact-cost and --conversion-margin belong together: give both, or neither.")
    return dangol.StudyOptions(
        count=dangol.SegmentCountOptions(**given(most=study.get("most"))),
        judge=dangol.JudgeOptions(**given(segments_wanted=study.get("segments"), smallest_group=k)),
        personas=dangol.PersonaOptions(**given(smallest_group=k), alias_language=study["language"]),
        negatives=None if cost is None or margin is None else dangol.NegativePersonaOptions(contact_cost=cost, conversion_margin=margin),
        leads_from=study.get("leads_from"),
        test_leads_from=study.get("test_leads_from"),
    )


def given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def plan_of(window: dangol.FeaturePlan | None, base: dangol.CustomerBase) -> dangol.FeaturePlan:
    plan = dangol.default_plan(base.permitting("profiling"))
    return plan if window is None else dangol.FeaturePlan(window=window.window, features=plan.features)


def study(wish: argparse.Namespace) -> None:
    settings = settings_of(wish)
    said = {"language": "english", "out": "dangol-study"} | settings.sections["study"]
    language, out = said["language"], Path(said["out"])
    schema, options = settings.schema(), wished(lambda: options_of(said))
    window = wished(lambda: dangol.FeaturePlan(window=tuple(said["window"]))) if "window" in said else None
    with Files() as files:
        tables: dict[str, Any] = {table: files.read(path) for table, path in settings.files().items()}
        for line in files.said:
            say(line)
        base = dangol.collect(**tables, schema=schema, threads=wish.threads)
        say(base.account.to_text(language))
        found = dangol.study(base, plan_of(window, base), options, threads=wish.threads)
        out.mkdir(parents=True, exist_ok=True)
        write_study(found, base, files, out, language)
    print(found.summary(language))
    say(f"Written to {out}: {', '.join(sorted(path.name for path in out.iterdir()))}.")


def write_study(found: dangol.Study, base: dangol.CustomerBase, files: Files, out: Path, language: str) -> None:
    found.save(out / "study.dangol")
    (out / "summary.txt").write_text(found.summary(language) + "\n", encoding="utf-8")
    files.write(found.members(base), out / "members.csv")
    files.write(base.set_aside, out / "set_aside.csv")
    leads = None
    if found.scorer is not None:
        leads = dangol.build_leads(base.permitting_both("marketing", "profiling"), found.plan)
        files.write(found.scorer.score(leads), out / "scores.csv")
    found.to_html(out, leads_to_contact(leads), base, language=language)
    (out / "personas.md").write_text(found.to_markdown(language), encoding="utf-8")


def leads_to_contact(leads: dangol.LeadTable | None) -> dangol.LeadTable | None:
    """Those that can still answer, so that the page does not send anybody to somebody who has; where nobody can, all of them."""
    if leads is None:
        return None
    still_open = [row for row, outcome in enumerate(leads.outcomes) if outcome is dangol.LeadOutcome.open]
    if not still_open:
        say("No lead is open any more: leads.html ranks the contacts that were made, to look back at.")
        return leads
    return leads.rows(still_open)


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
        say(f"{cells.unseen} {'cell holds a level' if cells.unseen == 1 else 'cells hold levels'} that the scorer has never met, which counts as not known.")
    say(f"Nothing but the columns of {wish.leads} was used: what these customers did before counts only where a column says so.")
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
