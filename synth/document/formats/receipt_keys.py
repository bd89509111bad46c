"""What receipts' formats call well-known fields, by the field's key. A key that is not here keeps its own name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from synth.document.formats.page import ShownField

CORD_ROWS = ("items", "lines", "positions")
"""The lists whose rows CORD calls `menu`."""

CORD_COLUMNS: Mapping[str, str] = {
    "description": "nm",
    "name": "nm",
    "product": "nm",
    "code": "num",
    "number": "num",
    "sku": "num",
    "quantity": "cnt",
    "qty": "cnt",
    "unit_price": "unitprice",
    "price": "unitprice",
    "discount": "discountprice",
    "amount": "price",
    "total": "price",
}
"""Column of such a row -> CORD's subclass of `menu`."""

CORD_KEYS: Mapping[str, str] = {
    "subtotal": "sub_total.subtotal_price",
    "net": "sub_total.etc",
    "discount": "sub_total.discount_price",
    "service": "sub_total.service_price",
    "tax": "sub_total.tax_price",
    "vat": "sub_total.tax_price",
    "total": "total.total_price",
    "cash": "total.cashprice",
    "change": "total.changeprice",
    "card": "total.creditcardprice",
    "item_count": "total.menutype_cnt",
    "quantity_total": "total.menuqty_cnt",
}
"""Key -> CORD's category."""

SROIE_KEYS: Mapping[str, Sequence[str]] = {
    "company": ("company", "seller.name", "merchant.name", "shop.name", "store.name", "issuer.name", "merchant"),
    "date": ("date", "invoice_date", "issue_date", "issued"),
    "address": ("address", "seller.address", "merchant.address", "shop.address", "store.address", "issuer.address"),
    "total": ("total", "grand_total", "amount_due", "gross"),
}
"""SROIE's entity -> the keys that it may have, the first that a page shows counts."""


def cord_key(key: str) -> str:
    """CORD's name with the row's number: `items.3.amount` is `menu.3.price`, `tax` is `sub_total.tax_price`.

    Another column keeps its name (`menu.3.unit`), and so does another key, after `etc.` where it has no dot: CORD's
    categories have two parts.
    """
    if key in CORD_KEYS:
        return CORD_KEYS[key]
    name, *rest = key.split(".")
    if name in CORD_ROWS and len(rest) == 2 and rest[0].isdecimal():
        return f"menu.{rest[0]}.{CORD_COLUMNS.get(rest[1], rest[1])}"
    return key if rest else f"etc.{key}"


def sroie_entities(fields: Iterable[ShownField]) -> dict[str, str]:
    """SROIE's entity -> printed text, for those that one of the fields is."""
    texts: dict[str, str] = {}
    for field in fields:
        texts.setdefault(field.key, field.text)
    found = {entity: next((key for key in keys if key in texts), None) for entity, keys in SROIE_KEYS.items()}
    return {entity: texts[key] for entity, key in found.items() if key is not None}
