"""Values that calls are given and types that they want, in the words of those who write the calls."""

from __future__ import annotations

import collections.abc
import datetime
import enum
import numbers
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST_SHOWN = 80  # characters of a value
CALLED = {  # what people call such a value, and the page of documents does
    "CustomerBase": "base", "PermittedBase": "base", "FeatureTable": "features", "LeadTable": "leads", "FeaturePlan": "plan", "Segmentation": "segments",
    "PersonaSet": "personas", "NegativePersonaSet": "negatives", "LeadScorer": "scorer", "Account": "account", "FeatureFold": "fold",
    "RunningSegmentation": "running", "DeclaredSegments": "declared", "SegmentErasure": "erasure",
}
MADE = {  # how one comes by what is wanted
    "CustomerBase": "collect(customers=…, interactions=…, schema=Schema(…))",
    "PermittedBase": 'base.permitting("profiling")',
    "Schema": 'Schema(interaction=InteractionColumns(customer="NAME", time="NAME"))',
    "FeatureTable": 'build_features(base.permitting("profiling"), plan)',
    "LeadTable": 'build_leads(base.permitting_both("marketing", "profiling"), plan)',
    "FeaturePlan": 'default_plan(base.permitting("profiling")), or FeaturePlan(features=[…])',
    "Mixture": "fit_mixture(features, segment_count=3)",
    "Segmentation": "find_segments(features)",
    "PersonaSet": "describe_personas(segments, features)",
    "NegativePersonaSet": "find_negative_personas(personas, leads, contact_cost=…, conversion_margin=…)",
    "LeadScorer": "fit_lead_scorer(personas, negatives, leads)",
    "Study": "study(base)",
    "Permission": 'read_permission(consents, schema=schema, purpose="profiling")',
    "Identities": 'link_identities({"till": (frame, {"tel": "phone"})})',
    "MixtureStatistics": "expected_statistics(mixture, features)",
    "RunningSegmentation": "begin_stepwise(segments, features)",
    "BivariateResiduals": "bivariate_residuals(mixture, features)",
    "FeatureFold": "fold_features(frames, plan, schema=schema, permission=permission)",
}
WAYS = {  # from what was given to what is wanted; a member of what was given is found without being named here
    ("CustomerBase", "PermittedBase"): 'base.permitting("profiling")',
    ("CustomerBase", "FeatureTable"): 'build_features(base.permitting("profiling"), plan)',
    ("CustomerBase", "LeadTable"): 'build_leads(base.permitting_both("marketing", "profiling"), plan)',
    ("PermittedBase", "CustomerBase"): "base, as collect() returned it",
    ("PermittedBase", "FeatureTable"): "build_features(base, plan)",
    ("PermittedBase", "LeadTable"): "build_leads(base, plan)",
    ("Mixture", "Segmentation"): "find_segments(features), or adopt_groups(features, mixture.membership(features))",
    ("FeatureFold", "FeatureTable"): "fold.finish()",
    ("a frame", "CustomerBase"): "collect(interactions=frame, schema=Schema(…))",
    ("a frame", "PermittedBase"): 'collect(interactions=frame, schema=Schema(…)).permitting("profiling")',
    ("a frame", "FeatureTable"): 'feature_table(frame, {"visits": "count"}), or build_features() of records',
    ("a frame", "LeadTable"): "LeadTable(feature_table(frame, {…}), contacted_at, converted), or build_leads() of records",
}
WAYS_OF_VERBS = {  # where the verb says more than the type
    ("a frame", "score"): 'scorer.score(build_leads(base.permitting_both("marketing", "profiling"), study.plan)), base being collect(leads=frame, …), or '
                          "scorer.score_one({…}, as_of=…) for each row if the columns are those of scorer.columns",
}


def parts(text: str, separator: str) -> list[str]:
    """Cut where no bracket and no quotation mark is open."""
    found, depth, quote, start = [], 0, "", 0
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif depth == 0 and text.startswith(separator, at):
            found.append(text[start:at])
            start = at + len(separator)
        else:
            depth += (letter in "([{<") - (letter in ")]}>")
    return [each for each in [*found, text[start:]] if each]


def names_of(wanted: str) -> str:
    """Of an enumerator, or its name, the names that there are."""
    kind: Any = getattr(sys.modules.get("dangol._core"), wanted.removeprefix("dangol._core.").partition(" | str")[0], None)
    names = [f'"{name}"' for name in kind.__members__] if isinstance(kind, enum.EnumMeta) else []
    return f"one of {', '.join(names)}" if names else ""


def kind_of(value: Any) -> str:
    """The name of a type of ours, "a frame", or ""."""
    name = type(value).__name__
    if type(value).__module__ == "dangol._core":
        return "a frame" if name in ("Frame", "InputTable") else name
    is_frame = hasattr(value, "__arrow_c_stream__") or (hasattr(value, "columns") and hasattr(value, "dtypes")) or isinstance(value, Mapping)
    return "a frame" if is_frame else ""


