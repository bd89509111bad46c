"""A fast stand-in for the pipeline of texts: outcomes that are a pure function of the sample's id."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from synth.text.encode.folder import TextFolder, open_text_folder

from synth.core.labels import Span, Token
from synth.core.outcome import Rejection
from synth.folder.facts import RunFacts
from synth.scene.template_plans import TemplatePlan
from synth.text.encode.lines import TextOutcome
from synth.text.encode.totals import TextTotals
from synth.text.records import TextDraft, VerifiedText

LABELS = ("PERSON", "EMAIL", "CITY", "PHONE")
IDENTITY = {"scene": {"kind": "text"}, "templates": "ab"}
FACTS = RunFacts(name="fake", description="Notes.", spec={"a": 1}, config={"b": 2.5}, versions={"synth": "0"})
PIECES = ("Dear ", ("PERSON", "Zoë \"Z\" O'Neil"), ",\u2028write to ", ("EMAIL", "z@example.org"), " in\x85\t",
          ("CITY", "東京 🏙"), "\\ or call ", ("PHONE", "+1 555 0100"), ".\n")  # fmt: skip


def make_text(sample_id: int, *, tokens: bool = False, **draft: object) -> VerifiedText:
    """Four spans in a text with a quote, a line separator, an emoji and a backslash; sample ids in the text."""
    text, spans = f"#{sample_id} ", []
    for piece in PIECES:
        label, value = ("", piece) if isinstance(piece, str) else piece
        if label:
            spans.append(Span(len(text), len(text) + len(value), label, value, len(spans) + 1))
        text += value
    plan = TemplatePlan(
        sample_id=sample_id, template="note", locale="en_US" if sample_id % 3 else "de_DE",
        variables={"tone": "formal" if sample_id % 2 else "casual", "rating": sample_id % 5, "x": sample_id / 7},
        quotas=("rare",) if sample_id % 4 == 0 else (),
    )  # fmt: skip
    fields = {"text": text, "spans": tuple(spans), "truth": tuple(spans), "attributes": {"topics": ["a"]}} | draft
    fields["truth"] = draft.get("truth", fields["spans"])
    words = (Token(0, 2, "O", "SYM"), Token(8, 11, "B-PERSON", "PROPN")) if tokens else ()
    return VerifiedText(plan=plan, draft=TextDraft(**fields), tokens=words)  # type: ignore[arg-type]


def make_outcome(sample_id: int) -> TextOutcome:
    """Every fifth is refused once, every eleventh is given up."""
    refused = Rejection(sample_id=sample_id, check="duplicate", measured=sample_id / 7, limit=0.5, detail="\u2028")
    if sample_id % 11 == 10:
        return TextOutcome(sample_id, None, (refused, refused))
    return TextOutcome(sample_id, make_text(sample_id), (refused,) if sample_id % 5 == 0 else ())


def outcomes(ids: Iterable[int]) -> list[TextOutcome]:
    return [make_outcome(sample_id) for sample_id in ids]


def fill(folder: TextFolder, chunk: int) -> None:
    """Write what is missing of `folder`."""
    for start in range(folder.done, folder.count, chunk):
        folder.write_chunk(outcomes(range(start, min(start + chunk, folder.count))))


def run(path: Path, count: int, *, chunk: int = 4, seed: int = 0, labels: Sequence[str] = LABELS) -> TextTotals:
    """A whole run into `path`."""
    with open_text_folder(path, identity=IDENTITY, seed=seed, count=count, labels=labels) as folder:
        fill(folder, chunk)
        return folder.finish(FACTS)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), chunk=20)
