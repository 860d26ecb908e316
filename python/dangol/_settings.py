"""What a study needs to be told: which files, what their columns mean, what to do. From a TOML file, from options, or from both."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import dangol
from dangol import _core
from dangol._language import either, speak
from dangol._setting_values import attribute_column, attribute_of, declared_kind, kind_of, kind_word
from dangol._suggest_words import of_contacts
from dangol._unusable import UnusableFile
from dangol._wishes import WrongUse, closest, names_of, nearest, shown, wished

SECTIONS: dict[str, type] = {
    "customers": dangol.CustomerColumns,
    "interactions": dangol.InteractionColumns,
    "leads": dangol.LeadColumns,
    "consents": dangol.ConsentColumns,
    "offerings": _core.OfferingColumns,
    "competitors": _core.CompetitorColumns,
}
OF_SCHEMA = {"customers": "customer", "interactions": "interaction", "leads": "lead", "consents": "consent", "offerings": "offering", "competitors": "competitor"}
STUDY = ("window", "holidays", "visits_at_least", "observed_from", "counted", "features", "more_features", "most", "segments", "k", "contact_cost", "conversion_margin", "satisfaction_scale", "leads_from", "test_leads_from", "language", "out")
OPTIONS = {  # of keys that name a column; a key that is not here is said in the TOML file only
    "customers": {"id": "customer-id", "joined": "joined", "attributes": "attribute"},
    "interactions": {"customer": "interaction-customer", "discounts": "discount", "party_size": "party-size"}
    | {key: key for key in ("time", "clock", "visit", "amount", "offering", "channel", "quantity", "planned", "satisfaction", "note")},
    "leads": {"customer": "lead-customer", "attributes": "lead-attribute", "contacted": "contacted", "converted": "converted", "converted_at": "converted-at", "window_closes": "window-closes"},
    "consents": {"customer": "consent-customer", "purpose": "purpose", "granted": "granted", "decided_at": "decided-at"},
}
NAMED_BY_THE_OWNER = ("declared_kinds", "personas")  # sections whose keys are names that somebody gave


def fields_of(record: type) -> list[str]:
    return [name for name, member in vars(record).items() if isinstance(member, property)]


def known_keys(section: str) -> list[str]:
    if section == "study":
        return list(STUDY)
    if section == "shop":
        return [name for name in fields_of(dangol.Schema) if name not in OF_SCHEMA.values()]
    return ["file", *(["clock"] if section == "interactions" else []), *fields_of(SECTIONS[section])]


class Settings:
    """Sections of keys and values, in the names of the TOML file."""

    def __init__(self) -> None:
        self.sections: dict[str, dict[str, Any]] = {name: {} for name in ("shop", *SECTIONS, "study", *NAMED_BY_THE_OWNER)}
        self.folder = Path()
        self.config: Path | None = None  # the TOML file, where there is one
        self.by_option: set[tuple[str, str]] = set()  # section and key of what an option said

    def read(self, path: Path, language: str | None = None) -> None:
        """Takes what a TOML file says. Files it names lie beside it. What is said from here on is said in `language`, else in that of the file."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise WrongUse(either(f"There is no file {path}: `dangol suggest FILE… --out {path}` writes a first version.",
                                  f"{path}: 없는 파일입니다. `dangol suggest 파일… --out {path}` 명령이 초안을 씁니다.")) from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) if path.suffix.lower() != ".toml" else ():
            raise WrongUse(either(f"{path} is no TOML file: --config takes the one that `dangol suggest` writes; files of customers and interactions are named without it.",
                                  f"{path}: TOML 파일이 아닙니다. --config에는 `dangol suggest` 명령이 쓴 파일을 적고, 고객과 방문 기록 파일은 --config 없이 적어 주십시오.")) from None
        except UnicodeDecodeError:
            raise WrongUse(either(f"{path} is not in UTF-8: save it so.", f"{path}: UTF-8이 아닙니다. UTF-8로 저장해 주십시오.")) from None
        except tomllib.TOMLDecodeError as error:
            if language is None and re.search(r'^\s*language\s*=\s*"korean"', path.read_text(encoding="utf-8-sig"), re.MULTILINE):
                speak("korean")  # the rest can be read, by people at least
            raise WrongUse(either(f"{path} is no TOML: {str(error)[:1].lower()}{str(error)[1:]}", f"{path}: TOML로 읽을 수 없습니다. {place_in_toml(str(error))}")) from None
        self.folder, self.config = path.parent, path
        if isinstance(study := content.get("study"), dict) and language is None:
            speak(str(study.get("language", "english")))
        for section, values in content.items():
            if section not in self.sections or not isinstance(values, dict):
                sections = ", ".join(self.sections)
                raise WrongUse(either(f"{path} says [{section}]{nearest(section, self.sections)}; sections are {sections}.",
                                      f"{path}: [{section}]{nearest(section, self.sections)} 쓸 수 있는 구역은 {sections}입니다."))
            if section in NAMED_BY_THE_OWNER:
                self.sections[section] |= values
                continue
            for key, value in values.items():
                known = known_keys(section)
                if key not in known:
                    raise WrongUse(either(f'{path} says "{key}" in [{section}]{nearest(key, known)}; keys are {", ".join(known)}.',
                                          f'{path} [{section}]: "{key}"{nearest(key, known)} 쓸 수 있는 이름은 {", ".join(known)}입니다.'))
                where = either(f'"{key}" in [{section}] of {path}', f'{path} [{section}]의 "{key}"')
                self.sections[section][key] = self.beside(value, where) if key in ("file", "out") else value
        for section in SECTIONS:
            for key in ("attributes", "activity", "kinds"):
                if not isinstance(self.sections[section].get(key, {}), dict):
                    raise WrongUse(either(f'"{key}" in [{section}] of {path} must be a table: write [{section}.{key}] and NAME = "KIND" below it.',
                                          f'{path} [{section}]: "{key}" 항목은 표여야 합니다. [{section}.{key}] 아래에 이름 = "종류"로 적어 주십시오.'))

    def beside(self, value: Any, what: str) -> Path:
        if not isinstance(value, str):
            raise WrongUse(either(f"{what} must be the name of a file, in quotation marks.", f"{what} 값은 따옴표로 감싼 파일 이름이어야 합니다."))
        return self.folder / value

    def overlay(self, wish: argparse.Namespace) -> None:
        """Options named "section.key" win over the file."""
        for name, value in vars(wish).items():
            section, dot, key = name.partition(".")
            if not dot or value is None or value == []:
                continue
            self.by_option.add((section, key))
            if key == "attributes":
                self.sections[section].setdefault("attributes", {}).update(attribute_of(text) for text in value)
            elif key == "protected":
                self.protect(value)
            elif section == "declared_kinds":
                self.sections[section].update(kind_of(text) for text in value)
            else:
                self.sections[section][key] = value

    def as_written(self, text: str) -> str:
        """What is wrong, by the name under which it was written: of a TOML file "contact_cost in [study] of shop.toml", and "conversion_margin" further on, instead of options."""
        if self.config is None:
            return text
        keys = {key.replace("_", "-"): ("study", key) for key in STUDY} | {key.replace("_", "-"): ("shop", key) for key in ("currency", "time_zone")}
        keys |= {option: (table, key) for table, of_table in OPTIONS.items() for key, option in of_table.items()} | {"horizon-days": ("leads", "horizon_days")}
        keys = {option: written for option, written in keys.items() if written not in self.by_option and (option != "window" or "window" in self.sections["study"])}
        first = True

        def name(found: re.Match[str]) -> str:
            nonlocal first
            section, key = keys[(found["option"] or found["key"]).replace("_", "-")]
            place = either(f"{key} in [{section}] of {self.config}", f"{self.config} [{section}]의 {key}") if first else key
            first = False
            return place

        options = "|".join(sorted(keys, key=len, reverse=True))  # as the command line calls them, or at the beginning as the library does
        return re.sub(rf"(?<!or )(?<!또는 )(?<![\w-])--(?P<option>{options})(?![A-Za-z0-9_-])|^(?P<key>{options.replace('-', '_')})(?= is )", name, text)

    def protect(self, names: Iterable[str]) -> None:
        attributes = self.sections["customers"].setdefault("attributes", {})
        for name in names:
            if name not in attributes:
                raise WrongUse(either(f"--protected {name} is no attribute: declare it with --attribute {name}:KIND as well.",
                                      f"--protected {name}: 선언되지 않은 속성입니다. --attribute {name}:종류로도 적어 주십시오."))
            meaning = attributes[name]
            attributes[name] = {**(meaning if isinstance(meaning, dict) else {"kind": meaning}), "protected": True}

    def file(self, table: str) -> Path | None:
        return self.sections[table].get("file")

    def files(self) -> dict[str, Path]:
        return {table: path for table in SECTIONS if (path := self.file(table)) is not None}

    def schema(self) -> dangol.Schema:
        tables = {OF_SCHEMA[table]: self.columns(table) for table in self.files()}
        return wished(lambda: dangol.Schema(**tables, **self.sections["shop"]))

    def declared_kinds(self) -> list[dangol.DeclaredKind]:
        return [declared_kind(name, meaning) for name, meaning in self.sections["declared_kinds"].items()]

    def columns(self, table: str) -> Any:
        said = {key: value for key, value in self.sections[table].items() if key not in ("file", "clock")}
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

    def consents_hold_all_the_time(self, columns: Mapping[str, list[str]]) -> bool:
        """Whether nobody named the column of when consents were decided, and the file has none that is called so: then they are taken without one."""
        consents = self.sections["consents"]
        without = "consents" in columns and "decided_at" not in consents and "decided_at" not in columns["consents"]
        if without:
            consents["decided_at"] = ""
        return without

    def check(self, columns: Mapping[str, list[str]]) -> None:
        """Every column that is named is in its file; said here, where the file and the option are known, and in either language. All that are not in one
        sentence: those that somebody wrote first, and then what stands for a word left out."""
        missing = [(table, key, name) for table, there in columns.items() for key, name in self.named(table) if name not in there]
        missing.sort(key=lambda each: not self.is_written(each[0], each[1]))
        for table, key, name in missing:
            path, option, there = self.files()[table], option_of(table, key), columns[table]
            holder = next((other for other, names in columns.items() if other != table and name in names), None)
            if holder is not None and {table, holder} == {"customers", "interactions"} and (key == "time" or self.is_exchanged(table, holder, columns)):
                other = self.files()[holder]
                raise UnusableFile(either(f'There is no column "{name}" in {path}, and {other} has it: were the two files exchanged? The customers come first, the interactions second; else mend {option}.',
                                          f'{path}: "{name}" 열이 없고 {other}에 있습니다. 두 파일이 바뀌었습니까? 고객 파일이 먼저, 방문 기록이 다음입니다. 아니라면 {option} 설정을 고쳐 주십시오.'))
            contacts = of_contacts(there) if table == "interactions" else []
            if contacts and not closest(name, there, contacts):
                names = ", ".join(contacts)
                raise UnusableFile(either(f'There is no column "{name}" in {path}, whose columns look like contacts and their answers ({names}): if its rows are contacts '
                                          f"and not visits, give it with --leads and the visits in its place; else mend {option}.",
                                          f'{path}: "{name}" 열이 없고, 연락과 그 응답으로 보이는 열이 있습니다({names}). 행마다 방문이 아니라 연락이라면 이 파일은 --leads로, '
                                          f"그 자리에는 방문 기록을 주십시오. 아니라면 {option} 설정을 고쳐 주십시오."))
        if len(missing) == 1:
            (table, key, name), = missing
            path, option, names_there = self.files()[table], option_of(table, key), names_of(columns[table])
            close = closest(name, columns[table], of_contacts(columns[table]) if table == "interactions" else ())
            meant = either(f' (did you mean "{close}"?)', f' "{close}" 열입니까?') if close else ""
            raise UnusableFile(either(f'There is no column "{name}" in {path}{meant}: mend {option}; the file has {names_there}.',
                                      f'{path}: "{name}" 열이 없습니다.{meant} {option} 설정을 고쳐 주십시오. 있는 열은 {names_there}입니다.'))
        if missing:
            each = []
            for table, key, name in missing:
                path, option, close = self.files()[table], option_of(table, key), closest(name, columns[table])
                meant = either(f'; did you mean "{close}"?', f', "{close}" 열입니까?') if close else ""
                each.append(either(f'"{name}" in {path} (mend {option}{meant})', f'{path}: "{name}" ({option}{meant})'))
            there = [f"{self.files()[table]}{either(' has', ':')} {names_of(columns[table])}" for table in dict.fromkeys(table for table, _, _ in missing)]
            raise UnusableFile(either(f"There are no such columns: {'; '.join(each)}. {'; '.join(there)}.", f"없는 열이 있습니다. {'; '.join(each)}. 괄호 안의 설정을 고쳐 주십시오. 있는 열은 {'; '.join(there)}입니다."))

    def is_written(self, table: str, key: str) -> bool:
        """Whether somebody named the column, or it is what stands for a word left out."""
        return bool(self.sections[table].get(key)) or (key == "customer" and bool(self.sections["customers"].get("id")))

    def is_exchanged(self, table: str, other: str, columns: Mapping[str, list[str]]) -> bool:
        """Whether all that was named for one file stands in the other."""
        return all(name in columns[other] for _, name in self.named(table))

    def check_wishes(self) -> None:
        """What can be told to be wrong before anything is read, under the name that was written."""
        for key, value in self.sections["study"].items():
            option = f"--{key.replace('_', '-')}"
            if key in ("k", "most", "segments") and (isinstance(value, bool) or not isinstance(value, int)):
                raise WrongUse(either(f"{option} is {shown(value)}, but must be a whole number, such as 5, without quotation marks.",
                                      f"{option}: {shown(value)}. 따옴표 없이 5처럼 적은 정수여야 합니다."))
            if key in ("contact_cost", "conversion_margin") and (isinstance(value, bool) or not isinstance(value, int | float)):
                raise WrongUse(either(f"{option} is {shown(value)}, but must be a number, such as 3000, without quotation marks.",
                                      f"{option}: {shown(value)}. 따옴표 없이 3000처럼 적은 수여야 합니다."))
            if key in ("k", "most", "segments") and value < 1:
                raise WrongUse(either(f"{option} is {value}, but must be at least 1.", f"{option}: {value}. 1 이상이어야 합니다."))
            most = self.sections["study"].get("most")
            if key == "segments" and isinstance(most, int) and value > most:
                raise WrongUse(either(f"{option} is {value}, but --most is {most}: leave --most out, since the number of kinds is said.",
                                      f"{option}: {value}, --most: {most}. 유형 수를 정했으니 --most는 빼 주십시오."))
            if key in ("contact_cost", "conversion_margin") and not value > 0:
                raise WrongUse(either(f"{option} is {value:g}, but must be above 0.", f"{option}: {value:g}. 0보다 커야 합니다."))
            margin = self.sections["study"].get("conversion_margin")
            if key == "contact_cost" and isinstance(margin, int | float) and 0 < margin <= value:
                raise WrongUse(either(f"{option} is {value:g}, but must be below --conversion-margin, {margin:g}: a contact that costs what an answer earns, or more, cannot pay.",
                                      f"{option}: {value:g}. --conversion-margin({margin:g})보다 작아야 합니다. 응답 한 건의 이익만큼 드는 연락은 비용을 회수할 수 없습니다."))
            if key == "language" and value not in ("english", "korean"):
                raise WrongUse(either(f'{option} is {shown(value)}, but must be "english" or "korean".', f'{option}: {shown(value)}. "english"나 "korean"이어야 합니다.'))
            if key == "window" and not (isinstance(value, list) and len(value) == 2):
                raise WrongUse(either(f'{option} is {shown(value)}, but must be two days, the first and the one after the last: write window = ["2024-01-01", "2025-01-01"] in [study].',
                                      f'{option}: {shown(value)}. 첫날과 끝난 다음 날이어야 합니다. [study]에 window = ["2024-01-01", "2025-01-01"]처럼 적어 주십시오.'))
            if key == "satisfaction_scale" and not (isinstance(value, list) and len(value) == 2 and all(isinstance(end, int | float) for end in value) and value[0] < value[1]):
                raise WrongUse(either(f"{option} must be the worst and the best answer that can be given, such as 1 and 5.",
                                      f"{option}: 고를 수 있는 가장 나쁜 점수와 가장 좋은 점수를 1과 5처럼 차례로 적어 주십시오."))
            if key in ("leads_from", "test_leads_from"):
                moment = {key: value}
                wished(lambda moment=moment: dangol.StudyOptions(**moment), option)  # type: ignore[misc]

    def check_files(self) -> None:
        """What columns mean is said of a file: without it nothing would be made of it, and of consents nobody would be asked."""
        for table in SECTIONS:
            said = [key for key, value in self.sections[table].items() if value not in (None, {}, []) and not (table == "customers" and key == "id")]  # the id is that of every table
            if said and not self.file(table):
                way = {"customers": either("the customers' file before the interactions", "방문 기록 앞에 고객 파일"), "leads": either("--leads FILE", "--leads 파일"),
                       "consents": either("--consents FILE", "--consents 파일")}.get(table)
                also = either(f", or give {way}", f"이나 {way}") if way else ""
                raise WrongUse(either(f'[{table}] says what columns mean ({", ".join(said)}), and no file is named: write file = "FILE" there{also}; or leave it out.',
                                      f'[{table}]에 열의 뜻만 있고({", ".join(said)}) 파일이 없습니다. 그 자리에 file = "파일"{also}을 적거나, 이 항목을 빼 주십시오.'))

    def named(self, table: str) -> list[tuple[str, str]]:
        """(key, column) of everything that names a column of the file."""
        record, found = self.columns(table), []
        for key in fields_of(SECTIONS[table]):
            value = getattr(record, key)
            if key in ("attributes", "activity"):
                found += [(key, each.name) for each in value]
            elif key == "discounts":
                found += [(key, each) for each in value]
            elif isinstance(value, str) and value:
                found.append((key, value))
        if table == "interactions" and self.clock:
            found.append(("clock", self.clock))
        return found

    @property
    def clock(self) -> str:
        """The column of the interactions that says the time of day, where that does not stand in the one of the day; "": none."""
        return str(self.sections["interactions"].get("clock") or "")

    def needed(self) -> None:
        """What no default can stand for."""
        if not self.file("interactions") and self.config:
            what = either("file is missing in [interactions] of", "[interactions]의 file") if self.sections["interactions"] else either("[interactions] is missing in", "[interactions]")
            raise WrongUse(either(f'{what} {self.config}: write there file = "FILE" and time = "COLUMN", the records and which of their columns says when it was.',
                                  f'{self.config}: {what} 항목이 없습니다. 기록 파일과 언제였는지 적힌 열을 file = "파일", time = "열이름"으로 적어 주십시오.'))
        if not self.file("interactions"):
            raise WrongUse(either("Say where the records are: dangol study CUSTOMERS INTERACTIONS, or --config FILE that names them: dangol suggest FILE writes one, also of a single table; dangol study --help says more.",
                                  "기록이 어디 있는지 적어 주십시오: dangol study 고객파일 방문파일, 또는 파일을 적은 --config 파일. 표가 하나뿐이어도 dangol suggest 파일이 설정 파일을 써 줍니다. dangol study --help 참고."))
        self.check_wishes()
        self.check_files()
        if not self.sections["interactions"].get("time"):
            raise WrongUse(either("--time is missing: name the column of the interactions that says when it was.", "--time이 없습니다. 방문 기록에서 언제였는지 적힌 열의 이름을 적어 주십시오."))
        if self.file("leads") and not self.sections["leads"].get("contacted"):
            raise WrongUse(either("--contacted is missing: name the column of the leads that says when they were contacted.",
                                  "--contacted가 없습니다. 리드 표에서 언제 연락했는지 적힌 열의 이름을 적어 주십시오."))


def place_in_toml(why: str) -> str:
    """Where it cannot be read, in Korean."""
    found = re.search(r"line (\d+), column (\d+)", why)
    return f"{found[1]}행 {found[2]}번째 글자를 고쳐 주십시오." if found else "파일이 중간에 끝난 듯합니다. 따옴표와 괄호가 닫혔는지 봐 주십시오."


def option_of(table: str, key: str) -> str:
    """Where a column was named: the key of the TOML file, and the option that says the same."""
    option = OPTIONS.get(table, {}).get(key)
    return either(f"{key} in [{table}]", f"[{table}]의 {key}") + (either(f", or --{option}", f" 또는 --{option}") if option else "")
