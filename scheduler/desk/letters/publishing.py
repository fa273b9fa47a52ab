"""Publishing: letters into a new folder, and into the schedule what everybody was told by them."""

from datetime import date
from pathlib import Path

from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.desk.letters.posting import Post
from scheduler.storage import dumps
from scheduler.storage.files import read_exactly
from scheduler.storage.folders import new_folder, refuse_folder, remove_folder, save_folder
from scheduler.storage.versions import commit
from scheduler.words import count


def day_of(schedule: Schedule, on: date | None) -> date:
    """The day of the letters: the one given, else that on which the last change became known.

    Raises:
        InvalidInput: there is neither; the clock is never asked.
    """
    return day_after(schedule.last_notice, on)


def day_after(last_notice: date | None, on: date | None) -> date:
    """The same, of the day on which the last change became known; None where nothing has changed."""
    known = on or last_notice
    if known is None:
        problem = Problem(
            where="--on",
            value="no day",
            expected="the day of the letters, for nothing has changed yet that would say it",
            remedy="Add --on, such as --on 2018-09-03.",
        )
        raise InvalidInput([problem])
    return known


def folder_for(path: Path, output: Path | None) -> Path:
    """The new folder of the letters: the one named, else the next number beside the schedule's file.

    Raises:
        InvalidInput: it is there already, or cannot be written.
    """
    folder = output or new_folder(path, f"{path.stem}-letters")
    refuse_folder(folder)
    return folder


def publish(path: Path, text: str, post: Post, folder: Path, *, by: str = "") -> None:
    """Write the letters, then what is told by them into the schedule's file, as a step of its history.

    text: of the file, from which the post was made. by: who publishes. After a crash between the two the letters are
    there, and the schedule says that they were not sent: publishing again writes the same ones once more.

    Raises:
        InvalidInput: the folder is there, something cannot be written, or the file has changed; then nothing is left.
    """
    news = post.news
    told = dumps(post.plan.schedule.model_copy(update={"told": news.told}))
    people, hosts = count(len(news.people), "person", "people"), count(len(news.hosts), "host")
    keep(path, text, told, post.files, folder, f"told: {people}, {hosts}", post.on, by=by)


def keep(
    path: Path, text: str, told: str, files: dict[str, bytes], folder: Path, what: str, on: date, *, by: str = ""
) -> None:
    """Write the letters' files into the folder, then what is told by them into the plan's file, as `publish` says.

    told: the text with what is told. what: the step of the history, in words.
    """
    save_folder(folder, files)
    try:
        commit(path, text, told, what, on, letters=True, by=by)
    except BaseException:
        if read_exactly(path) != told:  # else an interrupt came after the step, and the letters are to be sent
            remove_folder(folder, files)
        raise
