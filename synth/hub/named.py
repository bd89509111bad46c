"""What `hub:...` names: models by folder or by id and commit, and their kinds."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from synth.core.errors import SynthError, suggest
from synth.core.paths import expanded
from synth.hub.files import read_json, shown_name
from synth.hub.models import model_folder

_PINNED = re.compile(r"(?P<name>.+)@(?P<commit>[0-9a-f]{40})")


class HubModel(NamedTuple):
    """A model in a folder; `name` is what labels call it, `kind` the `model_type` of its configuration."""

    name: str
    folder: Path
    kind: str


def hub_models(where: str, argument: str) -> list[HubModel]:
    """The models of `NAME`, `NAME@COMMIT` or several of them with `+` between; a folder needs no commit.

    SynthError for an id of the hub without a commit, PackError for a model that is not there.
    """
    return [_model(where, one) for one in argument.split("+")]


def one_of(where: str, model: HubModel, kinds: Collection[str]) -> HubModel:
    """The model. SynthError where it is of another kind."""
    if model.kind not in kinds:
        raise SynthError(where, model.kind, suggest(model.kind, kinds))
    return model


def _model(where: str, named: str) -> HubModel:
    pinned = None if expanded(named).exists() else _PINNED.fullmatch(named)
    name, commit = pinned.group("name", "commit") if pinned else (named, None)
    if not commit and not expanded(name).exists():
        raise SynthError(where, named, "a folder with a model, or OWNER/NAME@COMMIT with all 40 digits of the commit")
    folder = model_folder(where, name, commit)
    config = folder / "config.json"
    if not config.is_file():
        raise SynthError(where, name, "a model of transformers: a folder with config.json and weights as .safetensors")
    return HubModel(shown_name(name), folder, str(read_json(config).get("model_type")))
