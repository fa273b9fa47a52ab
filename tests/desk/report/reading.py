"""A page as a strict reader finds it: elements that end where they should, with their text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "input", "br"})
SHAPES = frozenset({"path", "circle", "rect"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def all(self, tag: str = "", of_class: str = "") -> Iterator["Element"]:
        """Every element of this tag and class within, in order."""
        for one in self.inside:
            if isinstance(one, Element):
                if tag in ("", one.tag) and (not of_class or of_class in one.classes):
                    yield one
                yield from one.all(tag, of_class)

    def by_id(self, id: str) -> "Element":
        (found,) = (one for one in self.all() if one.attributes.get("id") == id)
        return found

    def rows(self) -> list[tuple[str, ...]]:
        """The cells of a table's body."""
        (body,) = self.all("tbody")
        return [tuple(cell.text for cell in row.inside if isinstance(cell, Element)) for row in body.all("tr")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("page")]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), (tag, names)
        element = Element(tag, {name: value or "" for name, value in attributes})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in SHAPES, f"<{tag}/> is no element that ends itself"
        self.handle_starttag(tag, attributes)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> within <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Element:
    """The page; refused where an element does not end, or an attribute or an id stands twice."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    (page,) = reader.open
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids)), sorted(id for id in ids if ids.count(id) > 1)
    return page
