"""croissant.json of a data set of texts."""

from __future__ import annotations

from collections.abc import Mapping

from synth.folder.croissant import croissant_json, record_set
from synth.folder.manifest import RunFacts


def text_croissant_text(facts: RunFacts, digests: Mapping[str, str]) -> str:
    """As `croissant_text`, of a folder of texts."""
    return croissant_json(facts, digests, [], [record_set("texts", "text.jsonl", "One record for each text.", _TEXTS)])


_TEXTS = {
    "id": "sc:Integer",
    "text": "sc:Text",
    "locale": "sc:Text",
    "template": "sc:Text",
    "seed": "sc:Integer",
}
