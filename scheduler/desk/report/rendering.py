"""How a report becomes a file: its templates, and its style and script, beside which nothing may run."""

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_NOTHING = "default-src 'none'", "base-uri 'none'", "form-action 'none'"


def rendered(template: str, script: str | None = None, **content: Any) -> str:
    """A page of these contents, with the report's style. script: the file of what runs in it; nothing where None."""
    style, running = _text("style.css"), _text(script) if script else ""
    allowed = [f"style-src {_hash(style)}", *([f"script-src {_hash(running)}"] if script else [])]
    page = _environment().get_template(template)
    return page.render(policy="; ".join((*_NOTHING, *allowed)), style=Markup(style), script=Markup(running), **content)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["numbers"] = lambda them: " ".join(map(str, them))
    return environment


def _text(name: str) -> str:
    return (resources.files(__package__) / "templates" / name).read_text("utf-8")


def _hash(text: str) -> str:
    """What the content security policy names a text by: nothing else may run or give style."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
