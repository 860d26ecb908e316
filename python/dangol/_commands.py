"""What the commands do: settings become a schema, files become frames, results become files."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dangol
from dangol import _core, _plan_settings
from dangol._checks import check_customers, check_kinds
from dangol._files import Files, frame_of, split, with_clock
from dangol._korean_errors import in_korean, in_words
from dangol._language import either, speak
from dangol._owner_words import owner_words, write_on_cards
from dangol._profile import profile
from dangol._settings import Settings
from dangol._suggest import Table, understand
from dangol._suggest_words import of_contacts
from dangol._suggest_toml import toml_of, why_not
from dangol._unusable import UnusableFile
from dangol._wishes import WrongUse, nearest, wished


def say(text: object) -> None:
    print(text, file=sys.stderr)


# --- suggest -------------------------------------------------------------------------------------------------------------


def language_of(paths: list[Path]) -> str:
    """In which whoever keeps these files names their columns. Files that cannot be read are told of when they are."""
    with Files() as files:
        names: list[str] = []
        for path in paths:
            with suppress(UnusableFile, OSError):
                for table in files.tables(path):
                    names += files.read(table).columns
    return "korean" if sum(bool(re.search("[가-힣]", name)) for name in names) > len(names) / 2 else "english"


def suggest(wish: argparse.Namespace) -> None:
    if wish.language is None:
        speak(language_of(wish.files))
    if wish.out and wish.out.exists():
        raise WrongUse(either(f"{wish.out} is there already, perhaps mended by hand: name another file, or remove it first.",
                              f"{wish.out}: 이미 있는 파일이고 손으로 고쳤을 수도 있습니다. 다른 이름을 적거나 먼저 지워 주십시오."))
    with Files() as files:
        tables = [table for path in wish.files for table in tables_of(path, files)]
        for line in files.said:
            say(line)
    understand(tables)
    for table in tables:
        if not table.section:
            say(either(f"{table.path.name} is not used: {why_not(table)}.", f"{table.path.name}: 쓰지 않았습니다. {why_not(table)}."))
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


def tables_of(path: Path, files: Files) -> list[Table]:
    """The tables of a file. Of several, such as the sheets of a workbook, those that are none are stepped over, and said."""
    each = files.tables(path)
    if len(each) == 1:
        return [table_of(each[0], files)]
    tables = []
    for one in each:
        try:
            tables.append(table_of(one, files))
        except UnusableFile as reason:
            say(either(f"Stepped over: {reason}", f"건너뜀: {reason}"))
    if not tables:
        raise UnusableFile(either(f"{path} holds {len(each)} tables, and none that can be used: export the records into it again.",
                                  f"{path}: 표 {len(each)}개 가운데 쓸 수 있는 것이 없습니다. 기록을 다시 내보내 주십시오."))
    return tables


def table_of(path: Path, files: Files) -> Table:
    table = Table(path, profile(files.read(path)))
    if not table.columns or not table.columns[0].rows:
        raise UnusableFile(either(f"{path} names columns and has no rows: export it with its rows.", f"{path}: 열 이름만 있고 행이 없습니다. 행까지 내보내 주십시오."))
    return table


# --- study ---------------------------------------------------------------------------------------------------------------

WRITTEN_WHERE_THERE_IS_CAUSE = ("declared_kinds.txt", "leads.html", "scores.csv")


WRITTEN = ("features.csv", "leads.html", "members.csv", "personas.html", "personas.md", "scores.csv", "set_aside.csv", "study.dangol", "summary.txt", "declared_kinds.txt")


def refuse_own_input(settings: Settings, out: Path) -> None:
    """A result that would be written over a table of the shop, whose only copy it may be."""
    results = {(out / name).resolve(): name for name in WRITTEN}
    for given in [*settings.files().values(), *([settings.config] if settings.config else [])]:
        file = split(given)[0]
        if name := results.get(file.resolve()):
            raise WrongUse(either(f"{file} would be written over: the study writes a {name} of its own into {out}. Name another folder with --out.",
                                  f"{file}: 분석이 {out} 폴더에 같은 이름의 파일({name})을 쓰므로 이 파일이 지워집니다. --out으로 다른 폴더를 적어 주십시오."))


def read_settings(settings: Settings, wish: argparse.Namespace) -> None:
    if wish.config:
        settings.read(wish.config, getattr(wish, "study.language"))
    settings.overlay(wish)
    settings.needed()


def options_of(study: dict[str, Any], kinds: list[dangol.DeclaredKind]) -> dangol.StudyOptions:
    cost, margin, k, scale = study.get("contact_cost"), study.get("conversion_margin"), study.get("k"), study.get("satisfaction_scale")
    if (cost is None) != (margin is None):
        raise WrongUse(either("--contact-cost and --conversion-margin belong together: give both, or neither.", "--contact-cost와 --conversion-margin은 함께 적거나 둘 다 빼 주십시오."))
    if scale is not None and cost is None:
        say(either("The scale of satisfaction (--satisfaction-scale, in the file satisfaction_scale) does nothing without --contact-cost and --conversion-margin: kinds are set aside only where these are given.",
                   "만족도 척도(--satisfaction-scale, 설정 파일에서는 satisfaction_scale)는 --contact-cost와 --conversion-margin 없이는 쓰이지 않습니다. 연락에서 제외할 유형은 두 값이 있어야 가려집니다."))
    return dangol.StudyOptions(
        count=dangol.SegmentCountOptions(**given(most=study.get("most"))),
        judge=dangol.JudgeOptions(**given(segments_wanted=study.get("segments"), smallest_group=k)),
        personas=dangol.PersonaOptions(**given(smallest_group=k), alias_language=study["language"]),
        negatives=None if cost is None or margin is None else dangol.NegativePersonaOptions(
            contact_cost=cost, conversion_margin=margin, satisfaction_scale=None if scale is None else dangol.Interval(*map(float, scale))),
        declared_kinds=kinds,
        leads_from=study.get("leads_from"),
        test_leads_from=study.get("test_leads_from"),
    )


def given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def study(wish: argparse.Namespace) -> None:
    settings = Settings()
    try:
        study_as_set(settings, wish)
    except (WrongUse, UnusableFile) as error:
        raise type(error)(settings.as_written(str(error))) from None
    except dangol.DangolError as error:
        raise UnusableFile(settings.as_written(in_words(error))) from None


def study_as_set(settings: Settings, wish: argparse.Namespace) -> None:
    read_settings(settings, wish)
    said = {"language": "english", "out": "dangol-study"} | settings.sections["study"]
    language, out = said["language"], Path(said["out"])
    if out.exists() and not out.is_dir():
        raise WrongUse(either(f"{out} is a file, and --out names a folder: name another one.", f"{out}: 파일입니다. --out에는 폴더 이름을 적어 주십시오."))
    refuse_own_input(settings, out)
    cards = owner_words(settings.sections["personas"], settings.config)
    schema, options = settings.schema(), wished(lambda: options_of(said, settings.declared_kinds()))
    _plan_settings.check(said)
    with Files() as files, folder_of_results(out):
        tables: dict[str, Any] = {table: files.read(path) for table, path in settings.files().items()}
        for line in files.said:
            say(line)
        columns = {table: list(relation.columns) for table, relation in tables.items()}
        if settings.consents_hold_all_the_time(columns):
            schema = settings.schema()
            say(either(f"{settings.files()['consents']}: no column says when it was decided (decided_at under [consents]): what stands there holds all the time.",
                       f"{settings.files()['consents']}: 언제 정했는지 말하는 열이 없어([consents]의 decided_at) 적힌 대로 내내 그러한 것으로 봅니다."))
        settings.check(columns)
        if settings.clock:
            tables["interactions"] = with_clock(tables["interactions"], schema.interaction.time, settings.clock)
        require_rows(tables, settings)
        warn_of_files(settings)
        warn_of_leads(list(tables["interactions"].columns), settings.files()["interactions"])
        for line in check_kinds(tables["interactions"], settings) + check_customers(tables, settings):
            say(line)
        with warnings.catch_warnings():
            for told in (dangol.StrayTimeWarning, dangol.RowsSetAsideWarning):  # the account says it, in the language asked
                warnings.simplefilter("ignore", told)
            base = dangol.collect(**tables, schema=schema, threads=wish.threads)
        say(base.account.to_text(language))
        if base.account.stray_times:
            say(either("Which days count is set by --window FROM UNTIL, or by window under [study].", "쓸 기간은 --window 시작일 끝일, 또는 [study]의 window로 정합니다."))
        if base.set_aside_counts:
            say(base.set_aside_text(language))  # with the remedy, where there is one
            cells = ", ".join(f'"{name}" {rows:,}{either("", "행")}' for name, rows in Counter(name for name in base.set_aside.to_dict()["column"] if name).most_common())
            say(either(f"Columns of these cells: {cells}.", f"이런 칸이 있는 열: {cells}."))
        require_used_rows(base, settings)
        plan = _plan_settings.plan_of(said, base)
        try:
            check_declared(options.declared_kinds, base, plan)
            found = write_on_cards(dangol.study(base, plan, options, threads=wish.threads), cards)
        except dangol.InsufficientData as error:
            if "window" not in said or "widen the window" not in str(error):
                raise
            raise UnusableFile(either(str(error), in_korean(str(error)) or str(error)) + span_of(base, settings)) from None
        before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
        write_study(found, base, files, out, language, settings)
        files.write(frame_of(set_aside(base, files, settings)), out / "set_aside.csv")
    print(found.summary(language))
    say_what_was_written(out, before)


@contextmanager
def folder_of_results(out: Path) -> Iterator[None]:
    """There, and proven to take a file, before the work, which would be lost otherwise; gone again where it was made for a study that is refused."""
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    try:
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(out)) from None
    try:
        yield
    except BaseException:
        with suppress(OSError):  # of a folder that holds something by now
            for folder in made:
                folder.rmdir()
        raise


def span_of(base: dangol.CustomerBase, settings: Settings) -> str:
    """From when to when visits are on record: what a window must meet."""
    times = base.permitting("profiling").visits().to_dict()[settings.sections["interactions"]["time"]]
    if not times:
        return ""
    first, last = (local(moment, settings.sections["shop"].get("time_zone", "UTC"))[:10] for moment in (min(times), max(times)))
    return either(f" The visits on record are of {first} to {last}.", f" 기록된 방문은 {first}부터 {last}까지입니다.")


def say_what_was_written(out: Path, before: dict[str, int]) -> None:
    """And what an earlier study left there, which is not of this one: old scores beside new personas."""
    written = sorted(path.name for path in out.iterdir() if path.stat().st_mtime_ns != before.get(path.name))
    names = ", ".join(written)
    say(either(f"Written to {out}: {names}.", f"{out} 폴더에 썼습니다: {names}."))
    if "study.dangol" in before:
        say(either("That replaced an earlier study; --out names another folder.", "전에 한 분석이 있던 자리에 썼습니다. --out으로 다른 폴더를 정할 수 있습니다."))
    left = ", ".join(name for name in WRITTEN_WHERE_THERE_IS_CAUSE if name in before and name not in written)
    if left:
        say(either(f"Of an earlier study, and not of this one: {left}. Remove them, or name another folder.",
                   f"이전 분석에서 남은 파일이며 이번 결과가 아닙니다: {left}. 지우거나 다른 폴더를 지정하십시오."))


def check_declared(kinds: list[dangol.DeclaredKind], base: dangol.CustomerBase, plan: dangol.FeaturePlan) -> None:
    """What is said of a kind is said of a column by which customers are told apart; said here, in either language, with those that there are."""
    if not kinds:
        return
    columns = [column.name for column in _core.build_features(base.permitting("profiling"), plan, progress=False).columns if column.role is dangol.Role.basis]
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


def require_used_rows(base: dangol.CustomerBase, settings: Settings) -> None:
    """Where nothing is left to study, it is said why, and not what of it fails first."""
    visits = next((table for table in base.account.tables if table.table is dangol.TableKind.interactions), None)
    if visits is None or visits.read == 0 or visits.set_aside < visits.read:
        return
    rows, words = base.set_aside.to_dict(), words_of_reasons(base)
    faults = Counter((column, reason) for table, column, reason in zip(rows["table"], rows["column"], rows["reason"], strict=True) if table == "interactions")
    (column, reason), _ = faults.most_common(1)[0]
    path, count = settings.files()["interactions"], visits.read
    whole = either("its only row was" if count == 1 else f"all {count:,} rows were", f"{count:,}행이 모두")
    raise UnusableFile(either(f'{path}: {whole} set aside, mostly for "{column}": {words[reason]}. Mend the column, or say what it means.',
                              f'{path}: {whole} 제외되었습니다. 가장 많은 까닭은 "{column}" 열: {words[reason]}. 그 열을 고치거나 뜻을 밝혀 주십시오.'))


def words_of_reasons(base: dangol.CustomerBase) -> dict[str, str]:
    """What the reasons of rows set aside are called, in the language that is spoken: each line of the text is "- table: reason, rows"."""
    lines = base.set_aside_text(either("english", "korean")).splitlines()[1:]
    return {count.reason.name: line.split(": ", 1)[1].rsplit(", ", 1)[0] for count, line in zip(base.set_aside_counts, lines, strict=True)}


def warn_of_files(settings: Settings) -> None:
    """One file in two places, and leads of which nobody can learn: a study goes its way with them, and not the way that was meant."""
    files = settings.files()
    for table, path in files.items():
        others = [other for other in list(files)[: list(files).index(table)] if files[other] == path]
        if others:
            say(either(f"{path.name} is given as {others[0]} and as {table}: each is a table of its own, so look whether that is meant.",
                       f"{path.name}: [{others[0]}]에도 [{table}]에도 적힌 파일입니다. 서로 다른 표이므로 그렇게 하려던 것인지 봐 주십시오."))
    if "leads" in files and not (settings.sections["leads"].get("converted") or settings.sections["leads"].get("converted_at")):
        say(either("--converted is missing: without the column that says whether leads answered, nothing is learned from them and nothing is scored.",
                   "--converted가 없습니다. 리드가 응답했는지 적힌 열을 알려 주지 않으면 리드에서 배우는 것도 점수도 없습니다."))


def warn_of_leads(columns: list[str], path: Path) -> None:
    """Contacts given as visits would be counted as if the customers had come."""
    alike = of_contacts(columns)
    if alike:
        names = ", ".join(alike)
        say(either(f"{path.name} has columns that look like contacts and their answers ({names}): if its rows are contacts and not visits, give it with --leads.",
                   f"{path.name}: 연락과 그 응답으로 보이는 열이 있습니다({names}). 행마다 방문이 아니라 연락이라면 --leads로 주십시오."))


def write_study(found: dangol.Study, base: dangol.CustomerBase, files: Files, out: Path, language: str, settings: Settings) -> None:
    found.save(out / "study.dangol")
    (out / "summary.txt").write_text(found.summary(language) + "\n", encoding="utf-8")
    if found.declared is not None:
        (out / "declared_kinds.txt").write_text(found.declared.to_text(language) + "\n", encoding="utf-8")
    files.write(found.members(base), out / "members.csv")
    files.write(dangol.build_features(base.permitting("profiling"), found.plan, progress=False).frame(), out / "features.csv")
    leads = None
    if found.scorer is not None:
        leads = dangol.build_leads(base.permitting_both("marketing", "profiling"), found.plan)
        scores = ranked(found.scorer.score(leads).to_dict(), leads, settings.sections["shop"].get("time_zone", "UTC"))
        path = settings.files()["leads"]
        shown = {"line" if name == "source_row" else name: files.lines_of(path, cells) if name == "source_row" else cells for name, cells in scores.items()}
        files.write(frame_of(shown), out / "scores.csv")
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
    words = words_of_reasons(base) if rows else {}
    return {"table": tables, "line": line, "column": columns["column"], "value_masked": columns["value"], "reason": columns["reason"],
            "why": [words[reason] for reason in columns["reason"]]}


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
