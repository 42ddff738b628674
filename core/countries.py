"""Countries by their ISO 3166 code, with names; one that is not in the table is shown as its code."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "CN": _("China"), "HK": _("Hong Kong"), "MO": _("Macao"), "TW": _("Taiwan"),
    "AT": _("Austria"), "BE": _("Belgium"), "BG": _("Bulgaria"), "CH": _("Switzerland"), "CY": _("Cyprus"),
    "CZ": _("Czechia"), "DE": _("Germany"), "DK": _("Denmark"), "EE": _("Estonia"), "ES": _("Spain"),
    "FI": _("Finland"), "FR": _("France"), "GB": _("United Kingdom"), "GR": _("Greece"), "HR": _("Croatia"),
    "HU": _("Hungary"), "IE": _("Ireland"), "IS": _("Iceland"), "IT": _("Italy"), "LT": _("Lithuania"),
    "LU": _("Luxembourg"), "LV": _("Latvia"), "MT": _("Malta"), "NL": _("Netherlands"), "NO": _("Norway"),
    "PL": _("Poland"), "PT": _("Portugal"), "RO": _("Romania"), "RS": _("Serbia"), "SE": _("Sweden"),
    "SI": _("Slovenia"), "SK": _("Slovakia"), "TR": _("Türkiye"), "UA": _("Ukraine"),
    "AU": _("Australia"), "BR": _("Brazil"), "CA": _("Canada"), "IL": _("Israel"), "IN": _("India"),
    "JP": _("Japan"), "KR": _("South Korea"), "MX": _("Mexico"), "MY": _("Malaysia"), "NZ": _("New Zealand"),
    "SG": _("Singapore"), "TH": _("Thailand"), "US": _("United States"), "VN": _("Vietnam"),
    "ZA": _("South Africa"),
}  # fmt: skip


def name_of(code: str) -> str:
    return str(NAMES.get(code, code))


def choices() -> list[tuple[str, str]]:
    """For a select: China first, then by name."""
    rest = sorted(((code, str(name)) for code, name in NAMES.items() if code != "CN"), key=lambda row: row[1])
    return [("CN", str(NAMES["CN"])), *rest]
