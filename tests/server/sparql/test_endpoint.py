"""The endpoint within Flask, for whoever serves it by another server: the same table of cases."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.e2e.conformance.test_protocol import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(client: FlaskClient, case: Case) -> None:
    headers = dict(case.sent)
    if case.accept is not None:
        headers["Accept"] = case.accept
    reply = client.open(
        case.path, method=case.method, headers=headers, data=case.body, content_type=case.send
    )
    assert reply.status_code == case.status, reply.text
    if case.type:
        assert reply.mimetype == case.type
    assert case.has in reply.text
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert len(reply.headers.getlist("x-request-id")) == 1
