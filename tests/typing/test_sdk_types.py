from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FLOWS, MISTAKES = HERE / "flows.py", HERE / "mistakes.py"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=110, cwd=HERE.parents[1], check=False)


def mypy(file: Path) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context", str(file))


def expected_mistakes() -> set[int]:
    lines = MISTAKES.read_text().splitlines()
    return {number for number, line in enumerate(lines, start=1) if "# E:" in line}


def test_mypy_sees_the_types_that_a_flow_gets() -> None:
    checked = mypy(FLOWS)

    assert (checked.stdout, checked.returncode) == ("", 0)


def test_mypy_refuses_each_mistake_for_its_reason() -> None:
    lines = MISTAKES.read_text().splitlines()
    expected = {(number, lines[number - 1].partition("# E: ")[2]) for number in expected_mistakes()}

    found = re.findall(r":(\d+): error: .*\[([\w-]+)\]", mypy(MISTAKES).stdout)

    assert {(int(number), code) for number, code in found} == expected


@pytest.fixture(scope="module")
def pyright() -> list[dict[str, object]]:
    checked = run(
        sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, str(FLOWS), str(MISTAKES)
    )
    if not checked.stdout.startswith("{"):
        pytest.skip(f"pyright could not fetch its Node.js here: {checked.stderr[-200:]}")
    found = json.loads(checked.stdout)["generalDiagnostics"]
    assert isinstance(found, list)
    return [one for one in found if one["severity"] == "error"]


def lines_of(found: list[dict[str, object]], file: Path) -> set[int]:
    return {one["range"]["start"]["line"] + 1 for one in found if Path(str(one["file"])) == file}  # type: ignore[index]  # pyright's JSON


def test_pyright_sees_the_types_that_a_flow_gets(pyright: list[dict[str, object]]) -> None:
    assert [one for one in pyright if Path(str(one["file"])) == FLOWS] == []


def test_pyright_refuses_the_same_mistakes(pyright: list[dict[str, object]]) -> None:
    assert lines_of(pyright, MISTAKES) == expected_mistakes()
