"""`make gpu-evidence`, rehearsed on logical CPUs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.gpu.__main__ import main
from benchmarks.gpu.cases import Case
from benchmarks.gpu.page import Pair, page
from benchmarks.gpu.running import Confirmed, Said
from tests.evidence.confirming import quiet
from tests.interpreters import require

CONFIRMED = Said("BN101", "train.py:3", "confirmed", "bits", (1.0, 12.0))
REFUTED = Said("BN101", "train.py:3", "refuted", "bits")
CASE = Case("a program", Path("train.py"))


def test_two_towers_are_spread_and_confirmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with quiet():
        arguments = ["--device", "cpu", "--python", str(require(2)), "--only", "NHWC", "--write", str(tmp_path)]
        assert main(arguments) == 0
    read = json.loads((tmp_path / "gpu.json").read_text(encoding="utf-8"))
    (program,) = read["programs"]
    assert [one["word"] for one in program["device"]["said"]] == ["confirmed"]
    assert set(program["device"]["devices"]) == {"CPU:0", "CPU:1"}
    assert all(value > 0.9 for value in read["one value for each channel"]["CPU"]["moving variance"])
    text = (tmp_path / "gpu.md").read_text(encoding="utf-8")
    assert "1 of 1 program have" in text
    assert text in capsys.readouterr().out


def test_without_a_gpu_it_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    with quiet():
        assert main(["--python", str(require(2))]) == 2
    assert re.search("can use no GPU|is built without CUDA", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("there", "here", "agrees"),
    [
        (Confirmed(1.0, (CONFIRMED,)), Confirmed(1.0, (CONFIRMED,)), True),
        (Confirmed(1.0, (REFUTED,)), Confirmed(1.0, (CONFIRMED,)), False),
        (Confirmed(1.0), Confirmed(1.0), True),
        (Confirmed(1.0), Confirmed(1.0, (CONFIRMED,)), False),
        (Confirmed(1.0, (CONFIRMED,), instead="out of memory"), Confirmed(1.0, (CONFIRMED,)), False),
        (Confirmed(1.0, error="it ended"), Confirmed(1.0), False),
        (Confirmed(1.0, (CONFIRMED,)), None, True),
        (Confirmed(1.0, (REFUTED,)), None, False),
    ],
)
def test_verdicts_agree_or_the_page_says_how(there: Confirmed, here: Confirmed | None, agrees: bool) -> None:
    pair = Pair(CASE, there, here)
    assert pair.agrees is agrees
    text = "\n".join(page({"device": "a card"}, [pair], {}))
    assert ("## What differs" in text) is not agrees


def test_losses_are_compared() -> None:
    other = Said("BN101", "train.py:3", "confirmed", "bits", (1.0, 15.0))
    assert Pair(CASE, Confirmed(1.0, (CONFIRMED,)), Confirmed(1.0, (other,))).apart == pytest.approx(0.2)
