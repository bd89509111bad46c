"""Open a pack: one folder with a card, a prior, a generator and an annotator. Weights load from safetensors only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from synth.core.errors import PackError, suggest
from synth.core.inside import inside
from synth.core.paths import expanded
from synth.image.packs.card import PackCard
from synth.scene.messages import spec_error
from synth.scene.read import read_yaml

PACKS_FOLDER = Path(__file__).resolve().parent
"""The folder of the shipped packs."""

_FORM = {
    "labels", "regime", "scale", "frame_px", "box_score", "detail", "mirrors", "calibration", "apart", "offset_on_real",
}  # fmt: skip
"""Parts of the card by which packs differ from those of one category that is strewn."""

CARD, PRIOR, GENERATOR, DETAIL, ANNOTATOR = "pack.yaml", "prior.json", "generator", "detail", "annotator"


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A pack folder with its card; the other parts are read on first use."""

    folder: Path
    card: PackCard

    @cached_property
    def prior(self) -> Mapping[str, Any]:
        """prior.json, as `synth.image.plan.load_prior` reads it."""
        from synth.image.packs.prior_file import read_prior

        return read_prior(self.file(PRIOR), self.card)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of all that pictures and labels depend on: weights and JSON files, and parts of the card."""
        whole = sha256()
        for path in sorted(p for p in self.folder.rglob("*") if p.is_file() and p.suffix in (".json", ".safetensors")):
            name = path.relative_to(self.folder).as_posix()
            whole.update(f"{name}\n".encode())
            whole.update(sha256(self.file(name).read_bytes()).digest())
        whole.update(self.card.model_dump_json(include={"sampler", "decoding", "variable", "missed_on_real"}).encode())
        form = self.card.model_dump_json(include=_FORM, exclude_defaults=True)
        whole.update(form.encode() if form != "{}" else b"")
        return whole.hexdigest()

    @property
    def has_annotator(self) -> bool:
        """Whether an annotator judges its drafts; of a private pack the pictures' own edges do."""
        return self.card.privacy is None

    @property
    def reference(self) -> Mapping[str, Any]:
        """Histograms of the training data per value of the variable, for the report; empty where there are none."""
        return {value: fitted.get("reference", {}) for value, fitted in self.prior["domains"].items()}

    def part(self, name: str) -> Path:
        """The folder of a part (`generator`, `detail`, `annotator`); PackError where it or its weights are missing."""
        folder = self.file(name)
        if not any(folder.rglob("*.safetensors")):
            raise PackError(str(folder), "no safetensors weights", f"a pack with its part '{name}'")
        return folder

    def file(self, name: str) -> Path:
        """The path of a file or folder of the pack; PackError where a link leads out of it."""
        return inside(self.folder, name, str(self.folder), PackError, "a file inside the pack is needed")


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
    path = inside(folder, CARD, str(folder), PackError, "a file inside the pack is needed")
    try:
        card = PackCard.model_validate(read_yaml(path, PackError, "the card of a pack is needed"))
    except ValidationError as error:
        raise spec_error(error, str(path), PackError) from None
    return Pack(folder=folder, card=card)
