"""Values of settings that have parts of their own: attributes, declared kinds and what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dangol
from dangol import _core
from dangol._language import either
from dangol._wishes import WrongUse, refuse_unknown, wished

DECLARED_KIND = ("customers", "expectations")
EXPECTATION = ("value", "level", "spread")
DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
ATTRIBUTE = ("kind", "unit", "levels", "protected", "sensitivity", "role", "known")


def attribute_of(text: str) -> tuple[str, dict[str, Any]]:
    """NAME:KIND[:DETAIL], as options say it."""
    name, _, rest = text.partition(":")
    kind, _, detail = rest.partition(":")
    if not name or not kind:
        raise WrongUse(either(f'The attribute "{text}" names no kind: write NAME:KIND, such as children:count.',
                              f'속성 "{text}"에 종류가 없습니다. children:count처럼 이름:종류로 적어 주십시오.'))
    if kind == "ordered_category":
        return name, {"kind": kind, "levels": detail.split("<")}
    return name, {"kind": kind, "unit": detail}


def attribute_column(name: str, meaning: str | Mapping[str, Any], where: str) -> dangol.AttributeColumn:
    said = {"kind": meaning} if isinstance(meaning, str) else dict(meaning)
    refuse_unknown(said, ATTRIBUTE, either(f"{name} in {where}", f"{where} {name}"))
    protected = said.pop("protected", None)
    if protected is not None and "sensitivity" in said:
        raise WrongUse(either(f'{name} in {where} says both "protected" and "sensitivity": leave one out; protected = true is short for sensitivity = "protected_attribute".',
                              f'{where} {name}: "protected"와 "sensitivity" 가운데 하나만 적어 주십시오. protected = true는 sensitivity = "protected_attribute"와 같습니다.'))
    if protected:
        said["sensitivity"] = "protected_attribute"
    try:
        return wished(lambda: dangol.AttributeColumn(name=name, **said))
    except WrongUse as error:
        raise WrongUse(either(f"{name} in {where}: {error}", f"{where} {name}: {error}")) from None


def kind_of(text: str) -> tuple[str, dict[str, Any]]:
    """NAME:COLUMN=VALUE,COLUMN=VALUE as options say it; of a category COLUMN:LEVEL=PROBABILITY."""
    name, _, rest = text.partition(":")
    expectations: dict[str, Any] = {}
    for part in rest.split(","):
        left, equals, number = part.rpartition("=")
        column, _, level = left.partition(":")
        if not name or not column or not equals:
            raise WrongUse(either(f'The declared kind "{text}" cannot be read: write NAME:COLUMN=VALUE,COLUMN=VALUE, such as regulars:visits=7/year.',
                                  f'유형 "{text}": 읽을 수 없습니다. 단골:visits=7/year처럼 이름:열=값,열=값으로 적어 주십시오.'))
        expectations.setdefault(column, []).append({"value": number} | ({"level": level} if level else {}))
    return name, {"expectations": expectations}


def declared_kind(name: str, meaning: Any) -> dangol.DeclaredKind:
    where = f"[declared_kinds.{name}]"
    if not isinstance(meaning, dict) or not isinstance(meaning.get("expectations"), dict):
        raise WrongUse(either(f"{where} must say what is expected: write [declared_kinds.{name}.expectations] and COLUMN = VALUE below it.",
                              f"{where}: 무엇을 기대하는지 적어 주십시오. [declared_kinds.{name}.expectations] 아래에 열 = 값으로 적습니다."))
    refuse_unknown(meaning, DECLARED_KIND, where)
    expectations = []
    for column, values in meaning["expectations"].items():
        for value in values if isinstance(values, list) else [values]:
            said = value if isinstance(value, dict) else {"value": value}
            refuse_unknown(said, EXPECTATION, f"{column} in {where}")
            if "value" in said:
                said = said | {"value": amount_or_rate(said["value"], f"{column} in {where}")}
            expectations.append(expectation(column, said))
    weight = {key: value for key, value in meaning.items() if key == "customers"}
    if any(isinstance(value, bool) or not isinstance(value, int | float) or not value > 0 for value in weight.values()):
        raise WrongUse(either(f"customers in {where} must be a number above 0: as how many customers the description weighs.",
                              f"{where}: customers 값은 0보다 큰 수여야 합니다. 이 설명을 고객 몇 명의 무게로 칠지 적어 주십시오."))
    return wished(lambda: dangol.DeclaredKind(name, expectations, **weight))


def expectation(column: str, said: Mapping[str, Any]) -> dangol.Expectation:
    return wished(lambda: dangol.Expectation(column, **said))


def amount_or_rate(said: Any, where: str) -> Any:
    """A number, or "7/year": of what is counted by the day."""
    if not isinstance(said, str):
        return said
    number, slash, unit = said.partition("/")
    try:
        return float(number) / DAYS[unit.strip() if slash else "day"]
    except (ValueError, KeyError):
        raise WrongUse(either(f'{where} is "{said}": write a number, or so many by {", ".join(DAYS)}, such as "7/year".',
                              f'{where}: "{said}" 값은 수이거나 "7/year"처럼 {", ".join(DAYS)} 가운데 하나로 나눈 수여야 합니다.')) from None


def kind_word(meaning: Mapping[str, Any]) -> _core.KindWord:
    return wished(lambda: _core.KindWord(**meaning))
