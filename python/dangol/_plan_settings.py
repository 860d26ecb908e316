"""What `[study]` of the TOML file says of the features: which, in what role, over which days, counted how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dangol
from dangol import _core
from dangol._language import either
from dangol._wishes import WrongUse, nearest, refuse_unknown, wished

FEATURES: dict[str, type] = {
    name: getattr(_core, name)
    for name in ("Recency Frequency MonetaryValue Tenure VisitIntervals VisitRhythm RhythmShare OfferingMix OfferingShare ChannelMix DiscountShare DiscountDepth "
                 "Companionship Planning Satisfaction ContactHistory Attribute Repeat VisitVariability Overdue VisitTrend SpendTrend Seasonality OfferingBreadth "
                 "ChannelSwitching SuddenVisits SatisfactionTrend LastSatisfaction CompanyMix Complaints Returns NoShows ObservationShare StaffLoyalty VisitDuration "
                 "UnitsPerVisit EventFrequency").split()
}
NAMING = ("part", "offering", "discount", "code", "kind", "name", "last_days", "counted")  # what tells two columns of one feature apart


def plan_of(study: Mapping[str, Any], base: dangol.CustomerBase) -> dangol.FeaturePlan:
    """The first plan that the data allow, and what `[study]` says otherwise."""
    first = dangol.default_plan(base.permitting("profiling"))
    features = list(first.features)
    if "features" in study:
        features = features_of(study["features"], "features")
    for feature in features_of(study.get("more_features", []), "more_features"):
        features = [other for other in features if not is_same(other, feature)] + [feature]
    said: dict[str, Any] = {"counted": first.counted} | {key: study[key] for key in ("visits_at_least", "observed_from", "counted") if key in study}
    if "holidays" in study:
        said["holidays"] = study["holidays"]
        features = with_holidays(features)
    said["window"] = tuple(study["window"]) if "window" in study else first.window
    return wished(lambda: dangol.FeaturePlan(features=features, **said))


def check(study: Mapping[str, Any]) -> None:
    """What can be told to be wrong before any record is read."""
    if "window" in study:
        wished(lambda: dangol.FeaturePlan(window=tuple(study["window"])), "--window")
    check_days(study)
    for key in ("features", "more_features"):
        if key in study:
            features_of(study[key], key)
    holidays = study.get("holidays", [])
    if not isinstance(holidays, list):
        raise WrongUse(either('holidays in [study] must be a list of days: write holidays = ["2024-01-01", "2024-02-10"].',
                              '[study]의 holidays는 날짜 목록이어야 합니다. holidays = ["2024-01-01", "2024-02-10"]처럼 적어 주십시오.'))
    for day in holidays:
        wished(lambda day=day: dangol.FeaturePlan(holidays=[day]), "a day of holidays in [study]")  # type: ignore[misc]
    least = study.get("visits_at_least", 0)
    if isinstance(least, bool) or not isinstance(least, int) or least < 0:
        raise WrongUse(either(f"visits_at_least in [study] is {least}, but must be a whole number from 0: how many visits a customer must have.",
                              f"[study]의 visits_at_least: {least}. 고객이 되려면 몇 번 와야 하는지 0 이상의 정수로 적어 주십시오."))
    for key in ("observed_from", "counted"):
        if key in study:
            wished(lambda key=key: dangol.FeaturePlan(**{key: study[key]}), f"{key} in [study]")  # type: ignore[misc]


def check_days(study: Mapping[str, Any]) -> None:
    """What comes before the day of the test is learned from: where nothing can, it is said of the setting that was meant last."""
    tested = dangol.StudyOptions(test_leads_from=study.get("test_leads_from")).test_leads_from
    leads_from = dangol.StudyOptions(leads_from=study.get("leads_from")).leads_from
    window = dangol.FeaturePlan(window=tuple(study["window"])).window if "window" in study else None
    begins = window[0] if window else None
    if tested and leads_from and leads_from >= tested:
        raise WrongUse(either(f"--leads-from is {leads_from:%Y-%m-%d}, but must lie before --test-leads-from, {tested:%Y-%m-%d}: leads between the two are those that are learned from.",
                              f"--leads-from({leads_from:%Y-%m-%d})는 --test-leads-from({tested:%Y-%m-%d})보다 앞이어야 합니다. 그 사이의 리드에서 학습합니다."))
    if tested and begins and begins >= tested:
        raise WrongUse(either(f"--window begins on {begins:%Y-%m-%d}, but must begin before --test-leads-from, {tested:%Y-%m-%d}: what came before that day is studied.",
                              f"--window의 시작({begins:%Y-%m-%d})은 --test-leads-from({tested:%Y-%m-%d})보다 앞이어야 합니다. 그날보다 앞의 기록을 살펴봅니다."))


def features_of(said: Any, key: str) -> list[Any]:
    if not isinstance(said, list):
        raise WrongUse(either(f'{key} in [study] must be a list: write {key} = ["Recency", {{feature = "Frequency", last_days = 90}}].',
                              f'[study]의 {key}는 목록이어야 합니다. {key} = ["Recency", {{feature = "Frequency", last_days = 90}}]처럼 적어 주십시오.'))
    return [feature_of(each, key) for each in said]


def feature_of(said: Any, key: str) -> Any:
    """ "Recency", or {feature = "EventFrequency", kind = "inquiry", role = "basis"}."""
    options = {"feature": said} if isinstance(said, str) else said
    name = options.get("feature") if isinstance(options, dict) else None
    if not isinstance(name, str) or name not in FEATURES:
        shown = name if isinstance(name, str) else said
        raise WrongUse(either(f'{key} in [study] says "{shown}"{nearest(str(shown), FEATURES)}; features are {", ".join(FEATURES)}.',
                              f'[study]의 {key}: "{shown}"{nearest(str(shown), FEATURES)} 쓸 수 있는 이름은 {", ".join(FEATURES)}입니다.'))
    known = [member for member, value in vars(FEATURES[name]).items() if isinstance(value, property)]
    chosen = {option: value for option, value in options.items() if option != "feature"}
    refuse_unknown(chosen, known, either(f"{name} in {key} of [study]", f"[study] {key}의 {name}"))
    return wished(lambda: FEATURES[name](**chosen))


def is_same(one: Any, other: Any) -> bool:
    """Whether both make a column of one name."""
    return type(one) is type(other) and all(getattr(one, member, None) == getattr(other, member, None) for member in NAMING)


def with_holidays(features: list[Any]) -> list[Any]:
    """Who names holidays does not mean them as usual days: where no feature says how they count, the week of visits takes them as Sundays."""
    as_usual = [getattr(feature, "holidays", None) in (None, dangol.HolidayRule.as_any_day) and getattr(feature, "part", None) is not dangol.RhythmPart.holiday
                for feature in features]
    if not all(as_usual):
        return features
    of_week = [isinstance(feature, dangol.VisitRhythm) or getattr(feature, "part", None) is dangol.RhythmPart.weekend for feature in features]
    if not any(of_week):
        raise WrongUse(either('holidays in [study] change nothing here: no feature counts by the week. Add {feature = "VisitRhythm", holidays = "as_weekend"}, or leave them out.',
                              '[study]의 holidays가 쓰이는 곳이 없습니다. {feature = "VisitRhythm", holidays = "as_weekend"} 특성을 더하거나 holidays를 빼 주십시오.'))
    return [as_sundays(feature) if counted else feature for feature, counted in zip(features, of_week, strict=True)]


def as_sundays(feature: Any) -> Any:
    if isinstance(feature, dangol.VisitRhythm):
        return dangol.VisitRhythm(role=feature.role, holidays="as_weekend")
    return dangol.RhythmShare("weekend", role=feature.role, holidays="as_weekend")
