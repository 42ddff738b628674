"""What a template must know about a form field before it can print it."""

from django.forms import widgets
from django.utils.html import strip_tags

AREAS = (widgets.Textarea,)
GROUPS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


def shape_of(widget):
    """One of: hidden, group, check, area, select, plain."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, AREAS):
        return "area"
    if isinstance(widget, widgets.Select):
        return "select"
    return "plain"


def give_dates_a_picker(widget):
    """A date is asked for with the browser's own picker, which reads and writes ISO dates only."""
    if isinstance(widget, widgets.DateInput) and widget.input_type == "text":
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"


def describe(bound, *, label="", help_text="", optional=True, placeholder=None):
    """Everything the field template prints, for any of the shapes."""
    widget = bound.field.widget
    give_dates_a_picker(widget)
    shape = shape_of(widget)
    help_text = help_text or bound.help_text
    errors = list(bound.errors)
    ids = [f"{bound.auto_id}_{part}" for part, there in (("helptext", help_text), ("error", errors)) if there]
    attrs = {"aria-describedby": " ".join(ids)} if ids and shape != "group" else {}
    if placeholder is not None and "placeholder" in widget.attrs:
        attrs["placeholder"] = placeholder
    return {
        "bound": bound,
        "shape": shape,
        "label": label or bound.label,
        "help_text": help_text,
        "errors": errors,
        "described_by": " ".join(ids),
        "optional": optional and not bound.field.required and shape != "check",
        "limit": getattr(bound.field, "max_length", None) if shape == "area" else None,
        "control": "" if shape == "group" else bound.as_widget(attrs=attrs),
        "choices": list(bound) if shape == "group" else [],
    }


def first_id(bound):
    """The id an error summary can jump to: for a group its first choice."""
    if isinstance(bound.field.widget, GROUPS):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def problems_of(forms):
    """(label, message, id) of every error of the forms, in the order of the page;
    forms' own errors have no id."""
    found = []
    for form in forms:
        found += [("", message, "") for message in form.non_field_errors()]
        for bound in form:
            found += [
                (
                    "" if bound.is_hidden else strip_tags(bound.label),
                    message,
                    "" if bound.is_hidden else first_id(bound),
                )
                for message in bound.errors
            ]
    return found
