"""Open a pack: one folder with a card, a prior, a generator and an annotator. Weights load from safetensors only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from synth.core.errors import PackError, suggest
from synth.core.paths import expanded
from synth.image.packs.card import PackCard

PACKS_FOLDER = Path(__file__).resolve().parent
"""The folder of the shipped packs."""

CARD, PRIOR, GENERATOR, ANNOTATOR = "pack.yaml", "prior.json", "generator", "annotator"
WEIGHTS_FILE = "diffusion_pytorch_model.safetensors"


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A pack folder with its card; the other parts are read on first use."""

    folder: Path
    card: PackCard

    @cached_property
    def prior(self) -> Mapping[str, Any]:
        """prior.json, as `synth.image.plan.prior.FittedPrior` reads it."""
        return _read_json(self.folder / PRIOR)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of all that pictures and labels depend on: weights and JSON files, and parts of the card."""
        whole = sha256()
        for path in sorted(p for p in self.folder.rglob("*") if p.is_file() and p.suffix in (".json", ".safetensors")):
            whole.update(f"{path.relative_to(self.folder).as_posix()}\n".encode())
            whole.update(sha256(path.read_bytes()).digest())
        whole.update(self.card.model_dump_json(include={"sampler", "decoding", "variable", "missed_on_real"}).encode())
        return whole.hexdigest()

    @property
    def reference(self) -> Mapping[str, Any]:
        """Histograms of the training data per value of the variable, for the report; empty where there are none."""
        return {value: fitted.get("reference", {}) for value, fitted in self.prior["domains"].items()}

    def part(self, name: str) -> Path:
        """The folder of a part (`generator` or `annotator`); PackError where it or its weights are missing."""
        folder = self.folder / name
        if not any(folder.rglob("*.safetensors")):
            raise PackError(str(folder), "no safetensors weights", f"a pack with its part '{name}'")
        return folder


def shipped_packs() -> list[str]:
    """Names of the packs inside the package."""
    return sorted(path.parent.name for path in PACKS_FOLDER.glob(f"*/{CARD}"))


def load_pack(name_or_folder: str, base: Path | None = None) -> Pack:
    """The pack of `find_pack`; PackError where its card cannot be read."""
    return read_pack(find_pack(name_or_folder, base))


def find_pack(name_or_folder: str, base: Path | None = None) -> Path:
    """Folder of a shipped pack by name, or of any by path (relative ones against `base`, then the working folder).

    PackError where there is none.
    """
    if name_or_folder in shipped_packs():
        return PACKS_FOLDER / name_or_folder
    for folder in filter(None, (base and base / expanded(name_or_folder), expanded(name_or_folder))):
        if (folder / CARD).is_file():
            return folder.resolve()
    raise PackError(
        "pack", name_or_folder, f"a folder with {CARD}, or a shipped pack; {suggest(name_or_folder, shipped_packs())}"
    )


def read_pack(folder: Path) -> Pack:
    """The pack in a folder; PackError where its card cannot be read."""
    path = folder / CARD
    try:
        card = PackCard.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise PackError(f"{path}: {'.'.join(map(str, first['loc']))}", first["input"], first["msg"]) from error
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise PackError(str(path), str(error), "a readable pack card") from error
    return Pack(folder=folder, card=card)


def _read_json(path: Path) -> Mapping[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackError(str(path), str(error), "the JSON file that `synth train` writes") from error
