"""The components of templates/components: {% load look %}. Their list with arguments is docs/components.md."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info, to_locale
from django.utils.translation import gettext as _

from core.templatetags import boundfields, marks, sprite, states, words

register = template.Library()

NAMES_OF_LANGUAGES = {"en": "English", "zh-hans": "中文"}


@register.simple_tag
def icon(name, label="", css=""):
    return sprite.draw(name, label, css)


@register.simple_tag
def html_lang():
    """The language of the page as HTML writes it: zh-Hans, en."""
    return to_locale(get_language() or settings.LANGUAGE_CODE).replace("_", "-")


@register.simple_tag
def other_languages():
    """The languages this page is not in, each with its own name for itself."""
    here = (get_language() or settings.LANGUAGE_CODE).lower()
    return [
        {
            "code": code,
            "lang": to_locale(code).replace("_", "-"),
            "name": NAMES_OF_LANGUAGES.get(code) or get_language_info(code)["name_local"],
        }
        for code, _name in settings.LANGUAGES
        if code.lower() != here
    ]


@register.filter
def initials(name):
    return words.initials(str(name))


@register.inclusion_tag("components/mark.html")
def mark(missing="", size=""):
    """The sign of the site; missing="need" or "offer" leaves that half dashed."""
    return {"missing": missing, "size": size}


@register.inclusion_tag("components/kind.html")
def kind(kind, word=""):
    return {"kind": str(kind), "word": word}


@register.inclusion_tag("components/state_badge.html")
def state_badge(kind_of_object, state, label="", detail=""):
    """Icon and word of a state, e.g. ("proposal", "declined", detail="too early")."""
    family, name, word = states.look_of(kind_of_object, state)
    word = label or word or str(state)
    if detail:
        word = _("%(state)s: %(detail)s") % {"state": word, "detail": detail}
    return {"family": family, "icon": name, "word": word}


@register.inclusion_tag("components/badge.html")
def badge(word, family="neutral", icon=""):
    return {"word": word, "family": family, "icon": icon}


@register.inclusion_tag("components/fit_comb.html")
def fit_comb(strength, grade, label="", size=""):
    """The score: comb, word and two decimals."""
    return words.comb(float(strength), int(grade)) | {
        "word": label or states.GRADE_WORDS[int(grade)],
        "size": size,
    }


@register.inclusion_tag("components/term_chips.html")
def term_chips(terms, score=None, limit=5):
    """Shared terms ({label, weight}); what is not shown is summed up in a last chip."""
    return words.chips(terms, score=score, limit=limit)


@register.inclusion_tag("components/term_table.html")
def term_table(terms, score=None):
    """Shared terms as rows ({letter, label, weight, term_id}) with bars; a row without a letter is the rest."""
    return words.term_rows(terms, score=score)


@register.simple_tag
def marked(segments, paragraphs=True, lang=""):
    """Text in segments ({text, level, letter, term_id}); level 0 is plain, 1 to 3 are marked."""
    return marks.block(segments, lang) if paragraphs else marks.line(segments, lang)


@register.inclusion_tag("components/reasons.html")
def reasons(items):
    """Sentences of {speaks: for|against|ask, text, lead?, need_quote?, offer_quote?} (quotes are segments)."""
    return {
        "items": [
            {
                **item,
                "icon": states.REASON_ICONS[item["speaks"]],
                "says": states.REASON_WORDS[item["speaks"]],
            }
            for item in items
        ]
    }


@register.inclusion_tag("components/field.html")
def field(bound, label="", help="", style="", css="", count=False, optional=True, placeholder=None):
    """A form field: label, help, control, error. style="boxes" frames each choice of a group."""
    return boundfields.describe(
        bound, label=label, help_text=help, optional=optional, placeholder=placeholder
    ) | {
        "style": style,
        "css": css,
        "count": count,
    }


@register.inclusion_tag("components/fields.html")
def fields(form):
    """All visible and hidden fields of a form, in order."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms):
    """What must change before the forms can be saved; takes the focus when the page opens."""
    return {"problems": boundfields.problems_of([form for form in forms if form.is_bound])}


@register.inclusion_tag("components/empty.html")
def empty(kind, title, text="", action_url="", action_label=""):
    """kind says what is there or looked for: "need" (the offer is missing), "offer", or "" for neither."""
    missing = {"need": "offer", "offer": "need"}.get(str(kind), "both")
    return {
        "missing": missing,
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
    }


