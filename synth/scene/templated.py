"""The common parts of scenes whose samples are written from templates: locale, templates, balanced variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Protocol

from pydantic import Discriminator, Field, Tag

from synth.core.errors import suggest
from synth.scene.messages import SceneProblem
from synth.scene.model import Model, Number
from synth.scene.ranges import ValueChoice, ValueLiteral, range_tag
from synth.scene.when import Gone, When, when_misfits

LOCALE = "locale"
"""The name of a sample's locale among its variables, in `when`, `balance` and templates."""


FileName = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


LocaleRange = Annotated[
    Annotated[ValueLiteral, Tag("<literal>")] | Annotated[ValueChoice, Tag("<choice>")], Discriminator(range_tag)
]


class TemplateSpec(Model):
    """One way to begin a text."""

    file: FileName
    """template file, relative to the scene's folder"""
    weight: Annotated[Number, Field(gt=0)] = 1.0
    """relative weight among the templates that match a sample"""
    when: When = Field(default_factory=dict)
    """used only in samples whose variables match"""


def balanced_groups(balance: Sequence[str | tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """A scene's `balance` as tuples of names."""
    return tuple((entry,) if isinstance(entry, str) else entry for entry in balance)


class TemplatedQuota(Protocol):
    """A rare case of a scene with templates: its share, what it forces, and what its members must show."""

    @property
    def share(self) -> float: ...

    @property
    def when(self) -> When: ...

    @property
    def require(self) -> Mapping[str, object]: ...

    @property
    def exclusive(self) -> bool: ...


class TemplatedScene(Protocol):
    """A scene whose samples are written from templates."""

    @property
    def templates(self) -> Mapping[str, TemplateSpec]: ...

    @property
    def quotas(self) -> Mapping[str, TemplatedQuota]: ...

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]: ...

    @property
    def gone(self) -> Gone | None: ...

    def ranges(self) -> Mapping[str, Any]: ...


def balance_problems(scene: TemplatedScene) -> Iterator[SceneProblem]:
    """The errors in a scene's `balance`."""
    seen: set[str] = set()
    for number, group in enumerate(scene.groups):
        for name in group:
            path = ("balance", str(number))
            if name not in scene.ranges():
                yield SceneProblem(path, name, suggest(name, scene.ranges()))
            elif scene.ranges()[name].values() is None:
                yield SceneProblem(path, name, "only a variable with a `choice` of values can be balanced")
            elif name in seen:
                yield SceneProblem(path, name, "each variable in one entry only; name a combination as a list")
            seen.add(name)


def when_problems(scene: TemplatedScene, path: tuple[str, ...], when: Mapping[str, Any]) -> Iterator[SceneProblem]:
    """The errors in conditions (`when`) on a scene's variables."""
    for name, got, allowed in when_misfits(when, scene.ranges(), scene.gone):
        yield SceneProblem((*path, name), got, allowed)
