"""The known forms of a string, each as one regular expression, so that OpenAPI can say exactly what we check.

The expressions stay within what Python, RE2 and ECMAScript read alike, and match a whole value.
"""

from __future__ import annotations

import zoneinfo
from functools import cache

from inloop.options.v1 import access_pb2

# Years 1984 to 2149 with the true lengths of the months; 2100 is no leap year.
_YEAR = "(?:19(?:8[4-9]|9[0-9])|20[0-9]{2}|21[0-4][0-9])"
_LEAP = "(?:19(?:8[48]|9[26])|20(?:[02468][048]|[13579][26])|21(?:0[48]|[24][048]|[13][26]))"
_DAY = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
_DATE = f"(?:{_YEAR}-{_DAY}|{_LEAP}-02-29)"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"

# Active codes of ISO 4217 (list one), without funds, metals and test codes.
_CURRENCY = (
    "AED|AFN|ALL|AMD|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BGN|BHD|BIF|BMD|BND|BOB|BRL|BSD|BTN|BWP|BYN|BZD|CAD|CDF|CHF|"
    "CLP|CNY|COP|CRC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|EGP|ERN|ETB|EUR|FJD|FKP|GBP|GEL|GHS|GIP|GMD|GNF|GTQ|GYD|HKD|HNL|"
    "HTG|HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|LSL|LYD|MAD|"
    "MDL|MGA|MKD|MMK|MNT|MOP|MRU|MUR|MVR|MWK|MXN|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|PKR|PLN|PYG|"
    "QAR|RON|RSD|RUB|RWF|SAR|SBD|SCR|SDG|SEK|SGD|SHP|SLE|SOS|SRD|SSP|STN|SVC|SYP|SZL|THB|TJS|TMT|TND|TOP|TRY|TTD|"
    "TWD|TZS|UAH|UGX|USD|UYU|UZS|VED|VES|VND|VUV|WST|XAF|XCD|XCG|XOF|XPF|YER|ZAR|ZMW|ZWG"
)

PATTERNS: dict[int, str] = {
    access_pb2.FORMAT_ID: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    access_pb2.FORMAT_DATE: _DATE,
    access_pb2.FORMAT_LOCAL_TIME: f"{_DATE}T{_TIME}",
    access_pb2.FORMAT_EMAIL: '[^\\u0000-\\u0020\\u007f-\\u00a0\\u2028\\u2029@,;:<>()"\\\\]{1,64}'
    "@[A-Za-z0-9\\u00a1-\\u2027\\u202a-\\uffff](?:[-A-Za-z0-9.\\u00a1-\\u2027\\u202a-\\uffff]{0,188}"
    "[A-Za-z0-9\\u00a1-\\u2027\\u202a-\\uffff])?",
    access_pb2.FORMAT_CURRENCY: _CURRENCY,
    access_pb2.FORMAT_PHONE: "\\+[1-9][0-9]{6,14}",
    access_pb2.FORMAT_TIME_OF_DAY: _TIME,
    access_pb2.FORMAT_LANGUAGE: "en|de",
}

SENTENCES: dict[int, str] = {
    access_pb2.FORMAT_ID: "Must be an id (a UUID in lower case).",
    access_pb2.FORMAT_DATE: "Must be a date such as 2026-11-24, from 1984 to 2149.",
    access_pb2.FORMAT_LOCAL_TIME: "Must be a local time such as 2026-11-24T08:00, from 1984 to 2149.",
    access_pb2.FORMAT_EMAIL: "Must be an e-mail address.",
    access_pb2.FORMAT_ZONE: "Must be an IANA time zone such as Europe/Berlin.",
    access_pb2.FORMAT_CURRENCY: "Must be an ISO 4217 currency code such as EUR.",
    access_pb2.FORMAT_PHONE: "Must be a telephone number such as +4930123456.",
    access_pb2.FORMAT_TIME_OF_DAY: "Must be a time of day such as 09:00.",
    access_pb2.FORMAT_LANGUAGE: "Must be one of: en, de.",
}

# What a line, and a text of several lines, may not hold: C0 and C1 controls, and for a line the Unicode line ends.
LINE_EXCLUDES = "\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029"
TEXT_EXCLUDES = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f"


@cache
def zones() -> frozenset[str]:
    """Every IANA zone that this machine knows, without the aliases that only some machines have."""
    return frozenset(
        name
        for name in zoneinfo.available_timezones()
        if not name.startswith(("posix/", "right/", "posixrules", "localtime", "Factory"))
    )
