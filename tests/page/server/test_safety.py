"""Who may ask the page, and who may not."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from scheduler.page.app import make_app
from scheduler.page.server.safety import ENTER, MOST_BYTES
from tests.page.browsing import ADDRESS, OWN, PORT, browser


def test_a_token_opens_the_page_once(tmp_path: Path) -> None:
    app = make_app(tmp_path, PORT)
    token = {"token": app.state.page.keys.token()}
    with TestClient(app, base_url=ADDRESS) as first, TestClient(app, base_url=ADDRESS) as second:
        assert first.get(ENTER, params=token).status_code == 200
        assert first.get("/").status_code == 200
        assert second.get(ENTER, params=token).status_code == 403
        assert second.get("/").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:9", "localhost.evil.example:8000", ""])
def test_another_host_is_refused(tmp_path: Path, host: str) -> None:
    with browser(tmp_path) as client:
        assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "http://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:9"},
        {"sec-fetch-site": "same-origin", "origin": "http://evil.example"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
    ],
)
def test_a_post_from_another_site_is_refused(tmp_path: Path, headers: dict[str, str]) -> None:
    with browser(tmp_path) as client:
        answer = client.post("/another-browser", headers=headers)
        assert answer.status_code == 403
        assert client.post("/another-browser", headers=OWN).status_code == 200


def test_a_body_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with browser(tmp_path) as client:
        assert client.post("/another-browser", content=b"x" * (MOST_BYTES + 1_000_000)).status_code == 413


def test_every_answer_has_its_headers(tmp_path: Path) -> None:
    with browser(tmp_path) as client:
        answers = [client.get(path) for path in ("/", "/jobs", "/nothing", "/static/page.css", "/report/style.css")]
        answers += [client.get("/", headers={"host": "evil.example"}), client.request("PATCH", "/"), client.post("/")]
        for answer in answers:
            headers = answer.headers
            assert headers["content-security-policy"].startswith("default-src 'self'"), answer.url
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"


def test_our_own_forms_may_say_where_they_come_from(tmp_path: Path) -> None:
    """With `no-referrer` Chromium sends `Origin: null` with every form, which is refused, and nothing could be done."""
    with browser(tmp_path) as client:
        assert client.get("/").headers["referrer-policy"] == "same-origin"
