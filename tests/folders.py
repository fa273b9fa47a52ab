"""A folder before and after: nothing may differ that nobody wrote."""

from pathlib import Path


def content_of(folder: Path) -> dict[str, bytes | None]:
    """Every file below the folder with its bytes; None for a folder."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_dir() or path.exists()
    }
