"""Numbers issued by offices, shops and clinics; numbers issued by a state are in the locale's file."""

from __future__ import annotations

from collections.abc import Mapping

from synth.people.locale import Maker
from synth.people.mix import decimal_digits

DOCUMENTS: Mapping[str, Maker] = {
    "customer_id": lambda person, bits: f"{('C', 'K', 'CU-', '')[bits & 3]}{decimal_digits(bits >> 8, 7)}",
    "invoice_id": lambda person, bits: (
        f"{('INV-', 'R', '')[bits % 3]}{2024 + (bits >> 8) % 3}-{decimal_digits(bits >> 16, 5)}"
    ),
    "policy": lambda person, bits: f"{'ABKLMPSV'[bits & 7]}{decimal_digits(bits >> 8, 9)}",
    "record_number": lambda person, bits: f"{('MRN ', 'MRN-', '')[bits % 3]}{decimal_digits(bits >> 8, 8)}",
}
