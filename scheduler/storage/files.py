"""Reading and writing whole files."""

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from models.problem import InvalidInput, Problem

_BYTE_ORDER_MARK = "\ufeff"
_FROM_PIPES: dict[tuple[int, int], bytes] = {}  # by device and number on it
_REMEDIES = {
    errno.ENOSPC: "Make room on the disk, and run it again.",
    errno.EDQUOT: "Make room on the disk, and run it again.",
    errno.EFBIG: "Make room on the disk, and run it again.",
    errno.EROFS: "Choose another folder.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.EACCES: "Close it where it is open, look at its permissions, or choose another name.",
    errno.EPERM: "Close it where it is open, look at its permissions, or choose another name.",
    errno.EBUSY: "Close it where it is open, or choose another name.",
}


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without the mark that some programs put before it.

    Raises:
        InvalidInput: there is no such file, it is a folder, it cannot be read, or it is not UTF-8.
    """
    return without_mark(read_exactly(path))


def without_mark(text: str) -> str:
    """A file's text without the byte order mark that some programs put before it."""
    return text.removeprefix(_BYTE_ORDER_MARK)


def read_exactly(path: Path) -> str:
    """The text of a UTF-8 file, with every byte of it: encoded again, it is the file.

    Raises:
        InvalidInput: as `read_text`.
    """
    try:
        return _read(path).decode()
    except FileNotFoundError:
        raise _refusal(path, "no such file", "a file", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise _refusal(path, "a folder", "a file", "Name a file in it.") from None
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at position {error.start}"
        raise _refusal(path, found, "text in UTF-8", "Save the file as UTF-8.") from None
    except (OSError, ValueError) as error:
        raise cannot_read(path, error) from None


def _read(path: Path) -> bytes:
    """A file's bytes. What a pipe gives is kept: it comes once, and a command reads it to know its kind, and again."""
    if path.is_file() or not path.exists():
        return path.read_bytes()
    found = path.stat()
    pipe = found.st_dev, found.st_ino
    if pipe not in _FROM_PIPES:
        _FROM_PIPES[pipe] = path.read_bytes()
    return _FROM_PIPES[pipe]


def check_can_save(path: Path) -> None:
    """Refuse early what `save` would refuse late.

    Raises:
        InvalidInput: the folder is missing or cannot be written, or the path is a folder or a device.
    """
    target = resolved(path)
    folder = target.parent
    if not folder.is_dir():
        raise _refusal(path, f"no folder {str(folder)!r}", "a file in a folder that exists", "Make the folder first.")
    if target.is_dir():
        raise _refusal(path, "a folder", "the name of a file", "Add a file name, such as schedule.json.")
    if target.exists() and not target.is_file():
        raise _refusal(path, "not an ordinary file", "the name of a file", "Choose another name.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _refusal(path, "a folder that cannot be written", "a folder that can", "Choose another folder.")


def save(path: Path, content: str | bytes) -> None:
    """Write a file at once: it has either its old content or the whole new one, also after a crash or a full disk.

    Raises:
        InvalidInput: it cannot be written; the old file is untouched.
    """
    check_can_save(path)
    target = resolved(path)
    try:
        _replace(target, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise cannot_write(path, error) from None


def save_new(path: Path, content: str | bytes) -> None:
    """Write a file that is not there yet, at once; somebody else's of that name is never written over.

    Raises:
        InvalidInput: there is one, or it cannot be written.
    """
    check_can_save(path)
    try:
        path.open("xb").close()  # the name is ours from here on
    except FileExistsError:
        remedy = "Choose another name. What is there is untouched."
        raise _refusal(path, "a file that is there already", "a name that is free", remedy) from None
    except OSError as error:
        raise cannot_write(path, error) from None
    try:
        save(path, content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def cannot_read(path: Path, error: Exception) -> InvalidInput:
    """The refusal of a file that could not be read."""
    return _refusal(path, _reason(error), "a file that can be read", "Check its name and permissions.")


def cannot_write(path: Path, error: OSError) -> InvalidInput:
    """The refusal of a file that could not be written: what was there is there still."""
    remedy = _REMEDIES.get(error.errno or 0, "Choose another name or folder.")
    value, expected = f"it cannot be written ({_reason(error)})", "a file that can be written"
    return _refusal(path, value, expected, f"{remedy} What was there is untouched.")


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _mode(target: Path) -> int:
    """The old file's permissions, or those any new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    return usual_mode(0o666)


def usual_mode(most: int) -> int:
    """The permissions that any new file, or folder, gets."""
    mask = os.umask(0)
    os.umask(mask)
    return most & ~mask


def sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can. The file is replaced in any case."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether both names lead to one file, be it by a link or as two names of it."""
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, RuntimeError, ValueError):
        return False


def resolved(path: Path) -> Path:
    """Where a link leads: the file behind it is replaced, not the link."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise _refusal(path, _reason(error), "the name of a file", "Choose another name.") from None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _refusal(path: Path, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=str(path), value=value, expected=expected, remedy=remedy)])
