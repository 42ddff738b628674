"""Kinds that no module of the site names: one that answers, one that asks. A test registers one of them."""

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy

from catalog.enums import Role
from catalog.fields import Level
from catalog.kinds import KindSpec, KindWords


class _Counted:
    """Words of both languages for a number."""

    def __init__(self, en, zh):
        self.en, self.zh = en, zh

    def __mod__(self, values):
        words = self.zh if _reads_chinese() else self.en
        return words % values if isinstance(values, dict) else words


def _reads_chinese():
    return (get_language() or "").startswith("zh")


def said(en, zh):
    return lazy(lambda: zh if _reads_chinese() else en, str)()


LEVELS = {
    "title": Level.SAVE,
    "language": Level.SAVE,
    "description": Level.PUBLISH,
    "keywords": Level.OPTIONAL,
    "technology_codes": Level.OPTIONAL,
    "country": Level.OPTIONAL,
    "own_reference": Level.OPTIONAL,
    "anonymous": Level.OPTIONAL,
}
FACILITY = KindSpec(
    name="facility",
    role=Role.ANSWERS,
    slug="facilities",
    words=KindWords(
        singular=said("facility", "设施"),
        title=said("Facility", "设施"),
        plural=said("Facilities", "设施"),
        count=_Counted("%(n)s facilities", "%(n)s 座设施"),
        figure=_Counted("facilities", "设施"),
        post=said("Add a facility", "登记设施"),
    ),
    levels=LEVELS,
    sections={
        "problem": said("The facility", "设施"),
        "terms": gettext_lazy("Partner and terms"),
        "codes": gettext_lazy("Fields and keywords"),
        "visibility": gettext_lazy("Who sees what"),
    },
)
CHALLENGE = KindSpec(
    name="challenge",
    role=Role.ASKS,
    slug="challenges",
    icon="flag",
    words=KindWords(
        singular=said("challenge", "挑战"),
        title=said("Challenge", "挑战"),
        plural=said("Challenges", "挑战"),
        count=_Counted("%(n)s challenges", "%(n)s 个挑战"),
        figure=_Counted("challenges", "挑战"),
        post=said("Set a challenge", "发布挑战"),
        edit=said("Edit this challenge", "修改挑战"),
    ),
    levels=LEVELS
    | {"stage_of_development": Level.OPTIONAL, "must_match": Level.OPTIONAL, "deadline": Level.OPTIONAL},
    sections={
        "problem": said("The challenge", "挑战"),
        "requirements": said("What it takes", "要求"),
        "terms": gettext_lazy("Partner and terms"),
        "codes": gettext_lazy("Fields and keywords"),
        "visibility": gettext_lazy("Who sees what"),
    },
)
