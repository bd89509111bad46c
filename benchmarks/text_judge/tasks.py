"""The table of tasks: a real set, the scenes that should teach it, and which of their labels mean which of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from text_judge import intents, ours, real
from text_judge.examples import Example
from text_judge.learners import Fit, fit_classifier, fit_tagger
from text_judge.ours import Source

ENGLISH = ("scene.locale={choice: {en_US: 0.5, en_GB: 0.5}}",)
STARS = {"1": "neg", "2": "neg", "4": "pos", "5": "pos"}
"""Three stars are neither."""
PII_SCENES = ("pii_email", "pii_post", "pii_chat", "pii_ticket", "pii_form", "pii_log", "pii_transcript")
TALK = PII_SCENES[1:4]
"""Posts, chats and tickets: what people write to one another."""
REVIEWS = ("film_review", "book_review", "place_review", "product_review")

WNUT_NAMES = {"person": "PERSON", "location": "LOCATION"}
SEC_NAMES = {"LOC": "LOCATION", "ORG": "ORGANIZATION"}
"""PER of these filings is mostly `Lender` and `Borrower`, roles and no names: no text of ours could teach that."""

NAMES = {"PERSON": "PERSON", "CITY": "LOCATION", "STATE": "LOCATION", "COUNTRY": "LOCATION", "LOCATION": "LOCATION"}
NAMES_OF_NOTES = {**NAMES, "PATIENT": "PERSON", "DOCTOR": "PERSON"}
FILED = {**NAMES, "STREET": "LOCATION", "ORGANIZATION": "ORGANIZATION"}
del FILED["PERSON"]

PII = {
    "PERSON": "PERSON", "CITY": "GPE", "STATE": "GPE", "COUNTRY": "GPE", "LOCATION": "GPE", "ORGANIZATION": "ORGANIZATION",
    "ADDRESS": "STREET_ADDRESS", "STREET": "STREET_ADDRESS", "ZIP": "ZIP_CODE", "AGE": "AGE",
    "DATE": "DATE_TIME", "TIME": "DATE_TIME", "DATE_OF_BIRTH": "DATE_TIME", "PHONE": "PHONE_NUMBER",
    "EMAIL": "EMAIL_ADDRESS", "DOMAIN": "DOMAIN_NAME", "URL": "DOMAIN_NAME", "IP_ADDRESS": "IP_ADDRESS",
    "CREDIT_CARD": "CREDIT_CARD", "IBAN": "IBAN_CODE", "NATIONAL_ID": "US_SSN", "DRIVER_LICENCE": "US_DRIVER_LICENSE",
}  # fmt: skip
PRESIDIO = {name: name for name in PII.values()}
"""The test set's labels; its TITLE (`Dr.`) and NRP (nationalities) have no counterpart."""
PEER_NAMES = {"PERSON": "PERSON", "GPE": "LOCATION"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`file` lies in the folder of real sets; empty: it is named on the command line. `count`: texts of each scene."""

    file: str
    read: Callable[[Path], real.RealSet]
    sources: tuple[Source, ...]
    convert: Callable[[Source, dict[str, Any]], Iterator[Example]]
    fit: Fit
    score: str
    count: int
    peer: Mapping[str, str] = field(default_factory=dict)
    """Labels of presidio-evaluator's texts -> the real set's; empty: it makes nothing of the kind."""

    @property
    def of_classes(self) -> bool:
        return self.fit is fit_classifier


def _intents(file: str, sources: tuple[Source, ...], count: int) -> Task:
    return Task(
        file=file,
        read=real.classes(name for source in sources for name in source.names.values()),
        sources=sources,
        convert=ours.as_classes,
        fit=fit_classifier,
        score="accuracy",
        count=count,
    )


TASKS: dict[str, Task] = {
    "pos": Task(
        file="ewt_dev/dev.conllu",
        read=real.conllu,
        sources=(Source(scene="pos_tagged"),),
        convert=ours.as_parts_of_speech,
        fit=fit_tagger,
        score="accuracy",
        count=4000,
    ),
    "sentiment": Task(
        file="sentence_polarity/data.jsonl",
        read=real.classes(("pos", "neg")),
        sources=tuple(Source(scene=scene, attribute="sentiment", names=STARS) for scene in REVIEWS),
        convert=ours.as_classes,
        fit=fit_classifier,
        score="accuracy",
        count=5000,
    ),
    "banking": _intents(
        "banking77/data.jsonl",
        (Source(scene="support_intent", attribute="intent", names=intents.SUPPORT_TO_BANKING),),
        6000,
    ),
    "bank": _intents(
        "banking77/data.jsonl",
        (Source(scene="bank_question", attribute="intent", names=intents.BANK_TO_BANKING),),
        12000,
    ),
    "assistant": _intents(
        "clinc150/data.jsonl",
        (
            Source(scene="assistant_request", attribute="intent", names=intents.ASSISTANT_TO_CLINC),
            Source(scene="bank_question", attribute="intent", names=intents.BANK_TO_CLINC),
        ),
        9000,
    ),
    "commands": _intents(
        "snips/data.jsonl",
        (Source(scene="assistant_request", attribute="intent", names=intents.ASSISTANT_TO_SNIPS),),
        6000,
    ),
    "names": Task(
        file="wnut17/data.jsonl",
        read=real.tagged(WNUT_NAMES),
        sources=tuple(Source(scene=scene, names=NAMES, overrides=ENGLISH) for scene in TALK),
        convert=ours.as_spans,
        fit=fit_tagger,
        score="F1 of exact spans",
        count=1000,
        peer=PEER_NAMES,
    ),
    "filings": Task(
        file="sec_filings_ner/data.jsonl",
        read=real.tagged(SEC_NAMES),
        sources=(Source(scene="pii_email", names=FILED, overrides=ENGLISH),),
        convert=ours.as_spans,
        fit=fit_tagger,
        score="F1 of exact spans",
        count=1000,
        peer={"GPE": "LOCATION", "STREET_ADDRESS": "LOCATION", "ORGANIZATION": "ORGANIZATION"},
    ),
    "pii": Task(
        file="",
        read=real.presidio(PRESIDIO),
        sources=tuple(Source(scene=scene, names=PII, overrides=ENGLISH) for scene in PII_SCENES),
        convert=ours.as_spans,
        fit=fit_tagger,
        score="F1 of exact spans",
        count=500,
    ),
}
"""A scene that does not ship is left out aloud. The peer has no part in `pii`: its templates made the test set."""
