"""What a study needs to be told: which files, what their columns mean, what to do. From a TOML file, from options, or from both."""

from __future__ import annotations

import argparse
import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import dangol
from dangol import _core

T = TypeVar("T")

SECTIONS: dict[str, type] = {
    "customers": dangol.CustomerColumns,
    "interactions": dangol.InteractionColumns,
    "leads": dangol.LeadColumns,
    "consents": dangol.ConsentColumns,
    "offerings": _core.OfferingColumns,
    "competitors": _core.CompetitorColumns,
}
OF_SCHEMA = {"customers": "customer", "interactions": "interaction", "leads": "lead", "consents": "consent", "offerings": "offering", "competitors": "competitor"}
STUDY = ("window", "most", "segments", "k", "contact_cost", "conversion_margin", "leads_from", "test_leads_from", "language", "out")
ATTRIBUTE = ("kind", "unit", "levels", "protected", "role", "known")


class WrongUse(Exception):
    """Options or settings that make no sense. The text is one sentence with the fix."""


def wished(make: Callable[[], T]) -> T:
    """What the user wrote becomes a value; if it cannot, that is wrong use."""
    try:
        return make()
    except dangol.DangolError as error:
        raise WrongUse(str(error)) from None


def fields_of(record: type) -> list[str]:
    return [name for name, member in vars(record).items() if isinstance(member, property)]


def known_keys(section: str) -> list[str]:
    if section == "study":
        return list(STUDY)
    if section == "shop":
        return [name for name in fields_of(dangol.Schema) if name not in OF_SCHEMA.values()]
    return ["file", *fields_of(SECTIONS[section])]


class Settings:
    """Sections of keys and values, in the names of the TOML file."""

    def __init__(self) -> None:
        self.sections: dict[str, dict[str, Any]] = {name: {} for name in ("shop", *SECTIONS, "study")}
        self.folder = Path()

    def read(self, path: Path) -> None:
        """Takes what a TOML file says. Files it names lie beside it."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise WrongUse(f"There is no file {path}: `dangol suggest FILE… --out {path}` writes a first version.") from None
        except UnicodeDecodeError:
            raise WrongUse(f"{path} is not in UTF-8: save it so.") from None
        except tomllib.TOMLDecodeError as error:
            raise WrongUse(f"{path} is no TOML: {str(error)[:1].lower()}{str(error)[1:]}") from None
        self.folder = path.parent
        for section, values in content.items():
            if section not in self.sections or not isinstance(values, dict):
                raise WrongUse(f"{path} says [{section}]{nearest(section, self.sections)}; sections are {', '.join(self.sections)}.")
            for key, value in values.items():
                known = known_keys(section)
                if key not in known:
                    raise WrongUse(f'{path} says "{key}" in [{section}]{nearest(key, known)}; keys are {", ".join(known)}.')
                self.sections[section][key] = self.beside(value, f'"{key}" in [{section}] of {path}') if key in ("file", "out") else value
        for section in SECTIONS:
            for key in ("attributes", "activity", "kinds"):
                if not isinstance(self.sections[section].get(key, {}), dict):
                    raise WrongUse(f'"{key}" in [{section}] of {path} must be a table: write [{section}.{key}] and NAME = "KIND" below it.')

    def beside(self, value: Any, what: str) -> Path:
        if not isinstance(value, str):
            raise WrongUse(f"{what} must be the name of a file, in quotation marks.")
        return self.folder / value

    def overlay(self, wish: argparse.Namespace) -> None:
        """Options named "section.key" win over the file."""
        for name, value in vars(wish).items():
            section, dot, key = name.partition(".")
            if not dot or value is None or value == []:
                continue
            if key == "attributes":
                self.sections[section].setdefault("attributes", {}).update(attribute_of(text) for text in value)
            elif key == "protected":
                self.protect(value)
            else:
                self.sections[section][key] = value

    def protect(self, names: Iterable[str]) -> None:
        attributes = self.sections["customers"].setdefault("attributes", {})
        for name in names:
            if name not in attributes:
                raise WrongUse(f"--protected {name} is no attribute: declare it with --attribute {name}:KIND as well.")
            meaning = attributes[name]
            attributes[name] = {**(meaning if isinstance(meaning, dict) else {"kind": meaning}), "protected": True}

    def file(self, table: str) -> Path | None:
        return self.sections[table].get("file")

    def files(self) -> dict[str, Path]:
        return {table: path for table in SECTIONS if (path := self.file(table)) is not None}

    def schema(self) -> dangol.Schema:
        tables = {OF_SCHEMA[table]: self.columns(table) for table in self.files()}
        return wished(lambda: dangol.Schema(**tables, **self.sections["shop"]))

    def columns(self, table: str) -> Any:
        said = {key: value for key, value in self.sections[table].items() if key != "file"}
        id_column = self.sections["customers"].get("id", "customer_id")
        defaults: dict[str, Any] = {}
        if "customer" in known_keys(table):
            defaults["customer"] = id_column
        if table == "customers":
            defaults["id"] = id_column
        if table == "consents":
            defaults |= {name: name for name in ("purpose", "granted", "decided_at")}
        for key in ("attributes", "activity"):
            if key in said:
                said[key] = [attribute_column(name, meaning, f"[{table}.{key}]") for name, meaning in said[key].items()]
        if "kinds" in said:
            said["kinds"] = {word: kind_word(meaning) if isinstance(meaning, dict) else meaning for word, meaning in said["kinds"].items()}
        return wished(lambda: SECTIONS[table](**(defaults | said)))

    def needed(self) -> None:
        """What no default can stand for."""
        if not self.file("interactions"):
            raise WrongUse("Say where the records are: dangol study CUSTOMERS INTERACTIONS, or --config FILE that names them; dangol study --help says more.")
        if not self.sections["interactions"].get("time"):
            raise WrongUse("--time is missing: name the column of the interactions that says when it was.")
        if self.file("leads") and not self.sections["leads"].get("contacted"):
            raise WrongUse("--contacted is missing: name the column of the leads that says when they were contacted.")


def attribute_of(text: str) -> tuple[str, dict[str, Any]]:
    """NAME:KIND[:DETAIL], as options say it."""
    name, _, rest = text.partition(":")
    kind, _, detail = rest.partition(":")
    if not name or not kind:
        raise WrongUse(f'The attribute "{text}" names no kind: write NAME:KIND, such as children:count.')
    if kind == "ordered_category":
        return name, {"kind": kind, "levels": detail.split("<")}
    return name, {"kind": kind, "unit": detail}


def attribute_column(name: str, meaning: str | Mapping[str, Any], where: str) -> dangol.AttributeColumn:
    said = {"kind": meaning} if isinstance(meaning, str) else dict(meaning)
    for key in said:
        if key not in ATTRIBUTE:
            raise WrongUse(f'{name} in {where} says "{key}"{nearest(key, ATTRIBUTE)}; keys are {", ".join(ATTRIBUTE)}.')
    protected = said.pop("protected", False)
    return wished(lambda: dangol.AttributeColumn(name=name, **said, sensitivity="protected_attribute" if protected else "ordinary"))


def kind_word(meaning: Mapping[str, Any]) -> _core.KindWord:
    return wished(lambda: _core.KindWord(**meaning))


def nearest(word: str, words: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(words), n=1)
    return f", which is not known (did you mean {close[0]}?)" if close else ", which is not known"
