"""The fingerprint of a table, by which a data file equals what it replaced."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any


def digest(table: Any) -> str:
    """SHA-256 of the table as canonical JSON; tuples are lists."""
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
