"""What the command line cannot do, for golden tables: the only file of them that imports synth. Run as a command:

`sample SCENE COUNT NUMBER FOLDER` makes one sample of a data set alone; `keep WORDS...` is `synth generate WORDS` with
a judge that keeps every draft; `train WORDS...` is `synth train WORDS` with a short calibration; `tiny FOLDER NAMES...`
builds tiny hub models; `corpus FOLDER` draws pictures to train on.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from synth.options import options_from
from tests.golden.room import ROOT

if TYPE_CHECKING:
    from synth.document.records import VerifiedDocument
    from synth.folder.batch import Batch
    from synth.image.records import Verified
    from synth.text.records import VerifiedText

SEED = 3


def sample(name: str, count: str, number: str, folder: str) -> None:
    """Write what sample `number` of a data set of `count` is, made without the others."""
    from synth.kinds import Share, kind_of, load_any_scene
    from synth.samples import make_sample

    file, out = ROOT / "scenes" / f"{name}.yaml", Path(folder)
    scene = load_any_scene(yaml.safe_load(file.read_text("utf-8")), str(file))
    kind = kind_of(scene.kind)
    few_steps = {"device": "cpu", "sampler": {"steps": 4}} if scene.kind == "image" else {}
    config = options_from(
        kind.config(),
        {"scene": name, "scene_folder": file.parent, "out": Path("unused"), "count": int(count), "seed": SEED}
        | few_steps,
    )
    studio = kind.open(config, scene, Share())
    outcome = make_sample(studio, int(number))
    write = {"text": _text, "document": _document, "image": _picture}[scene.kind]
    out.mkdir()
    for written, data in write(outcome.verified, studio.encode([outcome])).items():
        (out / written).write_bytes(data)


def _text(verified: VerifiedText, batch: Batch) -> Mapping[str, bytes]:
    draft = verified.draft
    spans = [(span.start, span.end, span.label, span.value, span.entity_id) for span in draft.spans]
    return {"text.json": _json({"text": draft.text, "spans": spans, "attributes": dict(draft.attributes)})}


def _document(verified: VerifiedDocument, batch: Batch) -> Mapping[str, bytes]:
    lines = {name: batch.parts[name][0].rstrip(b"\n") for name in ("documents", "annotations")}
    files = {file.name: file.data for file in batch.files}
    return {"document.json": lines["documents"], "annotations.json": lines["annotations"], **files}


def _picture(verified: Verified, batch: Batch) -> Mapping[str, bytes]:
    plan, draft = verified.plan, verified.draft
    told = {
        "variables": dict(plan.variables),
        "boxes": [list(map(float, thing.requested_box)) for thing in plan.instances],
        "categories": [thing.category for thing in plan.instances],
        "pixel_seed": draft.pixel_seed,
    }
    return {"plan.json": _json(told), "labels.raw": plan.label_map().tobytes(), "pixels.raw": draft.image.tobytes()}


def keep(*words: str) -> None:
    """`synth generate` with a judge that keeps every draft; one process only."""
    from synth.cli import main
    from synth.image import studio
    from synth.image.records import Verified

    studio.make_judge = lambda *_: (
        lambda plan, draft: Verified(plan=plan, draft=draft, instances=plan.instances, checks=())
    )
    sys.exit(main(["generate", *words]))


def train(*words: str) -> None:
    """`synth train` whose prior is calibrated on few plans."""
    from synth.cli import main
    from synth.image.train import prior

    prior.CALIBRATION_PLANS = 4
    sys.exit(main(["train", *words]))


def tiny(folder: str, *names: str) -> None:
    from tests.tiny_hub import tiny as build

    for name in names:
        shutil.copytree(build(name), Path(folder) / name)


def corpus(folder: str) -> None:
    from tests.tiny_pack import write_corpus

    write_corpus(Path(folder))


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, indent=0, default=str).encode()


if __name__ == "__main__":
    COMMANDS = {"sample": sample, "keep": keep, "train": train, "tiny": tiny, "corpus": corpus}
    COMMANDS[sys.argv[1]](*sys.argv[2:])
