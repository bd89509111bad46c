"""What a laboratory measures: reference ranges by sex, units of both systems and their conversion.

Ranges are usual ones for adults in conventional units; factors to SI are those of the substances' molar masses.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple

System = Literal["conventional", "si"]


class Unit(NamedTuple):
    """A unit, its printed decimals, and how it follows from the conventional one: value x factor + offset."""

    name: str
    decimals: int
    factor: str = "1"
    offset: str = "0"


class ReferenceRange(NamedTuple):
    """Reference range, ends included; None: open."""

    low: Decimal | None
    high: Decimal | None


class Analyte(NamedTuple):
    """One measurement. `extremes` and `critical` (beyond them a physician is called) are in conventional units."""

    panel: str
    women: str
    men: str
    extremes: tuple[str, str]
    units: tuple[Unit, ...]
    critical: tuple[str, str] = ("", "")

    def unit(self, system: System) -> Unit:
        """The unit that a system prints; the same in both where there is one."""
        return self.units[0 if system == "conventional" else -1]

    def reference(self, sex: str, system: System) -> ReferenceRange:
        """The range as it is printed in a system, for `f` or `m`."""
        bare = bounds(self.women if sex == "f" else self.men)
        unit = self.unit(system)
        return ReferenceRange(*(None if end is None else converted(end, unit) for end in bare))


def bounds(text: str) -> ReferenceRange:
    """`4-10`, `-5` (no lower end) or `60-` (no upper end)."""
    low, _, high = text.partition("-")
    return ReferenceRange(Decimal(low) if low else None, Decimal(high) if high else None)


def converted(amount: Decimal, unit: Unit) -> Decimal:
    """An amount of conventional units as it is printed in a unit."""
    exact = amount * Decimal(unit.factor) + Decimal(unit.offset)
    return exact.quantize(Decimal(1).scaleb(-unit.decimals), ROUND_HALF_EVEN)


def _same(
    panel: str, ranges: str, extremes: tuple[str, str], *units: Unit, critical: tuple[str, str] = ("", "")
) -> Analyte:
    """An analyte whose range is that of women and men alike."""
    return Analyte(panel, ranges, ranges, extremes, units, critical)


_CELLS, _PER_L = Unit("10³/µL", 0), Unit("10⁹/L", 0)
_WHITE = Unit("10³/µL", 1), Unit("10⁹/L", 1)
_RED = Unit("10⁶/µL", 2), Unit("10¹²/L", 2)
_CALCIUM = Unit("mg/dL", 1), Unit("mmol/L", 2, "0.2495")
_PERCENT, _U, _MMOL = Unit("%", 1), Unit("U/L", 0), Unit("mmol/L", 0)
_MG, _MG1, _MG2 = Unit("mg/dL", 0), Unit("mg/dL", 1), Unit("mg/dL", 2)
_G, _G_L = Unit("g/dL", 1), Unit("g/L", 0, "10")

ANALYTES: Mapping[str, Analyte] = {
    "leukocytes": _same("haematology", "4.0-10.0", ("1.8", "28"), *_WHITE, critical=("1.5", "30")),
    "erythrocytes": Analyte("haematology", "3.90-5.20", "4.40-5.80", ("3.45", "6.6"), _RED),
    "haemoglobin": Analyte("haematology", "12.0-15.5", "13.5-17.5", ("7", "20"), (_G, _G_L)),
    "haematocrit": Analyte("haematology", "36.0-46.0", "40.0-52.0", ("20", "60"), (_PERCENT, Unit("L/L", 2, "0.01"))),
    "mcv": _same("haematology", "80.0-98.0", ("73", "108"), Unit("fL", 1)),
    "mch": _same("haematology", "27.0-33.0", ("20", "40"), Unit("pg", 1)),
    "mchc": _same("haematology", "32.0-36.0", ("29.5", "37.5"), _G, _G_L),
    "platelets": _same("haematology", "150-400", ("45", "780"), _CELLS, _PER_L, critical=("30", "1000")),
    "neutrophils": _same("differential", "40.0-75.0", ("20", "90"), _PERCENT),
    "lymphocytes": _same("differential", "20.0-45.0", ("10", "58"), _PERCENT),
    "monocytes": _same("differential", "2.0-10.0", ("1", "14"), _PERCENT),
    "eosinophils": _same("differential", "1.0-6.0", ("0", "13"), _PERCENT),
    "basophils": _same("differential", "-1.5", ("0", "3"), _PERCENT),
    "glucose": _same("chemistry", "70-99", ("56", "310"), _MG, Unit("mmol/L", 1, "0.05551"), critical=("50", "450")),
    "urea": _same("chemistry", "15-43", ("9", "140"), _MG, Unit("mmol/L", 1, "0.1665")),
    "creatinine": Analyte("chemistry", "0.50-1.00", "0.70-1.20", ("0.35", "3.6"), (_MG2, Unit("µmol/L", 0, "88.42"))),
    "egfr": _same("chemistry", "60-", ("8", "140"), Unit("mL/min/1.73 m²", 0)),
    "uric_acid": Analyte("chemistry", "2.5-6.2", "3.5-7.2", ("1.6", "11.5"), (_MG1, Unit("µmol/L", 0, "59.48"))),
    "sodium": _same("chemistry", "136-145", ("126", "152"), _MMOL, critical=("120", "158")),
    "potassium": _same("chemistry", "3.5-5.1", ("2.9", "5.9"), Unit("mmol/L", 1), critical=("2.6", "6.3")),
    "chloride": _same("chemistry", "98-107", ("86", "116"), _MMOL),
    "calcium": _same("chemistry", "8.6-10.2", ("7.2", "12.2"), *_CALCIUM, critical=("6.4", "13.4")),
    "protein": _same("chemistry", "6.4-8.3", ("5.1", "9.8"), _G, _G_L),
    "albumin": _same("chemistry", "3.5-5.2", ("2.2", "5.6"), _G, _G_L),
    "crp": _same("chemistry", "-5.0", ("0.3", "140"), Unit("mg/L", 1)),
    "bilirubin": _same("liver", "0.2-1.2", ("0.1", "6.0"), _MG1, Unit("µmol/L", 0, "17.1")),
    "ast": Analyte("liver", "8-32", "8-40", ("5", "260"), (_U,)),
    "alt": Analyte("liver", "7-33", "8-41", ("4", "320"), (_U,)),
    "ggt": Analyte("liver", "6-40", "10-60", ("4", "380"), (_U,)),
    "alp": _same("liver", "40-129", ("25", "340"), _U),
    "ldh": _same("liver", "135-225", ("100", "560"), _U),
    "cholesterol": _same("lipids", "-200", ("90", "400"), _MG, Unit("mmol/L", 1, "0.02586")),
    "triglycerides": _same("lipids", "-150", ("30", "520"), _MG, Unit("mmol/L", 1, "0.01129")),
    "hdl": Analyte("lipids", "50-", "40-", ("24", "78"), (_MG, Unit("mmol/L", 1, "0.02586"))),
    "ldl": _same("lipids", "-130", ("50", "240"), _MG, Unit("mmol/L", 1, "0.02586")),
    "non_hdl": _same("lipids", "-160", ("70", "320"), _MG, Unit("mmol/L", 1, "0.02586")),
    "tsh": _same("thyroid", "0.40-4.00", ("0.02", "22"), Unit("mIU/L", 2)),
    "ft3": _same("thyroid", "2.0-4.4", ("1.0", "11"), Unit("pg/mL", 1), Unit("pmol/L", 1, "1.536")),
    "ft4": _same("thyroid", "0.90-1.70", ("0.35", "4.6"), Unit("ng/dL", 2), Unit("pmol/L", 1, "12.87")),
    "iron": Analyte("iron", "37-145", "59-158", ("14", "230"), (Unit("µg/dL", 0), Unit("µmol/L", 1, "0.1791"))),
    "ferritin": Analyte("iron", "15-150", "30-400", ("4", "900"), (Unit("ng/mL", 0), Unit("µg/L", 0))),
    "transferrin": _same("iron", "200-360", ("130", "440"), _MG, Unit("g/L", 2, "0.01")),
    "hba1c": _same("metabolism", "4.0-5.6", ("3.6", "11.4"), _PERCENT, Unit("mmol/mol", 0, "10.929", "-23.5")),
    "vitamin_b12": _same("metabolism", "200-900", ("90", "1600"), Unit("pg/mL", 0), Unit("pmol/L", 0, "0.738")),
    "vitamin_d": _same("metabolism", "30-100", ("7", "130"), Unit("ng/mL", 0), Unit("nmol/L", 0, "2.496")),
    "folate": _same("metabolism", "3.9-26.8", ("1.6", "34"), Unit("ng/mL", 1), Unit("nmol/L", 1, "2.266")),
    "inr": _same("coagulation", "0.80-1.20", ("0.75", "3.2"), Unit("", 2), critical=("", "4.80")),
    "aptt": _same("coagulation", "25-37", ("20", "66"), Unit("s", 0)),
    "fibrinogen": _same("coagulation", "200-400", ("120", "720"), _MG, Unit("g/L", 1, "0.01")),
    "urine_density": _same("urine", "1.005-1.030", ("1.001", "1.038"), Unit("", 3)),
    "urine_ph": _same("urine", "5.0-7.5", ("4.5", "8.8"), Unit("", 1)),
}  # fmt: skip
"""Key -> analyte, panel by panel in the order of a report."""

QUALITATIVE = ("urine_protein", "urine_glucose", "urine_ketones", "urine_nitrite", "urine_blood", "urine_leukocytes")
"""Strips of the urine panel, which read negative, trace or positive."""

PANELS = tuple(dict.fromkeys(analyte.panel for analyte in ANALYTES.values()))
DERIVED = ("haemoglobin", "haematocrit", "mch", "neutrophils", "egfr", "cholesterol", "non_hdl")
"""Analytes that follow from others and are never drawn."""

SYSTEMS: Mapping[str, tuple[System, ...]] = {
    "en_US": ("conventional",),
    "en_GB": ("si",),
    "de_DE": ("si", "conventional"),
    "fr_FR": ("si",),
    "es_ES": ("conventional", "si"),
    "ar": ("si",),
    "hi_IN": ("conventional",),
    "ja_JP": ("conventional",),
}
"""The systems that a country's laboratories print; each keeps to one."""
