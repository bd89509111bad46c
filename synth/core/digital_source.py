"""What a file says of how it was made: IPTC's Digital Source Type in an XMP packet (ISO 16684-1).

The terms are those of https://cv.iptc.org/newscodes/digitalsourcetype/; viewers, search engines and C2PA read the same.
"""

from __future__ import annotations

from enum import Enum
from zlib import crc32

_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_XMP = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
<xmp:CreatorTool>synth</xmp:CreatorTool>
<Iptc4xmpExt:DigitalSourceType>{}</Iptc4xmpExt:DigitalSourceType>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_PNG_HEADER = 33
"""Bytes of a PNG up to the end of its chunk IHDR."""
_JPEG_NAME = b"http://ns.adobe.com/xap/1.0/\0"
"""How an APP1 segment that holds XMP begins."""


class DigitalSource(Enum):
    """How a synthetic file was made."""

    TRAINED = "trainedAlgorithmicMedia"
    """By a model that was trained on pictures of others."""
    ALGORITHMIC = "algorithmicMedia"
    """By an algorithm that no sampled training data are in: drawings, typeset pages."""

    @property
    def address(self) -> str:
        """The term's address, which is how metadata name it."""
        return _TERMS + self.value

    @property
    def xmp(self) -> str:
        """The XMP packet that says so; the same text each time."""
        return _XMP.format(self.address)


def png_with(xmp: str, png: bytes) -> bytes:
    """A PNG with an XMP packet in a chunk `iTXt` (PNG 11.3.3.4) behind its header; as it is without a packet."""
    if not xmp:
        return png
    chunk = b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + xmp.encode()
    framed = (len(chunk) - 4).to_bytes(4, "big") + chunk + crc32(chunk).to_bytes(4, "big")
    return png[:_PNG_HEADER] + framed + png[_PNG_HEADER:]


def jpeg_with(xmp: str, jpeg: bytes) -> bytes:
    """A JFIF file with an XMP packet in a segment APP1 behind APP0; as it is without a packet."""
    if not xmp:
        return jpeg
    behind = 4 + int.from_bytes(jpeg[4:6], "big")
    segment = _JPEG_NAME + xmp.encode()
    return jpeg[:behind] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + jpeg[behind:]
