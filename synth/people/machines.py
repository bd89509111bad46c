"""Addresses of machines that are nobody's on the internet, in every spelling.

IPv4: private (RFC 1918), shared by carriers (RFC 6598), link-local (RFC 3927), for benchmarks (RFC 2544), class E (RFC
1112, section 4), the multicast blocks that IANA holds in reserve, which no host can have, and those for documentation
(RFC 5737). IPv6: unique local (RFC 4193), link-local (RFC 4291), for documentation (RFC 3849, RFC 9637), and the parts
of the address space that IANA has given to nobody (4000::/3 to c000::/3). MAC: locally administered (IEEE 802c: the
second digit is 2, 6 or e), which no manufacturer is given, and those for documentation (RFC 7042).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from synth.people.locale import Maker

if TYPE_CHECKING:
    from synth.people.persona import Persona

_DOCUMENTATION = ("192.0.2", "198.51.100", "203.0.113")
_RESERVED_MULTICAST = (*range(225, 232), *range(235, 239))


def ordinary_ip(person: Persona, bits: int) -> str:
    """An address of seven in eight IPv4, one in eight IPv6."""
    if bits & 7 == 0:
        return _ip6(bits >> 3)
    kind, bits = bits >> 3 & 15, bits >> 7
    b, c, d = bits & 255, bits >> 8 & 255, 1 + (bits >> 16) % 254
    more = bits >> 24
    if kind < 3:
        return f"192.168.{c if more & 1 else c & 15}.{d}"
    if kind < 7:
        return f"10.{b}.{c}.{d}"
    if kind < 9:
        return f"172.{16 + more % 16}.{c}.{d}"
    if kind < 11:
        return f"100.{64 + more % 64}.{c}.{d}"
    if kind == 11:
        return f"198.{18 + more % 2}.{c}.{d}"
    if kind == 12:
        return f"169.254.{1 + b % 254}.{d}"
    if kind == 13:
        return f"{_RESERVED_MULTICAST[more % len(_RESERVED_MULTICAST)]}.{b}.{c}.{d}"
    if kind == 14:
        return f"{240 + more % 15}.{b}.{c}.{d}"
    return f"{_DOCUMENTATION[more % 3]}.{d}"


def _ip6(bits: int) -> str:
    """Written in full, without leading zeros, or with `::`; one in four in capitals."""
    kind, style, bits = bits & 3, bits >> 2 & 7, bits >> 5
    tail = [bits & 0xFFFF, bits >> 12 & 0xFFFF, bits >> 24 & 0xFFFF, bits >> 40 & 0xFFFF]
    middle = [bits >> 4 & 0xFFF, bits >> 20 & 0xFFF]
    if kind == 0:
        head = [0xFD00 | bits >> 8 & 0xFF, *middle]
    elif kind == 1:
        head = [0x2001, 0xDB8, middle[0]] if bits & 1 else [0x3FFF, middle[0], middle[1]]
    elif kind == 2:
        head = [0xFE80, 0, 0]
    else:
        head = [0x4000 + bits % 0xA000, *middle]
    groups = [*head, 0 if kind == 2 else bits >> 16 & 0xFF, *tail]
    if style < 3 and kind != 2:
        text = ":".join([f"{group:x}" for group in groups])
    elif style == 3:
        text = ":".join([f"{group:04x}" for group in groups])
    elif kind == 2:
        text = "fe80::" + ":".join([f"{group:x}" for group in tail])
    else:
        text = f"{head[0]:x}:{head[1]:x}:{head[2]:x}::{1 + tail[0] % 0xFFFE:x}"
    return text.upper() if bits & 3 == 0 else text


def ordinary_mac(person: Persona, bits: int) -> str:
    """With colons, with dashes, in three groups with points, or bare; small letters or capitals."""
    if bits & 15 == 0:
        digits = f"00005e0053{bits >> 8 & 0xFF:02x}"
    else:
        digits = f"{bits >> 8 & 0xF:x}{'26e'[bits % 3]}{bits >> 12 & 0xFFFFFFFFFF:010x}"
    style = bits >> 54 & 7
    if style == 7:
        text = digits
    elif style == 6:
        text = f"{digits[:4]}.{digits[4:8]}.{digits[8:]}"
    else:
        text = (":" if style < 4 else "-").join([digits[at : at + 2] for at in range(0, 12, 2)])
    return text.upper() if bits >> 57 & 1 and style != 6 else text


MACHINES: Mapping[str, Maker] = {"ip": ordinary_ip, "mac": ordinary_mac}
"""Fields whose ordinary forms are made here."""
