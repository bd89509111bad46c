"""guidelines.md of a generated data set of pictures: what each category means in its scene, and what is labelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from synth.core.labels import Category
from synth.folder.guidelines import UNDECIDED, Convention, LabelGuide, guidelines_text, plain
from synth.folder.manifest import RunFacts
from synth.folder.totals import Totals

_INTRODUCTION = """\
Written by `synth generate` from the scene; definitions and decisions are for people to refine. `bbox`, `area` and
`segmentation` are modal: of the pixels that can be seen, inside of the picture. `amodal_bbox` and
`amodal_segmentation` are of the whole object, also where another one hides it or the picture ends; `visibility` is the
share of it that is seen, `truncation` the share beyond the picture."""


def picture_guidelines(facts: RunFacts, categories: Sequence[Category], totals: Totals) -> str:
    """The file, in Markdown: equal runs give equal guidelines."""
    least = facts.spec.get("min_area")
    left_out = f"objects with fewer than {least} visible px are left out of picture and label" if least else ""
    whole = [
        Convention("least size", UNDECIDED, left_out),
        Convention("crowds", "no"),
        Convention("beyond the border", "no"),
        Convention("holes", UNDECIDED, "what stands before an object makes some"),
        Convention("two classes at one place", UNDECIDED),
    ]
    instances = totals.group("instances")
    guides = [
        LabelGuide(
            label=category.name,
            about=f"{instances.get(category.name, 0)} objects."
            + f" Supercategory: {plain(category.supercategory)}." * bool(category.supercategory),
            definition=_definition(facts.spec, category.name),
        )
        for category in categories
    ]
    return guidelines_text(f"Guidelines of {facts.name}", _INTRODUCTION, whole, guides)


def _definition(spec: Mapping[str, object], category: str) -> str:
    """By the entries of the scene that make the category, as prompts call them."""
    said = list(dict.fromkeys(_phrases(spec, category)))
    if not said:
        return f"what is called {plain(category)}"
    return f"what the scene asks for as {' or '.join(said)}"


def _phrases(spec: Mapping[str, object], category: str) -> Iterator[str]:
    entries = spec.get("objects")
    for name, entry in entries.items() if isinstance(entries, Mapping) else ():
        if isinstance(entry, Mapping) and (entry.get("category") or name) == category:
            yield f'"{plain(str(entry.get("phrase") or category))}"'
