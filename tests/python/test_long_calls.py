"""Long calls: Ctrl-C ends them soon and leaves objects intact, other Python threads go on, progress is told, threads change nothing."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import contextmanager

import numpy as np
import pytest

import dangol

ENDLESS = """
    import numpy as np
    import dangol

    draw = np.random.default_rng(1)
    columns = {f"x{j}": draw.normal(size=20_000) for j in range(12)}
    features = dangol.feature_table({"customer": np.arange(20_000)} | columns, {name: "numeric" for name in columns})

    def search(**wish):
        return dangol.find_segments(features, least=8, most=40, mixture=dangol.MixtureOptions(iterations_at_most=100_000, tolerance=1e-300), **wish)
"""


@contextmanager
def run(body: str):
    """A process of its own, which is gone afterwards whatever happens."""
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(ENDLESS) + textwrap.dedent(body)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_ctrl_c_ends_a_long_call_within_200_ms_and_objects_stay_intact():
    with run("""
        print("searching", flush=True)
        try:
            search()
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        small = features.rows(list(range(500)))
        again = dangol.find_segments(small, most=2)
        print(features.customer_count, again.mixture.segment_count, flush=True)
    """) as process:
        assert process.stdout.readline() == "searching\n"
        time.sleep(1)
        os.kill(process.pid, signal.SIGINT)
        sent = time.monotonic()
        assert process.stdout.readline() == "interrupted\n"
        waited = time.monotonic() - sent
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert out.split()[0] == "20000"
        assert waited < 0.2


def test_ctrl_c_ends_an_outcome_by_segment():
    with run("""
        memberships = draw.dirichlet(np.ones(6), 300_000)
        spend = draw.normal(size=300_000)
        print("averaging", flush=True)
        try:
            dangol.outcome_by_segment(memberships, spend, correction="maximum_likelihood", placement="proportional", iterations_at_most=10**9, tolerance=0)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """) as process:
        assert process.stdout.readline() == "averaging\n"
        time.sleep(0.5)
        os.kill(process.pid, signal.SIGINT)
        sent = time.monotonic()
        assert process.stdout.readline() == "interrupted\n"
        assert time.monotonic() - sent < 0.2


def test_ctrl_c_that_nobody_catches_is_a_keyboard_interrupt():
    with run('print("searching", flush=True)\nsearch()\n') as process:
        assert process.stdout.readline() == "searching\n"
        time.sleep(0.5)
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=10)
        assert "KeyboardInterrupt" in err
        assert process.returncode != 0


TICKING = """
        ticks, done = [], threading.Event()
        def tick():
            while not done.wait(0.005):
                ticks.append(time.monotonic())
        thread = threading.Thread(target=tick)
        thread.start()
"""


def test_other_threads_of_python_advance_meanwhile():
    with run("""
        import os, signal, threading, time
""" + TICKING + """        threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        try:
            search()
        except KeyboardInterrupt:
            done.set()
            thread.join()
            print(len(ticks))
    """) as process:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert int(out) > 50


LINKED = """
        import numpy as np
        import dangol

        draw = np.random.default_rng(3)
        rows = 200_000
        till = {"tel": [f"010-{n // 10_000:04}-{n % 10_000:04}" for n in draw.integers(rows, size=rows)], "card": [f"card {n}" for n in draw.integers(rows, size=rows)]}
        tables = {"till": (till, {"tel": "phone", "card": "card"})}
"""


def test_linking_lets_other_threads_of_python_go_on():
    with run(LINKED + """
        import threading, time
""" + TICKING + """        from dangol import _core
        from dangol._record_verbs import keyed_tables
        keyed = keyed_tables(tables)
        began = time.monotonic()
        _core._link_identities(keyed, dangol.IdentityOptions())
        ended = time.monotonic()
        done.set()
        thread.join()
        within = [began] + [at for at in ticks if began < at < ended] + [ended]
        print(ended - began, max(b - a for a, b in zip(within, within[1:])))
    """) as process:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        took, longest_silence = map(float, out.split())
        assert longest_silence < took / 2


def test_ctrl_c_ends_linking():
    with run(LINKED + """
        print("linking", flush=True)
        try:
            while True:
                dangol.link_identities(tables)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """) as process:
        assert process.stdout.readline() == "linking\n"
        time.sleep(1)
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert out == "interrupted\n"


@pytest.fixture(scope="module")
def features():
    draw = np.random.default_rng(2)
    kinds = draw.integers(2, size=4000)
    columns = {f"x{j}": draw.normal(size=4000) + 3 * kinds for j in range(6)}
    return dangol.feature_table({"customer": np.arange(4000)} | columns, dict.fromkeys(columns, "numeric"))


def test_what_progress_raises_ends_the_call_and_is_raised(features):
    with pytest.raises(ZeroDivisionError):
        dangol.find_segments(features, least=6, most=20, progress=lambda stage, fraction: 1 / 0)
    assert dangol.find_segments(features, most=2).mixture.segment_count == 2


def test_progress_goes_forward_and_says_what_is_done(features):
    told = []
    dangol.find_segments(features, least=1, most=6, progress=lambda stage, fraction: told.append((stage, fraction)))
    assert told, "the call was over before anything was told"
    assert all(stage and 0 <= fraction <= 1 for stage, fraction in told)
    assert [fraction for _, fraction in told] == sorted(fraction for _, fraction in told)


def test_a_bar_is_drawn_where_it_is_wanted_and_wiped(features, capsys, monkeypatch):
    monkeypatch.setattr("dangol._progress.SILENT_SECONDS", 0)
    dangol.find_segments(features, least=1, most=6, progress=True)
    shown = capsys.readouterr().err
    assert "%" in shown and shown.endswith("\r")
    dangol.find_segments(features, most=3, progress=False)
    dangol.find_segments(features, most=3)  # no terminal here
    assert capsys.readouterr().err == ""


def test_any_number_of_threads_gives_the_same_bits(features):
    one, two, four = (dangol.find_segments(features, most=3, threads=threads) for threads in (1, 2, 4))
    assert one == two == four
    memberships = [one.mixture.membership(features, threads=threads).tobytes() for threads in (1, 2, 4)]
    assert len(set(memberships)) == 1


def test_calls_from_several_python_threads_at_once_agree(features):
    found = []
    callers = [threading.Thread(target=lambda: found.append(dangol.find_segments(features, most=2))) for _ in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(found) == 3 and found[0] == found[1] == found[2]


def test_arguments_outlive_nothing_they_should_not(features):
    """A frame may be dropped as soon as the call that read it is over."""
    frame = {"customer": np.arange(100), "x": np.linspace(0, 1, 100)}
    table = dangol.feature_table(frame, {"x": "numeric"})
    frame["x"][:] = -1
    del frame
    assert table.to_numpy("x")[-1] == 1
