"""The 150 classes of ADE20K: their names, and their colours in the training data of segmentation ControlNets.

Zhou et al., "Scene parsing through ADE20K dataset" (CVPR 2017). The palette is that of the authors' scene parsing
benchmark, with which the ControlNets were trained: wall is (120, 120, 120), not shifted by one.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

Rgb = tuple[int, int, int]

CLASSES: tuple[tuple[str, Rgb], ...] = (
    ("wall", (120, 120, 120)),
    ("building, edifice", (180, 120, 120)),
    ("sky", (6, 230, 230)),
    ("floor, flooring", (80, 50, 50)),
    ("tree", (4, 200, 3)),
    ("ceiling", (120, 120, 80)),
    ("road", (140, 140, 140)),
    ("bed", (204, 5, 255)),
    ("windowpane, window", (230, 230, 230)),
    ("grass", (4, 250, 7)),
    ("cabinet", (224, 5, 255)),
    ("sidewalk, pavement", (235, 255, 7)),
    ("person", (150, 5, 61)),
    ("earth", (120, 120, 70)),
    ("door, double door", (8, 255, 51)),
    ("table", (255, 6, 82)),
    ("mountain", (143, 255, 140)),
    ("plant, flora, plant life", (204, 255, 4)),
    ("curtain, drapery", (255, 51, 7)),
    ("chair", (204, 70, 3)),
    ("car, auto, automobile, motorcar", (0, 102, 200)),
    ("water", (61, 230, 250)),
    ("painting, picture", (255, 6, 51)),
    ("sofa, couch", (11, 102, 255)),
    ("shelf", (255, 7, 71)),
    ("house", (255, 9, 224)),
    ("sea", (9, 7, 230)),
    ("mirror", (220, 220, 220)),
    ("rug, carpet, carpeting", (255, 9, 92)),
    ("field", (112, 9, 255)),
    ("armchair", (8, 255, 214)),
    ("seat", (7, 255, 224)),
    ("fence, fencing", (255, 184, 6)),
    ("desk", (10, 255, 71)),
    ("rock, stone", (255, 41, 10)),
    ("wardrobe, closet", (7, 255, 255)),
    ("lamp", (224, 255, 8)),
    ("bathtub, bathing tub", (102, 8, 255)),
    ("railing", (255, 61, 6)),
    ("cushion", (255, 194, 7)),
    ("base, pedestal", (255, 122, 8)),
    ("box", (0, 255, 20)),
    ("column, pillar", (255, 8, 41)),
    ("signboard, sign", (255, 5, 153)),
    ("chest of drawers, bureau, dresser", (6, 51, 255)),
    ("counter", (235, 12, 255)),
    ("sand", (160, 150, 20)),
    ("sink", (0, 163, 255)),
    ("skyscraper", (140, 140, 140)),
    ("fireplace, open fireplace", (250, 10, 15)),
    ("refrigerator, icebox", (20, 255, 0)),
    ("grandstand, covered stand", (31, 255, 0)),
    ("path", (255, 31, 0)),
    ("stairs", (255, 224, 0)),
    ("runway", (153, 255, 0)),
    ("case, display case, showcase, vitrine", (0, 0, 255)),
    ("pool table, billiard table, snooker table", (255, 71, 0)),
    ("pillow", (0, 235, 255)),
    ("screen door", (0, 173, 255)),
    ("stairway, staircase", (31, 0, 255)),
    ("river", (11, 200, 200)),
    ("bridge", (255, 82, 0)),
    ("bookcase", (0, 255, 245)),
    ("blind", (0, 61, 255)),
    ("coffee table, cocktail table", (0, 255, 112)),
    ("toilet", (0, 255, 133)),
    ("flower", (255, 0, 0)),
    ("book", (255, 163, 0)),
    ("hill", (255, 102, 0)),
    ("bench", (194, 255, 0)),
    ("countertop", (0, 143, 255)),
    ("stove, kitchen stove, kitchen range, cooking stove", (51, 255, 0)),
    ("palm, palm tree", (0, 82, 255)),
    ("kitchen island", (0, 255, 41)),
    ("computer, electronic computer", (0, 255, 173)),
    ("swivel chair", (10, 0, 255)),
    ("boat", (173, 255, 0)),
    ("bar", (0, 255, 153)),
    ("arcade machine", (255, 92, 0)),
    ("hovel, hut, shack, shanty", (255, 0, 255)),
    ("bus, autobus, double-decker, motorbus, motorcoach, omnibus", (255, 0, 245)),
    ("towel", (255, 0, 102)),
    ("light, light source", (255, 173, 0)),
    ("truck, motortruck", (255, 0, 20)),
    ("tower", (255, 184, 184)),
    ("chandelier", (0, 31, 255)),
    ("awning, sunshade, sunblind", (0, 255, 61)),
    ("streetlight, street lamp", (0, 71, 255)),
    ("booth, cubicle, kiosk", (255, 0, 204)),
    ("television receiver, television, television set, tv, tv set, telly", (0, 255, 194)),
    ("airplane, aeroplane, plane", (0, 255, 82)),
    ("dirt track", (0, 10, 255)),
    ("apparel, wearing apparel, dress, clothes", (0, 112, 255)),
    ("pole", (51, 0, 255)),
    ("land, soil", (0, 194, 255)),
    ("bannister, banister, balustrade, balusters, handrail", (0, 122, 255)),
    ("escalator, moving staircase, moving stairway", (0, 255, 163)),
    ("ottoman, pouf, pouffe, hassock", (255, 153, 0)),
    ("bottle", (0, 255, 10)),
    ("buffet, sideboard", (255, 112, 0)),
    ("poster, placard", (143, 255, 0)),
    ("stage", (82, 0, 255)),
    ("van", (163, 255, 0)),
    ("ship", (255, 235, 0)),
    ("fountain", (8, 184, 170)),
    ("conveyer belt, conveyor belt, conveyer, conveyor, transporter", (133, 0, 255)),
    ("canopy", (0, 255, 92)),
    ("washer, automatic washer, washing machine", (184, 0, 255)),
    ("plaything, toy", (255, 0, 31)),
    ("swimming pool, swimming bath, natatorium", (0, 184, 255)),
    ("stool", (0, 214, 255)),
    ("barrel, cask", (255, 0, 112)),
    ("basket, handbasket", (92, 255, 0)),
    ("waterfall", (0, 224, 255)),
    ("tent, collapsible shelter", (112, 224, 255)),
    ("bag", (70, 184, 160)),
    ("minibike, motorbike", (163, 0, 255)),
    ("cradle", (153, 0, 255)),
    ("oven", (71, 255, 0)),
    ("ball", (255, 0, 163)),
    ("food, solid food", (255, 204, 0)),
    ("step, stair", (255, 0, 143)),
    ("tank, storage tank", (0, 255, 235)),
    ("trade name, brand name, brand", (133, 255, 0)),
    ("microwave, microwave oven", (255, 0, 235)),
    ("pot, flowerpot", (245, 0, 255)),
    ("animal, beast, brute, creature, fauna", (255, 0, 122)),
    ("bicycle, bike", (255, 245, 0)),
    ("lake", (10, 190, 212)),
    ("dishwasher, dishwashing machine", (214, 255, 0)),
    ("screen, silver screen, projection screen", (0, 204, 255)),
    ("blanket", (20, 0, 255)),
    ("sculpture", (255, 255, 0)),
    ("hood, exhaust hood", (0, 153, 255)),
    ("sconce", (0, 41, 255)),
    ("vase", (0, 255, 204)),
    ("traffic light, traffic signal, stoplight", (41, 0, 255)),
    ("tray", (41, 255, 0)),
    ("ashcan, trash can, garbage can, wastebin, ashbin, dustbin, trash barrel, trash bin", (173, 0, 255)),
    ("fan", (0, 245, 255)),
    ("pier, wharf, wharfage", (71, 0, 255)),
    ("crt screen", (122, 0, 255)),
    ("plate", (0, 255, 184)),
    ("monitor, monitoring device", (0, 92, 255)),
    ("bulletin board, notice board", (184, 255, 0)),
    ("shower", (0, 133, 255)),
    ("radiator", (255, 214, 0)),
    ("glass, drinking glass", (25, 194, 194)),
    ("clock", (102, 255, 0)),
    ("flag", (92, 0, 255)),
)  # fmt: skip
"""Names and RGB colour of each class, in ADE20K's order. The first name is the class itself, the others are synonyms.

