"""Letters to those whose own lines have changed, and in the groups' file what they were told. See `publish`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from models.programmes.instance import ProgrammeInstance
from scheduler.desk.contacts import Contacts
from scheduler.desk.doing.ends import Untrue
from scheduler.desk.letters import publishing
from scheduler.desk.programmes.judging import judged
from scheduler.desk.programmes.letters import Post
from scheduler.programmes.changing import in_force
from scheduler.showing.table import Table, as_data
from scheduler.storage import dumps
from scheduler.storage.files import without_mark
from scheduler.storage.programmes import parse_groups
from scheduler.storage.versions import read_version, troubles
from scheduler.words import count


@dataclass(frozen=True)
class PublishedGroups:
    """Who is told what. folder: of the letters; None where nothing is written."""

    post: Post
    folder: Path | None
    notices: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Table | str, ...]:
        return self.post.listing, *(self.post.sentences if self.post.letters else ())

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        written = str(self.folder) if self.folder else None
        letters = {"letters": len(self.post.letters), "known": list(self.post.sentences)}
        return {"written": written, **letters, **as_data([self.post.listing])}

    @property
    def following(self) -> str:
        """What was done and where to begin, in words."""
        return "Nothing is written." if self.folder is None else f"Written to {self.folder}. Begin with its cover.txt."


def publish(
    instance: ProgrammeInstance,
    contacts: Contacts,
    path: Path,
    output: Path | None,
    on: date | None,
    *,
    sender: str = "",
    templates: Path | None = None,
    everyone: bool = False,
    dry_run: bool = False,
    by: str = "",
) -> PublishedGroups:
    """Write letters to those whose own lines in the groups differ from what they were last told.

    instance: as it was before any change. The other arguments are as of `scheduler.desk.doing.telling.publish`.

    Raises:
        InvalidInput: the folder is there, or there is no day.
        Untrue: the groups break a rule.
    """
    folder = publishing.folder_for(path, output)
    text = read_version(path)
    made = parse_groups(without_mark(text), instance, str(path))
    effective = in_force(instance, made)
    if breaches := judged(effective, made).report.breaches:
        raise Untrue("The groups break rules, so nobody is told of them:", [one.message for one in breaches])
    day = publishing.day_after(max((change.notice for change in made.changes), default=None), on)
    names = {**effective.name_by_id, **instance.name_by_id}
    post = Post(effective, made, day, names, contacts, sender, templates, everyone)
    if dry_run or not post.letters:
        return PublishedGroups(post, None)
    told = dumps(made.model_copy(update={"told": post.news.told}))
    publishing.keep(path, text, told, post.files(), folder, f"told: {count(len(post.letters), 'letter')}", day, by=by)
    return PublishedGroups(post, folder, troubles(path))
