"""Opening a review: its set, its items, its folder with the audit, for one reviewer."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import DataError, OutputError, SynthError, Unquoted
from synth.quality.tell import is_texts
from synth.review.audit import AUDIT, Audit
from synth.review.desk import Desk
from synth.review.findings import findings_of
from synth.review.gold import gold_of
from synth.review.labels import labels_of
from synth.review.ledger import BEGIN, Ledger
from synth.review.pictures.desk import PictureDesk
from synth.review.queue import Queue
from synth.review.session import Session
from synth.review.texts.desk import TextDesk

LONGEST_NAME = 60
"""Characters of a reviewer's name."""


class Asked(NamedTuple):
    """What is to be reviewed: a set, the findings on it (None: all its labels), the folder of the review, by whom.

    `gold` is how many gold items a new review gets; None: none, or as it began.
    """

    data: Path
    findings: Path | None
    out: Path
    who: str
    gold: int | None = None
    adjudicates: bool = False


def open_review(asked: Asked) -> Session:
    """Open a review, or begin it. DataError where the set has changed since, or cannot be read; OutputError where the
    folder is one of another review.
    """
    if not 0 < len(asked.who) <= LONGEST_NAME or not asked.who.isprintable():
        raise SynthError("--as", asked.who, f"a name of 1 to {LONGEST_NAME} printable characters")
    desk: Desk = TextDesk(asked.data) if is_texts(asked.data) else PictureDesk(asked.data)
    audit = Audit(asked.out / AUDIT)
    lines = audit.read()
    about = _about(asked, desk)
    if not lines:
        gold = asked.gold or 0
        lines = audit.append(lambda _: [{"act": BEGIN, "who": asked.who, **about, "gold": gold}])
    _compare(asked, about, lines[0])
    ledger = Ledger()
    for line in lines[1:]:
        ledger.take(line)
    found = labels_of(desk) if asked.findings is None else findings_of(asked.findings, desk)
    queue = Queue(found)
    numbers = queue.numbers()
    if not numbers:
        raise DataError(str(asked.data), Unquoted("no label"), "a set with labels to review")
    if number := lines[0]["gold"]:
        taken = set(queue.places()) if asked.findings is not None else ()
        queue.hide(gold_of(desk, number, max(numbers) + 1, taken, findings=asked.findings is not None))
    return Session(asked.out, desk, queue, audit, ledger, asked.who, adjudicates=asked.adjudicates)


def _about(asked: Asked, desk: Desk) -> dict[str, Any]:
    files = {one.relative_to(desk.folder).as_posix(): _digest(one) for one in desk.files}
    findings = asked.findings
    if findings is not None and findings.is_dir():
        findings /= "check.json"
    if findings is not None and not findings.is_file():
        raise DataError(str(findings), Unquoted("no such file"), "the folder of a `synth check`, or a patch.jsonl")
    return {"files": files, "findings": _digest(findings) if findings else ""}


def _compare(asked: Asked, about: dict[str, Any], began: dict[str, Any]) -> None:
    if began.get("act") != BEGIN:
        raise OutputError(str(asked.out / AUDIT), began.get("act"), "an audit that begins with the review's beginning")
    if began["files"] != about["files"]:
        got = Unquoted("labels that have changed since this review began")
        raise OutputError(str(asked.out), got, "the labels as they were (`synth undo`), or another --out")
    if began["findings"] != about["findings"]:
        raise OutputError(str(asked.out), Unquoted("a review of other findings"), "the same findings, or another --out")
    if asked.gold is not None and asked.gold != began["gold"]:
        raise OutputError(str(asked.out), asked.gold, f"--gold {began['gold']}, as this review began, or another --out")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
