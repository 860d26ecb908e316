"""Options by name, as type checkers see them. Made by tools/make_stubs.py: do not edit."""

from __future__ import annotations

import collections.abc
import datetime
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from dangol._core import (
        Assignment,
        Correction,
        CovarianceShape,
        DeclaredKind,
        DeclaredKindOptions,
        EvidenceOptions,
        Family,
        FamilyChoice,
        ForeknowledgeOptions,
        Interval,
        JudgeOptions,
        KeyPair,
        Language,
        LeadScorerOptions,
        MixtureOptions,
        NegativePersonaOptions,
        NextPeriodOptions,
        NmfLoss,
        PersonaOptions,
        Placement,
        PointScale,
        QualityOptions,
        SegmentCountOptions,
        SetAsideCount,
        StrangerOptions,
        Wording,
    )


class BivariateResidualOptionsByName(TypedDict, total=False):
    false_discovery_rate: float
    smallest_correlation: float
    rows_at_most: int


class DeclaredKindOptionsByName(TypedDict, total=False):
    mixture: MixtureOptions
    smallest_difference: float


class EvidenceOptionsByName(TypedDict, total=False):
    bootstrap_samples: int
    seed: int


class ForeknowledgeOptionsByName(TypedDict, total=False):
    auc_at_least: float
    certainty_at_least: float
    auc_of_jump: float
    conversions_per_period: int


class IdentityOptionsByName(TypedDict, total=False):
    people_at_most: int
    country_code: str
    together: collections.abc.Sequence[KeyPair]
    apart: collections.abc.Sequence[KeyPair]


class JudgeOptionsByName(TypedDict, total=False):
    null_worlds: int
    significance: float
    valley_ratio_at_most: float
    bootstrap_samples: int
    jaccard_at_least: float
    jaccard_drop_at_most: float
    cut_most: int
    smallest_group: int
    segments_wanted: int | None
    seed: int


class KMeansOptionsByName(TypedDict, total=False):
    segment_count: int
    starts: int
    iterations_at_most: int
    tolerance: float
    batch_rows: int
    seed: int


class KPrototypesOptionsByName(TypedDict, total=False):
    segment_count: int
    gamma: float | None
    starts: int
    iterations_at_most: int
    seed: int


class LeadScorerOptionsByName(TypedDict, total=False):
    penalty: float | None
    calibration_share: float
    engagement_half_life_days: float | None
    folds: int
    scale: PointScale
    seed: int


class LineageOptionsByName(TypedDict, total=False):
    refits: int
    tail: float
    seed: int


class MaximisationOptionsByName(TypedDict, total=False):
    prior_customers: float | None
    rounds: int


class MixtureOptionsByName(TypedDict, total=False):
    segment_count: int | None
    covariance: CovarianceShape | str | None
    block: collections.abc.Sequence[str]
    shared_columns: collections.abc.Sequence[str]
    assignment: Assignment | str
    families: collections.abc.Sequence[FamilyChoice] | collections.abc.Mapping[str, Family | str]
    prior_customers: float
    starts_at_most: int
    iterations_at_most: int
    tolerance: float
    seed: int


class NegativePersonaOptionsByName(TypedDict, total=False):
    contact_cost: float
    conversion_margin: float
    certainty: float
    contacts_at_least: int
    exploration_share: float
    errors_from: datetime.datetime | datetime.date | str | None
    satisfaction_scale: Interval | tuple[float, float] | None
    seed: int


class NextPeriodOptionsByName(TypedDict, total=False):
    days_at_least: float
    visitors_at_least: int
    customers_at_most: int
    shuffles: int
    seed: int


class NmfOptionsByName(TypedDict, total=False):
    archetype_count: int
    loss: NmfLoss | str
    starts: int
    iterations_at_most: int
    tolerance: float
    seed: int


class PersonaOptionsByName(TypedDict, total=False):
    smallest_group: int
    false_discovery_rate: float
    traits_at_most: int
    smallest_difference_sd: float
    smallest_ratio: float
    smallest_risk_difference: float
    alias_language: Language | str


class QualityOptionsByName(TypedDict, total=False):
    bootstrap_samples: int
    seed: int


class ReportOptionsByName(TypedDict, total=False):
    shop: Wording | collections.abc.Mapping[str, str] | str
    customer: Wording | collections.abc.Mapping[str, str] | str
    leads_title: Wording | collections.abc.Mapping[str, str] | str
    leads_at_most: int
    others_at_most: int
    ledger_entries_at_most: int
    set_aside: collections.abc.Sequence[SetAsideCount]


class SegmentBootstrapOptionsByName(TypedDict, total=False):
    samples: int
    seed: int


class SegmentCountOptionsByName(TypedDict, total=False):
    least: int
    most: int
    covariance: CovarianceShape | str | None
    select_columns: bool
    mixture: MixtureOptions


class SegmentCountTableOptionsByName(TypedDict, total=False):
    range: SegmentCountOptions
    folds: int
    bootstrap_samples: int
    jaccard_at_least: float
    null_worlds: int
    seed: int


class SegmentErasureOptionsByName(TypedDict, total=False):
    prior_customers: float | None
    smallest_group: int
    seed: int


class StepwiseOptionsByName(TypedDict, total=False):
    exponent: float
    least_step: float
    prior_customers: float | None


class StrangerOptionsByName(TypedDict, total=False):
    tail: float
    share_at_least: float
    auc_at_least: float
    significance: float
    compared_at_least: int
    people_at_most: int
    bootstrap_samples: int
    seed: int


class StudyOptionsByName(TypedDict, total=False):
    count: SegmentCountOptions
    declared_kinds: collections.abc.Sequence[DeclaredKind]
    declared: DeclaredKindOptions
    judge: JudgeOptions
    personas: PersonaOptions
    evidence: EvidenceOptions
    next_period: NextPeriodOptions
    foreknowledge: ForeknowledgeOptions
    negatives: NegativePersonaOptions | None
    strangers: StrangerOptions
    scorer: LeadScorerOptions
    quality: QualityOptions
    leads_from: datetime.datetime | datetime.date | str | None
    test_leads_from: datetime.datetime | datetime.date | str | None


class ThreeStepOptionsByName(TypedDict, total=False):
    correction: Correction | str
    placement: Placement | str
    iterations_at_most: int
    tolerance: float


class UnusualnessOptionsByName(TypedDict, total=False):
    draws: int
    seed: int
