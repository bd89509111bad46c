"""How labels and manifests name the models of the hub that made them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from synth.annotate.model import Model
from synth.core.canonical import canonical_exact
from synth.hub.files import fingerprint
from synth.hub.named import HubModel


def stated_model(models: Sequence[HubModel], asked: Sequence[str], form: str) -> Model:
    """The name and version of what some models give for the classes that they are asked for; `form` is raised when our
    own part in it changes.
    """
    parts = [[fingerprint(one.folder) for one in models], list(asked), form]
    version = sha256(canonical_exact(parts).encode()).hexdigest()
    return Model("hub:" + "+".join(one.name for one in models), version, calibrated=False)
