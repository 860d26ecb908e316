"""The command line as a process, on the files of a generated shop or on a small ledger of visits. For the tests of it."""

import subprocess
import sys
import tomllib

from dangol import cli

COLUMNS = {
    "--joined": "joined_on",
    "--attribute": ["age_band:ordered_category:20대 이하<30대<40대<50대<60대 이상", "gender:category", "children:count", "distance_km:positive:km"],
    "--protected": "gender",
    "--time": "visited_at",
    "--visit": "visit_id",
    "--amount": "amount_krw",
    "--discount": "discount_krw",
    "--offering": "offering",
    "--channel": "channel",
    "--party-size": "party_size",
    "--planned": "planned",
    "--contacted": "contacted_at",
    "--converted": "converted",
    "--converted-at": "converted_at",
    "--window-closes": "window_closes",
    "--lead-attribute": "campaign_type:category",
    "--currency": "KRW",
    "--time-zone": "Asia/Seoul",
}


def options(**changes) -> list[str]:
    chosen = COLUMNS | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return [part for name, values in chosen.items() if values is not None for value in ([values] if isinstance(values, str) else values) for part in (name, value)]


def dangol(*arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "dangol.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def refused(done: subprocess.CompletedProcess, code: int) -> str:
    """The one sentence on standard error."""
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.strip().splitlines() if line.startswith(("dangol", "usage")) or line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


def complaint(done: subprocess.CompletedProcess, code: int) -> str:
    """The last sentence on standard error: above it stands what was found out about the files."""
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def suggested(capsys, *files) -> dict:
    """What `dangol suggest` writes, read again; in this process."""
    assert cli.main(["suggest", *map(str, files)]) == 0
    return tomllib.loads(capsys.readouterr().out)


def study(shop_files, tmp_path, *more, **changes) -> subprocess.CompletedProcess:
    return dangol("study", shop_files["customers"], shop_files["interactions"], "--leads", shop_files["leads"], *options(**changes), "--out", tmp_path / "out", *more)


def visits_only(folder, visits):
    config = folder / "shop.toml"
    config.write_text(f'[customers]\nid = "이름"\n[interactions]\nfile = "{visits.name}"\ntime = "언제"\n', encoding="utf-8")
    return config
