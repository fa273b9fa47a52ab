"""How many jobs are at work stands in the head of each page, and follows."""

import threading
from pathlib import Path
from typing import Any

from tests.page.browsing import browser, ended, plan_folder, words


def test_the_head_of_a_page_follows_what_is_at_work(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        page: Any = client.app.state.page  # type: ignore[attr-defined]
        assert client.get("/jobs/at-work", params={"shown": 0}).status_code == 204
        assert 'hx-get="/jobs/at-work?shown=0" hx-trigger="focus' in client.get("/").text
        over = threading.Event()
        job = page.jobs.submit("imported", "a job", lambda _: over.wait(), "once")
        text = client.get("/").text
        assert 'hx-get="/jobs/at-work?shown=1" hx-trigger="every 3s, focus' in text and "1 at work" in words(
            client.get("/")
        )
        assert words(client.get("/jobs/at-work", params={"shown": 0})) == "1 at work"
        assert client.get("/jobs/at-work", params={"shown": 1}).status_code == 204
        over.set()
        ended(client, job.id)
        assert words(client.get("/jobs/at-work", params={"shown": 1})) == "Jobs"
