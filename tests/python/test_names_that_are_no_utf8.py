"""Names of files that came from an older Windows: bytes that are no UTF-8. Errors show them, and no error ends the process."""

import os

import pytest
from command_line import dangol as run
from command_line import refused

import dangol
from dangol import _core

CP949 = os.fsdecode("가.dangol".encode("cp949"))  # "\udcb0\udca1.dangol"


def test_an_error_of_the_users_own_that_cannot_be_written_in_utf8_is_handed_on():
    def progress(_stage, _fraction):
        raise ValueError("bad \udcb0 name")

    table = dangol.feature_table({"customer": range(3000), "x": [at * 37 % 101 for at in range(3000)]}, {"x": "numeric"})
    with pytest.raises(ValueError, match="bad \udcb0 name"):
        dangol.find_segments(table, most=40, progress=progress)


def test_an_error_whose_text_cannot_be_made_is_handed_on():
    class Silent(Exception):
        def __str__(self):
            raise ZeroDivisionError

    def of_all(_mixture):
        raise Silent

    table = dangol.feature_table({"customer": range(40), "x": range(40)}, {"x": "numeric"})
    with pytest.raises(Silent):
        _core.fit_from_statistics(dangol.fit_mixture(table, segment_count=1), of_all, dangol.MixtureOptions(segment_count=1))


def test_errors_of_archives_show_the_bytes_of_their_names(tmp_path):
    with pytest.raises(dangol.BadArchive, match=r"\\xb0\\xa1\.dangol"):
        dangol.Mixture.load(tmp_path / CP949)
    with pytest.raises(dangol.InvalidArgument, match=r"\\xb0\\xa1\.dangol"):
        dangol.FeaturePlan().save(tmp_path / "no such folder" / CP949)
    dangol.FeaturePlan().save(tmp_path / CP949)
    assert dangol.FeaturePlan.load(tmp_path / CP949) == dangol.FeaturePlan()


@pytest.mark.parametrize(("language", "says"), [("english", "the name of this file is not in UTF-8"), ("korean", "파일 이름이 UTF-8이 아닙니다")])
def test_the_command_line_says_what_is_wrong_with_the_name_of_a_table(tmp_path, language, says):
    visits = tmp_path / os.fsdecode("가.csv".encode("cp949"))
    visits.write_text("이름,언제\nkim,2024-01-01\n", encoding="utf-8")
    line = refused(run("study", visits, visits, "--time", "언제", "--language", language, "--out", tmp_path / "out"), 1)
    assert says in line and "\\xb0\\xa1.csv" in line
