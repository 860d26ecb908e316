"""The command line: `dangol study …` and `dangol score …`. Exit code 2 is wrong use, 1 unusable data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import dangol
from dangol import _commands
from dangol._files import UnusableFile

WRONG_USE, UNUSABLE_DATA, INTERRUPTED = 2, 1, 130


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {sentence(message)} See {self.prog} --help.\n")


def sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else text + "."


def add_columns(parser: argparse.ArgumentParser) -> None:
    customers = parser.add_argument_group("columns of the customers")
    customers.add_argument("--customer-id", default="customer_id", metavar="NAME", help="the customer's id, in every file unless said otherwise (customer_id)")
    customers.add_argument("--joined", default="", metavar="NAME", help="since when they are customers")
    customers.add_argument("--attribute", action="append", default=[], metavar="NAME:KIND[:UNIT]",
                           help="numeric, positive, count, flag or category; ordered_category with its levels, age:ordered_category:20s<30s<40s; repeatable")
    customers.add_argument("--protected", action="append", default=[], metavar="NAME", help="an attribute that must never reach a score; repeatable")

    visits = parser.add_argument_group("columns of the interactions")
    visits.add_argument("--interaction-customer", metavar="NAME", help="the customer's id there (--customer-id)")
    visits.add_argument("--time", default="", metavar="NAME", help="when it was")
    visits.add_argument("--visit", default="", metavar="NAME", help="basket or receipt: its rows are one visit")
    visits.add_argument("--amount", default="", metavar="NAME", help="what was paid")
    visits.add_argument("--discount", action="append", default=[], metavar="NAME", help="what was saved; repeatable")
    for name, what in (("offering", "what was bought"), ("channel", "where"), ("party-size", "how many came"), ("planned", "whether it was planned"),
                       ("satisfaction", "how content they were")):
        visits.add_argument(f"--{name}", default="", metavar="NAME", help=what)

    leads = parser.add_argument_group("columns of the leads: one row a contact")
    leads.add_argument("--lead-customer", metavar="NAME", help="the customer's id there (--customer-id)")
    for name, what in (("contacted", "when they were contacted"), ("converted", "whether they answered"), ("converted-at", "when they answered"),
                       ("window-closes", "until when an answer counts")):
        leads.add_argument(f"--{name}", default="", metavar="NAME", help=what)
    leads.add_argument("--horizon-days", type=float, default=0, metavar="DAYS", help="how long an answer counts, where no column says so")
    leads.add_argument("--lead-attribute", action="append", default=[], metavar="NAME:KIND[:UNIT]", help="known when the lead arrives; repeatable")

    consents = parser.add_argument_group("columns of the consents")
    consents.add_argument("--consent-customer", metavar="NAME", help="the customer's id there (--customer-id)")
    for name in ("purpose", "granted", "decided-at"):
        consents.add_argument(f"--{name}", default=name.replace("-", "_"), metavar="NAME", help=f"({name.replace('-', '_')})")


def add_study(commands: argparse._SubParsersAction[Parser]) -> None:
    study = commands.add_parser("study", help="from records to personas and lead scores", description="From records to personas and lead scores.")
    study.set_defaults(run=_commands.study)
    study.add_argument("customers", type=Path, help="CSV or Parquet")
    study.add_argument("interactions", type=Path, help="CSV or Parquet: visits, purchases")
    study.add_argument("--leads", type=Path, metavar="FILE", help="contacts and what came of them")
    study.add_argument("--consents", type=Path, metavar="FILE", help="who permits what")
    add_columns(study)

    meaning = study.add_argument_group("what the records mean")
    meaning.add_argument("--currency", default="", metavar="CODE", help="KRW, USD, …")
    meaning.add_argument("--time-zone", default="UTC", metavar="ZONE", help="of the shop: Asia/Seoul (UTC)")
    meaning.add_argument("--unzoned", choices=["local", "utc"], default="local", help="what a time without zone is (local)")
    meaning.add_argument("--complete", action="store_true", help="whoever is not in the customers' file is no customer")

    wish = study.add_argument_group("what to do")
    wish.add_argument("--window", nargs=2, metavar=("FROM", "UNTIL"), help="days whose visits are looked at; UNTIL is not among them (all)")
    wish.add_argument("--most", type=int, metavar="N", help="most kinds of customer to look for")
    wish.add_argument("--segments", type=int, metavar="N", help="the number of kinds you want, said so on every card")
    wish.add_argument("--k", type=int, metavar="N", help="nothing is said about fewer customers than these")
    wish.add_argument("--contact-cost", type=float, metavar="MONEY", help="of one contact")
    wish.add_argument("--conversion-margin", type=float, metavar="MONEY", help="earned by one conversion, before the contact")
    wish.add_argument("--leads-from", metavar="DAY", help="earlier leads are history only")
    wish.add_argument("--test-leads-from", metavar="DAY", help="leads from here on only measure the scores")
    wish.add_argument("--language", choices=["english", "korean"], default="english", help="of summary and pages (english)")
    wish.add_argument("--out", type=Path, default=Path("dangol-study"), metavar="DIR", help="where everything is written (dangol-study)")
    wish.add_argument("--threads", type=int, default=0, metavar="N", help="(all); changes no result")


def add_score(commands: argparse._SubParsersAction[Parser]) -> None:
    score = commands.add_parser("score", help="score leads with a study or a scorer kept before", description="Scores leads of whom some columns are known.")
    score.set_defaults(run=_commands.score)
    score.add_argument("model", type=Path, help="written by `dangol study`, or by save() of a study or a scorer")
    score.add_argument("leads", type=Path, help="CSV or Parquet; columns are named as the scorer names them, <name>.exposure is what is behind a count or share")
    score.add_argument("--as-of", metavar="DAY", help="when the leads arrived, if no column says so")
    score.add_argument("--as-of-column", metavar="NAME", help="the column that says when each lead arrived")
    score.add_argument("--customer", metavar="NAME", help="the column that says whose lead it is")
    score.add_argument("--language", choices=["english", "korean"], default="english", help="of the ledgers (english)")
    score.add_argument("--out", type=Path, default=Path("scores.csv"), metavar="FILE", help="scores as CSV or Parquet; ledgers beside them (scores.csv)")


def parser() -> Parser:
    root = Parser(prog="dangol", description="Personas, negative personas and lead scores from customer records.")
    root.add_argument("--version", action="version", version=f"dangol {dangol.__version__}")
    commands = root.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    add_study(commands)
    add_score(commands)
    return root


def complain(text: object, code: int) -> int:
    print(f"dangol: {sentence(str(text))}", file=sys.stderr)
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    wish = parser().parse_args(arguments)
    try:
        wish.run(wish)
    except _commands.WrongUse as error:
        return complain(error, WRONG_USE)
    except (dangol.DangolError, UnusableFile) as error:
        return complain(error, UNUSABLE_DATA)
    except OSError as error:
        return complain(f"{error.filename or 'A file'} cannot be written or read: {error.strerror}", UNUSABLE_DATA)
    except KeyboardInterrupt:
        return complain("Stopped; what was written so far is incomplete.", INTERRUPTED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