def is_whole(value: Any) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def fits(value: Any, wanted: str) -> bool | None:
    """Whether a value is what a signature wants; None where only the module can say."""
    answers = [fits_one(value, each) for each in parts(wanted, " | ")]
    return True if True in answers else None if None in answers else False


def fits_one(value: Any, wanted: str) -> bool | None:
    name, _, inner = wanted.partition("[")
    if name.startswith("dangol._core."):
        return type(value).__name__ == name.removeprefix("dangol._core.")
    if name in ("object", "typing.Any"):
        return True
    if name in ("typing.SupportsInt", "typing.SupportsIndex", "int"):
        return None if is_whole(value) and value < 0 else isinstance(value, numbers.Integral)
    if name in ("typing.SupportsFloat", "float"):
        return isinstance(value, numbers.Real)
    if name in ("collections.abc.Sequence", "list", "tuple"):
        if isinstance(value, str | bytes) or not isinstance(value, collections.abc.Iterable) or kind_of(value):
            return False
        members = {fits(each, inner.removesuffix("]")) for each in value} if inner and name != "tuple" and isinstance(value, Sequence) else {True}
        return False if False in members else None if None in members else True
    plain = {"None": type(None), "str": str, "bytes": bytes, "bool": bool, "dict": Mapping, "collections.abc.Mapping": Mapping, "os.PathLike": str,
             "datetime.datetime": datetime.date, "datetime.date": datetime.date, "collections.abc.Callable": collections.abc.Callable}
    if name in plain:
        return isinstance(value, plain[name])  # type: ignore[arg-type]
    return False if kind_of(value) else None  # arrays, and what is to come


def spoken(wanted: str) -> str:
    """As a reader of an error would say it."""
    text = wanted.replace("dangol._core.", "").replace("typing.SupportsInt | typing.SupportsIndex", "int").replace("typing.SupportsFloat | typing.SupportsIndex", "float")
    text = re.sub(r"typing\.Annotated\[numpy\.typing\.ArrayLike, numpy\.(\w+)\]", r"array of \1", text)
    text = text.replace("collections.abc.Sequence", "list").replace("collections.abc.", "").replace("datetime.", "").replace("numpy.typing.", "").replace("os.PathLike", "path")
    return text.replace("path | str | bytes", "path").replace(" | ", " or ")


def a(noun: str) -> str:
    """With the article that its first letter asks for: of our own types alone."""
    first = noun.partition(" ")[0]
    return f"{'an' if first[:1] in 'AEIOU' else 'a'} {noun}" if first[:1].isupper() and first != "None" else noun


def shown(value: Any) -> str:
    name = type(value).__name__
    if type(value).__module__ == "dangol._core":
        return a(name)
    if kind_of(value) == "a frame":
        return f"a {type(value).__module__.partition('.')[0]} {name}" if type(value).__module__ != "builtins" else "a dict of columns"
    try:
        text = repr(value).replace("dangol._core.", "dangol.")
    except Exception:
        text = ""
    return text if text and len(text) <= LONGEST_SHOWN and "\n" not in text else f"of type {name}"


def made(wanted: str) -> str:
    kind = wanted.removeprefix("dangol._core.")
    return f": {MADE[kind]}" if kind in MADE else ""


def way(verb: str, value: Any, wanted: str) -> str:
    """How to get from what was given to what is wanted, where that is known."""
    kinds = [each.removeprefix("dangol._core.") for each in parts(wanted, " | ") if each.startswith("dangol._core.")]
    for kind in kinds:
        given = kind_of(value)
        if verb == "build_leads" and kind == "PermittedBase" and given == "CustomerBase":
            return ': write base.permitting_both("marketing", "profiling")'
        if (given, verb.rpartition(".")[2]) in WAYS_OF_VERBS:
            return f": write {WAYS_OF_VERBS[given, verb.rpartition('.')[2]]}"
        if (given, kind) in WAYS:
            return f": write {WAYS[given, kind]}"
        if given and (path := member_of(type(value), kind)):
            return f": write {CALLED.get(given, given.lower())}.{path}"
        if kind in MADE:
            return f": write {MADE[kind]}"
    return ""


def returned(member: property) -> str:
    """The name of the type that a member is of; empty where it is none alone."""
    match = re.search(r"-> (?:dangol\._core\.)?(\w+)(?: \| None)?$", (member.fget.__doc__ or "").strip().partition("\n")[0])
    return match[1] if match else ""


def member_of(given: type, kind: str, depth: int = 2) -> str:
    """The member of a value that is of a kind, or a member's member: "segmentation.mixture"."""
    members = {name: member for name, member in vars(given).items() if isinstance(member, property)}
    types = {name: of for name, member in members.items() if (of := returned(member))}
    if direct := next((name for name, of in types.items() if of == kind), ""):
        return direct
    for name, of in types.items() if depth > 1 else ():
        inner = getattr(sys.modules.get("dangol._core"), of, None)
        if isinstance(inner, type) and (path := member_of(inner, kind, depth - 1)):
            return f"{name}.{path}"
    return ""
