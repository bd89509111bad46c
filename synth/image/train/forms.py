"""Fit the mixture of forms of a category's objects (`synth.image.plan.composed_object.Forms`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from synth.image.packs.card import LabelForm
from synth.image.train.prior import RESIDUAL_QUANTILES, cluster, rounded, weighted_quantiles

if TYPE_CHECKING:
    from jaxtyping import Float64

FORMS_A_PART, MOST_PARTS, FORMS_SHRUNK = 50, 12, 20
"""Objects for one part of the mixture of forms, how many parts there are at most, and the weight, in objects, of what a
part's covariance is shrunk to."""


def fit_forms(forms: Float64[np.ndarray, "n m"], labels: LabelForm) -> list[dict[str, Any]]:
    """A mixture of the forms of a category, without what place and size say of them: k-means, with far ones
    drawn nearer, so that a few odd outlines do not take the clusters. Each cluster's covariance is shrunk to that
    of all clusters, as large as its own. Boxes, whose form is one number with its quantiles, need one part.
    """
    number = forms.shape[1]
    ridge = 1e-8 * np.eye(number)
    centred = forms - forms.mean(axis=0)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    nearer = centred / np.sqrt((length**2).mean() + length**2 + 1e-12)
    wanted = 1 if labels == "boxes" else int(np.clip(len(forms) / FORMS_A_PART, 1, MOST_PARTS))
    members = cluster(nearer, np.ones(len(forms)), wanted)
    parts = [forms[members == k] for k in np.unique(members)]
    scatters = [(part - part.mean(axis=0)).T @ (part - part.mean(axis=0)) for part in parts]
    pooled = sum(scatters) / len(forms) + ridge
    found = []
    for part, scatter in zip(parts, scatters, strict=True):
        towards = pooled * (np.trace(scatter) / len(part) + 1e-8) / np.trace(pooled)
        factor = np.linalg.cholesky((scatter + FORMS_SHRUNK * towards) / (len(part) + FORMS_SHRUNK) + ridge)
        noise = np.linalg.solve(factor, (part - part.mean(axis=0)).T)
        lengths = noise[0] if labels == "boxes" else np.linalg.norm(noise, axis=0) / np.sqrt(number)
        found.append(
            {
                "share": round(len(part) / len(forms), 6),
                "mean": rounded(part.mean(axis=0), 5),
                "factor": [rounded(row, 5) for row in factor],
                "spread": rounded(weighted_quantiles(lengths, np.ones(len(part)), RESIDUAL_QUANTILES)),
            }
        )
    return found
