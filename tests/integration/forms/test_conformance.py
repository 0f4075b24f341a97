"""The conformance page says what is so."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.conformance.gallery import PICTURES
from tests.support.conformance.making import PAGE
from tests.support.programs import ROOT

_MOST_BYTES = 60_000


@pytest.mark.timeout(300)
def test_every_row_works_and_the_page_is_what_a_fresh_run_gives(tmp_path):
    fresh = tmp_path / "conformance.md"
    command = [sys.executable, "-m", "tests.support.conformance", str(fresh)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert run.returncode == 0, run.stdout + run.stderr
    assert PAGE.read_text("utf-8") == fresh.read_text("utf-8"), "run `python -m tests.support.conformance` again"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.file)
def test_every_form_has_its_picture_and_none_is_large(picture):
    file = PAGE.parent / "screenshots" / "forms" / picture.file
    assert file.read_bytes().startswith(b"\x89PNG")
    assert file.stat().st_size < _MOST_BYTES
