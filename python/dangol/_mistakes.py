"""What is said of calls that cannot be made: which argument, what was given, what is wanted, and how to get from one to the other.

The module's own functions come here from bindings/bind_mistakes.cpp, those of Python through `tell_mistakes`.
"""

from __future__ import annotations

import collections.abc
import datetime
import enum
import functools
import inspect
import numbers
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from dangol.errors import DangolError, InvalidArgument, WrongType

Verb = TypeVar("Verb", bound=Callable[..., Any])

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
OTHER_WORDS = {  # of other libraries, and of people
    "n_clusters": "segment_count", "n_components": "segment_count", "segments": "segment_count", "clusters": "segment_count", "k": "segment_count", "max_iter": "iterations_at_most",
    "n_init": "starts", "tol": "tolerance", "random_state": "seed", "n_jobs": "threads", "verbose": "progress", "sample_weight": "weights", "cost": "contact_cost",
    "margin": "conversion_margin", "max_segments": "most", "min_segments": "least", "visits": "interactions", "purchases": "interactions", "products": "offerings", "consent": "consents",
}
SEGMENTS_WANTED = "judge=JudgeOptions(segments_wanted=…)"
PLAN = "plan=FeaturePlan(…), which has it"
OF_STUDY = {  # what the command line calls so, and other libraries
    "k": "judge=JudgeOptions(smallest_group=…) and personas=PersonaOptions(smallest_group=…) where it is the smallest group, " + SEGMENTS_WANTED + " where it is a number of segments",
    "segments": SEGMENTS_WANTED, "segment_count": SEGMENTS_WANTED, "n_clusters": SEGMENTS_WANTED, "n_components": SEGMENTS_WANTED, "clusters": SEGMENTS_WANTED,
    "satisfaction_scale": "negatives=NegativePersonaOptions(contact_cost=…, conversion_margin=…, satisfaction_scale=(1, 5))",
    "window": PLAN, "holidays": PLAN, "visits_at_least": PLAN, "observed_from": PLAN, "counted": PLAN, "features": PLAN,
    "more_features": 'plan=FeaturePlan(features=[*default_plan(base.permitting("profiling")).features, …])',
    "time_zone": "it into the Schema(…) of collect()", "currency": "it into the Schema(…) of collect()",
    "language": 'summary("korean") of what it returns, and personas=PersonaOptions(alias_language="korean")',
    "out": 'save("study.dangol") and to_html("FOLDER") of what it returns',
}
KEPT = {  # instead of what holds records, or is made again at once
    "CustomerBase": 'it holds the records of your customers, which are kept where they came from. Keep the tables, and collect() them again; of what was learned keep study.save("study.dangol") '
                    'or features.save("features.dangol"), and hand features or a study to other processes',
    "PermittedBase": 'it holds the records of customers who agreed, and who may change their minds. Keep the tables, and write collect(…).permitting(…) again; of what was learned keep '
                     'features.save("features.dangol") or study.save("study.dangol")',
    "Frame": "give it to a library of frames first, which has files for it: polars.DataFrame(frame), pyarrow.table(frame), pandas.DataFrame.from_arrow(frame); or keep frame.to_dict()",
    "InputTable": "it only looks at a frame: keep that",
    "InputBatches": "it only reads from a stream: open that again",
}


# --- of the module's functions -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parameter:
    name: str
    wanted: str = "object"
    needed: bool = True
    by_place: bool = True
    by_name: bool = True


@dataclass(frozen=True)
class Signature:
    parameters: list[Parameter]
    any_names: bool = False  # **named

    def by_place(self) -> list[Parameter]:
        return [each for each in self.parameters if each.by_place]


def unmakeable(kind: str) -> Exception:
    return WrongType(f"{a(kind)[:1].upper()}{a(kind)[1:]} is not made by calling its name" + (f": write {MADE[kind]}." if kind in MADE else ": functions return it."))


def unmade(kind: str) -> Exception:
    return WrongType(f"This {kind} has no content, as {kind}.__new__() leaves it: write {MADE.get(kind, f'{kind}(…)')}.")


def unkept(kind: str) -> Exception:
    how = KEPT.get(kind, "make it again from what made it, or keep what you read from it")
    return WrongType(f"{a(kind)[:1].upper()}{a(kind)[1:]} cannot be pickled or copied: {how}.")


def explained(name: str, owner: str, texts: Sequence[str], placed: Sequence[Any], named: Mapping[str, Any]) -> Exception:
    """The error of a call that no overload takes."""
    signatures = [read(text) for text in texts]
    is_method = bool(owner) and all(each.parameters[:1] and each.parameters[0].name == "self" for each in signatures)
    verb = owner if name == "__init__" else f"{owner}.{name}" if is_method and name.startswith("__") else name
    if is_method:
        signatures, placed = [Signature(each.parameters[1:], each.any_names) for each in signatures], placed[1:]
    faults = [(fit, fault) for each in signatures for fit, fault in [fault_of(verb, each, placed, named)]]
    return max(faults, key=lambda each: each[0])[1]


