"""The hash that ties a certificate of groups to the facts they were made from; as `models.digest` for schedules."""

import hashlib
import json

from models.digest import said
from models.programmes.instance import ProgrammeInstance


def programme_sha256(instance: ProgrammeInstance) -> str:
    """Hash of everything an instance says; which rules are switched off is not part of it."""
    facts = said(instance)
    facts.get("policy", {}).pop("without", None)
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
