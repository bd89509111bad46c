"""A fast stand-in for the pipeline of texts: outcomes that are a pure function of the sample's id."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from synth.core.labels import Span, Token
from synth.core.outcome import Outcome, Rejection
from synth.folder.batch import Batch
from synth.folder.data_folder import open_folder
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals
from synth.scene.template_plans import TemplatePlan
from synth.text.encode.batch import encode_texts
from synth.text.encode.final import text_layout
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


def make_outcome(sample_id: int) -> Outcome[VerifiedText]:
    """Every fifth is refused once, every eleventh is given up."""
    refused = Rejection(sample_id=sample_id, check="duplicate", measured=sample_id / 7, limit=0.5, detail="\u2028")
    if sample_id % 11 == 10:
        return Outcome(sample_id=sample_id, verified=None, rejections=(refused, refused))
    rejections = (refused,) if sample_id % 5 == 0 else ()
    return Outcome(sample_id=sample_id, verified=make_text(sample_id), rejections=rejections)


def kept(sample: VerifiedText) -> Outcome[VerifiedText]:
    return Outcome(sample_id=sample.plan.sample_id, verified=sample)


def encode(ids: Iterable[int]) -> Batch:
    """The samples `ids`, which are consecutive, as one batch."""
    return encode_texts([make_outcome(sample_id) for sample_id in ids], 0, LABELS, near=False)


def run(path: Path, count: int, *, size: int = 4, labels: tuple[str, ...] = LABELS) -> Totals:
    """A whole run into `path`, or what is missing of one, in batches of `size`."""
    with open_folder(path, identity=IDENTITY, layout=text_layout(labels), seed=0, count=count) as folder:
        for start in range(folder.done, count, size):
            folder.write(encode(range(start, min(start + size, count))))
        return folder.finish(FACTS)
