"""The command line: `dangol suggest …`, `dangol study …` and `dangol score …`. Exit code 2 is wrong use, 1 unusable data."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import dangol
from dangol import _commands, _score_command
from dangol._korean_errors import in_words, of_the_system
from dangol._language import asked, either, speak
from dangol._unusable import UnusableFile
from dangol._wishes import WrongUse

WRONG_USE, UNUSABLE_DATA, INTERRUPTED = 2, 1, 130


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        if wrong := re.search(r"argument ([\w<>./-]+): invalid (int|float) value: '(.*)'", message):
            name, kind = wrong[1], wrong[2]
            message = either(f'{name} is "{wrong[3]}", but must be {"a whole number, such as 5" if kind == "int" else "a number, such as 3000"}',
                             f'{name}: "{wrong[3]}". {"5처럼 적은 정수" if kind == "int" else "3000처럼 적은 수"}여야 합니다')
        if wrong := re.search(r"argument ([\w<>./-]+): invalid money value: '(.*)'", message):
            message = either(f'{wrong[1]} is "{wrong[2]}", but must be an amount, such as 3000 or 1,500', f'{wrong[1]}: "{wrong[2]}". 3000이나 1,500처럼 적은 금액이어야 합니다')
        if wrong := re.search(r"argument ([\w<>./-]+): invalid choice: '(.*)' \(choose from (.*)\)", message):
            message = about_choice(wrong[1], wrong[2], re.findall(r"'([^']*)'", wrong[3]))
        if unknown := re.search(r"unrecognized arguments: (--[\w-]+)", message):
            message = about_unknown(unknown[1]) or message
        self.exit(WRONG_USE, either(f"{self.prog}: {sentence(message)} See {self.prog} --help.\n", f"{self.prog}: 쓰는 법이 맞지 않습니다. {sentence(message)} {self.prog} --help 참고.\n"))


def sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else text + "."


def about_unknown(option: str) -> str:
    """Of another command, or what was probably meant; "": nothing is known."""
    if of := COMMANDS_OF.get(option):
        commands = ", ".join(f"dangol {command}" for command in of)
        return either(f"{option} is an option of {commands} only", f"{option}: {commands}에만 있는 옵션입니다")
    close = difflib.get_close_matches(option, list(COMMANDS_OF), n=1)
    return either(f"{option} is no option: did you mean {close[0]}?", f"{option}: 없는 옵션입니다. {close[0]}입니까?") if close else ""


def about_choice(name: str, wrong: str, choices: list[str]) -> str:
    """Of a command, or of a word that an option does not know."""
    close = difflib.get_close_matches(wrong.lower(), choices, n=1)
    meant, meant_korean = (f": did you mean {close[0]}?", f" {close[0]}입니까?") if close else ("", "")
    these, these_korean = " or ".join(part for part in (", ".join(choices[:-1]), choices[-1]) if part), ", ".join(choices)
    if name == "COMMAND":
        return either(f'There is no command "{wrong}"{meant or f": take {these}."}', f'"{wrong}": 없는 명령입니다.{meant_korean or f" {these_korean} 가운데 하나를 적어 주십시오."}')
    return either(f'{name} is "{wrong}", but must be {these}{meant}', f'{name}: "{wrong}".{meant_korean} {these_korean} 가운데 하나여야 합니다')


def money(text: str) -> float:
    """As somebody writes an amount: 1500, 1,500, ₩1,500, 1,500원, 1500 KRW."""
    amount = re.fullmatch(r"[₩$€£¥]?\s*(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?\s*(?:원|[A-Z]{3})?", text.strip())
    return float(amount[1].replace(",", "") + (amount[2] or "")) if amount else float(text)


COMMANDS_OF: dict[str, list[str]] = {}  # options, and the commands that have them, as they are added

KINDS = "CSV, Parquet, .xlsx, SQLite or DuckDB; of several tables in one file: FILE#TABLE"


def add_columns(parser: argparse.ArgumentParser) -> None:
    """Where an option goes is its `dest`: the section and the key of the TOML file that say the same."""
    customers = parser.add_argument_group("columns of the customers")
    customers.add_argument("--customer-id", dest="customers.id", metavar="NAME", help="the customer's id, in every file unless said otherwise (customer_id)")
    customers.add_argument("--joined", dest="customers.joined", metavar="NAME", help="since when they are customers")
    customers.add_argument("--attribute", dest="customers.attributes", action="append", default=[], metavar="NAME:KIND[:UNIT]",
                           help="numeric, positive, count, flag or category; ordered_category with its levels, age:ordered_category:20s<30s<40s; repeatable")
    customers.add_argument("--protected", dest="customers.protected", action="append", default=[], metavar="NAME", help="an attribute that must never reach a score; repeatable")

    visits = parser.add_argument_group("columns of the interactions")
    visits.add_argument("--interaction-customer", dest="interactions.customer", metavar="NAME", help="the customer's id there (--customer-id)")
    visits.add_argument("--discount", dest="interactions.discounts", action="append", default=[], metavar="NAME", help="what was saved; repeatable")
    for name, what in (("time", "when it was"), ("clock", "the time of day, where it stands in a column of its own"), ("visit", "basket or receipt: its rows are one visit"), ("amount", "what was paid"), ("offering", "what was bought"),
                       ("quantity", "how many of it"),
                       ("channel", "where"), ("party-size", "how many came"), ("planned", "whether it was planned"), ("satisfaction", "how content they were"),
                       ("note", "what was written down")):
        visits.add_argument(f"--{name}", dest=f"interactions.{name.replace('-', '_')}", metavar="NAME", help=what)

    leads = parser.add_argument_group("columns of the leads: one row a contact")
    leads.add_argument("--lead-customer", dest="leads.customer", metavar="NAME", help="the customer's id there (--customer-id)")
    for name, what in (("contacted", "when they were contacted"), ("converted", "whether they answered"), ("converted-at", "when they answered"),
                       ("window-closes", "until when an answer counts")):
        leads.add_argument(f"--{name}", dest=f"leads.{name.replace('-', '_')}", metavar="NAME", help=what)
    leads.add_argument("--horizon-days", dest="leads.horizon_days", type=float, metavar="DAYS", help="how long an answer counts, where no column says so")
    leads.add_argument("--lead-attribute", dest="leads.attributes", action="append", default=[], metavar="NAME:KIND[:UNIT]", help="known when the lead arrives; repeatable")

    consents = parser.add_argument_group("columns of the consents")
    consents.add_argument("--consent-customer", dest="consents.customer", metavar="NAME", help="the customer's id there (--customer-id)")
    for name in ("purpose", "granted", "decided-at"):
        consents.add_argument(f"--{name}", dest=f"consents.{name.replace('-', '_')}", metavar="NAME", help=f"({name.replace('-', '_')})")


def add_suggest(commands: argparse._SubParsersAction[Parser]) -> None:
    suggest = commands.add_parser("suggest", help="write a first version of the file that says what columns mean",
                                  description="Looks at files and writes what their columns probably mean, and why, as TOML to be read, mended and given to `dangol study`.")
    suggest.set_defaults(run=_commands.suggest, parser=suggest)
    suggest.add_argument("files", type=Path, nargs="+", metavar="FILE", help=KINDS)
    suggest.add_argument("--language", choices=["english", "korean"], help="of the reasons and of everything said on the way (Korean where most columns have Korean names, else English)")
    suggest.add_argument("--out", type=Path, metavar="FILE", help="where it is written; not over a file that is there (the screen)")


def add_study(commands: argparse._SubParsersAction[Parser]) -> None:
    study = commands.add_parser("study", help="from records to personas and lead scores",
                                description="From records to personas and lead scores. What --config says holds where no option says otherwise.")
    study.set_defaults(run=_commands.study, parser=study)
    study.add_argument("customers.file", type=Path, nargs="?", metavar="customers", help=KINDS)
    study.add_argument("interactions.file", type=Path, nargs="?", metavar="interactions", help="visits, purchases")
    study.add_argument("--config", type=Path, metavar="FILE", help="TOML that names the files and says what their columns mean: `dangol suggest` writes it")
    study.add_argument("--leads", dest="leads.file", type=Path, metavar="FILE", help="contacts and what came of them")
    study.add_argument("--consents", dest="consents.file", type=Path, metavar="FILE", help="who permits what")
    add_columns(study)

    meaning = study.add_argument_group("what the records mean")
    meaning.add_argument("--currency", dest="shop.currency", metavar="CODE", help="KRW, USD, …")
    meaning.add_argument("--time-zone", dest="shop.time_zone", metavar="ZONE", help="of the shop: Asia/Seoul (UTC)")
    meaning.add_argument("--unzoned", dest="shop.unzoned_times", choices=["local", "utc"], help="what a time without zone is (local)")
    meaning.add_argument("--date-order", dest="shop.date_order", choices=["day_first", "month_first", "year_first"], help="of dates in text that have the year last, 3.4.2024, or in two digits, 24.3.4")
    meaning.add_argument("--decimal-mark", dest="shop.decimal_mark", choices=["point", "comma"], help="of numbers in text (point); with a comma 1.234 is one thousand")
    meaning.add_argument("--complete", dest="shop.customer_list", action="store_const", const="complete", help="whoever is not in the customers' file is no customer")

    wish = study.add_argument_group("what to do")
    wish.add_argument("--window", dest="study.window", nargs=2, metavar=("FROM", "UNTIL"), help="days whose visits are looked at; UNTIL is not among them (all)")
    wish.add_argument("--most", dest="study.most", type=int, metavar="N", help="most kinds of customer to look for")
    wish.add_argument("--segments", dest="study.segments", type=int, metavar="N", help="the number of kinds you want, said so on every card")
    wish.add_argument("--declared-kind", dest="declared_kinds.options", action="append", default=[], metavar="NAME:COLUMN=VALUE,…",
                      help="a kind of customer as you know it, such as regulars:visits=7/year,spend_per_visit=15000; held against the records, and taken where they are few; repeatable")
    wish.add_argument("--k", dest="study.k", type=int, metavar="N", help="nothing is said about fewer customers than these")
    wish.add_argument("--contact-cost", dest="study.contact_cost", type=money, metavar="MONEY", help="of one contact")
    wish.add_argument("--conversion-margin", dest="study.conversion_margin", type=money, metavar="MONEY", help="earned by one conversion, before the contact")
    wish.add_argument("--satisfaction-scale", dest="study.satisfaction_scale", nargs=2, type=float, metavar=("WORST", "BEST"),
                      help="on which customers answer, such as 1 5: with it a kind that is set aside may be called discontented")
    wish.add_argument("--leads-from", dest="study.leads_from", metavar="DAY", help="earlier leads are history only")
    wish.add_argument("--test-leads-from", dest="study.test_leads_from", metavar="DAY", help="leads from here on only measure the scores")
    wish.add_argument("--language", dest="study.language", choices=["english", "korean"], help="of summary, pages and everything said on the way (english)")
    wish.add_argument("--out", dest="study.out", type=Path, metavar="DIR", help="where everything is written (dangol-study)")
    wish.add_argument("--threads", type=int, default=0, metavar="N", help="(all); changes no result")


def add_score(commands: argparse._SubParsersAction[Parser]) -> None:
    score = commands.add_parser("score", help="score leads with a study or a scorer kept before", description="Scores leads of whom some columns are known.")
    score.set_defaults(run=_score_command.score, parser=score)
    score.add_argument("model", type=Path, help="written by `dangol study`, or by save() of a study or a scorer")
    score.add_argument("leads", type=Path, help="as for a study; columns are named as the scorer names them; with a count the days it was counted over in <name>.exposure, with a share, which lies between 0 and 1, of how many it is")
    score.add_argument("--as-of", metavar="DAY", help="when the leads arrived, if no column says so")
    score.add_argument("--as-of-column", metavar="NAME", help="the column that says when each lead arrived")
    score.add_argument("--customer", metavar="NAME", help="the column that says whose lead it is (the one that is called so)")
    score.add_argument("--language", choices=["english", "korean"], help="of the ledgers, and of everything said on the way (that of the study)")
    score.add_argument("--out", type=Path, default=Path("scores.csv"), metavar="FILE", help="scores as CSV or Parquet; ledgers beside them; not over files that are there (scores.csv)")
    score.add_argument("--overwrite", action="store_true", help="write over files that are there")


def parser() -> Parser:
    root = Parser(prog="dangol", description="Personas, negative personas and lead scores from customer records.")
    root.add_argument("--version", action="version", version=f"dangol {dangol.__version__}")
    commands = root.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    add_suggest(commands)
    add_study(commands)
    add_score(commands)
    COMMANDS_OF.clear()
    for command, options in commands.choices.items():
        for name in sorted({name for action in options._actions for name in action.option_strings if name.startswith("--")}):
            COMMANDS_OF.setdefault(name, []).append(command)
    return root


def complain(text: object, code: int) -> int:
    print(f"dangol: {sentence(str(text))}", file=sys.stderr)
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    speak(asked(sys.argv[1:] if arguments is None else arguments))
    wish, unknown = parser().parse_known_args(arguments)
    if unknown:
        wish.parser.error(f"unrecognized arguments: {' '.join(unknown)}")  # of the command, whose --help has the options that there are
    try:
        wish.run(wish)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough, such as head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except WrongUse as error:
        return complain(error, WRONG_USE)
    except UnusableFile as error:
        return complain(error, UNUSABLE_DATA)
    except dangol.DangolError as error:
        return complain(in_words(error), UNUSABLE_DATA)
    except OSError as error:
        file, why = error.filename or either("A file", "파일"), either(str(error.strerror), of_the_system(error))
        return complain(either(f"{file} cannot be written or read: {why}", f"{file}: 쓰거나 읽을 수 없습니다({why})"), UNUSABLE_DATA)
    except KeyboardInterrupt:
        return complain(either("Stopped; what was written so far is incomplete.", "멈추었습니다. 지금까지 쓴 것은 완전하지 않습니다."), INTERRUPTED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
