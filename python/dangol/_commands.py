"""What the commands do: settings become a schema, files become frames, results become files."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dangol
from dangol._files import Files, frame_of
from dangol._korean_errors import in_korean
from dangol._language import either
from dangol._profile import profile
from dangol._settings import Settings, WrongUse, nearest, wished
from dangol._suggest import Table, understand
from dangol._suggest_words import LEADS, likeness
from dangol._suggest_toml import toml_of
from dangol._unusable import UnusableFile


OF_CONTACTS = ("contacted", "converted", "converted_at", "window_closes")  # the fields of leads that no visit has


def say(text: object) -> None:
    print(text, file=sys.stderr)


# --- suggest -------------------------------------------------------------------------------------------------------------


def suggest(wish: argparse.Namespace) -> None:
    if wish.out and wish.out.exists():
        raise WrongUse(either(f"{wish.out} is there already, perhaps mended by hand: name another file, or remove it first.",
                              f"{wish.out}: 이미 있는 파일이고 손으로 고쳤을 수도 있습니다. 다른 이름을 적거나 먼저 지워 주십시오."))
    with Files() as files:
        tables = [Table(each, profile(files.read(each))) for path in wish.files for each in files.tables(path)]
        for line in files.said:
            say(line)
    for table in tables:
        if not table.columns or not table.columns[0].rows:
            raise UnusableFile(either(f"{table.path} names columns and has no rows: export it with its rows.", f"{table.path}: 열 이름만 있고 행이 없습니다. 행까지 내보내 주십시오."))
    understand(tables)
    if not any(table.section == "interactions" for table in tables):
        say(either("No table looks like interactions (whose, when, what): the first version needs your help there.",
                   "방문 기록(누가, 언제, 무엇을)으로 보이는 표가 없습니다. 초안의 그 부분은 직접 채워 주십시오."))
    text = toml_of(tables, wish.out.parent if wish.out else Path())
    if wish.out is None:
        print(text, end="")
        return
    wish.out.parent.mkdir(parents=True, exist_ok=True)
    wish.out.write_text(text, encoding="utf-8")
    say(either(f"Written to {wish.out}: read it, mend it, then dangol study --config {wish.out}.", f"{wish.out}: 썼습니다. 읽고 고친 뒤 dangol study --config {wish.out} 명령을 내리십시오."))


# --- study ---------------------------------------------------------------------------------------------------------------


def settings_of(wish: argparse.Namespace) -> Settings:
    settings = Settings()
    if wish.config:
        settings.read(wish.config, getattr(wish, "study.language"))
    settings.overlay(wish)
    settings.needed()
    return settings


def options_of(study: dict[str, Any], kinds: list[dangol.DeclaredKind]) -> dangol.StudyOptions:
    cost, margin, k = study.get("contact_cost"), study.get("conversion_margin"), study.get("k")
    if (cost is None) != (margin is None):
        raise WrongUse(either("--contact-cost and --conversion-margin belong together: give both, or neither.", "--contact-cost와 --conversion-margin은 함께 적거나 둘 다 빼 주십시오."))
    return dangol.StudyOptions(
        count=dangol.SegmentCountOptions(**given(most=study.get("most"))),
        judge=dangol.JudgeOptions(**given(segments_wanted=study.get("segments"), smallest_group=k)),
        personas=dangol.PersonaOptions(**given(smallest_group=k), alias_language=study["language"]),
        negatives=None if cost is None or margin is None else dangol.NegativePersonaOptions(contact_cost=cost, conversion_margin=margin),
        declared_kinds=kinds,
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
    schema, options = settings.schema(), wished(lambda: options_of(said, settings.declared_kinds()))
    window = wished(lambda: dangol.FeaturePlan(window=tuple(said["window"]))) if "window" in said else None
    with Files() as files:
        tables: dict[str, Any] = {table: files.read(path) for table, path in settings.files().items()}
        for line in files.said:
            say(line)
        settings.check({table: list(relation.columns) for table, relation in tables.items()})
        require_rows(tables, settings)
        warn_of_leads(list(tables["interactions"].columns), settings.files()["interactions"])
        base = dangol.collect(**tables, schema=schema, threads=wish.threads)
        say(base.account.to_text(language))
        if base.set_aside_counts:
            say(base.set_aside_text(language))  # with the remedy, where there is one
        plan = plan_of(window, base)
        check_declared(options.declared_kinds, base, plan)
        found = dangol.study(base, plan, options, threads=wish.threads)
        out.mkdir(parents=True, exist_ok=True)
        write_study(found, base, files, out, language, settings.sections["shop"].get("time_zone", "UTC"))
        files.write(frame_of(set_aside(base, files, settings)), out / "set_aside.csv")
    print(found.summary(language))
    names = ", ".join(sorted(path.name for path in out.iterdir()))
    say(either(f"Written to {out}: {names}.", f"{out} 폴더에 썼습니다: {names}."))


def check_declared(kinds: list[dangol.DeclaredKind], base: dangol.CustomerBase, plan: dangol.FeaturePlan) -> None:
    """What is said of a kind is said of a column by which customers are told apart; said here, in either language, with those that there are."""
    if not kinds:
        return
    columns = [column.name for column in dangol.build_features(base.permitting("profiling"), plan, progress=False).columns if column.role is dangol.Role.basis]
    for kind in kinds:
        for expectation in kind.expectations:
            if expectation.column in columns:
                continue
            names = ", ".join(columns)
            raise WrongUse(either(f'The declared kind "{kind.name}" speaks of "{expectation.column}"{nearest(expectation.column, columns)}; customers are told apart by {names}.',
                                  f'유형 "{kind.name}"의 "{expectation.column}"{nearest(expectation.column, columns)} 고객을 나누는 열은 {names}입니다.'))


def require_rows(tables: dict[str, Any], settings: Settings) -> None:
    """The two tables on which everything rests."""
    for table in ("customers", "interactions"):
        if table in tables and not tables[table].limit(1).fetchall():
            path = settings.files()[table]
            without = table == "customers"  # visits alone will do, customers alone will not
            raise UnusableFile(either(f"{path} names columns and has no rows: export it with its rows{', or leave it out' if without else ''}.",
                                      f"{path}: 열 이름만 있고 행이 없습니다. 행까지 내보내{'거나 이 파일을 빼' if without else ''} 주십시오."))


def warn_of_leads(columns: list[str], path: Path) -> None:
    """Contacts given as visits would be counted as if the customers had come."""
    alike = [name for name in columns if any(likeness(name, each.words) > 2.5 for each in LEADS if each.key in OF_CONTACTS)]
    if alike:
        names = ", ".join(alike)
        say(either(f"{path.name} has columns that look like contacts and their answers ({names}): if its rows are contacts and not visits, give it with --leads.",
                   f"{path.name}: 연락과 그 응답으로 보이는 열이 있습니다({names}). 행마다 방문이 아니라 연락이라면 --leads로 주십시오."))


def write_study(found: dangol.Study, base: dangol.CustomerBase, files: Files, out: Path, language: str, time_zone: str) -> None:
    found.save(out / "study.dangol")
    (out / "summary.txt").write_text(found.summary(language) + "\n", encoding="utf-8")
    if found.declared is not None:
        (out / "declared_kinds.txt").write_text(found.declared.to_text(language) + "\n", encoding="utf-8")
    files.write(found.members(base), out / "members.csv")
    leads = None
    if found.scorer is not None:
        leads = dangol.build_leads(base.permitting_both("marketing", "profiling"), found.plan)
        files.write(frame_of(ranked(found.scorer.score(leads).to_dict(), leads, time_zone)), out / "scores.csv")
    found.to_html(out, leads_to_contact(leads), base, language=language)
    (out / "personas.md").write_text(found.to_markdown(language), encoding="utf-8")


def set_aside(base: dangol.CustomerBase, files: Files, settings: Settings) -> dict[str, list[Any]]:
    """Every row that could not be used, where a spreadsheet shows it."""
    columns: dict[str, list[Any]] = base.set_aside.to_dict()
    tables, rows = columns["table"], columns.pop("row")
    line: list[int] = [0] * len(rows)
    for table, path in settings.files().items():
        here = [at for at, each in enumerate(tables) if each == table]
        for at, shown in zip(here, files.lines_of(path, [rows[at] for at in here]), strict=True):
            line[at] = shown
    return {"table": tables, "line": line, **{name: cells for name, cells in columns.items() if name != "table"}}


def advice(disposition: str) -> str:
    """The words of the page."""
    return {"pursue": either("pursue", "연락 권장"), "nurture": either("not now", "지금은 아님"), "set_aside": either("set aside", "연락 제외"),
            "explore": either("contact as a sample", "표본 연락")}[disposition]


def ranked(scores: dict[str, list[Any]], leads: dangol.LeadTable, time_zone: str) -> dict[str, list[Any]]:
    """Leads that can still answer first, and among them the best first; `open` tells them from those that are past. Times are the shop's own."""
    still_open = [outcome is dangol.LeadOutcome.open for outcome in leads.outcomes]
    order = sorted(range(len(still_open)), key=lambda row: (not still_open[row], -scores["log_odds"][row]))
    columns: dict[str, list[Any]] = {}
    for name, cells in scores.items():
        columns[name] = [cells[row] for row in order]
        if name == "customer":
            columns["open"] = [still_open[row] for row in order]
        if name == "contacted_at":
            columns[name] = [local(moment, time_zone) for moment in columns[name]]
        if name == "disposition":
            columns[name] = [advice(cell) for cell in columns[name]]
    return columns


