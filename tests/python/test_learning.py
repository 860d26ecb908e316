"""Segments from parts, that go on learning, that forget; how many; pairs of columns; declared kinds: as Python sees them."""

import copy
import json
import pickle

import dangol
import numpy as np
import pytest


def customers(seed: int, count: int = 400, tie: float = 0.0) -> dangol.FeatureTable:
    rng = np.random.default_rng(seed)
    kind, common = rng.random(count) < 0.6, rng.normal(size=count)
    columns = {
        "customer": np.arange(count),
        "a": np.where(kind, 0, 6.0) + common,
        "b": tie * common + np.sqrt(1 - tie**2) * rng.normal(size=count),
        "visits": rng.poisson(np.where(kind, 2, 9)),
    }
    return dangol.feature_table(columns, {"a": "numeric", "b": "numeric", "visits": "count"})


def test_statistics_of_parts_travel_as_bytes_and_make_the_fit_of_everyone():
    table = customers(1)
    start = dangol.fit_mixture(table, segment_count=2)
    parts = [table.rows(range(150)), table.rows(range(150, 400))]

    def of_all(mixture):
        sums = dangol.MixtureStatistics()
        for part in parts:
            sums.merge(pickle.loads(pickle.dumps(dangol.expected_statistics(mixture, part))))
        return sums

    whole = dangol.expected_statistics(start, table)
    assert of_all(start).log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-12)
    assert whole.log_likelihood == pytest.approx(start.log_likelihood(table).sum(), rel=1e-9)
    fitted = dangol.fit_from_statistics(start, of_all, tolerance=1e-10)
    assert fitted.report.termination.name == "converged"
    assert fitted.shares == pytest.approx(start.shares, abs=1e-3)
    assert dangol.maximise(whole, prior_customers=2).report.log_likelihood == whole.log_likelihood
    kept = copy.copy(whole)
    kept.subtract(dangol.expected_statistics(start, parts[0]))
    assert kept.weight == pytest.approx(250) and whole.weight == 400
    given = dangol.expected_statistics(start, table, start.membership(table))
    assert given.segment_weights == pytest.approx(whole.segment_weights)


def test_an_error_in_the_source_of_statistics_reaches_its_caller():
    table = customers(2)
    with pytest.raises(RuntimeError, match="the other shop is closed"):
        dangol.fit_from_statistics(dangol.fit_mixture(table, segment_count=2), closed)


def closed(_mixture):
    raise RuntimeError("the other shop is closed")


def test_segments_go_on_learning_and_forget():
    table = customers(3)
    segments = dangol.find_segments(table, most=3)
    running = dangol.begin_stepwise(segments, table)
    running = dangol.update_segments(running, customers(4), exponent=0.8)
    assert running.customers == 800 and running.updates == 1
    assert running.segmentation.ids == segments.ids and running.segmentation.verdict.name == "untested"
    assert dangol.RunningSegmentation.from_bytes(running.to_bytes()) == running

    remaining, gone = table.rows(range(1, 400)), table.rows([0])
    erasure = dangol.erase_by_refit(segments, remaining, 1)
    assert erasure.way.name == "refitted" and 0 <= erasure.difference <= 1e-6, erasure
    kept = dangol.expected_statistics(segments.mixture, table)
    assert dangol.erase_by_subtraction(segments, kept, gone).way.name == "subtracted"
    assert kept.weight == pytest.approx(399)


def test_personas_are_made_again_without_who_asked_to_be_forgotten():
    table = customers(3)
    personas = dangol.describe_personas(dangol.find_segments(table, most=3), table)
    personas = dangol.rename(personas, personas.personas[0].id, "Mina")
    erasure = dangol.erase_from_personas(personas, table.rows(range(1, 400)), [0])
    assert erasure.personas.customers == 399 and erasure.personas.personas[0].alias == "Mina"
    assert erasure.segments.erased == 1 and list(erasure.gone) == []
    with pytest.raises(dangol.InvalidArgument, match="remaining customers is 1"):
        dangol.erase_from_personas(personas, table, [0])


def test_a_scorer_is_fitted_again_without_who_asked_to_be_forgotten(shop):
    costs = {"contact_cost": 3_000, "conversion_margin": 60_000}
    personas = dangol.describe_personas(shop.segments, shop.features)
    before = dangol.fit_lead_scorer(personas, dangol.find_negative_personas(personas, shop.leads, **costs), shop.leads, folds=3)
    owners = shop.leads.frame().to_dict()["customer"]
    gone = owners[0]
    left = dangol.erase_from_personas(personas, shop.features.rows([row for row, id in enumerate(shop.features.frame().to_dict()["customer"]) if id != gone]), [gone]).personas
    remaining = shop.leads.rows([row for row, owner in enumerate(owners) if owner != gone])
    erasure = dangol.erase_from_scorer(before, left, remaining, [gone])
    assert erasure.scorer == dangol.fit_lead_scorer(left, dangol.find_negative_personas(left, remaining, **costs), remaining, folds=3)
    assert erasure.scorer != before and erasure.scorer.report.leads < before.report.leads and erasure.largest_difference > 0
    with pytest.raises(dangol.InvalidArgument, match="remaining leads"):
        dangol.erase_from_scorer(before, left, shop.leads, [gone])
    with pytest.raises(dangol.WrongType, match="remaining is a FeatureTable, but must be a LeadTable"):
        dangol.erase_from_scorer(before, left, shop.features, [gone])


def test_the_table_of_counts_is_a_frame_with_everything_that_is_asked_of_a_number():
    counts = dangol.tabulate_segment_counts(customers(5), range=dangol.SegmentCountOptions(most=3), folds=2, bootstrap_samples=2, null_worlds=2)
    frame = counts.to_frame().to_dict()
    assert list(frame) == ["segments", "covariance", "bic", "icl", "aic3", "held_out", "held_out_error", "weakest_jaccard", "gain", "null_gain", "shared_columns", "chosen"]
    assert list(frame["segments"]) == [1, 2, 3] and sum(frame["chosen"]) == 1
    assert counts.chosen == 2 and str(counts)
    assert {"segments": 2, "aic3": frame["aic3"][1]}.items() <= json.loads(counts.to_json())["rows"][1].items()
    assert pickle.loads(pickle.dumps(counts)) == counts


def test_pairs_that_go_together_are_named_and_their_block_is_adopted():
    table = customers(6, 1000, tie=0.8)
    mixture = dangol.fit_mixture(table, segment_count=2)
    residuals = dangol.bivariate_residuals(mixture, table)
    assert residuals.block == ["a", "b"]
    assert "a and b go together" in residuals.to_text(mixture)
    first = {name: column[0] for name, column in residuals.to_frame(mixture).to_dict().items()}
    assert (first["first"], first["second"], first["suggested"]) == ("a", "b", True)
    assert dangol.adopt_block(residuals, table, most=3).mixture.segment_count == 2


def test_declared_kinds_are_held_against_the_records():
    table = customers(7, 60)
    declared = dangol.fit_declared_kinds(
        table,
        [
            dangol.DeclaredKind("rare", [dangol.Expectation("a", 0), dangol.Expectation("visits", 2)]),
            dangol.DeclaredKind("often", [dangol.Expectation("a", 0), dangol.Expectation("visits", 9)], customers=3),
        ],
    )
    assert [kind.name for kind in declared.kinds] == ["rare", "often"]
    assert declared.kinds[1].expectations[0].standing.name == "contradicted"  # they are at 6
    assert "the records say otherwise" in str(declared)
    assert declared.more_for_natural == 120