Left out are synonyms that two classes share, and synonyms that alone mean something else: in ADE20K a `can` is a
toilet and a `machine` a car. Road and skyscraper really have the same colour.
"""

FROM_COCO: Mapping[str, str] = {
    "backpack": "bag", "bear": "animal", "bird": "animal", "cat": "animal", "cow": "animal", "dining table": "table",
    "dog": "animal", "elephant": "animal", "giraffe": "animal", "handbag": "bag", "horse": "animal",
    "laptop": "computer", "motorcycle": "minibike", "potted plant": "plant", "sheep": "animal",
    "sports ball": "ball", "stop sign": "signboard", "suitcase": "bag", "teddy bear": "plaything",
    "wine glass": "glass", "zebra": "animal",
}  # fmt: skip
"""COCO's name -> ADE20K class, where ADE20K uses another name."""

_COLOURS: Mapping[str, Rgb] = {name: rgb for names, rgb in CLASSES for name in names.split(", ")}


def ade20k_rgb(*names: str) -> Rgb | None:
    """RGB colour of the first of these names that ADE20K or COCO has (`traffic_light` is "traffic light"), or None."""
    for name in names:
        plain = " ".join(name.lower().replace("_", " ").split())
        found = _COLOURS.get(FROM_COCO.get(plain, plain))
        if found is not None:
            return found
    return None


def ade20k_problem(name: str) -> str | None:
    """The problem with a name that must be an ADE20K class, with the nearest class; None for a valid name."""
    if ade20k_rgb(name) is not None:
        return None
    near = difflib.get_close_matches(name.lower(), _COLOURS, n=1)
    return "one of ADE20K's 150 classes is needed" + (f" (did you mean '{near[0]}'?)" if near else "")
