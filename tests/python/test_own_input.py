"""No result is written over a file that is read: it may be the only copy of a shop's records."""

import pytest
from command_line import dangol as command
from command_line import refused

VISITS = "customer_id,visited_at\n" + "".join(f"c{n % 30},2024-{n % 9 + 1:02}-{n % 28 + 1:02}\n" for n in range(300))
MEMBERS = "customer_id,town\n" + "".join(f"c{n},{'AB'[n % 2]}\n" for n in range(30))


@pytest.mark.parametrize("name", ["members.csv", "features.csv", "set_aside.csv"])
def test_a_study_refuses_a_folder_in_which_it_would_write_over_what_it_reads(tmp_path, name):
    (tmp_path / name).write_text(MEMBERS, encoding="utf-8")
    (tmp_path / "visits.csv").write_text(VISITS, encoding="utf-8")
    wish = ["study", tmp_path / name, tmp_path / "visits.csv", "--time", "visited_at"]
    assert f"{name} would be written over" in refused(command(*wish, "--out", tmp_path / "." / "elsewhere" / ".."), 2)
    assert "이 파일이 지워집니다" in refused(command(*wish, "--out", tmp_path, "--language", "korean"), 2)
    assert (tmp_path / name).read_text(encoding="utf-8") == MEMBERS and {path.name for path in tmp_path.iterdir()} == {name, "visits.csv"}
    done = command(*wish, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
