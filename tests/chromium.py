"""A real Chromium for tests, Debian's; where it or Playwright is missing, they are skipped and say so."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

_QUIET = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser as Playwright drives it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="left out: no playwright (pip install '.[browser]')")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("left out: no Chromium (apt-get install chromium)")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=path, args=_QUIET)
        yield running
        running.close()


COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe-core that look at colours: all that can differ between light and dark."""


def axe_finds(page: Any, only: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
    """What axe-core complains about on a page as it is: the rule, and the beginnings of three places of it.

    only: the rules that are asked; all where none is named.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="left out: no axe-playwright-python")
    options = {"runOnly": list(only)} if only else None
    found = axe.Axe().run(page, options=options).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found]
