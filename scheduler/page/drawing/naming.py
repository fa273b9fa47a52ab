"""Ids in what is said, as links to what they name, with the name beside them.

The words stay the command's own: the name is a link's `data-name`, which the style sheet shows.
"""

from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

from scheduler.desk.naming import pieces
from scheduler.page.drawing.filters import address, names
from scheduler.page.home import Opened
from scheduler.words import visible

Named = Callable[[str], str]


def as_it_is(text: str) -> str:
    """What is said where no plan is open."""
    return text


def named(opened: Opened) -> Named:
    """What turns a sentence or a cell about a plan into one with links."""
    found: Named = opened.kept("named", lambda: _Names(opened))
    return found


class _Names:
    def __init__(self, opened: Opened) -> None:
        self._known = {visible(id): (at, name) for id, at, name in _all(opened)}

    def __call__(self, text: str) -> str:
        return Markup("").join(self._link(piece) if is_id else piece for piece, is_id in pieces(text, self._known))

    def _link(self, id: str) -> Markup:
        at, name = self._known[id]
        beside = Markup(' data-name="{}"').format(name) if name else ""
        return Markup('<a class="id" href="{}"{}>{}</a>').format(at, beside, escape(id))


def _all(opened: Opened) -> Iterator[tuple[str, str, str]]:
    """Every id with its address and its name; the name is empty where nobody has told it."""
    instance, known = opened.plan.instance, names(opened).by_id
    schools = instance.school_by_id
    for school in instance.schools:
        yield school.id, address(opened, "schools", school.id), visible(school.name)
    for person in (*instance.reviewer_by_id, *instance.lead_by_id):
        yield person, address(opened, "people", person), known.get(visible(person), "")
    for review in instance.reviews:
        yield review.id, address(opened, "reviews", review.id), visible(schools[review.host].name)
