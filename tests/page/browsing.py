"""A browser of the page's, without a browser: requests as our own pages send them, with a session."""

import html
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from scheduler.page.app import make_app
from scheduler.page.server.jobs import Job
from scheduler.page.server.safety import ENTER
from scheduler.storage.versions import text_sha256

PORT = 8000
ADDRESS = f"http://127.0.0.1:{PORT}"
OWN = {"sec-fetch-site": "same-origin", "origin": ADDRESS}
ROOT = Path(__file__).parents[2]


@contextmanager
def browser(folder: Path) -> Iterator[TestClient]:
    """A client that has entered the page of a folder."""
    app = make_app(folder, PORT)
    with TestClient(app, base_url=ADDRESS, headers=OWN) as client:
        client.get(ENTER, params={"token": app.state.page.keys.token()})
        yield client


def plan_folder(folder: Path, name: str = "two-schools") -> Path:
    """A folder with a bundled instance's stored schedule as its plan."""
    folder.mkdir(exist_ok=True)
    (folder / "plan.json").write_bytes((ROOT / "solutions" / f"{name}.json").read_bytes())
    return folder


def id_of(client: TestClient) -> str:
    """What addresses call the folder's own plan."""
    page: Any = client.app.state.page  # type: ignore[attr-defined]
    return str(page.home.plans()[0].id)


def mark_of(folder: Path) -> str:
    """The mark of the plan as it is now, which every form carries."""
    return text_sha256((folder / "plan.json").read_text("utf-8"))


def ended(client: TestClient, id: str) -> Job:
    """A job, once it has ended."""
    page: Any = client.app.state.page  # type: ignore[attr-defined]
    job: Job = page.jobs.get(id)
    while not job.has_ended:
        threading.Event().wait(0.02)
    assert not job.failure, job.failure
    return job


def words(answer: Response) -> str:
    """What a page says, without its markup: an element within a sentence parts no words."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", answer.text, flags=re.S)
    text = re.sub(r"</?(a|abbr|code|em|span|strong)\b[^>]*>", "", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
