"""What is said of calls that cannot be made: which argument, what was given, what is wanted, and how to get from one to the other.

The module's own functions come here from bindings/bind_mistakes.cpp, those of Python through `tell_mistakes`.
"""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from dangol._wanted_types import LONGEST_SHOWN, MADE, a, fits, is_whole, made, names_of, parts, returned, shown, spoken, way
from dangol.errors import DangolError, InvalidArgument, WrongType

Verb = TypeVar("Verb", bound=Callable[..., Any])

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
OF_ANOTHER_VERB = {("score", "as_of"): "score_one({…}, as_of=…) of what is known of one lead, or explain({…}, as_of=…); score() takes a table that build_leads() made"}
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
    return WrongType(f"{name} {verb_says} {shown(value)}, but {must} {names_of(wanted) or a(spoken(wanted))}{number_in_words(name, wanted, value) or way(verb, value, wanted)}.")


def number_in_words(name: str, wanted: str, value: Any) -> str:
    """How a number is written that was given as text: '3000', '3,000원'. Fields of options ask for it too (bindings/record.cpp)."""
    kind = spoken(wanted).removesuffix(" or None")
    if not isinstance(value, str) or kind not in ("int", "float"):
        return ""
    digits = re.sub(r"[\s,₩$€£원]", "", value)
    is_number = re.fullmatch(r"[+-]?\d+" if kind == "int" else r"[+-]?\d+(\.\d+)?", digits)
    return f": write {name}={digits}, a number without quotation marks" if is_number else ": write a number without quotation marks"


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
            if (verb, name) in OF_ANOTHER_VERB:
                return WrongType(f'{verb}() has no argument "{name}": write {OF_ANOTHER_VERB[verb, name]}.')
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
