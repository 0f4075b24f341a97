"""The example forms: each says what it shows, and `pausepoint form preview` shows it."""

from __future__ import annotations

import importlib
import json
import pkgutil

import pytest

from pausepoint import RunInput
from pausepoint.examples import forms
from pausepoint_playground.validation import validate_view
from tests.support.command_line import command
from tests.support.conformance.gallery import PICTURES


def test_every_example_is_in_the_gallery():
    modules = sorted(module.name for module in pkgutil.iter_modules(forms.__path__))
    assert sorted(picture.module for picture in PICTURES) == modules
    assert len(modules) >= 12


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.source)
def test_an_example_says_what_it_shows_and_becomes_a_modal_that_slack_takes(picture):
    assert importlib.import_module(f"{forms.__name__}.{picture.module}").__doc__
    assert issubclass(picture.form, RunInput)
    assert picture.form.__doc__

    ran = command("form", "preview", picture.source)

    assert (ran.code, ran.err) == (0, "")
    assert validate_view(json.loads(ran.out)) == []
