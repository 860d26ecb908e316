"""What was fitted is kept, pickled, copied and read again, equal in every bit; anything else is refused in a sentence."""

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest

import dangol

KINDS = ["plan", "features", "leads", "mixture", "segments", "personas", "negatives", "scorer", "study", "permission", "identities"]


def link() -> dangol.Identities:
    keys = {"tel": "phone", "mail": "email"}
    return dangol.link_identities({"till": ({"tel": ["010-1111-1111", "010-2222-2222"], "mail": ["a@x.kr", "b@x.kr"]}, keys)})


@pytest.fixture(scope="module")
def values(shop, frames, schema) -> dict:
    personas = dangol.describe_personas(shop.segments, shop.features)
    negatives = dangol.find_negative_personas(personas, shop.leads, contact_cost=3_000, conversion_margin=60_000)
    scorer = dangol.fit_lead_scorer(personas, negatives, shop.leads, folds=3)
    study = dangol.Study(plan=shop.plan, account=shop.base.account, segmentation=shop.segments, personas=personas, negatives=negatives, scorer=scorer)
    return {"plan": shop.plan, "features": shop.features, "leads": shop.leads, "mixture": shop.segments.mixture, "segments": shop.segments,
            "personas": personas, "negatives": negatives, "scorer": scorer, "study": study,
            "identities": link(),
            "permission": dangol.read_permission(frames["consents"], schema=schema, purpose="profiling")}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_read_again_equal(values, kind, tmp_path):
    value = values[kind]
    value.save(tmp_path / "kept.dangol")
    again = type(value).load(tmp_path / "kept.dangol")
    assert again == value
    assert type(value).from_bytes(value.to_bytes()) == value
    assert again.to_bytes() == value.to_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_pickled_and_copied_is_equal(values, kind):
    value = values[kind]
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.copy(value) == value == copy.deepcopy(value)


def probability(scorer: dangol.LeadScorer) -> float:
    return scorer.score_one({"children": 2}, as_of="2024-10-05").probability


def test_a_scorer_goes_to_another_process(values):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(probability, (values["scorer"],)) == probability(values["scorer"])


VERBS = [name for name, value in vars(dangol).items() if callable(value) and not isinstance(value, type) and not name.startswith("_")]


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_goes_to_another_process_by_its_name(name):
    assert pickle.loads(pickle.dumps(getattr(dangol, name))) is getattr(dangol, name)


def test_another_process_does_what_a_verb_says(shop):
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(dangol.fit_mixture, shop.features, segment_count=1).result() == dangol.fit_mixture(shop.features, segment_count=1)


def members(kept: dangol.Identities) -> list:
    later = dangol.link_more(kept, {"members": ({"no": ["a1"], "tel": ["01011111111"]}, {"no": "customer_id", "tel": "phone"})})
    return later.customers("members")


def test_ids_stay_in_another_process_when_data_arrive_later(tmp_path):
    first = link()
    first.save(tmp_path / "who.dangol")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(members, (dangol.Identities.load(tmp_path / "who.dangol"),)) == first.customers("till")[:1]


def test_another_kind_or_a_damaged_file_is_refused(values, tmp_path):
    path = tmp_path / "scorer.dangol"
    values["scorer"].save(path)
    with pytest.raises(dangol.BadArchive, match="scorer.dangol"):
        dangol.Study.load(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(dangol.BadArchive, match="scorer.dangol") as caught:
        dangol.LeadScorer.load(path)
    assert isinstance(caught.value, ValueError)
    with pytest.raises(dangol.BadArchive, match="nowhere.dangol"):
        dangol.LeadScorer.load(tmp_path / "nowhere.dangol")
    with pytest.raises(dangol.DangolError):
        values["scorer"].save(tmp_path / "no" / "such" / "folder" / "x.dangol")