def read(text: str) -> Signature:
    """What pybind11 writes: (self: dangol._core.Mixture, customers: dangol._core.FeatureTable, *, threads: int = 0) -> float."""
    parameters: list[Parameter] = []
    by_place, any_names = True, False
    for part in parts(text[1 : closing(text)], ", "):
        if part == "*" or part.startswith("*") and not part.startswith("**"):
            by_place = False
        elif part == "/":
            parameters = [Parameter(each.name, each.wanted, each.needed, True, False) for each in parameters]
        elif part.startswith("**"):
            any_names = True
        else:
            left, equals, otherwise = part.partition(" = ")
            name, _, wanted = left.partition(": ")
            parameters.append(Parameter(name, (wanted or "object") + (" | None" if otherwise == "None" and "None" not in wanted else ""), not equals, by_place))
    return Signature(parameters, any_names)


def closing(text: str) -> int:
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0:
            return at
    return len(text)


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


def fault_of(verb: str, signature: Signature, placed: Sequence[Any], named: Mapping[str, Any]) -> tuple[int, Exception]:
    """What is wrong with a call, and how much of it fits."""
    if (found := misplaced(verb, signature, placed, named)) is not None:
        return -1, found
    given = dict(zip((each.name for each in signature.by_place()), placed, strict=False)) | dict(named)
    for each in signature.parameters:
        if each.needed and each.name not in given:
            return -1, WrongType(f"{verb}() needs {each.name}{'' if each.wanted == 'object' else f', {a(spoken(each.wanted))}'}{made(each.wanted)}.")
    fitting = [fits(given[each.name], each.wanted) for each in signature.parameters if each.name in given]
    wrong = [each for each in signature.parameters if each.name in given and fits(given[each.name], each.wanted) is False]
    doubtful = [each for each in signature.parameters if each.name in given and fits(given[each.name], each.wanted) is None]
    for each in wrong or doubtful:
        return fitting.count(True), wrong_value(verb, each, given[each.name])
    return len(fitting), WrongType(f"{verb}() cannot take these values together: {', '.join(f'{key} is {shown(value)}' for key, value in given.items())}.")


def named_moment(texts: Sequence[str], placed: Sequence[Any], named: Mapping[str, Any], sentence: str) -> Exception:
    """A moment is read without knowing for what: where a call has one, its name is put in."""
    for signature in map(read, texts):
        given = dict(zip((each.name for each in signature.by_place()), placed, strict=False)) | dict(named)
        moments = [each.name for each in signature.parameters if "datetime." in each.wanted and given.get(each.name) is not None]
        if len(moments) == 1:
            return InvalidArgument(sentence.replace("a moment", moments[0], 1))
    return InvalidArgument(sentence)


def wrong_value(verb: str, parameter: Parameter, value: Any) -> Exception:
    name, wanted, verb_says = parameter.name, parameter.wanted, "is"
    if wanted.startswith("collections.abc.Sequence[") and fits(value, "list") and isinstance(value, Sequence):  # what is wrong is one of its members
        wanted, verb_says = wanted.removeprefix("collections.abc.Sequence[").removesuffix("]"), "holds"
        value = next((each for each in value if fits(each, wanted) is not True), value)
    elif wanted == "collections.abc.Sequence[str]" and isinstance(value, str) and len(value) <= LONGEST_SHOWN:
        return WrongType(f"{name} is {value!r}, but must be a list of such: write [{value!r}].")
    must = "must be" if verb_says == "is" else "each must be"
    if is_whole(value) and wanted.startswith("typing.SupportsInt"):
        return InvalidArgument(f"{name} {verb_says} {value}, but {must} {'at least 0' if value < 0 else 'a smaller number'}.")
    return WrongType(f"{name} {verb_says} {shown(value)}, but {must} {names_of(wanted) or a(spoken(wanted))}{way(verb, value, wanted)}.")


def names_of(wanted: str) -> str:
    """Of an enumerator, or its name, the names that there are."""
    kind: Any = getattr(sys.modules.get("dangol._core"), wanted.removeprefix("dangol._core.").partition(" | str")[0], None)
    names = [f'"{name}"' for name in kind.__members__] if isinstance(kind, enum.EnumMeta) else []
    return f"one of {', '.join(names)}" if names else ""


