from __future__ import annotations

import pytest

from pausepoint_bot import errors
from pausepoint_bot.api import refusals
from pausepoint_bot.api.problems import STATUSES, response_to, status_of
from pausepoint_bot.errors import PausepointError


def subclasses(kind):
    return {kind} | {each for below in kind.__subclasses__() for each in subclasses(below)}


def test_every_error_of_the_bot_has_a_status_of_its_own():
    known = {kind for kind in subclasses(PausepointError) if kind.__module__ in (errors.__name__, refusals.__name__)}
    assert known == set(STATUSES)


def test_an_error_of_another_room_is_the_services_trouble():
    class Elsewhere(PausepointError):
        code = "elsewhere"

    assert status_of(Elsewhere) == 503
    assert b"password" not in response_to(Elsewhere("password=hunter2")).body


@pytest.mark.parametrize("kind", sorted(STATUSES, key=lambda kind: kind.__name__))
def test_the_problem_names_code_and_status(kind):
    error = refusals.ScopeMissing("sentence", scope="open") if kind is refusals.ScopeMissing else kind("sentence")
    response = response_to(error)
    assert response.content_type == "application/problem+json"
    assert f'"code":"{error.code}"'.encode() in response.body
    assert f'"status":{STATUSES[kind]:d}'.encode() in response.body
