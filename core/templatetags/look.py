"""Tags and filters of pages and of the components in templates/components: {% load look %}.
docs/components.md lists them."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info, to_locale

from core import states
from core.templatetags import boundfields, marks, sprite, words

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


@register.simple_tag
def marked(segments, paragraphs=True, lang=""):
    """Text in segments ({text, level, letter, term_id}); level 0 is plain, 1 to 3 are marked."""
    return marks.block(segments, lang) if paragraphs else marks.line(segments, lang)


@register.simple_tag
def lang_attr(code):
    """A lang attribute for a quotation in another language; nothing for an unknown one."""
    code = {"zh": "zh-Hans", "zh-hans": "zh-Hans", "en": "en"}.get(str(code), "")
    return format_html(' lang="{}"', code) if code else ""


# What the components below ask for before they print; pages need none of it.


@register.simple_tag
def look_of(kind, state):
    """{family, icon, word} of a state of a registered kind of object."""
    return states.look_of(kind, state)


@register.filter
def notice_icon(family):
    return words.NOTICE_ICONS[family]


@register.simple_tag
def describe(bound, label, help_text, optional, placeholder):
    """What the field component prints of a form field."""
    return boundfields.describe(
        bound, label=label, help_text=help_text, optional=optional, placeholder=placeholder
    )


@register.simple_tag
def problems_of(form):
    """(label, message, id) of every error of a form that was sent."""
    return boundfields.problems_of([form] if form.is_bound else [])


@register.simple_tag(takes_context=True)
def neighbours(context, page, param):
    """{previous_url, next_url} of a Django Page; the other parts of the address stay."""

    def address(number):
        query = context["request"].GET.copy()
        query[param] = number
        return f"?{query.urlencode()}"

    return {
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def percent(done, total):
    return int(100 * done / total) if total else 0


@register.simple_tag
def folded(facets, shown):
    """Facets with their choices in two parts: the first ones, and the rest behind a fold."""
    return words.facets(facets, shown)


@register.filter
def grouped(moments):
    return words.grouped(moments)
