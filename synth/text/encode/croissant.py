"""croissant.json of a data set of texts."""

from __future__ import annotations

from collections.abc import Mapping

from synth.folder.croissant import croissant_json, record_set
from synth.folder.manifest import RunFacts
from synth.folder.responsible import Statements, shares_of
from synth.folder.totals import Totals
from synth.text.encode.totals import attributes_in


def text_croissant_text(totals: Totals, facts: RunFacts, digests: Mapping[str, str]) -> str:
    """The metadata of a folder of texts whose final files have the sha256 `digests` (file name -> hex)."""
    tables = [record_set("texts", "text.jsonl", "One record for each text.", _TEXTS)]
    return croissant_json(facts, digests, [], tables, _responsible(totals))


def _responsible(totals: Totals) -> Statements:
    groups = {
        "locale": totals.group("locales"),
        **dict(sorted(attributes_in(totals).items())),
        "spans by label": totals.group("spans"),
    }
    return {
        "dataAnnotationProtocol": [
            (
                "Every span was written out of its template together with its label and compared with the text, "
                "character by character."
            )
        ],
        "dataBiases": shares_of(groups),
        "personalSensitiveInformation": [
            (
                "Persons, addresses and numbers are made up. Addresses, telephones, cards and accounts look "
                "ordinary and are nobody's, by rules on what is reserved or never given out; names are put together "
                "by chance and may be those of real people."
            )
        ],
        "dataLimitations": [f"Written from {len(totals.group('templates'))} templates: phrases come back."],
    }


_TEXTS = {
    "id": "sc:Integer",
    "text": "sc:Text",
    "locale": "sc:Text",
    "template": "sc:Text",
    "seed": "sc:Integer",
}
