"""Every address asked what no browser would ask: whatever is sent, the answer is never a fault of the page itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from scheduler.page.places import PLACES
from scheduler.page.server.jobs import Job, Jobs
from tests.page.browsing import browser, id_of, mark_of, plan_folder

schemathesis = pytest.importorskip("schemathesis", reason="left out: no schemathesis (pip install '.[test]')")

ROUTES = sorted(
    (method, route.path_format)
    for router in PLACES
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
)
PLAN, JOB, MARK = "the plan", "the job", "the mark"  # stand for what they are when the call is made
REAL: dict[str, list[Any]] = {
    "id": [PLAN, JOB],
    "other": [PLAN],
    "mark": [MARK],
    "review": ["review-101", "review-102"],
    "kind": ["cancel-review", "drop-out", "close-schools", "waive-rule", "school-joins", "change-number"],
    "on": ["2018-10-22", "0001-01-01", "9999-12-31"],
    "notice": ["2018-09-03"],
    "then": ["more", "seek"],
    "so_far": ['[{"kind": "cancel-review", "review": "review-101", "reason": "other", "notice": "2018-09-03"}]', "[1]"],
    "instance": ["two-schools", "plan.json", "../plan.json"],
    "name": ["plan.json", "other.json", "../../x.json", "CON", "-o", "=cmd|x"],
    "person": ["R1", "R2", "L1"],
    "who": ["R", "%"],
    "version": [0, 1, 2, 10**30, -1, "x"],
    "before": [0, 1],
    "slot": ["2018-10-22", "2018-10-29", "0001-01-01", "9999-12-31"],
    "week": ["2018-10-22", "0001-01-01", "9999-12-31"],
    "seat": ["0", "1", "lead"],
}


class Fuzzed:
    """A page, and the schema of all that it can be asked, in which what is real stands beside what is drawn."""

    def __init__(self, folder: Path, client: TestClient) -> None:
        self.folder, self.client, self.job = folder, client, ""
        app: Any = client.app
        self.page: Any = app.state.page
        self.plan = id_of(client)
        raw = json.loads(json.dumps(app.openapi()))
        for operations in raw["paths"].values():
            for method, operation in operations.items():
                _widen(method, operation, raw)
        self._schema = schemathesis.openapi.from_dict(raw)

    def cases(self, method: str, path: str) -> Any:
        """Calls of one route, as hypothesis draws them."""
        return self._schema[path][method.lower()].as_strategy()

    def call(self, case: Any) -> Any:
        """What the page answers to one of them."""
        sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
        real = {PLAN: self.plan, JOB: self.job or "none", MARK: mark_of(self.folder)}
        url = str(sent["url"])
        for word, value in real.items():
            url = url.replace(quote(word), value).replace(word, value)
        body = {name: sent[name] for name in ("data", "content", "files") if sent.get(name) is not None}
        if isinstance(body.get("data"), dict):
            body["data"] = {name: real.get(str(value), value) for name, value in body["data"].items()}
        if "files" in body:
            body["files"] = [_sendable(*one) for one in dict(body["files"]).items()]
        headers = {name: value for name, value in (sent.get("headers") or {}).items() if value.isascii()}
        headers = {name: value for name, value in headers.items() if name.lower() in ("content-type", "hx-target")}
        answer = self.client.request(case.method, url, params=sent.get("params"), headers=headers, **body)
        self.job = next((job.id for job in self.page.jobs.all()), self.job)
        return answer


def _sendable(name: str, value: Any) -> tuple[str, Any]:
    """A part of a form as the client takes it: what is no text becomes one."""
    parts = value if isinstance(value, tuple) else (None, value)
    return name, tuple(part if part is None or isinstance(part, str | bytes) else json.dumps(part) for part in parts)


def _widen(method: str, operation: dict[str, Any], raw: dict[str, Any]) -> None:
    """Let real values be drawn; and forms, where a route reads one that its signature does not name."""
    for parameter in operation.get("parameters", []):
        parameter["schema"] = _or_real(parameter["name"], parameter["schema"])
    if method != "post":
        return
    forms = operation.setdefault("requestBody", {}).setdefault("content", {})
    for form in forms.values():
        reference = form["schema"].get("$ref", "").rpartition("/")[2]
        form["schema"] = found = dict(raw["components"]["schemas"][reference]) if reference else form["schema"]
        found["properties"] = {name: _or_real(name, one) for name, one in found["properties"].items()}
    if not forms:
        properties = {name: _or_real(name, {"type": "string"}) for name in REAL}
        forms["application/x-www-form-urlencoded"] = {"schema": {"type": "object", "properties": properties}}


def _or_real(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"enum": REAL[name]}]} if name in REAL else schema


@pytest.fixture
def fuzzed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fuzzed]:
    """A page on which every job fails at once: what it would do is tested elsewhere."""

    def fails(_: Job) -> None:
        raise RuntimeError("no job is done here")

    submit = Jobs.submit

    def submit_failing(self: Jobs, kind: str, title: str, work: Any, once: str, **about: Any) -> Job:
        return submit(self, kind, title, fails, once, **about)

    monkeypatch.setattr(Jobs, "submit", submit_failing)
    with browser(plan_folder(tmp_path / "term")) as client:
        yield Fuzzed(tmp_path / "term", client)


def _ask(fuzzed: Fuzzed, method: str, path: str, calls: int) -> None:
    @settings(
        max_examples=calls,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=fuzzed.cases(method, path))
    def ask(case: Any) -> None:
        answer = fuzzed.call(case)
        assert answer.status_code < 500, (answer.status_code, answer.text[:300])

    ask()


def test_whatever_is_asked_is_answered(fuzzed: Fuzzed) -> None:
    for method, path in ROUTES:
        _ask(fuzzed, method, path, 3)


@pytest.mark.soak
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_thousand_calls_of_each_address_are_answered(fuzzed: Fuzzed, method: str, path: str) -> None:
    _ask(fuzzed, method, path, 1_000)
