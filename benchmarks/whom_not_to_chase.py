"""How often is the kind that hardly answers found in generated shops, and is anybody else set aside?

    .venv/bin/python benchmarks/whom_not_to_chase.py [--seeds 10] [--customers 600] [--dirt 0.004] [TRADE ...]

Each shop (examples/worlds) has one planted kind that answers about 1 % of its contacts, where 5 % are needed. A shop is collected, its segments are found with the
default plan and judged, and find_negative_personas() is asked with the costs of that world. A segment is taken for the kind that most of its customers are of. Printed a trade:
in how many worlds the planted kind was set aside, and any other; of all contacts placed with the planted kind, how many were said to be of it (mean membership), and how many were;
how many of those that were counted were answered; and how often the verdict was that the kinds are natural.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

import dangol

WORLDS = Path(__file__).resolve().parents[1] / "build" / "worlds"
TRADES = ["alteration", "hanbok", "candle", "repair", "online-class"]
PAID = {"주문", "결제", "수리", "구매"}  # words of the trades for a purchase; who only begins to pay ("결제 시작") has not come
BEGUN = "결제 시작"
SAMPLES = 20  # of the null, refitted: kinds that are natural by far are found to be with few
COUNTED_FROM = {True: 0.9, False: 0.5}  # of a membership, where kinds are natural and where they are not, as contacts are counted


@dataclass
class Outcome:
    found: bool
    others: int
    said: float  # mean membership of the contacts counted with the planted kind; NaN: none were
    true: float  # and how many of them are of it
    contacts: float = 0  # that find_negative_personas() counted with it
    answered: float = 0
    natural: bool = False


def collected(folder: Path) -> dangol.CustomerBase:
    tables = {name: pl.read_csv(folder / f"{file}.csv", infer_schema_length=None)
              for name, file in {"customers": "customers", "interactions": "interactions", "leads": "leads", "consents": "consent"}.items()}
    tables["customers"] = tables["customers"].select("customer_id", "joined_on")
    tables["interactions"] = tables["interactions"].filter(pl.col("kind").fill_null("") != BEGUN)
    words = set(tables["interactions"]["kind"].drop_nulls().unique()) & PAID
    schema = dangol.Schema(
        customer=dangol.CustomerColumns("customer_id", joined="joined_on"),
        interaction=dangol.InteractionColumns(
            "customer_id", time="visited_at", visit="visit_id", amount="amount_krw", discounts=["discount_krw"], offering="offering", channel="channel", kind="kind",
            kinds=dict.fromkeys(words, "purchase"), party_size="party_size", planned="planned", satisfaction="satisfaction", staff="staff"),
        lead=dangol.LeadColumns("customer_id", contacted="contacted_at", converted="converted", converted_at="converted_at", window_closes="window_closes"),
        consent=dangol.ConsentColumns("customer_id", purpose="purpose", granted="granted", decided_at="decided_at"), currency="KRW", time_zone="Asia/Seoul")
    return dangol.collect(**tables, schema=schema, progress=False)


def kinds_of(frame: dangol.Frame, truth: dict[str, str]) -> np.ndarray:
    return np.array([truth.get(customer, "") for customer in frame.to_dict()["customer"]])


def looked_at(folder: Path) -> Outcome:
    world = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    truth = dict(pl.read_csv(folder / "truth.csv").iter_rows())
    planted = next(kind["id"] for kind in world["kinds"] if kind["negative"] != "none")
    base = collected(folder)
    profiled = base.permitting("profiling")
    features = dangol.build_features(profiled, dangol.default_plan(profiled), progress=False)
    segments = dangol.judge_segments(dangol.find_segments(features, most=5, progress=False), features, bootstrap_samples=SAMPLES, progress=False)
    leads = dangol.build_leads(base.permitting_both("marketing", "profiling"), features.plan, progress=False)
    negatives = dangol.find_negative_personas(dangol.describe_personas(segments, features, progress=False), leads, contact_cost=world["contact_cost_krw"],
                                              conversion_margin=world["conversion_margin_krw"], progress=False)

    customers, members = kinds_of(features.frame(), truth), np.asarray(segments.mixture.membership(features)).argmax(axis=1)
    of_planted = [k for k in range(segments.mixture.segment_count) if np.mean(customers[members == k] == planted) > 0.5]
    set_aside = [negative.response.segment for negative in negatives.personas]
    ids = list(segments.ids)
    placed = np.asarray(segments.mixture.membership(leads.features))
    with_it = placed[:, of_planted].sum(axis=1) if of_planted else np.zeros(len(placed))
    natural = segments.verdict == dangol.Verdict.natural
    counted = with_it >= COUNTED_FROM[natural]
    responses = [response for response in negatives.responses if response.segment in [ids[k] for k in of_planted]]
    return Outcome(contacts=sum(each.contacts for each in responses), answered=sum(each.conversions for each in responses),
                   natural=natural,
                   found=any(ids[k] in set_aside for k in of_planted), others=sum(ids[k] in set_aside for k in range(len(ids)) if k not in of_planted),
                   said=float(with_it[counted].mean()) if counted.any() else np.nan, true=float((kinds_of(leads.frame(), truth)[counted] == planted).mean()) if counted.any() else np.nan)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("trades", nargs="*", default=TRADES, metavar="TRADE")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--customers", type=int, default=600)
    parser.add_argument("--dirt", type=float, default=0.004)
    wish = parser.parse_args()
    if not WORLDS.exists():
        print(f"{WORLDS} is not there: cmake --preset dev && cmake --build build --target worlds", file=sys.stderr)
        return 2
    print(f"{'shop':14}{'found':>12}{'others':>10}{'said':>8}{'true':>8}{'answered':>10}{'natural':>9}")
    for trade in wish.trades:
        outcomes = []
        for seed in range(1, wish.seeds + 1):
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run([WORLDS, trade, "--customers", str(wish.customers), "--seed", str(seed), "--dirt", str(wish.dirt), "--out", folder], check=True, stdout=subprocess.DEVNULL)
                outcomes.append(looked_at(Path(folder)))
        said, true = np.nanmean([each.said for each in outcomes]), np.nanmean([each.true for each in outcomes])
        contacts = sum(each.contacts for each in outcomes)
        rate = sum(each.answered for each in outcomes) / contacts if contacts else np.nan
        print(f"{trade:14}{sum(each.found for each in outcomes):>6} of {len(outcomes):<3}{sum(each.others for each in outcomes):>9}{said:>8.3f}{true:>8.3f}{rate:>10.1%}{sum(each.natural for each in outcomes):>9}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
