"""Results of a laboratory: drawn within or beyond their ranges, those that follow from others computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from synth.core.seeds import Draws
from synth.document.makers.medical_report.analytes import (
    ANALYTES,
    DERIVED,
    Analyte,
    ReferenceRange,
    System,
    bounds,
    converted,
)

_MIDDLE = (0.3, 0.7)
"""A healthy result lies in this part of its range, so that what follows from healthy results is healthy as well."""

_FRIEDEWALD = {"conventional": Decimal(5), "si": Decimal("2.2")}
"""Triglycerides over this are the cholesterol of VLDL (Friedewald 1972)."""


RAISED: Mapping[str, tuple[str, ...]] = {"diabetes": ("glucose", "hba1c"), "asthma": ("eosinophils",)}
"""Condition of a patient -> the analytes that it raises above their ranges."""


class Person(NamedTuple):
    """What ranges and formulas depend on: sex (`f` or `m`) and age in years."""

    sex: str
    years: int


class TestResult(NamedTuple):
    """A number as it is printed, and its printed range."""

    amount: Decimal
    reference: ReferenceRange
    critical: bool

    @property
    def side(self) -> int:
        """-1 below the range, 1 above, 0 inside."""
        low, high = self.reference
        return (high is not None and self.amount > high) - (low is not None and self.amount < low)


def draw_results(
    keys: Sequence[str],
    person: Person,
    system: System,
    abnormal: float,
    critical: str,
    draws: Draws,
    raised: Collection[str] = (),
) -> Mapping[str, TestResult]:
    """A result for each analyte; `abnormal` of those that are drawn lie outside; `critical` names one far outside,
    `raised` those that lie above their ranges.

    Every analyte takes its draws, whether it is requested or not, so that `keys` shifts none.
    """
    printed: dict[str, Decimal] = {}
    for key, analyte in ANALYTES.items():
        if key not in DERIVED:
            bare = _drawn(analyte, person.sex, abnormal, key == critical, key in raised, draws)
            printed[key] = converted(bare, analyte.unit(system))
    _derive(printed, person, system)
    return {key: _result(key, printed[key], person.sex, system) for key in keys}


def _result(key: str, amount: Decimal, sex: str, system: System) -> TestResult:
    analyte, unit = ANALYTES[key], ANALYTES[key].unit(system)
    low, high = (converted(Decimal(end), unit) if end else None for end in analyte.critical)
    beyond = (low is not None and amount < low) or (high is not None and amount > high)
    return TestResult(amount, analyte.reference(sex, system), beyond)


def _drawn(analyte: Analyte, sex: str, abnormal: float, critical: bool, raised: bool, draws: Draws) -> Decimal:
    """An amount in conventional units; three draws in any case."""
    low, high = bounds(analyte.women if sex == "f" else analyte.men)
    least, most = map(Decimal, analyte.extremes)
    outside, above, at = draws.random() < abnormal, draws.random(), draws.random()
    if critical:
        return _critical(analyte, above < 0.5 and not raised, at)
    if raised:
        assert high is not None, "what a condition raises has an upper end"
        return _between(high, most, 0.1 + 0.6 * at)
    if not outside:
        share = _MIDDLE[0] + (_MIDDLE[1] - _MIDDLE[0]) * at
        return _between(low if low is not None else least, high if high is not None else most, share)
    if high is None or (low is not None and above < 0.4):
        assert low is not None, "a range has an end"
        return _between(low, least, 0.08 + 0.9 * at**2)
    return _between(high, most, 0.05 + 0.9 * at**2)


def _critical(analyte: Analyte, below: bool, at: float) -> Decimal:
    """An amount 4 to 20 % beyond a critical end."""
    low, high = analyte.critical
    if low and (below or not high):
        return Decimal(low) * Decimal(0.96 - 0.08 * at)
    return Decimal(high) * Decimal(1.04 + 0.16 * at)


def _between(start: Decimal, end: Decimal, share: float) -> Decimal:
    return start + (end - start) * Decimal(share)


def _derive(printed: dict[str, Decimal], person: Person, system: System) -> None:
    """What follows from other printed results, in the same units."""
    haematocrit = printed["erythrocytes"] * printed["mcv"] / 10  # % of the blood
    grams = Decimal(10 if system == "si" else 1)
    haemoglobin = haematocrit * printed["mchc"] / grams / 100  # g/dL
    bare = {"haematocrit": haematocrit, "haemoglobin": haemoglobin, "mch": haemoglobin / printed["erythrocytes"] * 10}
    others = ("lymphocytes", "monocytes", "eosinophils", "basophils")
    bare["neutrophils"] = 100 - sum((printed[key] for key in others), Decimal(0))
    bare["egfr"] = Decimal(egfr(_milligrams(printed["creatinine"], system), person))
    printed |= {key: converted(amount, ANALYTES[key].unit(system)) for key, amount in bare.items()}
    non_hdl = printed["ldl"] + printed["triglycerides"] / _FRIEDEWALD[system]
    step = Decimal(1).scaleb(-ANALYTES["non_hdl"].unit(system).decimals)
    printed["non_hdl"] = non_hdl.quantize(step, ROUND_HALF_EVEN)
    printed["cholesterol"] = printed["non_hdl"] + printed["hdl"]


def _milligrams(creatinine: Decimal, system: System) -> float:
    return float(creatinine) / float(ANALYTES["creatinine"].unit(system).factor)


def egfr(creatinine: float, person: Person) -> float:
    """Filtration rate, mL/min/1.73 m², from creatinine in mg/dL: CKD-EPI 2021 (Inker et al. 2021, table S9)."""
    woman = person.sex == "f"
    share = creatinine / (0.7 if woman else 0.9)
    low = min(share, 1.0) ** (-0.241 if woman else -0.302)
    return 142 * low * max(share, 1.0) ** -1.2 * 0.9938**person.years * (1.012 if woman else 1.0)
