"""What a data set of pictures states in the responsible-AI vocabulary of its metadata."""

from __future__ import annotations

from collections.abc import Iterator

from synth.core.summary import confirmed_words
from synth.folder.manifest import RunFacts
from synth.folder.responsible import Statements, shares_of
from synth.folder.totals import CONFIRMED, JUDGED, Totals


def responsible(facts: RunFacts, totals: Totals) -> Statements:
    """Property -> sentences."""
    packs = [name.partition("/")[2] for name in sorted(facts.hashes) if name.startswith("pack/")]
    models = [name.partition("/")[2] for name in sorted(facts.hashes) if name.startswith("model/")]
    return {
        "dataAnnotationProtocol": list(_read_back(totals)),
        "machineAnnotationTools": [
            *(f"the annotator of the pack {name}, sha256 {facts.hashes[f'pack/{name}']}" for name in packs),
            *(f"{name}, {facts.hashes[f'model/{name}']}" for name in models),
        ],
        "dataBiases": shares_of({"objects by category": totals.group("instances")}),
        "personalSensitiveInformation": [_sensitive(facts, packs, models)],
        "dataLimitations": [
            (
                "What checks refuse more often is rarer, or looks more alike, than the scene asks for: "
                f"rejected.jsonl has {sum(totals.rejected.values())} refused drafts beside {totals.written} "
                "pictures."
            )
        ],
    }


def _read_back(totals: Totals) -> Iterator[str]:
    judged, confirmed = (sum(totals.group(name).values()) for name in (JUDGED, CONFIRMED))
    if judged:
        yield f"An annotator read them back: {confirmed_words(confirmed, judged)}."


def _sensitive(facts: RunFacts, packs: list[str], models: list[str]) -> str:
    """What a generator may have kept of the people or things it learnt from."""
    if facts.config.get("generator") == "sketch":
        return "None: every picture is drawn from its plan; no generator learnt from pictures."
    learnt = f"the pack {packs[0]}" if packs and not models else f"{', '.join(models) or 'a generator'}"
    return (
        f"No picture shows what a camera saw. The pictures were made by {learnt}, which learnt from real pictures and "
        "may have kept some: `synth compare` looks for copies."
    )
