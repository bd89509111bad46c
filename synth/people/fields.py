"""The fields of a persona and the span labels they carry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "name": "PERSON",
        "first_name": "PERSON",
        "last_name": "PERSON",
        "short_name": "PERSON",
        "title_name": "PERSON",
        "pronoun": "PERSON",
        "pronoun_object": "PERSON",
        "pronoun_possessive": "PERSON",
        "gender": "",
        "birth_date": "DATE_OF_BIRTH",
        "age": "AGE",
        "email": "EMAIL",
        "work_email": "EMAIL",
        "username": "USERNAME",
        "password": "PASSWORD",
        "phone": "PHONE",
        "ip": "IP_ADDRESS",
        "mac": "MAC_ADDRESS",
        "street": "STREET",
        "house": "",
        "zip": "ZIP",
        "city": "CITY",
        "state": "STATE",
        "country": "COUNTRY",
        "address": "ADDRESS",
        "address_lines": "ADDRESS",
        "employer": "ORGANIZATION",
        "domain": "DOMAIN",
        "website": "URL",
        "job": "JOB_TITLE",
        "department": "",
        "iban": "IBAN",
        "bic": "BIC",
        "account": "ACCOUNT_NUMBER",
        "card": "CREDIT_CARD",
        "card_expiry": "DATE",
        "cvv": "CVV",
        "ssn": "NATIONAL_ID",
        "tax_id": "TAX_ID",
        "passport": "PASSPORT",
        "driver_licence": "DRIVER_LICENCE",
        "plate": "LICENCE_PLATE",
        "customer_id": "CUSTOMER_ID",
        "employee_id": "EMPLOYEE_ID",
        "invoice_id": "INVOICE_NUMBER",
        "policy": "INSURANCE_NUMBER",
        "record_number": "MEDICAL_RECORD_NUMBER",
    }
)
"""Field -> label; an empty label: plain text."""
