"""The scene that made a set of ours, with quotas for the groups that it has too few of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import SynthError
from synth.core.paths import own_scenes, shipped_scenes
from synth.data.kinds import KINDS
from synth.evidence.fair.coverage import Group
from synth.folder.finished import found_kind, open_finished
from synth.kinds import load_any_scene
from synth.report.sections import wanted_shares

SCENE_FILE = "scene/closing_gaps.yaml"
MOST_QUOTAS, MOST_SHARE = 40, 0.9
"""Quotas of the scene, and the share of its samples that all of them have together."""


class ClosingScene(NamedTuple):
    """`files`: path -> bytes, the scene's own among them; `left_out`: what is not in it, and why."""

    files: Mapping[str, bytes] = {}
    left_out: Sequence[str] = ()


def closing_scene(folder: Path, gaps: Sequence[Group], names: Mapping[str, str]) -> ClosingScene:
    """The scene of a finished data set of ours with a quota for each gap that a variable of it can close: the group's
    share in the real data. `names`: kind of groups -> the name that the set itself has for it.

    Nothing for a set of other origin, and where no gap is one of the scene's variables.
    """
    kind = found_kind(folder, KINDS) if folder.is_dir() else None
    if kind is None or not gaps:
        return ClosingScene()
    manifest = open_finished(folder, kind).manifest
    spec = dict(manifest["spec"])
    quotas, forced = dict[str, Any](spec.get("quotas") or {}), set[str]()
    closed = 0
    for gap in gaps:
        variable = _variable(spec, names.get(gap.kind, gap.kind))
        if variable is not None and gap.value in wanted_shares(_range(spec, variable)) and closed < MOST_QUOTAS:
            quotas[f"more_{closed}"] = {"share": _share(gap), "when": {variable: gap.value}}
            forced.add(variable)
            closed += 1
    if not closed:
        return ClosingScene(left_out=["a scene that closes the gaps: no variable of the scene makes these groups"])
    scene = {**spec, "quotas": _within(quotas)}
    if isinstance(balance := spec.get("balance"), list):
        scene["balance"] = [one for one in balance if not _names(one) & forced]
    rest = len(gaps) - closed
    said = [f"{rest} of the gaps: no variable of the scene makes {'that group' if rest == 1 else 'those groups'}"]
    return _written(scene, manifest, said if rest else [])


def _written(scene: dict[str, Any], manifest: Mapping[str, Any], said: list[str]) -> ClosingScene:
    import yaml

    found = _files(manifest)
    if isinstance(found, str):
        return ClosingScene(left_out=[*said, f"a scene that closes the gaps: {found}"])
    try:
        load_any_scene(scene, "the scene that closes the gaps")
    except SynthError as error:
        return ClosingScene(left_out=[*said, f"a scene that closes the gaps: {error}"])
    head = (
        f"# The scene {manifest['name']}, with quotas for what its data set has too few of. Written "
        "by `synth compare`.\n"
    )
    text = head + yaml.safe_dump(scene, sort_keys=False, allow_unicode=True)
    folder = Path(SCENE_FILE).parent
    return ClosingScene({SCENE_FILE: text.encode(), **{str(folder / name): data for name, data in found.items()}}, said)


def _files(manifest: Mapping[str, Any]) -> dict[str, bytes] | str:
    """The files that the scene reads, as they were; or in words why they are not at hand."""
    wanted = {name: digest for name, digest in manifest.get("hashes", {}).items() if "." in Path(name).name}
    scenes = {**{Path(name).stem: path for name, path in own_scenes().items()}, **shipped_scenes()}
    path = scenes.get(manifest["name"])
    if wanted and path is None:
        return f"the files of the scene {manifest['name']} are not at hand"
    found = dict[str, bytes]()
    for name, digest in wanted.items():
        assert path is not None
        file = path.parent / name
        data = file.read_bytes() if file.is_file() else b""
        if sha256(data).hexdigest() != digest:
            return f"{name} is not as it was when the set was made"
        found[name] = data
    return found


def _share(gap: Group) -> float:
    return max(0.001, round(gap.share, 4))


def _within(quotas: dict[str, Any]) -> dict[str, Any]:
    """Shares that leave some samples to no quota."""
    whole = sum(one["share"] for one in quotas.values() if one["share"] < 1)
    if whole <= MOST_SHARE:
        return quotas
    return {
        name: {**one, "share": round(one["share"] * MOST_SHARE / whole, 4)} if one["share"] < 1 else one
        for name, one in quotas.items()
    }


def _variable(spec: Mapping[str, Any], name: str) -> str | None:
    attributes = spec.get("attributes")
    stated = attributes.get(name, name) if isinstance(attributes, Mapping) else name
    return stated if stated == "locale" or stated in (spec.get("variables") or {}) else None


def _range(spec: Mapping[str, Any], variable: str) -> object:
    return spec.get("locale") if variable == "locale" else spec["variables"][variable]


def _names(balance: object) -> set[str]:
    return {balance} if isinstance(balance, str) else set(balance) if isinstance(balance, list) else set()
