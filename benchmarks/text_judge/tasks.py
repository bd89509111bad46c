"""The table of tasks: a real set, the scenes that should teach it, and which of their labels mean which of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from text_judge import ours, real
from text_judge.examples import Example
from text_judge.intents import (
    ASSISTANT_TO_CLINC,
    ASSISTANT_TO_SNIPS,
    BANK_TO_BANKING,
    BANK_TO_CLINC,
    SUPPORT_TO_BANKING,
)
from text_judge.learners import Fit, fit_classifier, fit_tagger
from text_judge.ours import Source

ENGLISH = ("scene.locale={choice: {en_US: 0.5, en_GB: 0.5}}",)
STARS = {"1": "neg", "2": "neg", "4": "pos", "5": "pos"}
"""Three stars are neither."""

WNUT_NAMES = {"person": "PERSON", "location": "LOCATION"}
SEC_NAMES = {"LOC": "LOCATION", "ORG": "ORGANIZATION"}
"""PER of these filings is mostly `Lender` and `Borrower`, roles and no names: no text of ours could teach that."""

NAMES = {"PERSON": "PERSON", "CITY": "LOCATION", "STATE": "LOCATION", "COUNTRY": "LOCATION", "LOCATION": "LOCATION"}
FILED = {**NAMES, "STREET": "LOCATION", "ORGANIZATION": "ORGANIZATION"}
del FILED["PERSON"]

PII = {
    "PERSON": "PERSON", "CITY": "GPE", "STATE": "GPE", "COUNTRY": "GPE", "ORGANIZATION": "ORGANIZATION",
    "ADDRESS": "STREET_ADDRESS", "STREET": "STREET_ADDRESS", "ZIP": "ZIP_CODE", "AGE": "AGE",
    "DATE": "DATE_TIME", "TIME": "DATE_TIME", "DATE_OF_BIRTH": "DATE_TIME", "PHONE": "PHONE_NUMBER",
    "EMAIL": "EMAIL_ADDRESS", "DOMAIN": "DOMAIN_NAME", "URL": "DOMAIN_NAME", "IP_ADDRESS": "IP_ADDRESS",
    "CREDIT_CARD": "CREDIT_CARD", "IBAN": "IBAN_CODE", "NATIONAL_ID": "US_SSN", "DRIVER_LICENCE": "US_DRIVER_LICENSE",
}  # fmt: skip
PRESIDIO = {name: name for name in PII.values()}
"""The test set's labels; its TITLE (`Dr.`) and NRP (nationalities) have no counterpart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`file` lies in the folder of real sets; empty: it is named on the command line."""

    file: str
    read: Callable[[Path], real.RealSet]
    sources: tuple[Source, ...]
    convert: Callable[[Source, dict[str, Any]], Iterator[Example]]
    fit: Fit
    score: str
    peer: Mapping[str, str] = field(default_factory=dict)
    """Labels of presidio-evaluator's texts -> the real set's; empty: it makes nothing of the kind."""

    @property
    def of_classes(self) -> bool:
        return self.fit is fit_classifier


def _intents(file: str, *sources: Source) -> Task:
    return Task(
        file=file,
        read=real.classes(name for source in sources for name in source.names.values()),
        sources=sources,
        convert=ours.as_classes,
        fit=fit_classifier,
        score="accuracy",
    )


def _reviews(scene: str, count: int) -> Source:
    return Source(scene=scene, attribute="sentiment", names=STARS, count=count)


def _mentions(scene: str, names: Mapping[str, str], count: int) -> Source:
    return Source(scene=scene, names=names, overrides=ENGLISH, count=count)


def _asked(scene: str, names: Mapping[str, str], count: int) -> Source:
    return Source(scene=scene, attribute="intent", names=names, count=count)


TASKS: dict[str, Task] = {
    "pos": Task(
        file="ewt_dev/dev.conllu",
        read=real.conllu,
        sources=(Source(scene="pos_tagged", count=3000),),
        convert=ours.as_parts_of_speech,
        fit=fit_tagger,
        score="accuracy",
    ),
    "sentiment": Task(
        file="sentence_polarity/data.jsonl",
        read=real.classes(("pos", "neg")),
        sources=(
            _reviews("film_review", 4000),
            _reviews("book_review", 1000),
            _reviews("place_review", 500),
            _reviews("product_review", 500),
        ),
        convert=ours.as_classes,
        fit=fit_classifier,
        score="accuracy",
    ),
    "support": _intents("banking77/data.jsonl", _asked("support_intent", SUPPORT_TO_BANKING, 4500)),
    "banking": _intents("banking77/data.jsonl", _asked("bank_question", BANK_TO_BANKING, 4500)),
    "assistant": _intents(
        "clinc150/data.jsonl",
        _asked("bank_question", BANK_TO_CLINC, 2500),
        _asked("assistant_request", ASSISTANT_TO_CLINC, 4000),
    ),
    "snips": _intents("snips/data.jsonl", _asked("assistant_request", ASSISTANT_TO_SNIPS, 8000)),
    "names": Task(
        file="wnut17/data.jsonl",
        read=real.tagged(WNUT_NAMES),
        sources=(
            _mentions("pii_post", NAMES, 4000),
            _mentions("pii_chat", NAMES, 1000),
            _mentions("pii_email", NAMES, 200),
        ),
        convert=ours.as_spans,
        fit=fit_tagger,
        score="F1 of exact spans",
        peer={"PERSON": "PERSON", "GPE": "LOCATION"},
    ),
    "filings": Task(
        file="sec_filings_ner/data.jsonl",
        read=real.tagged(SEC_NAMES),
        sources=tuple(_mentions(scene, FILED, 400) for scene in ("pii_email", "pii_form", "pii_ticket")),
        convert=ours.as_spans,
        fit=fit_tagger,
        score="F1 of exact spans",
        peer={"GPE": "LOCATION", "STREET_ADDRESS": "LOCATION", "ORGANIZATION": "ORGANIZATION"},
    ),
    "pii": Task(
        file="",
        read=real.presidio(PRESIDIO),
        sources=(
            _mentions("pii_email", PII, 150),
            *(_mentions(f"pii_{scene}", PII, 400) for scene in ("chat", "form", "log", "post", "ticket", "transcript")),
        ),
        convert=ours.as_spans,
        fit=fit_tagger,
        score="F1 of exact spans",
    ),
}
"""A scene that does not ship is left out aloud. The peer has no part in `pii`: its templates made the test set."""
