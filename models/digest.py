"""The hash that ties a schedule's certificate to the facts it was made from."""

import hashlib
import json

from models.instance import Instance


def instance_sha256(instance: Instance) -> str:
    """Hash of everything an instance says, independent of how its file is laid out.

    Which rules are switched off is not part of it: a certificate lists them itself, and `solve --without` leaves the
    facts as they are.
    """
    facts = instance.model_dump(mode="json", by_alias=True, exclude={"policy": {"without"}})
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
