"""Splits of texts: by the values of people and things that they name, by skeleton, phrases and template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.core.errors import DataError
from synth.data.split.traits import SplitRules, Traits, is_telling, plain
from synth.text.read import TextDataSet, TextSample

IDENTITY = frozenset({
    "PERSON", "PATIENT", "EMAIL", "USERNAME", "PASSWORD", "PHONE", "ADDRESS", "IP_ADDRESS", "MAC_ADDRESS", "IBAN",
    "ACCOUNT_NUMBER", "CREDIT_CARD", "NATIONAL_ID", "TAX_ID", "PASSPORT", "DRIVER_LICENCE", "LICENCE_PLATE",
    "CUSTOMER_ID", "EMPLOYEE_ID", "INVOICE_NUMBER", "INSURANCE_NUMBER", "MEDICAL_RECORD_NUMBER", "ORDER_NUMBER",
})  # fmt: skip
"""Labels whose values belong to one person or one thing; a city or an employer is that of many."""

_NAMES = ("PERSON", "PATIENT")
"""Labels of which one word alone, a first name or a surname, is that of many."""

_FIXED = ("values", "template", "skeleton", "phrases")
_DEFAULT = ("values", "phrases")


def known_ties(texts: TextDataSet) -> list[str]:
    """The names that `--by` may have for a data set."""
    first = next(texts.checked(), None)
    return [*_FIXED, *texts.labels, *(first.attributes if first is not None else ())]


def text_traits(texts: TextDataSet, by: Sequence[str]) -> Iterator[tuple[int, Traits]]:
    """The id and the traits of each text. DataError for a text without a template or an attribute of `by`."""
    labels = frozenset(texts.labels)
    for sample in texts.checked():
        ties = [f"text {sample.text}"]
        for name in by:
            ties += _ties(sample, name, labels)
        whole = {"label": sample.record["label"]} if "label" in sample.record else {}
        whole |= sample.record.get("labels", {})
        stated = [f"{key}={value}" for key, value in whole.items() if isinstance(value, str)]
        variables = {"locale": sample.locale, "template": sample.template, **sample.attributes}
        loose = {"skeletons": [sample.skeleton], "phrases": sample.phrases} if "phrases" in by else {}
        yield sample.id, Traits(ties, [*sample.span_labels, *stated], variables, loose)


def _ties(sample: TextSample, name: str, labels: frozenset[str]) -> list[str]:
    if name == "phrases":
        return []
    if name == "values":
        return _values(sample)
    if name == "skeleton":
        return [f"skeleton {sample.skeleton}"]
    if name in labels:
        return [f"{name} {plain(span.value)}" for span in sample.spans if span.label == name]
    value = sample.template if name == "template" else sample.attributes.get(name, "")
    if value == "":
        raise DataError(f"{sample.where}: {name}", "nothing", f"--by {name} needs it in every text")
    return [f"{name} {value}"]


def _values(sample: TextSample) -> list[str]:
    """The longest mention of each entity of IDENTITY."""
    longest: dict[tuple[str, int], str] = {}
    for span in sample.spans:
        key = (span.label, span.entity_id)
        if span.label in IDENTITY and len(span.value) > len(longest.get(key, "")):
            longest[key] = plain(span.value)
    return [
        f"{label} {value}" for (label, _), value in longest.items() if is_telling(value, 2 if label in _NAMES else 1)
    ]


TEXT_RULES = SplitRules(
    known=known_ties,
    traits=text_traits,
    said={
        "values": "equal values of people and things",
        "skeleton": "equal texts but for their values",
        "phrases": "equal phrases as far as their groups stay small",
    },
    always="equal texts",
    default=_DEFAULT,
)
