"""Run inside the site's environment: listings and proposals in the states that pages show;
prints their addresses."""

import json
import time

import django

django.setup()

from django.urls import reverse  # noqa: E402 -- after the set-up

from accounts import actions as accounts  # noqa: E402 -- after the set-up
from accounts.actor import actor_of  # noqa: E402 -- after the set-up
from accounts.models import Organisation, User  # noqa: E402 -- after the set-up
from catalog.actions import content, moderation, moves  # noqa: E402 -- after the set-up
from catalog.models import Listing, Patent  # noqa: E402 -- after the set-up
from core.models.work import WorkState  # noqa: E402 -- after the set-up
from matching.actions import answers, review, runs  # noqa: E402 -- after the set-up
from matching.models import MatchRequest, Proposal  # noqa: E402 -- after the set-up
from notifications.models import Letter  # noqa: E402 -- after the set-up

OPEN = [WorkState.WAITING, WorkState.LEASED]


def person(email):
    return actor_of(User.objects.get(email=email))


def member_of(organisation):
    """Somebody who answers for the organisation."""
    users = User.objects.filter(memberships__organisation=organisation, memberships__role="owner")
    return actor_of(users.order_by("pk").first(), organisation.public_id)


def wait_for_the_worker():
    deadline = time.monotonic() + 60
    while MatchRequest.objects.filter(state__in=OPEN).exists():
        assert time.monotonic() < deadline, "the worker did not match the demonstration in 60 s"
        time.sleep(0.2)


def best(need_words, offer_words=""):
    waiting = Proposal.objects.filter(
        state="proposed", need__title__contains=need_words, offer__title__contains=offer_words
    )
    found = waiting.order_by("-strength").select_related("need__organisation", "offer__organisation").first()
    assert found, f"no proposal for {need_words}"
    return found


def approved(need_words, reviewer, note="", offer_words=""):
    proposal = best(need_words, offer_words)
    return review.approve(proposal=proposal, by=reviewer, note=note)


def answered(proposal, *sides):
    for side in sides:
        by = member_of(proposal.listing_of(side).organisation)
        answers.view(proposal=proposal, by=by)
        answers.answer(proposal=proposal, side=side, by=by, answer="interested")
    return proposal


def a_draft(owner, title, description=""):
    return content.create(
        kind="need",
        organisation=owner.organisation,
        by=owner,
        content={"title": title, "description": description, "language": "zh"},
    )


def own_listings(owner, reviewer):
    """A draft, one that was handed in and one that came back, beside what is published."""
    draft = a_draft(owner, "电机轴承跑合阶段异音的在线判别", "目前靠人工听音，误判率约12%。")
    back = a_draft(owner, "轴承套圈端面磨削烧伤的快速检测", "酸洗抽检每批两小时，希望改为在线检测。")
    content.edit(
        listing=back,
        by=owner,
        revision=back.revision,
        content={"technical_specification": "节拍6 s，烧伤检出率≥98%。", "partnership_types": ["service"]},
    )
    back = moves.submit(listing=Listing.objects.get(pk=back.pk), by=owner)
    moderation.return_for_changes(
        listing=back, by=reviewer, revision=back.revision, note="请补充套圈材料和尺寸范围。"
    )
    return {"draft": draft.get_absolute_url(), "returned": back.get_absolute_url()}


def waiting_organisation():
    owner = person("owner@alderbruck.example")
    return accounts.organisations.create(
        by=owner,
        content={
            "kind": "enterprise",
            "name_zh": "凌桦精密齿轮有限公司",
            "name_en": "Linghua Precision Gears Co., Ltd.",
            "country": "CN",
            "region": "江苏",
            "registration_code": "91320200MA1XYZ0000",
        },
    )


def main():
    wait_for_the_worker()
    zh, en = person("reviewer.zh@tenon.example"), person("reviewer.en@tenon.example")
    own = own_listings(person("owner@lanqi.example"), zh)
    asked = approved("深沟球轴承", zh, note="双方都在江浙，建议先做小批试验。")
    asked_en = approved("Case hardening", en)
    hidden = approved("hard chrome", en, offer_words="laser cladding")  # the partner's
    opened = answered(approved("喷气织机", zh), "need", "offer")
    half = answered(approved("疏水分子筛", zh), "need")
    declined = review.decline(proposal=best("Gripper"), by=en, kind="too_early")
    waiting = best("Non-destructive")
    need = Listing.objects.get(title__startswith="8英寸碳化硅衬底化学机械抛光")
    anonymous = Listing.objects.get(title__startswith="Replacement of hard chrome")
    offer = Listing.objects.get(title__startswith="碳化硅衬底用核壳")
    submitted = Listing.objects.filter(state="submitted", language="zh").order_by("pk").first()
    organisation = Organisation.objects.get(name_en__startswith="Wuxi Lanqi")
    letter = Letter.objects.filter(kind__contains="proposal").order_by("pk").last()
    run = runs.start_run(by=person("operator@tenon.example"))
    wait_for_the_worker()
    print(
        json.dumps(
            own
            | {
                "asked": asked.get_absolute_url(),
                "asked_en": asked_en.get_absolute_url(),
                "hidden": hidden.get_absolute_url(),
                "opened": opened.get_absolute_url(),
                "half": half.get_absolute_url(),
                "review": reverse("matching:review", args=[waiting.public_id]),
                "review_declined": reverse("matching:review", args=[declined.public_id]),
                "pair": reverse("matching:pair", args=[need.public_id, offer.public_id]),
                "need": need.get_absolute_url(),
                "need_en": asked_en.need.get_absolute_url(),
                "anonymous": anonymous.get_absolute_url(),
                "offer": offer.get_absolute_url(),
                "own_need": asked.need.get_absolute_url(),
                "patent": Patent.objects.filter(listings=offer).order_by("pk").first().get_absolute_url(),
                "moderate": reverse("catalog:moderate", args=[submitted.public_id]),
                "organisation": organisation.get_absolute_url(),
                "organisation_waiting": waiting_organisation().get_absolute_url(),
                "letter": letter.get_absolute_url(),
                "run": reverse("matching:run", args=[run.public_id]),
            }
        )
    )


if __name__ == "__main__":
    main()
