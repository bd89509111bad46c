"""Degradation of a printed page: a profile, its severity, and the severity of single effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from synth.core.errors import suggest
from synth.scene.model import Model, Name
from synth.scene.ranges import LogNormal, Normal, NumberLiteral, NumberRange, Poisson, ValueLiteral, ValueRange

CLEAN = "clean"
PROFILES = (CLEAN, "scan", "fax", "photo")
"""Where a page went after it was printed."""

EFFECTS: Mapping[str, str] = {
    "fading": "ink is pale, in patches",
    "bleed": "ink runs into the paper and strokes thicken",
    "dot_matrix": "ink stands in dots, as needles print it",
    "thermal": "thermal print: grey ink, pale bands, dead heating elements",
    "ageing": "the paper yellows and shows its grain",
    "stains": "rings and blotches of coffee, water and grease",
    "show_through": "the print of the other side shines through",
    "holes": "punch holes along the left edge",
    "edge_shadow": "the page's edges darken where they do not lie flat under the lid",
    "curl": "the paper bends as a cylinder does",
    "creases": "the paper was folded once or more and opened again",
    "crumple": "the paper was crushed and smoothed out by hand",
    "rotation": "the page lies askew",
    "perspective": "the camera looks at the page from the side",
    "roll": "the camera is held askew",
    "torn": "edges are worn, nicked, torn or serrated, corners missing or folded over",
    "lid": "what lies around a scanned page is dark; 0: as white as paper",
    "backdrop": "the page is photographed on wood, stone, cloth or another surface; how much of it is seen",
    "distance": "the camera is far away: the page is small in the picture",
    "cut_off": "the picture cuts off one side of the page, or two",
    "things": "pens, cups, papers, keys and the like under the page, beside it and on its border",
    "fingers": "a hand holds the page: fingers or a thumb lie on its border",
    "uneven_light": "light falls off to one side and into the corners",
    "shadow": "a hand, a head or a telephone throws a shadow",
    "colour_cast": "the light is warm or cold",
    "lamplight": "a lamp stands near: bright beside it, dark on the other side and in the corners",
    "mixed_light": "two lights of different colours, of which the white balance fits one: shadows have the other's",
    "glare": "a lamp or a window is mirrored by glossy paper",
    "grey": "the picture has no colours, at any severity above 0",
    "dust": "specks and hairs on the scanner's glass",
    "blur": "the picture is soft all over",
    "defocus": "the lens is focused elsewhere: a tilted page is sharp on one side only",
    "motion": "the camera moves while the shutter is open",
    "exposure": "too dark or too bright",
    "noise": "the sensor's grain",
    "low_light": "a small sensor's noise in poor light: in blotches of colour, strongest in the dark",
    "sharpening": "halos of a telephone's sharpening around letters",
    "binarise": "every pixel is black or white, the threshold ever further from the right one",
    "line_noise": "dropped lines, streaks and specks of a bad telephone line",
    "jpeg": "blocks and rings of JPEG compression",
}
"""Effect -> what is seen of it. Severity 0: nothing, 1: as bad as it gets."""


class Degrade(Model):
    """How the printed page is degraded."""

    profile: ValueRange = ValueLiteral("clean")
    """`clean`, `scan`, `fax` or `photo`, or a `choice` of them"""
    severity: NumberRange = NumberLiteral(0.4)
    """0 (a good scanner's) to 1 (hardly legible), for all effects of the profile; drawn for each document"""
    effects: Annotated[dict[Name, NumberRange], Field(max_length=50)] = Field(default_factory=dict)
    """effect: its own severity, whatever the profile says; 0 switches it off. `clean` pages have none"""


def degrade_problems(degrade: Degrade) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    """Everything that is wrong: keys below `degrade`, what was got, what is allowed."""
    values = degrade.profile.values()
    if values is None:
        yield ("profile",), degrade.profile.ends()[0], f"a profile or a choice of them; {suggest('', PROFILES)}"
    for value in values or ():
        if value not in PROFILES:
            yield ("profile",), value, suggest(str(value), PROFILES)
    yield from _severity_findings(("severity",), degrade.severity)
    for name, severity in degrade.effects.items():
        if name not in EFFECTS:
            yield ("effects", name), name, suggest(name, EFFECTS)
        yield from _severity_findings(("effects", name), severity)
    if degrade.effects and "profile" not in degrade.model_fields_set:
        allowed = "a `profile` too, with `severity: 0` for these effects alone; without one pages stay clean"
        yield ("effects",), sorted(degrade.effects), allowed


def _severity_findings(path: tuple[str, ...], severity: Any) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    for end in severity.ends():
        if not 0 <= end <= 1:
            yield path, end, "a severity from 0 to 1 is needed"
            return
    if isinstance(severity, Normal | LogNormal | Poisson):
        bounds = severity.min, severity.max
        if bounds[0] is None or bounds[0] < 0 or bounds[1] is None or bounds[1] > 1:
            yield path, severity.model_dump(exclude_none=True), "draws could leave 0 to 1: give `min` and `max` too"
