"""What a scene file of kind `document` may contain: its record, templates, style and degradation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from synth.document.scene.degrade import Degrade, degrade_problems
from synth.document.scene.field_check import field_problems
from synth.document.scene.fields import FieldSpec
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


class DocumentQuota(Model):
    """A rare case: the share of the whole data set that shows it, met exactly."""

    share: Share
    """share of all samples; share x count is rounded half to even"""
    when: When
    """variables forced to these values in the members"""
    exclusive: Flag = True
    """true: no other sample may meet `when`, so the share is exact; false: the share is a lower bound"""

    @property
    def require(self) -> Mapping[str, object]:
        """Nothing: a document's rare case is all in `when`."""
        return {}

    @model_validator(mode="after")
    def _says_something(self) -> DocumentQuota:
        if not self.when:
            raise ValueError("a quota needs `when`")
        return self


class DocumentScene(SceneModel):
    """A scene of kind `document`."""

    kind: Literal["document"]
    """what is made"""
    locale: LocaleRange = ValueLiteral("en_US")
    """language and country, or a `choice` of them; drawn once for each sample"""
    variables: Annotated[dict[Name, ValueRange], Field(max_length=100)] = Field(default_factory=dict)
    """name: range; drawn once for each sample, in templates as `vars.name`"""
    record: Name | None = None
    """kind of the built-in record that the document tells, in templates as `r`"""
    people: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    """names of personas, in templates as `r.<name>.<field>`; each is drawn anew for each sample"""
    surface: Surface = ORDINARY
    """how ordinary the addresses and numbers of people look: `reserved`, only ranges kept for examples (`.example`,
    555-01xx); `ordinary`, as varied as real ones and yet nobody's (`docs/texts.md` says why, for each)"""
    fields: Annotated[dict[Name, FieldSpec], Field(max_length=200)] = Field(default_factory=dict)
    """name: what the document tells besides, in templates as `r.<name>`; it stands before a record's of that name"""
    templates: Annotated[dict[Name, TemplateSpec], Field(min_length=1, max_length=500)]
    """name: a Typst template and when it is used"""
    words: FileName | None = None
    """YAML file of printed words, `language: {key: text}`; a template sees its locale's as `t`"""
    style: Annotated[dict[Name, ValueRange], Field(max_length=100)] = Field(default_factory=dict)
    """style factor: range; those left out are drawn"""
    dpi: Annotated[Whole, Field(ge=50, le=600)] = 150
    """resolution of the pictures"""
    degrade: Degrade = Degrade()
    """how the printed page is degraded: scanner, fax, camera"""
    balance: Annotated[tuple[Name | tuple[Name, ...], ...], Field(max_length=20)] = ()
    """variables, or combinations of them, whose shares are met exactly over the data set"""
    quotas: Annotated[dict[Name, DocumentQuota], Field(max_length=50)] = Field(default_factory=dict)
    """name: a rare case and its share of the data set"""
    max_tries: Annotated[Whole, Field(ge=1, le=100)] = 20
    """documents made for one sample before it is given up"""

    def ranges(self) -> Mapping[str, Any]:
        """Name -> range of everything that is drawn once for each sample, the locale first."""
        return {LOCALE: self.locale, **self.variables}

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """`balance` as tuples of names."""
        return balanced_groups(self.balance)


def document_problems(scene: DocumentScene) -> Iterator[SceneProblem]:
    """Everything that is wrong between the sections, in the order of the file's sections."""
    if LOCALE in scene.variables:
        yield SceneProblem(("variables", LOCALE), LOCALE, "another name: this one is the locale's")
    yield from field_problems(scene.fields, scene.people, scene.ranges())
    for name, template in scene.templates.items():
        yield from when_problems(scene, ("templates", name, "when"), template.when)
    for path, got, allowed in degrade_problems(scene.degrade):
        yield SceneProblem(("degrade", *path), got, allowed)
    yield from balance_problems(scene)
    for name, quota in scene.quotas.items():
        yield from when_problems(scene, ("quotas", name, "when"), quota.when)