def local(moment: datetime, time_zone: str) -> str:
    """As the shop's clock showed it; where this machine knows no time zones, as it is, with its zone."""
    try:
        return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M:%S}"
    except ZoneInfoNotFoundError:
        return moment.isoformat(" ", "seconds")


def leads_to_contact(leads: dangol.LeadTable | None) -> dangol.LeadTable | None:
    """Those that can still answer, so that the page does not send anybody to somebody who has; where nobody can, all of them."""
    if leads is None:
        return None
    still_open = [row for row, outcome in enumerate(leads.outcomes) if outcome is dangol.LeadOutcome.open]
    if not still_open:
        say(either("No lead is open any more: leads.html ranks the contacts that were made, to look back at.",
                   "아직 응답할 수 있는 리드가 없습니다. leads.html은 이미 한 연락을 되돌아보도록 순위를 매깁니다."))
        return leads
    return leads.rows(still_open)


# --- score ---------------------------------------------------------------------------------------------------------------


def scorer_of(path: Path) -> dangol.LeadScorer:
    if not path.exists():
        raise UnusableFile(either(f"There is no file {path}: `dangol study` writes one named study.dangol.", f"{path}: 없는 파일입니다. `dangol study` 명령이 study.dangol을 씁니다."))
    try:
        return dangol.LeadScorer.load(path)
    except dangol.BadArchive as not_a_scorer:
        try:
            scorer = dangol.Study.load(path).scorer
        except dangol.BadArchive:
            raise not_a_scorer from None
    if scorer is None:
        raise UnusableFile(either(f"The study in {path} has no scores: study a shop again, with leads whose outcome is known.",
                                  f"{path}: 점수가 없는 분석입니다. 결과를 아는 리드를 넣어 다시 분석해 주십시오."))
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
            raise UnusableFile(either(f'Row {number + 1} holds "{cell}" in the column "{name}", which is no number: mend the cell or leave it empty.',
                                      f'{number + 1}행 "{name}" 열의 "{cell}": 수가 아닙니다. 고치거나 비워 주십시오.')) from None

    @staticmethod
    def flag(name: str, cell: Any, number: int) -> bool:
        meaning = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(str(cell).strip().lower())
        if meaning is None:
            raise UnusableFile(either(f'Row {number + 1} holds "{cell}" in the column "{name}", which is neither 1 nor 0: mend the cell or leave it empty.',
                                      f'{number + 1}행 "{name}" 열의 "{cell}": 1도 0도 아닙니다. 고치거나 비워 주십시오.'))
        return meaning


