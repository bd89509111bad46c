"""What is said: texts of another kind of data, with their labels, made by that kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from synth.audio.scene.schema import Script
from synth.core.errors import SpecError, SynthError
from synth.core.facts import Shown, Told
from synth.core.inside import inside
from synth.core.outcome import Outcome, Rejection
from synth.kinds import Membership, Share, kind_of, load_any_scene
from synth.options import RunConfig, options_from
from synth.scene.given import Given
from synth.scene.load import entry_orders, scene_mapping, with_changes
from synth.scene.narrow import narrowed
from synth.scene.read import read_yaml

KIND = "text"
"""The kind whose samples are spoken."""

TEXT = "text"
"""The check that a script gives a text; its own checks are those of its kind."""


class Written(NamedTuple):
    """A text to be spoken: the plan that it was made of, and the sample as Python gets it.

    Of a packet's member it is `given` something; `told` is what its plan tells, `shown` the places that show facts.
    """

    plan: Any
    sample: Any
    given: Given | None = None
    told: Mapping[str, Told] = MappingProxyType({})
    shown: tuple[Shown, ...] = ()


class Texts:
    """The texts of a script. SpecError where its scene cannot be read or is of another kind."""

    def __init__(self, script: Script, config: RunConfig) -> None:
        where = "script.scene"
        needed = "a scene file of kind text inside the scene's folder"
        path = inside(config.scene_folder, script.scene, where, SpecError, needed)
        full = read_yaml(path)
        if full.get("kind") != KIND:
            raise SpecError(f"{path}: kind", full.get("kind"), f"{KIND}: its texts are spoken")
        changed = with_changes(full, script.set)
        self._kind = kind_of(KIND)
        self._scene = load_any_scene(narrowed(full, changed, "script.set"), str(path))
        self._limit = int(getattr(self._scene, "max_tries", 1))
        shared = {one.name: getattr(config, one.name) for one in fields(RunConfig)}
        shared |= {"scene_folder": path.parent}
        self._studio = self._kind.open(options_from(self._kind.config(), shared), self._scene, Share())

    @property
    def scene(self) -> Any:
        """The scene of the texts, with what the script sets."""
        return self._scene

    @cached_property
    def _membership(self) -> Membership:
        """How the texts tell and show facts. SynthError where their kind has no members of packets."""
        if self._kind.member is None:
            raise SynthError("script", KIND, "a kind whose samples can be members of packets")
        return self._kind.member()

    def first(self, sample_id: int, given: Given | None = None) -> Written | Rejection:
        """The text of a sample's first attempt, or why there is none. SpecError for what is given and not known."""
        if given is None:
            return self._settled(self._studio.plan(sample_id), sample_id, None)
        return self._settled(self._membership.plan(self._studio, sample_id, given), sample_id, given)

    def other(self, written: Written, refused: Rejection) -> Written | Rejection | None:
        """Another text for the same factors, after one could not be spoken; None where there is none."""
        plan = self._studio.replan(written.plan, refused)
        return None if plan is None else self._settled(plan, refused.sample_id, written.given)

    def identity(self) -> Mapping[str, object]:
        """All that the texts depend on, besides the seed."""
        own = self._studio.provenance().identity
        return {"scene": scene_mapping(self._scene), "orders": entry_orders(self._scene), "made_of": dict(own)}

    def hashes(self) -> Mapping[str, str]:
        """The files that the texts come from, by sha256."""
        return self._studio.provenance().hashes

    def _settled(self, plan: Any, sample_id: int, given: Given | None) -> Written | Rejection:
        """The first text that its own kind accepts."""
        last = plan
        while not isinstance(plan, Rejection):
            (draft,) = self._studio.draft([plan])
            verdict = draft if isinstance(draft, Rejection) else self._studio.verify(plan, draft)
            if not isinstance(verdict, Rejection):
                batch = self._studio.encode([Outcome(sample_id, verdict)])
                if self._kind.samples is None:
                    raise SynthError("script", KIND, "a kind whose samples Python can read")
                (sample,) = self._kind.samples(self._scene, batch)
                if given is None:
                    return Written(plan, sample)
                told, shown = self._membership.told(plan), tuple(self._membership.shown(verdict))
                return Written(plan, sample, given, told, shown)
            last, plan = verdict, self._studio.replan(plan, verdict)
            if plan is None:
                break
        detail = last.told
        return Rejection(sample_id=sample_id, check=TEXT, measured=last.attempt + 1, limit=self._limit, detail=detail)
