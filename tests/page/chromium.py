"""The page in a real Chromium: started on a folder in a process of its own, and all that a tab hears and asks for.

Whatever is asked of another address than the page's own is blocked, and noted. With the environment variable
QA_SCHEDULER_SHOTS, a folder, each `snap` is kept there as a picture.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chromium import COLOURS, axe_finds
from tests.page.browsing import ROOT

WIDTHS = (360, 768, 1600)
_MOST_TABS = 400
_LOOK_MS = 50
_FEW_LOOKS, _MOST_LOOKS = 10, 1_200  # for something to be asked for, and for it to come
_SHOTS = "QA_SCHEDULER_SHOTS"
_HEAR_POLICY = (
    "document.addEventListener('securitypolicyviolation', one => console.error('policy', one.violatedDirective))"
)
# What an element is called, as a user who hears the page would know it; near enough for our own pages.
_NAME = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return '';
  const label = one.labels && one.labels.length ? one.labels[0].innerText : '';
  const pointed = (one.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id));
  const said = pointed.filter(each => each).map(each => each.textContent).join(' ');
  const name = one.getAttribute('aria-label') || said || label || one.innerText || one.textContent || one.title || '';
  return name.replace(/\\s+/g, ' ').trim();
}"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The page of a folder, as its command serves it: the address that opens it once. It must end by SIGINT."""
    command = [sys.executable, "-m", "scheduler.cli", "page", str(folder), "--no-browser", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield _address(process)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 130


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.rstrip() == "}":
            return str(json.loads(said)["address"])
    raise AssertionError(f"the page did not start: {said}")


@dataclass
class Tab:
    """A tab with the page in it.

    complaints: of its console, its scripts and its policy. elsewhere: what it asked of other addresses in vain.
    """

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """To a place of the page; the status of its answer."""
        answer = self.page.goto(f"{self.address}{path}")
        return int(answer.status)

    def at_width(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})

    def faults(self, name: str, widths: Sequence[int] = WIDTHS) -> list[tuple[int, str, str, list[str]]]:
        """What is wrong with how the page is drawn: at each width, in light, and in dark what can differ there."""
        found: list[tuple[int, str, str, list[str]]] = []
        for mode, rules in (("dark", COLOURS), ("light", ())):
            self.page.emulate_media(color_scheme=mode)
            for width in widths:
                self.at_width(width)
                self.snap(f"{name}-{mode}-{width}")
                if self.overflow:
                    found.append((width, mode, "wider than its window", [f"by {self.overflow} pixels"]))
                found += [(width, mode, rule, places) for rule, places in axe_finds(self.page, rules)]
        return found

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than its window, so that one must scroll sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def walk(self, name: str, *, times: int = _MOST_TABS) -> None:
        """By the Tab key alone to what is called so, or begins so."""
        for _ in range(times):
            self.page.keyboard.press("Tab")
            if str(self.page.evaluate(_NAME)).startswith(name):
                return
        raise AssertionError(f"Tab never comes to {name!r} on {self.page.url}")

    def press(self, name: str) -> None:
        """By the keyboard alone: to a link or button of that name, and Enter."""
        self.walk(name)
        with self.leading():
            self.page.keyboard.press("Enter")

    @contextmanager
    def leading(self) -> Iterator[None]:
        """After what is done in here, the page that it leads to is there, with its scripts, however long that takes.

        What leads nowhere, such as what htmx draws into this page, is waited for by whoever expects it.
        """
        asked: list[Any] = []

        def hear(request: Any) -> None:
            if request.is_navigation_request():
                asked.append(request)

        self.page.evaluate("() => { window.isBefore = true; }")
        self.page.on("request", hear)
        yield
        for look in range(_MOST_LOOKS):
            with suppress(Exception):  # between two pages nobody can be asked
                if not self.page.evaluate("() => window.isBefore === true"):
                    break
            if look >= _FEW_LOOKS and (not asked or asked[-1].failure):  # it fails where a file is kept instead
                break
            self.page.wait_for_timeout(_LOOK_MS)
        self.page.remove_listener("request", hear)
        self.page.wait_for_load_state()

    def enter(self, name: str, text: str) -> None:
        """By the keyboard alone: text into the field of that name."""
        self.walk(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def snap(self, name: str) -> None:
        """A picture for whoever wants to look."""
        if folder := os.environ.get(_SHOTS):
            Path(folder).mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", name).strip("-")
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


class Mouse:
    """Whoever uses the page by the mouse."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def press(self, name: str) -> None:
        """A button of that name, or that begins so; a link where there is none."""
        named = re.compile(rf"^\s*{re.escape(name)}")
        buttons, links = (self.tab.page.get_by_role(role, name=named) for role in ("button", "link"))
        buttons.or_(links).first.wait_for()
        with self.tab.leading():
            (buttons if buttons.count() else links).first.click()

    def fill(self, label: str, text: str) -> None:
        """Text into the field of that label; a day as 2018-10-22."""
        self._field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def give(self, label: str, file: Path) -> None:
        """A file to the field of that label."""
        self._field(label).set_input_files(str(file))

    def _field(self, label: str) -> Any:
        return self.tab.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first


class Keyboard:
    """Whoever uses the page by Tab, Enter, arrows and typing alone."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        # Chromium hands choosers over from now on: told at the key press alone, a busy one is told too late.
        tab.page.on("filechooser", lambda chooser: None)

    def press(self, name: str) -> None:
        self.tab.press(name)

    def fill(self, label: str, text: str) -> None:
        day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
        self.tab.enter(label, text if day is None else "{1}{2}{0}".format(*day.groups()))

    def choose(self, label: str, option: str) -> None:
        self.tab.walk(label)
        self.tab.page.keyboard.type(option)

    def give(self, label: str, file: Path) -> None:
        self.tab.walk(label)
        with self.tab.page.expect_file_chooser() as chosen:
            self.tab.page.keyboard.press("Space")
        chosen.value.set_files(str(file))


Hands = Mouse | Keyboard


class Browser:
    """A Chromium that has entered the page. Its tabs share the session, and are closed with it."""

    def __init__(self, chromium: Any, address: str) -> None:
        self._chromium, self._entrance = chromium, address
        self.address = address.split("/enter")[0]
        self._state: Any = None

    def tab(self, mode: str = "light", width: int = WIDTHS[-1], *, script: bool = True) -> Tab:
        """A new tab at the list of plans."""
        context = self._chromium.new_context(
            color_scheme=mode,
            java_script_enabled=script,
            locale="en-GB",
            reduced_motion="reduce",
            service_workers="block",
            storage_state=self._state,
            viewport={"width": width, "height": 900},
        )
        tab = Tab(context.new_page(), self.address)
        context.route("**/*", lambda route: self._let_through(route, tab))
        tab.page.add_init_script(_HEAR_POLICY)
        tab.page.on("console", lambda message: _hear(tab, message))
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.page.on("dialog", lambda dialog: _refuse(tab, dialog))
        tab.page.goto(self._entrance if self._state is None else f"{self.address}/")
        self._state = context.storage_state()
        return tab

    def _let_through(self, route: Any, tab: Tab) -> None:
        if route.request.url.startswith(f"{self.address}/"):
            route.continue_()
        else:
            tab.elsewhere.append(route.request.url)
            route.abort()


def _refuse(tab: Tab, dialog: Any) -> None:
    tab.complaints.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def _hear(tab: Tab, message: Any) -> None:
    """Errors and warnings of the console; not Chromium's note that an answer is a refusal, as it may have to be."""
    if message.type in ("error", "warning") and "Failed to load resource: the server responded" not in message.text:
        tab.complaints.append(f"{message.type} at {tab.page.url}: {message.text}")
