"""The schema of a scene of kind `text`: locale, people, templates, labels, noise, shares."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from synth.core.errors import suggest
from synth.scene.messages import SceneProblem
from synth.scene.model import Flag, Model, Name, SceneModel, Share, Whole
from synth.scene.ranges import ValueLiteral, ValueRange
from synth.scene.surface import ORDINARY, Surface
from synth.scene.templated import (
    LOCALE,
    FileName,
    LocaleRange,
    TemplateSpec,
    balance_problems,
    balanced_groups,
    when_problems,
)
from synth.scene.when import When
from synth.text.scene.names import NamePolicy
from synth.text.scene.noise import DuplicateRules, LabelNoise, Noise
from synth.text.scene.rewrite import Rewrite

SpanLabel = Annotated[str, Field(strict=True, min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")]


class SpanBound(Model):
    """How many spans of a label a text must have."""

    min: Annotated[Whole, Field(ge=0)] = 0
    """fewest"""
    max: Annotated[Whole, Field(ge=0)] | None = None
    """most"""


class TextQuota(Model):
    """A rare case: the share of the whole data set that shows it, met exactly."""

    share: Share
    """share of all samples; share x count is rounded half to even"""
    when: When = Field(default_factory=dict)
    """variables forced to these values in the members"""
    require: Annotated[dict[SpanLabel, SpanBound], Field(max_length=50)] = Field(default_factory=dict)
    """label: {min, max} spans in every member; a text that breaks it is written anew (bounded)"""
    exclusive: Flag = True
    """true: no other sample may meet `when` and `require`, so the share is exact; false: the share is a lower bound"""

    @model_validator(mode="after")
    def _says_something(self) -> TextQuota:
        if not (self.when or self.require):
            raise ValueError("a quota needs `when` or `require`")
        return self


class TextScene(SceneModel):
    """A scene of kind `text`."""

    kind: Literal["text"]
    """what is made"""
    locale: LocaleRange = ValueLiteral("en_US")
    """language and country, or a `choice` of them; drawn once for each sample"""
    variables: Annotated[dict[Name, ValueRange], Field(max_length=100)] = Field(default_factory=dict)
    """name: range; drawn once for each sample, in templates by its name"""
    people: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    """names of the personas that a text may speak of; each is drawn anew for each sample"""
    near: Annotated[dict[Name, Name], Field(max_length=20)] = Field(default_factory=dict)
    """person: another one, in whose town the first lives and works too"""
    surface: Surface = ORDINARY
    """how ordinary the addresses and numbers of people look: `reserved`, only ranges kept for examples (`.example`,
    555-01xx); `ordinary`, as varied as real ones and yet nobody's (`docs/texts.md` says why, for each)"""
    names: NamePolicy = NamePolicy()
    """whose names they bear, and what the label PERSON covers"""
    labels: Annotated[tuple[SpanLabel, ...], Field(max_length=200)] = ()
    """every label that a span may have, in the order of reports"""
    templates: Annotated[dict[Name, TemplateSpec], Field(min_length=1, max_length=500)]
    """name: a template and when it is used"""
    phrases: Annotated[tuple[FileName, ...], Field(max_length=500)] = ()
    """files of phrase rules: rule: alternatives"""
    words: Annotated[tuple[FileName, ...], Field(max_length=50)] = ()
    """files of word lists: list: entries"""
    attributes: Annotated[dict[Name, Name], Field(max_length=50)] = Field(default_factory=dict)
    """name: the variable, or the `note` of the templates, that labels the text as a whole"""
    tokens: Literal["none", "words"] = "none"
    """`words`: every record also has tokens with BIO tags"""
    noise: Noise = Noise()
    """mistakes in the text; labels follow"""
    label_noise: LabelNoise = LabelNoise()
    """mistakes in the labels, for testing quality checks; the truth is kept in the record"""
    balance: Annotated[tuple[Name | tuple[Name, ...], ...], Field(max_length=20)] = ()
    """variables, or combinations of them, whose shares are met exactly over the data set"""
    quotas: Annotated[dict[Name, TextQuota], Field(max_length=50)] = Field(default_factory=dict)
    """name: a rare case and its share of the data set"""
    duplicates: DuplicateRules = DuplicateRules()
    """how alike two texts may be"""
    rewrite: Rewrite | None = None
    """paraphrase by a language model; default: none"""
    max_tries: Annotated[Whole, Field(ge=1, le=1000)] = 100
    """texts written for one sample before it is given up"""

    def ranges(self) -> Mapping[str, Any]:
        """Name -> range of everything that is drawn once for each sample, the locale first."""
        return {LOCALE: self.locale, **self.variables}

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """`balance` as tuples of names."""
        return balanced_groups(self.balance)


def text_problems(scene: TextScene) -> Iterator[SceneProblem]:
    """Everything that is wrong between the sections, in the order of the file's sections."""
    for name in (LOCALE, *scene.people):
        if name in scene.variables:
            yield SceneProblem(("variables", name), name, "another name: this one is the locale's or a person's")
    yield from _near_problems(scene)
    for name, template in scene.templates.items():
        yield from when_problems(scene, ("templates", name, "when"), template.when)
    yield from balance_problems(scene)
    for name, quota in scene.quotas.items():
        yield from when_problems(scene, ("quotas", name, "when"), quota.when)
        for label in quota.require:
            if label not in scene.labels:
                yield SceneProblem(("quotas", name, "require", label), label, suggest(label, scene.labels))
        if any(set(group) & set(quota.when) for group in scene.groups):
            both = next(iter(set(itertools.chain(*scene.groups)) & set(quota.when)))
            yield SceneProblem(("quotas", name, "when", both), both, "a variable is either in `balance` or in a quota")


def _near_problems(scene: TextScene) -> Iterator[SceneProblem]:
    """A person that the scene doesn't list, or whose neighbour is near somebody in turn."""
    alone = tuple(name for name in scene.people if name not in scene.near)
    for name, other in scene.near.items():
        if name not in scene.people:
            yield SceneProblem(("near", name), name, suggest(name, scene.people))
        if other not in alone:
            yield SceneProblem(("near", name), other, suggest(other, alone))
