"""What cannot be asked is refused by the call, before anybody sees a message."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, SecretStr

from pausepoint import BadConfiguration, FormRefused, PauseError, apause_flow_run
from tests.support.forms import CleanupApproval, Deployment
from tests.support.service import Service


class Credentials(BaseModel):
    password: SecretStr


async def test_a_field_that_slack_cannot_show_is_refused_with_a_pointer_to_it(service: Service):
    with pytest.raises(FormRefused) as refused:
        await apause_flow_run(Credentials, title="Sign in")
    assert [problem.pointer for problem in refused.value.problems] == ["/schema/properties/password"]
    assert service.playground.calls("chat.postMessage") == []


async def test_initial_data_that_the_class_refuses_is_a_value_error(service: Service):
    with pytest.raises(ValueError, match=r"replicas.*200"):
        Deployment.with_initial_data(replicas=200)


async def test_initial_data_that_slack_cannot_hold_is_refused_with_a_pointer_to_it(service: Service):
    with pytest.raises(FormRefused) as refused:
        await apause_flow_run(CleanupApproval.with_initial_data(notes="x" * 3001), title="Too long")
    assert [problem.pointer for problem in refused.value.problems] == ["/initial/notes"]


async def test_initial_data_that_breaks_the_schema_is_refused_with_a_pointer_to_it(call_api):
    schema = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 5}}}
    status, problem = await call_api("POST", "/v1/pauses", {"schema": schema, "initial": {"n": 9}})
    assert status == 422
    assert problem["code"] == "form_refused"
    assert [error["pointer"] for error in problem["errors"]] == ["/initial/n"]


@pytest.mark.parametrize("token", ["ppt_" + "A" * 43, "nonsense"])
async def test_a_token_that_the_bot_does_not_know_is_named_as_the_cause(service: Service, monkeypatch, token: str):
    monkeypatch.setenv("PAUSEPOINT_API_TOKEN", token)
    with pytest.raises(BadConfiguration, match="PAUSEPOINT_API_TOKEN") as wrong:
        await apause_flow_run(title="Not asked")
    assert token not in str(wrong.value)


async def test_a_missing_token_is_named_as_the_cause(service: Service, monkeypatch):
    monkeypatch.delenv("PAUSEPOINT_API_TOKEN")
    with pytest.raises(BadConfiguration, match=r"PAUSEPOINT_API_TOKEN is not set.*pausepoint token create"):
        await apause_flow_run(title="Not asked")


async def test_a_revoked_token_is_refused(service: Service):
    await service.revoke("flows")
    with pytest.raises(BadConfiguration, match="PAUSEPOINT_API_TOKEN"):
        await apause_flow_run(title="Not asked")
    assert service.playground.calls("chat.postMessage") == []


async def test_a_token_without_the_scope_is_told_which_it_lacks(service: Service, monkeypatch):
    monkeypatch.setenv("PAUSEPOINT_API_TOKEN", await service.token("reader", "read-all"))
    with pytest.raises(PauseError, match="open"):
        await apause_flow_run(title="Not asked")


async def test_a_flow_cannot_approve_its_own_pause(service: Service, call_api, monkeypatch):
    monkeypatch.setenv("PAUSEPOINT_API_TOKEN", await service.token("self-made", "open", "answer"))
    opened, pause = await call_api("POST", "/v1/pauses", {"policy": {"approvers": ["token:self-made"]}})
    assert opened == 201
    status, problem = await call_api("POST", f"/v1/pauses/{pause['id']}/answer", {"verdict": "answered"})
    assert (status, problem["detail"]) == (403, "a token cannot decide a pause that it opened itself")