def score(wish: argparse.Namespace) -> None:
    if bool(wish.as_of) == bool(wish.as_of_column):
        raise WrongUse(either("Say when the leads arrived: --as-of DAY, or --as-of-column NAME (one of the two).",
                              "리드가 언제 들어왔는지 적어 주십시오: --as-of 날짜, 또는 --as-of-column 열이름(둘 중 하나)."))
    scorer = scorer_of(wish.model)
    with Files() as files:
        table = files.read(wish.leads)
        for needed in (wish.as_of_column, wish.customer):
            if needed and needed not in table.columns:
                names = ", ".join(table.columns)
                raise UnusableFile(either(f'There is no column "{needed}" in {wish.leads}: it has {names}.', f'{wish.leads}: "{needed}" 열이 없습니다. 있는 열은 {names}입니다.'))
        cells = Cells(scorer, list(table.columns))
        if not cells.columns:
            names = ", ".join(column.name for column in scorer.columns)
            raise UnusableFile(either(f"{wish.leads} has none of the columns that the scorer knows: {names}.", f"{wish.leads}: 점수에 쓰는 열이 하나도 없습니다. 쓰는 열은 {names}입니다."))
        for line in files.said:
            say(line)
        scores, ledgers = score_rows(scorer, cells, table, wish)
        wish.out.parent.mkdir(parents=True, exist_ok=True)
        beside = wish.out.with_name(f"{wish.out.stem}.ledgers{wish.out.suffix or '.csv'}")
        files.write(frame_of(scores), wish.out)
        files.write(frame_of(ledgers), beside)
    if cells.unseen:
        say(either(f"{cells.unseen} {'cell holds a level' if cells.unseen == 1 else 'cells hold levels'} that the scorer has never met, which counts as not known.",
                   f"학습 때 없던 값이 든 칸 {cells.unseen}개는 모르는 것으로 쳤습니다."))
    say(either(f"Nothing but the columns of {wish.leads} was used: what these customers did before counts only where a column says so.",
               f"{wish.leads}: 이 파일의 열만 썼습니다. 고객이 전에 한 일은 열에 적힌 만큼만 셉니다."))
    count = len(scores["row"])
    say(either(f"{count} leads scored from {len(cells.columns)} columns, best first in {wish.out}; why, in {beside}.",
               f"열 {len(cells.columns)}개로 리드 {count}건에 점수를 매겼습니다. 높은 것부터 {wish.out}, 까닭은 {beside}."))


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
            raise UnusableFile(either(f"Row {number + 1} of {wish.leads} cannot be scored: {error}", f"{wish.leads} {number + 1}행: 점수를 매길 수 없습니다. {in_korean(str(error)) or error}")) from None
        scores.append(
            {"row": number + 1, **({wish.customer: customer} if wish.customer else {}), "log_odds": found.log_odds, "probability": found.probability,
             "probability_low": found.probability_interval.low, "probability_high": found.probability_interval.high, "points": found.points,
             "grade": str(found.grade), "disposition": advice(found.disposition.name), "closest_persona": aliases.get(found.closest_persona), "contact_propensity": found.contact_propensity}
        )
        ledgers["row"] += [number + 1] * len(reasons["reason"])
        for name, column in reasons.items():
            ledgers[name] += column
    scores.sort(key=lambda each: -each["log_odds"])
    return {name: [each[name] for each in scores] for name in (scores[0] if scores else ["row"])}, ledgers
