"""Generated shops, as the files that a shop would hand over, and read as frames."""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import hanbok_schema
import polars as pl
import pytest

import dangol
from dangol._settings import Settings

SOURCE = Path(__file__).parents[2]
WORLDS = SOURCE / "build/worlds"
TABLES = {"customers": "customers", "interactions": "interactions", "leads": "leads", "consents": "consent"}


def write_world(folder: Path, *, trade: str = "hanbok", customers: int = 300, encoding: str = "utf8", dirt: float = 0.004, seed: int = 3) -> Path:
    assert WORLDS.exists(), "build the worlds first: script/test does"
    command = [WORLDS, trade, "--customers", customers, "--seed", seed, "--dirt", dirt, "--encoding", encoding, "--out", folder]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return folder


def collected(config: Path) -> dangol.CustomerBase:
    """What the command line reads, by a file that says what columns mean."""
    settings = Settings()
    settings.read(config)
    tables = {name: pl.read_csv(path, infer_schema=False) for name, path in settings.files().items()}
    return dangol.collect(**tables, schema=settings.schema())


@pytest.fixture(scope="session")
def world(tmp_path_factory) -> Path:
    return write_world(tmp_path_factory.mktemp("hanbok"))


@pytest.fixture(scope="session")
def shop_files(world) -> dict[str, Path]:
    return {file: world / f"{file}.csv" for file in TABLES.values()}


@pytest.fixture(scope="session")
def frames(world) -> dict[str, pl.DataFrame]:
    return {table: pl.read_csv(world / f"{file}.csv", infer_schema_length=None) for table, file in TABLES.items()}


@pytest.fixture(scope="session")
def schema() -> dangol.Schema:
    return hanbok_schema.schema


@pytest.fixture(scope="session")
def base(frames, schema) -> dangol.CustomerBase:
    return dangol.collect(**frames, schema=schema)


@pytest.fixture(scope="session")
def shop(base) -> SimpleNamespace:
    """The whole way as far as several tests need it."""
    plan = dangol.default_plan(base.permitting("profiling"))
    features = dangol.build_features(base.permitting("profiling"), plan)
    return SimpleNamespace(
        base=base,
        plan=features.plan,
        features=features,
        leads=dangol.build_leads(base.permitting_both("marketing", "profiling"), features.plan),
        segments=dangol.find_segments(features, most=4),
    )
