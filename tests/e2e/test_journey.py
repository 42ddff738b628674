"""From signing up to knowing each other: one side in English, the other in Chinese,
everything by clicks and keys."""

import re

import pytest

from tests.e2e.letters import wait_for_letter
from tests.e2e.people import REVIEWER_EN
from tests.long.site import wait_until

pytestmark = pytest.mark.e2e

ADDRESS, PASSWORD, NAME = "ada.finch@gallowell.example", "a tenon and a mortise", "Ada Finch"
FIRM, REGION = "Gallowell Substrates Ltd", "Cornwall"
OFFER = "碳化硅衬底用核壳磨粒抛光液"
OFFER_OWNER, OFFER_PERSON, OFFER_FIRM = "owner@lanyu.example", "裴若川", "澜屿材料研究所"
TITLE = "Manganese-free slurry for polishing 4H silicon carbide wafers"
TEXT = (
    "We polish 150 mm 4H-SiC wafers with a permanganate slurry. The silicon face loses 0.4 µm/h only, "
    "the abrasive clumps and scratches, and the manganese sludge is costly to treat. "
    "We look for ceria or core-shell abrasives that run on our single-side polishers as they are."
)
TITLE_ZH = "4H碳化硅衬底无锰抛光液：提高硅面去除率"
SUMMARY_ZH = (
    "现用高锰酸钾抛光液，碳化硅衬底硅面去除率只有0.4 μm/h，磨粒团聚造成划痕，锰泥处理麻烦。"
    "希望找到氧化铈或核壳磨粒的碳化硅抛光液，可在现有单面抛光机上直接替换。"
)

PANE_TITLES = """[...document.querySelectorAll(".pane-title")].map(title => {
    const words = title.cloneNode(true);
    words.querySelectorAll("sup").forEach(letter => letter.remove());
    return words.textContent.trim();
})"""  # without the letters of shared terms


def signs_up(person, site, shots):
    person.opens("/account/signup/")
    person.fills("email", ADDRESS)
    person.fills("password1", PASSWORD)
    person.fills("name", NAME)
    person.page.check("main [name=accept_terms]")
    person.presses("main button:has-text('Create the account')")
    person.picture(shots, "journey-1-code")
    letter = wait_for_letter(site.mail, ADDRESS, "code")
    code = re.search(r"^\s+([A-Z0-9-]{6,12})\s*$", letter.text, re.MULTILINE)[1]
    person.fills("code", code)
    person.presses("main button:has-text('Confirm')")
    assert person.page.locator(".person-menu-button").count() == 1


def creates_an_organisation(person, shots):
    person.opens("/organisations/")
    person.presses("text=Add your organisation")
    person.page.select_option("main [name=kind]", "enterprise")
    person.fills("name_en", FIRM)
    person.page.select_option("main [name=size]", "sme_49")
    person.page.select_option("main [name=country]", "GB")
    person.fills("region", REGION)
    person.fills("registration_code", "GB01234567")
    person.presses("main form:has([name=name_en]) button[type=submit]")
    assert "Staff verify this organisation" in person.reads()
    person.picture(shots, "journey-2-organisation")


def posts_a_need(person, shots):
    page = person.page
    person.opens("/post/need/")
    person.fills("title", TITLE)
    page.select_option("main [name=language]", "en")
    person.fills("description", TEXT)
    person.fills("indicators-0-name", "Removal rate of the silicon face")
    person.fills("indicators-0-today", "0.4 µm/h")
    person.fills("indicators-0-wanted", "1.2 µm/h or more")
    for value in ("licence", "rd_cooperation"):
        page.check(f"main [name=partnership_types][value={value}]")
    page.locator("main [name=technology_codes]").first.fill("C09G")
    person.fills("title_other", TITLE_ZH)
    page.locator("main [name=summary_other]").press_sequentially(SUMMARY_ZH)
    page.wait_for_selector(f"aside >> text={OFFER}")
    page.wait_for_selector("aside >> text=Complete enough to be published.")
    person.picture(shots, "journey-3-candidates-while-typing")
    page.click("[data-add-row]")
    page.keyboard.type("Scratch length per wafer")
    person.presses("main button[value=submit]")
    assert "scratch length" in person.reads(".errors, .error-summary").lower()
    person.picture(shots, "journey-3-row-without-figure")
    person.complaints.clear()  # the browser notes the 422 of the refused form
    page.click("[data-row-item]:has(input[value='Scratch length per wafer']) [data-remove-row]")
    person.presses("main button[value=submit]")
    assert page.inner_text("h1") == TITLE
    assert "handed in" in person.reads("body")
    person.picture(shots, "journey-4-handed-in")


