"""Makes the picture of docs/programmes.md in a real Chromium: Challenge the Gap's clusters beside the report's own.

python docs/make_programme_picture.py [FOLDER]

FOLDER gets the picture (by default docs/pictures). It wants the extra `browser`, and Debian's Chromium.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scheduler.desk.programmes.reporting import report  # noqa: E402
from scheduler.storage.programmes import load_groups, load_plan, load_programme  # noqa: E402
from tests.chromium import chromium  # noqa: E402

NAME = "challenge-the-gap-2018"
STORED = ROOT / "solutions" / "programmes"


def make(folder: Path) -> None:
    """The two maps as they are on the page."""
    instance, made = load_plan(STORED / f"{NAME}.json", load_programme(NAME))
    html = report(instance, made, others=load_groups(STORED / f"{NAME}-as-reported.json", instance))
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_content(html)
        page.locator("#map .beside").first.screenshot(path=folder / "clusters.png")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