@register.inclusion_tag("components/pager.html")
def pager(start, end, total, previous_url="", next_url=""):
    return {"start": start, "end": end, "total": total, "previous_url": previous_url, "next_url": next_url}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pagination(context, page, param="page"):
    """The pager of a Django Page; keeps the other parts of the address."""

    def address(number):
        query = context["request"].GET.copy()
        query[param] = number
        return f"?{query.urlencode()}"

    return {
        "start": page.start_index(),
        "end": page.end_index(),
        "total": page.paginator.count,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/progress.html")
def progress(done, total, text, label="", cancel_url=""):
    share = int(100 * done / total) if total else 0
    return {
        "done": done,
        "total": total,
        "share": share,
        "text": text,
        "label": label or text,
        "cancel_url": cancel_url,
    }


@register.inclusion_tag("components/filter_sheet.html")
def filter_sheet(facets, chosen=0, hidden=None, shown=5):
    """The whole filter form: beside the results, on a phone a sheet; hidden keeps q, kind and order."""
    return {
        "facets": words.facets(facets, shown),
        "chosen": chosen,
        "hidden": hidden or [],
    }


@register.inclusion_tag("components/filter_buttons.html")
def filter_buttons(chosen=0):
    """On a phone: the button that opens the filter sheet, with the number of chosen values."""
    return {"chosen": chosen}


@register.inclusion_tag("components/tags.html")
def removable_tags(tags, clear_url=""):
    """Chosen values of {label, url}; the url is the page without that value."""
    return {"tags": tags, "clear_url": clear_url}


@register.inclusion_tag("components/tabs.html")
def tabs(items, label):
    """Links of {label, url, current, kind?, count?}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/crumbs.html")
def crumbs(items):
    """Where this page stands: {label, url}; the last one has no url."""
    return {"items": items}


@register.inclusion_tag("components/facts.html")
def facts(items):
    """The strip under a title: {label, value}."""
    return {"items": items}


@register.inclusion_tag("components/fact_table.html")
def fact_table(items):
    """Label and value in rows: {label, value, agrees?: "same"|"different", badge?}."""
    return {"items": items}


@register.inclusion_tag("components/figures.html")
def figures(items):
    """Big numbers: {value, label}."""
    return {"items": items}


@register.inclusion_tag("components/result.html")
def result(item, level=2):
    """One hit of a list; its keys are in docs/components.md. level is that of its heading."""
    return {"item": item, "level": level}


@register.inclusion_tag("components/candidate.html")
def candidate(item):
    """One candidate in a panel beside a listing; its keys are in docs/components.md."""
    return {"item": item}


@register.inclusion_tag("components/steps.html")
def steps(items, label, stages=False):
    """Jointed steps of {label, state: done|current|todo, note?, url?}."""
    return {"items": items, "label": label, "stages": stages}


@register.inclusion_tag("components/ladder.html")
def reveal_ladder(items):
    """Three rungs of {title, text, open, icon?}: what is seen now, and what after which step."""
    return {"items": items}


@register.inclusion_tag("components/timeline.html")
def timeline(items, level=3):
    """Moments, newest first: {when, title, text?, icon?, key?, group?}; a group is named when it changes."""
    return {"items": words.grouped(items), "level": level}


@register.inclusion_tag("components/notice.html")
def notice(text, family="live", title=""):
    """A sentence in the page: family live, wait, good or stop."""
    return {"text": text, "family": family, "title": title, "icon": words.NOTICE_ICONS[family]}


@register.inclusion_tag("components/toast.html")
def toast(text, action_url="", action_label="", seconds=0):
    """A line at the bottom left; with an action it posts there and counts the seconds down."""
    return {
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
        "seconds": seconds,
    }


@register.inclusion_tag("components/decision_bar.html")
def decision_bar(
    approve_url, decline_url, kinds, hidden=None, hint="", hold_url="", note=None, note_errors=()
):
    """Approve, decline with one of the kinds ({value, label}), hold, a note for the letter; each with its key."""
    return {
        "approve_url": approve_url,
        "decline_url": decline_url,
        "hold_url": hold_url,
        "note": note,
        "note_errors": note_errors,
        "kinds": [{**each, "key": str((number + 1) % 10)} for number, each in enumerate(kinds)],
        "hidden": hidden or [],
        "hint": hint,
    }


@register.inclusion_tag("components/decision_notice.html")
def decision_notice(text, family="live"):
    """What stands where the decision bar would be: already decided, or one's own organisation."""
    return {"text": text, "family": family, "icon": words.NOTICE_ICONS[family]}


@register.inclusion_tag("components/answer_card.html")
def answer_card(action_url, title, text, answers, kinds, hidden=None, aftertext="", unfolded=False):
    """The answers of a party ({value, label, asks_kind?}); the first is filled, one may ask for a kind."""
    return {
        "action_url": action_url,
        "title": title,
        "text": text,
        "aftertext": aftertext,
        "unfolded": unfolded,
        "answers": answers,
        "asking": next((answer for answer in answers if answer.get("asks_kind")), None),
        "kinds": kinds,
        "hidden": hidden or [],
    }


@register.simple_tag
def lang_attr(code):
    """A lang attribute for a quotation in another language; nothing for an unknown one."""
    code = {"zh": "zh-Hans", "zh-hans": "zh-Hans", "en": "en"}.get(str(code), "")
    return format_html(' lang="{}"', code) if code else ""