def verifies_and_publishes(reviewer, shots):
    reviewer.opens("/staff/organisations/")
    reviewer.picture(shots, "journey-5-verification")
    reviewer.presses(f".panel:has-text('{FIRM}') button[value=verify]")
    assert f"The owners of {FIRM} get a letter" in reviewer.reads("body")
    reviewer.opens("/staff/listings/")
    reviewer.presses(f"main a:has-text('{TITLE}')")
    reviewer.picture(shots, "journey-6-moderation")
    reviewer.presses("main button[value=publish]")


def finds_the_proposal(reviewer, shots):
    """Proposals of the new need are on the board within seconds; the best one is opened."""

    def on_the_board():
        reviewer.opens("/staff/proposals/")
        return reviewer.page.locator(f"main tr:has-text('{TITLE}')").count()

    wait_until(on_the_board, "proposals on the board", 20)
    reviewer.picture(shots, "journey-7-board")
    reviewer.presses(f"main tr:has-text('{TITLE}') >> nth=0 >> a >> nth=0")
    assert reviewer.page.evaluate(PANE_TITLES) == [TITLE, OFFER]
    reviewer.picture(shots, "journey-8-review")


def approves_by_key(reviewer):
    reviewer.page.locator("main").focus()
    with reviewer.page.expect_navigation():
        reviewer.page.keyboard.press("a")
    assert "Approved" in reviewer.reads("body")


def answers_interested(person, letter, button, shots, name):
    person.opens(letter.link)
    person.picture(shots, name)
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=button).first.click()


def test_need_becomes_a_proposal_and_both_sides_meet(somebody, site, shots):
    ada = somebody(language="en")
    signs_up(ada, site, shots)
    creates_an_organisation(ada, shots)
    posts_a_need(ada, shots)

    reviewer = somebody(REVIEWER_EN, language="en")
    verifies_and_publishes(reviewer, shots)
    finds_the_proposal(reviewer, shots)
    approves_by_key(reviewer)

    to_ada = wait_for_letter(site.mail, ADDRESS, OFFER)
    assert to_ada.subject == f"An offer for your need: {TITLE}"
    assert "Dear Ada Finch," in to_ada.text
    assert OFFER_FIRM in to_ada.text or "Lanyu Institute of Materials" in to_ada.text
    to_pei = wait_for_letter(site.mail, OFFER_OWNER, TITLE)
    assert to_pei.subject == f"为您的成果找到一项需求：{OFFER}"
    assert OFFER_PERSON in to_pei.text
    assert FIRM in to_pei.text
    for letter in (to_ada, to_pei):
        assert ADDRESS not in letter.text
        assert OFFER_OWNER not in letter.text

    answers_interested(ada, to_ada, "I'm interested", shots, "journey-9-proposal")
    assert OFFER_OWNER not in ada.reads()
    pei = somebody(OFFER_OWNER, language="zh")
    answers_interested(pei, to_pei, "感兴趣", shots, "journey-10-proposal-zh")
    pei.picture(shots, "journey-11-contacts-zh")
    assert NAME in pei.reads()
    assert ADDRESS in pei.reads()
    assert FIRM in pei.reads()

    ada.opens(to_ada.link)
    ada.picture(shots, "journey-12-contacts")
    assert OFFER_PERSON in ada.reads()
    assert OFFER_OWNER in ada.reads()
    opened_ada = wait_for_letter(site.mail, ADDRESS, "Both sides are interested")
    opened_pei = wait_for_letter(site.mail, OFFER_OWNER, "双方")
    assert opened_ada.link == opened_pei.link == to_ada.link
    assert FIRM in opened_pei.text
    assert "Lanyu Institute of Materials" in opened_ada.text
    assert ada.complaints + pei.complaints + reviewer.complaints == []
