"""What is installed is what the sources say."""

import re
from pathlib import Path

import dangol

SOURCE = Path(__file__).parents[2]


def test_the_package_carries_the_version_of_the_headers():
    header = (SOURCE / "include/dangol/core/version.hpp").read_text()
    assert re.search(r'version_text = "([0-9.]+)"', header)[1] == dangol.__version__


def test_the_tests_run_against_the_installed_package():
    assert SOURCE / "python" not in Path(dangol.__file__).parents
    assert (Path(dangol.__file__).parent / "py.typed").exists()
