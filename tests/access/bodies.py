"""A well-formed body for every route that takes one: what is refused is refused for who sends it,
not for what."""

from typing import Any

ROWS = {"indicators-TOTAL_FORMS": "1", "indicators-INITIAL_FORMS": "0"}
LISTING = ROWS | {
    "title": "Bearing without grease",
    "language": "en",
    "description": "Grease evaporates in vacuum.",
    "technical_specification": "Service interval 20,000 h.",
    "partnership_types": ["service"],
    "revision": "1",
    "do": "save",
}
ORGANISATION = {
    "kind": "enterprise", "name_en": "Another Works", "name_zh": "", "short_name": "", "size": "sme_249",
    "country": "CN", "region": "Jiangsu", "city": "", "registration_code": "", "domain": "", "website": "",
}  # fmt: skip
TYPED = "We look for a bearing that runs without grease in high vacuum."


def body_for(route: str, kwargs: dict[str, str], pair: dict[str, str]) -> dict[str, Any]:
    bodies: dict[str, dict[str, Any]] = {
        "set_language": {"language": "en"},
        "accounts:organisation_new": ORGANISATION,
        "accounts:organisation_edit": ORGANISATION,
        "accounts:decide_membership": {"decision": "accept", "role": "viewer"},
        "accounts:change_role": {"seen": "viewer", "role": "editor"},
        "accounts:act_as": {"organisation": ""},
        "accounts:profile": {"name": "Another Name", "language": "en"},
        "accounts:terms": {"terms_version": "1", "accept_terms": "on"},
        "accounts:verify": {
            f"{kwargs.get('public_id')}-{name}": value
            for name, value in {"decision": "verify", "seen": "waiting", "note": ""}.items()
        },
        "accounts:site_text_edit": {"seen": "1", "body_en": "New words.", "body_zh": "新条款。"},
        "catalog:new": LISTING,
        "catalog:edit": LISTING,
        "catalog:moderate": {"decision": "publish", "revision": "1", "note": ""},
        "matching:decide": {"kind": "budget", "note": ""},
        "matching:propose": {"need": pair["need_id"], "offer": pair["offer_id"]},
        "matching:answer": {"answer": "interested", "kind": "", "text": ""},
        "matching:candidates_while_typing": {"kind": "need", "description": TYPED},
    }
    return bodies.get(route, {})
