"""`dangol score`: leads of whom some columns are known, scored with what a study kept."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import dangol
from dangol._commands import advice, say
from dangol._core import flag_of
from dangol._files import Files, frame_of, split
from dangol._korean_errors import in_korean
from dangol._language import either, speak
from dangol._profile import NOTHING
from dangol._wishes import WrongUse, names_of, wished
from dangol._suggest_words import KEYS, PERSONAL, likeness
from dangol._unusable import UnusableFile


def is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(6) == b"dangol"
    except OSError:
        return False


def scorer_of(path: Path, leads: Path) -> dangol.LeadScorer:
    if not path.exists():
        raise UnusableFile(either(f"There is no file {path}: `dangol study` writes one named study.dangol.", f"{path}: 없는 파일입니다. `dangol study` 명령이 study.dangol을 씁니다."))
    try:
        return dangol.LeadScorer.load(path)
    except dangol.BadArchive as not_a_scorer:
        try:
            scorer = dangol.Study.load(path).scorer
        except dangol.BadArchive as not_a_study:
            if is_archive(leads):
                raise WrongUse(either(f"{leads} is what `dangol study` wrote, and {path} is not: were the two exchanged? The study comes first, the leads second.",
                                      f"{leads}: `dangol study` 명령이 쓴 파일입니다. 두 파일이 바뀌었습니까? 분석이 먼저, 리드가 다음입니다: dangol score {leads} {path}")) from None
            reason = not_a_study if " holds a Study, " in str(not_a_scorer) else not_a_scorer
            text = str(reason).replace("give a file that save() wrote", "give a file that `dangol study` wrote")
            raise UnusableFile(either(text, in_korean(text) or f"쓸 수 없는 자료입니다. {text}")) from None
    if scorer is None:
        raise UnusableFile(either(f"The study in {path} has no scores: study a shop again, with leads whose outcome is known.",
                                  f"{path}: 점수가 없는 분석입니다. 결과를 아는 리드를 넣어 다시 분석해 주십시오."))
    return scorer


SHOWN_AT_MOST = 8  # names of columns, in a sentence
LEADS_SHOWN = 3  # of those that cannot be scored, where none can


class UnreadableLead(Exception):
    """A lead that cannot be scored: which cell of it, and why."""

    def __init__(self, column: str, cell: Any, why: str) -> None:
        super().__init__(why)
        self.column, self.cell, self.why = column, cell, why

    def sentence(self, path: Path, line: int) -> str:
        if not self.column:
            return either(f"Line {line} of {path} cannot be scored: {self.why}", f"{path} {line}행: 점수를 매길 수 없습니다. {self.why}")
        return either(f'Line {line} of {path} holds "{self.cell}" in the column "{self.column}", which is {self.why}', f'{path} {line}행 "{self.column}" 열의 "{self.cell}": {self.why}')


def nothing(cell: Any) -> bool:
    """As a study reads it: "NA" or "-" is a cell that says nothing."""
    return cell is None or str(cell).strip().lower() in NOTHING


class Cells:
    """What the columns of a file say about a lead, as the scorer wants it."""

    def __init__(self, scorer: dangol.LeadScorer, columns: list[str]) -> None:
        self.columns = [column for column in scorer.columns if column.name in columns or self.parts(column, columns)]
        self.available = columns
        self.unseen = 0  # cells with levels that the scorer has never met
        self.known: set[str] = set()  # columns of which some lead says something

    @staticmethod
    def parts(column: dangol.FeatureColumn, columns: list[str]) -> list[str]:
        return [level for level in column.levels if column.kind is dangol.ColumnKind.composition and f"{column.name}.{level}" in columns]

    def unused(self) -> list[str]:
        """Columns of the file that the scorer never asked for, in the order of the file."""
        used = {column.name for column in self.columns} | {f"{column.name}.exposure" for column in self.columns}
        used |= {f"{column.name}.{part}" for column in self.columns for part in column.levels}
        return [name for name in self.available if name not in used]

    def lead(self, row: dict[str, Any]) -> dict[str, Any]:
        said = {column.name: value for column in self.columns if (value := self.value(column, row)) is not None}
        self.known |= said.keys()
        return said

    def value(self, column: dangol.FeatureColumn, row: dict[str, Any]) -> Any:
        exposure = self.number(f"{column.name}.exposure", row) if f"{column.name}.exposure" in row else None
        if column.kind is dangol.ColumnKind.composition:
            shares = {level: self.number(f"{column.name}.{level}", row) for level in self.parts(column, self.available)}
            known = {level: share for level, share in shares.items() if share is not None}
            return (known, 1.0 if exposure is None else exposure) if known else None
        cell = row[column.name]
        if nothing(cell):
            return None
        if column.kind is dangol.ColumnKind.flag:
            return self.flag(column.name, cell)
        if column.kind in (dangol.ColumnKind.category, dangol.ColumnKind.ordered_category):
            if str(cell) in column.levels:
                return str(cell)
            self.unseen += 1
            return None
        value = self.number(column.name, row)
        if value is not None and column.kind is dangol.ColumnKind.share:
            self.check_share(column.name, value, cell)
        if value is None or exposure is None:
            return value
        return (value * exposure if column.kind is dangol.ColumnKind.share else value, exposure)

    @staticmethod
    def check_share(name: str, share: float, cell: Any) -> None:
        if not 0 <= share <= 1:
            raise UnreadableLead(name, cell, either(f'a share: write it between 0 and 1, and of how many it is in a column "{name}.exposure", such as 0.75 and 4.',
                                                    f'비율이므로 0과 1 사이로 적고, 몇 번 가운데의 비율인지는 "{name}.exposure" 열에 적어 주십시오(4번 가운데 3번이면 0.75와 4).'))

    @staticmethod
    def number(name: str, row: dict[str, Any]) -> float | None:
        cell = row.get(name)
        if nothing(cell):
            return None
        try:
            return float(cell)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise UnreadableLead(name, cell, either("no number: mend the cell or leave it empty.", "수가 아닙니다. 고치거나 비워 주십시오.")) from None

    @staticmethod
    def flag(name: str, cell: Any) -> bool:
        meaning = flag_of(str(cell))  # as a study reads it
        if meaning is None:
            raise UnreadableLead(name, cell, either("neither yes nor no: write 1 or 0, mend the cell or leave it empty.", "예도 아니오도 아닙니다. 1이나 0으로 고치거나 비워 주십시오."))
        return meaning


def score(wish: argparse.Namespace) -> None:
    if bool(wish.as_of) == bool(wish.as_of_column):
        raise WrongUse(either("Say when the leads arrived: --as-of DAY, or --as-of-column NAME (one of the two).",
                              "리드가 언제 들어왔는지 적어 주십시오: --as-of 날짜, 또는 --as-of-column 열이름(둘 중 하나)."))
    scorer = scorer_of(wish.model, wish.leads)
    if wish.language is None:  # the study knows in which its owner reads
        wish.language = scorer.personas.options.alias_language.name
    speak(wish.language)
    beside, left_out = (wish.out.with_name(f"{wish.out.stem}.{what}{wish.out.suffix or '.csv'}") for what in ("ledgers", "set_aside"))
    for own in (path for path in (wish.out, beside, left_out) if path.resolve() in (wish.model.resolve(), split(wish.leads)[0].resolve())):
        raise WrongUse(either(f"{own} is what is read here: name another file with --out.", f"{own}: 여기서 읽는 파일입니다. --out으로 다른 이름을 적어 주십시오."))
    for there in (path for path in (wish.out, beside, left_out) if path.exists() and not wish.overwrite):
        raise WrongUse(either(f"{there} is there already: name another file with --out, or say --overwrite.",
                              f"{there}: 이미 있는 파일입니다. --out으로 다른 이름을 적거나 --overwrite를 적어 주십시오."))
    if wish.as_of:
        wished(lambda: scorer.score_one({}, as_of=wish.as_of), "--as-of")
    with Files() as files:
        table = files.read(wish.leads)
        for needed in (wish.as_of_column, wish.customer):
            if needed and needed not in table.columns:
                names = names_of(table.columns)
                raise UnusableFile(either(f'There is no column "{needed}" in {wish.leads}: it has {names}.', f'{wish.leads}: "{needed}" 열이 없습니다. 있는 열은 {names}입니다.'))
        cells = Cells(scorer, list(table.columns))
        if not cells.columns:
            names = ", ".join(column.name for column in scorer.columns)
            raise UnusableFile(either(f"{wish.leads} has none of the columns that the scorer knows: {names}. It has {names_of(table.columns)}. Of customers who were studied, `dangol study` wrote what was measured into features.csv.",
                                      f"{wish.leads}: 점수에 쓰는 열이 하나도 없습니다. 쓰는 열은 {names}, 있는 열은 {names_of(table.columns)}입니다. 분석한 고객의 것은 `dangol study` 명령이 features.csv에 써 두었습니다."))
        for line in files.said:
            say(line)
        if not table.limit(1).fetchall():
            raise UnusableFile(either(f"{wish.leads} names columns and has no rows: export it with its rows.", f"{wish.leads}: 열 이름만 있고 행이 없습니다. 행까지 내보내 주십시오."))
        wish.customer = wish.customer or customer_column(cells, list(table.columns), wish)
        rows = table.fetchall()
        scores, ledgers, refused = score_rows(scorer, cells, [dict(zip(table.columns, row, strict=True)) for row in rows], files.lines_of(wish.leads, list(range(len(rows)))), wish)
        wish.out.parent.mkdir(parents=True, exist_ok=True)
        files.write(frame_of(scores), wish.out)
        files.write(frame_of(ledgers), beside)
        if refused["line"]:
            files.write(frame_of(refused), left_out)
        else:
            left_out.unlink(missing_ok=True)  # of an earlier run, over which may be written
    if left := len(refused["line"]):
        say(either(f"{left} {'lead was' if left == 1 else 'leads were'} not scored, for cells that cannot be read: which, and why, in {left_out}.",
                   f"리드 {left}건은 읽을 수 없는 칸이 있어 점수를 매기지 않았습니다. 어느 것이 왜 그런지는 {left_out}."))
    if cells.unseen:
        say(either(f"{cells.unseen} {'cell holds a level' if cells.unseen == 1 else 'cells hold levels'} that the scorer has never met, which counts as not known.",
                   f"학습 때 없던 값이 든 칸 {cells.unseen}개는 모르는 것으로 쳤습니다."))
    say(either(f"Nothing but the columns of {wish.leads} was used: what these customers did before counts only where a column says so.",
               f"{wish.leads}: 이 파일의 열만 썼습니다. 고객이 전에 한 일은 열에 적힌 만큼만 셉니다."))
    say_who_is_set_aside(scorer, scores.get("disposition", []))
    if blank := scores.get("columns_known", []).count(0):
        say(either(f"Of {blank} {'lead' if blank == 1 else 'leads'} nothing is known, columns_known is 0: where {'it stands' if blank == 1 else 'they stand'} among the others says nothing.",
                   f"아무것도 모르는 리드가 {blank}건 있습니다(columns_known이 0). 그 순서에는 뜻이 없습니다."))
    count, known, fitted = len(scores["line"]), len(cells.known), len(scorer.columns)
    say(either(f"{count} {'lead' if count == 1 else 'leads'} scored from {known} of the {fitted} columns that the scores were fitted on, best first in {wish.out}; why, in {beside}.",
               f"점수를 만든 열 {fitted}개 가운데 {known}개로 리드 {count}건에 점수를 매겼습니다. 높은 것부터 {wish.out}, 까닭은 {beside}."))
    if unused := [name for name in cells.unused() if name not in (wish.as_of_column, wish.customer)]:
        names = ", ".join(f'"{name}"' for name in unused[:SHOWN_AT_MOST]) + (", …" if len(unused) > SHOWN_AT_MOST else "")
        say(either(f"{len(unused)} {'column of the file is' if len(unused) == 1 else 'columns of the file are'} not among those, and {'was' if len(unused) == 1 else 'were'} not used: {names}.",
                   f"파일의 열 가운데 점수에 쓰지 않은 것 {len(unused)}개: {names}."))
    missing = [column.name for column in scorer.columns if column.name not in cells.known]
    if count and missing:  # how much they weigh is not told by their number: one column may say nearly all that others say too
        names = ", ".join(missing[:SHOWN_AT_MOST]) + (", …" if len(missing) > SHOWN_AT_MOST else "")
        say(either(f"{len(missing)} of the {fitted} columns {'is' if len(missing) == 1 else 'are'} not known: {names}. How much that leaves open is in the range of each probability, probability_low to probability_high.",
                   f"열 {fitted}개 가운데 모르는 것 {len(missing)}개: {names}. 그만큼 모르는 정도는 확률마다 붙은 구간(probability_low와 probability_high)에 들어 있습니다."))


def say_who_is_set_aside(scorer: dangol.LeadScorer, advised: list[str]) -> None:
    """Whom not to chase, where the study set somebody aside."""
    kinds = " · ".join(f'"{scorer.personas.title(negative.persona, either("english", "korean"))}"' for negative in scorer.negatives.personas)
    if not kinds:
        return
    count = sum(advice in (either("set aside", "연락 제외"), either("contact as a sample", "표본 연락")) for advice in advised)
    say(either(f"Whom not to chase: {kinds}. {count} of these leads {'is' if count == 1 else 'are'} of them, as far as the columns known here tell; of whom they do not, it is not known.",
               f"연락하지 않을 유형: {kinds}. 여기 적힌 열로 알 수 있는 한 이 리드 가운데 {count}건이 해당하며, 알 수 없는 리드에 대해서는 모릅니다."))


def customer_column(cells: Cells, columns: list[str], wish: argparse.Namespace) -> str | None:
    """The column that is called so, if there is one: a score without its customer is of no use."""
    used = {column.name for column in cells.columns} | {wish.as_of_column}
    called = [name for name in columns if name not in used and likeness(name, KEYS) >= 2.5 and likeness(name, PERSONAL) < 2.5]
    if not called:
        return None
    name = max(called, key=lambda each: likeness(each, KEYS))
    say(either(f'"{name}" is taken for the customer (--customer says another).', f'"{name}" 열을 고객 번호로 보았습니다(다르면 --customer로 적어 주십시오).'))
    return name


def score_rows(
    scorer: dangol.LeadScorer, cells: Cells, rows: list[dict[str, Any]], lines: list[int], wish: argparse.Namespace
) -> tuple[dict[str, list[Any]], dict[str, list[Any]], dict[str, list[Any]]]:
    """Scores, ledgers, and the leads that cannot be read. @throws UnusableFile: none of them can."""
    aliases = {persona.id: persona.alias for persona in scorer.personas.personas}
    scores: list[dict[str, Any]] = []
    ledgers: dict[str, list[Any]] = {"line": [], "reason": [], "log_odds": [], "points": [], "known": []}
    refused: dict[str, list[Any]] = {"line": [], **({wish.customer: []} if wish.customer else {}), "column": [], "why": []}
    unread: list[str] = []
    for line, row in zip(lines, rows, strict=True):
        customer = row[wish.customer] if wish.customer else None
        try:
            lead, as_of = cells.lead(row), wish.as_of or row[wish.as_of_column]
            found = scorer.score_one(lead, as_of=as_of, customer=customer)
            reasons = scorer.explain(lead, as_of=as_of, customer=customer).frame(wish.language).to_dict()
        except (UnreadableLead, dangol.DangolError) as error:
            if isinstance(error, UnreadableLead):
                unreadable = error
            else:
                why = re.sub("^(a moment|as_of) is", f"{wish.as_of_column} is", str(error))
                unreadable = UnreadableLead("", None, either(why, in_korean(why) or why))
            unread.append(unreadable.sentence(wish.leads, line))
            for name, told in {"line": line, **({wish.customer: customer} if wish.customer else {}), "column": unreadable.column or wish.as_of_column or "", "why": unreadable.why}.items():
                refused[name].append(told)
            continue
        scores.append(
            {"line": line, **({wish.customer: customer} if wish.customer else {}), "log_odds": found.log_odds, "probability": found.probability,
             "probability_low": found.probability_interval.low, "probability_high": found.probability_interval.high, "points": found.points,
             "grade": str(found.grade), "disposition": advice(found.disposition.name), "closest_persona": aliases.get(found.closest_persona), "contact_propensity": found.contact_propensity, "columns_known": len(lead)}
        )
        ledgers["line"] += [line] * len(reasons["reason"])
        for name, column in reasons.items():
            ledgers[name] += column
    scores.sort(key=lambda each: -each["log_odds"])
    if unread and not scores:
        none = either(f"None of the {len(unread)} leads can be scored.", f"리드 {len(unread)}건 모두 점수를 매길 수 없습니다.") if len(unread) > 1 else ""
        more = either(f"{len(unread) - LEADS_SHOWN} more likewise.", f"그 밖의 {len(unread) - LEADS_SHOWN}건도 마찬가지입니다.") if len(unread) > LEADS_SHOWN else ""
        raise UnusableFile(" ".join(part for part in (none, *unread[:LEADS_SHOWN], more) if part))
    if unread:
        say(unread[0])
    return {name: [each[name] for each in scores] for name in (scores[0] if scores else ["line"])}, ledgers, refused