def require(value: Any, kind: type, name: str, verb: str) -> None:
    """Of a verb of Python that looks at an argument before the module does."""
    if not isinstance(value, kind):
        raise wrong_value(verb, Parameter(name, f"dangol._core.{kind.__name__}"), value)


# --- of functions of Python ----------------------------------------------------------------------------------------------


def tell_mistakes(verb: Verb) -> Verb:
    """The verb, which says what was meant where its arguments do not bind to it."""

    @functools.wraps(verb)
    def told(*placed: Any, **named: Any) -> Any:
        try:
            return verb(*placed, **named)
        except TypeError as error:
            inside = error.__traceback__ is not None and error.__traceback__.tb_next is not None
            found = None if inside else misplaced(verb.__name__, signature_of(verb), placed, named) or without_schema(verb.__name__, signature_of(verb), named)
            if found is None:
                raise
            raise found from None
        except ValueError as error:
            text = re.fullmatch(r"could not convert string to float: (?:np\.str_\()?('.{0,60}?')\)?", str(error))
            if isinstance(error, DangolError) or text is None:
                raise
            raise WrongType(f"{verb.__name__}() was given {text[1]} among numbers: choose the columns of numbers, and write levels as numbers.") from None

    return told  # type: ignore[return-value]


def signature_of(verb: Callable[..., Any]) -> Signature:
    all_of_them: list[inspect.Parameter] = list(inspect.signature(verb).parameters.values())
    kinds = inspect.Parameter
    return Signature([Parameter(each.name, needed=each.default is kinds.empty, by_place=each.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD),
                                by_name=each.kind is not kinds.POSITIONAL_ONLY)
                      for each in all_of_them if each.kind not in (kinds.VAR_POSITIONAL, kinds.VAR_KEYWORD)],
                     any(each.kind is kinds.VAR_KEYWORD for each in all_of_them))


def misplaced(verb: str, signature: Signature, placed: Sequence[Any], named: Mapping[str, Any]) -> WrongType | None:
    """Values without a parameter, and names that there are not."""
    names, places = [each.name for each in signature.parameters if each.by_name], [each.name for each in signature.by_place()]
    for name in named:
        if name not in names and not signature.any_names:
            return unknown_name(verb, name, names)
        if name in places[: len(placed)]:
            return WrongType(f"{verb}() takes {name} once, but it is given by place and by name.")
    if len(placed) > len(places):
        rest = [name for name in names if name not in places]
        takes = f"only {' and '.join(places)}" if places else "nothing"
        by_name = f": write {rest[0]}=…" + ("" if len(rest) == 1 else f" (or {', '.join(rest[1:])})") if rest else ""
        return WrongType(f"{verb}() takes {takes} by place, and was given {len(placed)} {'value' if len(placed) == 1 else 'values'}{by_name}.")
    return None


def without_schema(verb: str, signature: Signature, named: Mapping[str, Any]) -> WrongType | None:
    """What nobody guesses who hands over a first table."""
    is_needed = any(each.name == "schema" and each.needed for each in signature.parameters)
    return WrongType(f"{verb}() needs schema, which says what the columns mean: write schema={MADE['Schema']}.") if is_needed and "schema" not in named else None


def of_a_part(verb: str, given: str, kind: type, value: Any) -> WrongType | None:
    """An option that belongs to the options of a part: most of find_segments(), given to study()."""
    if verb == "study" and given in OF_STUDY:
        return WrongType(f'study() has no argument "{given}": write {OF_STUDY[given]}.')
    if verb == "find_segments" and OTHER_WORDS.get(given, given) == "segment_count":
        number = value if is_whole(value) and value > 0 else 3
        return WrongType(f'find_segments() has no argument "{given}", because it chooses the number: write fit_mixture(features, segment_count={number}), or least={number}, most={number}.')
    core, name = sys.modules.get("dangol._core"), OTHER_WORDS.get(given, given)
    parts_of = {part: of for part, member in vars(kind).items() if isinstance(member, property) and (of := returned(member)).endswith("Options")}
    there = [f"{part}={of}({name}=…)" for part, of in parts_of.items() if isinstance(vars(getattr(core, of)).get(name), property)]
    return WrongType(f'{verb}() has no argument "{given}": write {" or ".join(there)}.') if there else None


def unknown_name(verb: str, name: str, names: Iterable[str]) -> WrongType:
    from dangol._core import _closest_name  # which is not there yet while the module is made

    candidates = list(names)
    closest = other if (other := OTHER_WORDS.get(name)) in candidates else _closest_name(name, candidates)
    there = ", ".join(f'"{each}"' for each in candidates)
    return WrongType(f'{verb}() has no argument "{name}": ' + (f'did you mean "{closest}"?' if closest else f"it has {there}." if candidates else "it has none."))


# --- values and types ----------------------------------------------------------------------------------------------------


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
