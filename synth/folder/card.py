"""README.md of a data set: the card that says what it is, how it was made and how to read it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import yaml

from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals

NOTHING: Mapping[str, object] = {}


def front_matter(
    facts: RunFacts,
    *,
    tasks: Sequence[str],
    tags: Sequence[str],
    languages: Sequence[str] = (),
    loads: Mapping[str, object] = NOTHING,
) -> str:
    """The YAML head; `languages` are ISO 639-1 codes, `loads` is what it says to `load_dataset` (`columns.loading`).

    `huggingface_hub`'s DatasetCardData would write the same keys; importing it takes 30 to 250 ms of a run. The tests
    read the cards with it.
    """
    head = {"license": facts.licence.lower(), "language": [*languages], "task_categories": [*tasks], "tags": [*tags]}
    head |= loads
    lines = yaml.safe_dump({key: value for key, value in head.items() if value}, sort_keys=False)
    name = yaml.safe_dump(facts.name, default_style='"', allow_unicode=True, width=math.inf)
    return f"---\n{lines}pretty_name: {name}---"


def joined(sections: Iterable[str]) -> str:
    """The sections that are not empty, a blank line between them."""
    return "\n\n".join(section.strip("\n") for section in sections if section) + "\n"


def yield_rows(totals: Totals, seed: int) -> list[tuple[str, object]]:
    """The rows of the table of numbers that are the same for every kind of sample."""
    return [
        ("drafts judged", totals.drafts),
        ("yield (accepted / judged)", f"{totals.yield_share:.3f}"),
        ("samples given up", totals.given_up),
        ("seed", seed),
    ]


def hash_rows(facts: RunFacts) -> list[tuple[str, object]]:
    """A row for each thing that the samples depend on."""
    return [(f"sha256 of {name}", f"`{digest}`") for name, digest in sorted(facts.hashes.items())]


def quotas_section(facts: RunFacts, totals: Totals) -> str:
    """The rare cases, empty where there are none: asked (share x count), planned, written, and the members' ids."""
    if not facts.quotas:
        return ""
    written = totals.group("quotas")
    rows = [(q.name, f"{q.share:g}", f"{q.asked:g}", q.planned, written.get(q.name, 0), q.listed) for q in facts.quotas]
    head = ("quota", "share", "asked", "planned", "got", "members")
    return f"## Rare cases\n\n{table(head, rows)}"


def rejections_section(totals: Totals) -> str:
    """The refused drafts by check, empty where there are none."""
    return f"## Refused drafts\n\n{count_table('check', 'drafts', totals.rejected)}" if totals.rejected else ""


def licence_section(facts: RunFacts) -> str:
    """The licence under its heading."""
    return f"## Licence\n\n{facts.licence}"


def count_table(name: str, number: str, counts: Mapping[str, int]) -> str:
    """A table of counts, the most frequent first."""
    return table((name, number), most_first(counts))


def most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The items of `counts`, the largest count first, equal ones by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
