"""Splits of documents: by the values of the people and companies in them, by template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from synth.core.errors import DataError
from synth.data.split.groups import Groups
from synth.data.split.pictures import Ties
from synth.data.split.traits import SplitRules, Traits, is_telling, plain
from synth.document.read import DocumentDataSet, DocumentSample, open_documents
from synth.image.formats.data_set import AnnotatedImage

_LEAST_WORDS = {"name": 2, "address": 2, "email": 1, "phone": 1, "url": 1, "code": 1}
"""Types of fields whose values belong to one person or company -> words from which on a value does."""

_LEAST_CHARACTERS = 8
"""Letters and digits from which on a code or a phone number belongs to one: shorter ones meet by chance."""

_SHARED = ("bank",)
"""Last parts of the keys of fields that name what many have in common: the bank itself, not its client."""

_FIXED = ("values", "template")


def known_ties(documents: DocumentDataSet) -> list[str]:
    """The names that `--by` may have for a data set."""
    first = next(documents.checked(), None)
    return [*_FIXED, *(first.variables if first is not None else ())]


def document_traits(documents: DocumentDataSet, by: Sequence[str]) -> Iterator[tuple[int, Traits]]:
    """The id and the traits of each document. DataError for one without a template or a variable of `by`."""
    for sample in documents.checked():
        ties = [tie for name in by for tie in _ties(sample, name)]
        variables = {"locale": sample.locale, "profile": sample.profile, **sample.variables}
        yield sample.id, Traits(ties, [f"template={sample.template}"] if sample.template else [], variables)


def page_ties(folder: Path, by: Sequence[str]) -> Ties:
    """What ties the pages of a finished data set of documents: the document that they are of, and what ties those."""
    documents = open_documents(folder)
    by = DOCUMENT_RULES.checked(documents, by)
    groups, numbers = Groups(), dict[int, int]()
    for number, traits in document_traits(documents, by):
        numbers[number] = groups.add(traits.ties)

    def of(picture: AnnotatedImage) -> list[str]:
        number = picture.extra.get("document")
        if not isinstance(number, int) or number not in numbers:
            raise DataError(f"page {picture.file_name}: document", number, "the id of a document of documents.jsonl")
        return [f"document {groups.root(numbers[number])}"]

    return Ties(said=f"pages of a document, {DOCUMENT_RULES.in_words(by)}", of=of)


def _ties(sample: DocumentSample, name: str) -> list[str]:
    if name == "values":
        return [f"{kind} {value}" for kind, value in _values(sample)]
    value = sample.template if name == "template" else sample.variables.get(name, "")
    if value == "":
        raise DataError(f"{sample.where}: {name}", "nothing", f"--by {name} needs it in every document")
    return [f"{name} {value}"]


def _values(sample: DocumentSample) -> Iterator[tuple[str, str]]:
    for field in sample.each("fields"):
        kind, value = field["type"], plain(field["value"])
        least = _LEAST_CHARACTERS if kind in ("code", "phone") else 1
        if (
            field["key"].rpartition(".")[2] not in _SHARED
            and kind in _LEAST_WORDS
            and is_telling(value, _LEAST_WORDS[kind], least)
        ):
            yield kind, value


DOCUMENT_RULES = SplitRules(
    known=known_ties, traits=document_traits, said={"values": "equal names, addresses, numbers of people and companies"}
)
