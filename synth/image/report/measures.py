"""What is counted per instance or per picture."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from synth.report.tally import Measure

MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            name="count", title="Objects per picture", unit="", log=False, fine_edges=lambda: np.arange(0.0, 4097.0)
        ),
        Measure(
            name="area", title="Visible area", unit="px", log=True, fine_edges=lambda: np.geomspace(1.0, 2.0**26, 2081)
        ),
        Measure(
            name="aspect",
            title="Box height / width",
            unit="",
            log=True,
            fine_edges=lambda: np.geomspace(2.0**-5, 2.0**5, 1001),
        ),
        Measure(
            name="neighbour",
            title="Distance to nearest neighbour",
            unit="px",
            log=False,
            fine_edges=lambda: np.arange(0.0, 4096.5, 0.5),
        ),
    )
}


UNIT_MEASURES: Mapping[str, Measure] = {
    name: Measure(name=name, title=title, unit="", log=False, fine_edges=lambda: np.linspace(0.0, 1.0, 501))
    for name, title in (("iou", "IoU of label and read-back"), ("score", "Annotator's score"))
}
