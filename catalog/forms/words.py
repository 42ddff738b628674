"""The sections of the posting form and the help under its fields, per kind."""

from django.utils.translation import gettext_lazy as _

from catalog.enums import Kind

SECTIONS = {
    Kind.NEED: [
        ("problem", _("The problem"), ["title", "language", "summary", "description"]),
        (
            "requirements",
            _("What the solution must do"),
            ["technical_specification", "indicators", "stage_of_development", "trl"],
        ),
        (
            "terms",
            _("Partner and terms"),
            [
                "partnership_types", "expected_partner_role", "partner_types", "ipr_status", "ipr_notes",
                "budget_min", "budget_max", "currency", "deadline", "country", "region", "must_match",
            ],
        ),
        ("codes", _("Fields and keywords"), ["technology_codes", "industry_codes", "keywords", "market_keywords"]),
        ("other", _("In the other language"), ["title_other", "summary_other"]),
        ("visibility", _("Who sees what"), ["anonymous", "confidential", "own_reference"]),
    ],
    Kind.OFFER: [
        (
            "problem",
            _("The achievement"),
            ["title", "language", "summary", "description", "advantages_and_innovation", "technical_specification"],
        ),
        (
            "requirements",
            _("Stage and protection"),
            ["stage_of_development", "trl", "ipr_status", "ipr_notes", "patents"],
        ),
        (
            "terms",
            _("Partner and terms"),
            [
                "partnership_types", "expected_partner_role", "partner_types", "budget_min", "budget_max",
                "currency", "deadline", "country", "region", "must_match",
            ],
        ),
        ("codes", _("Fields and keywords"), ["technology_codes", "industry_codes", "keywords", "market_keywords"]),
        ("other", _("In the other language"), ["title_other", "summary_other"]),
        ("visibility", _("Who sees what"), ["anonymous", "confidential", "own_reference"]),
    ],
}  # fmt: skip

_BOTH = {
    "language": _("The language you write in."),
    "summary": _("Two or three sentences that stand in lists and letters."),
    "trl": _("From 1 (principle observed) to 9 (proven in use)."),
    "technology_codes": _("Up to five classes of the patent classification. Type a word or a code."),
    "industry_codes": _("Up to five industries of GB/T 4754 or NACE. Type a word or a code."),
    "keywords": _("Technical words, with commas between them."),
    "market_keywords": _("Where it is used, with commas between them."),
    "title_other": _("The same title in Chinese or English, so that readers of both find it."),
    "must_match": _(
        "What is ticked here is a condition: others are not proposed, nor are those who do not state it."
    ),
    "anonymous": _(
        "Others see your kind of organisation, its size and the country. Names and contact data open when both sides agree."
    ),
    "confidential": _("Only your own organisation reads this. It is never matched, exported or sent."),
    "own_reference": _("Your number for it, to find it again."),
    "budget_min": _("Digits only, for example 1200000."),
}
HELP = {
    Kind.NEED: _BOTH
    | {
        "title": _("One line: what must become possible."),
        "description": _("What is the problem, what was tried, and why was it not enough?"),
        "technical_specification": _(
            "Describe the working conditions and the result, not the product you would buy."
        ),
        "indicators": _("Three or more help the matcher and the reader."),
        "stage_of_development": _("How mature must it be at least?"),
        "expected_partner_role": _("What should the partner do?"),
    },
    Kind.OFFER: _BOTH
    | {
        "title": _("One line: what it does and for what."),
        "description": _("What is it, how does it work, and where was it shown?"),
        "advantages_and_innovation": _("What is better than what people use today? Give figures."),
        "technical_specification": _("Figures, conditions, limits."),
        "stage_of_development": _("How mature is it?"),
        "patents": _("Publication numbers, one per line."),
        "expected_partner_role": _("What should the partner do?"),
    },
}
