"""What apps declare about themselves for others to collect: a registry per kind of entry.

An app fills them in its `registrations.py`, which is imported once all models are there (core/apps.py).
Whoever needs the entries reads the registry: the menus, the scheduler, the URLconf, pages, letters. Entries
hold names and functions, so that a lower app needs no import of a higher one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

Entry = TypeVar("Entry")
Words = str | Promise  # a sentence, in English or to be translated when it is printed


class Registry(Generic[Entry]):
    """Entries in the order of their registration, each with a key of its own."""

    def __init__(self, key: Callable[[Entry], str]) -> None:
        self.key = key
        self.entries: dict[str, Entry] = {}

    def add(self, *entries: Entry) -> None:
        for entry in entries:
            if self.key(entry) in self.entries:
                raise ValueError(f"{self.key(entry)!r} is registered already.")
            self.entries[self.key(entry)] = entry

    def get(self, key: str) -> Entry | None:
        return self.entries.get(key)

    def __getitem__(self, key: str) -> Entry:
        return self.entries[key]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of a menu, which shows how many rows `waiting` has; one query counts those of all items."""

    label: Words
    route: str
    place: int  # items stand in the order of their places
    args: tuple[str, ...] = ()  # of the route
    waiting: Sequence[QuerySet[Any]] = ()


MenuPart = Callable[[Any], Iterable[MenuItem]]  # what an app has for an actor
main_menu: Registry[MenuPart] = Registry(lambda part: part.__module__)
staff_menu: Registry[MenuPart] = Registry(lambda part: part.__module__)


@dataclass(frozen=True, slots=True)
class Beat:
    """A task that the scheduler sends again and again."""

    name: str
    task: str  # dotted name of the task
    seconds: float  # between two of them
    expires: float | None = None  # seconds after which nobody works it off any more


def sweep(name: str, task: str) -> Beat:
    """A task that looks for due rows which a lost nudge left; those that nobody took do not pile up."""
    return Beat(name, task, settings.SWEEP_SECONDS, expires=settings.SWEEP_SECONDS * 4)


beats: Registry[Beat] = Registry(lambda beat: beat.name)


@dataclass(frozen=True, slots=True)
class LetterSpec:
    """A kind of letter; its templates are <kind>.html, <kind>.txt and <kind>.subject.txt of
    templates/notifications/letters/. `content` is what they print of a letter's row, or None when nothing of
    it is true any more."""

    kind: str
    label: Words
    content: Callable[[Any], dict[str, Any] | None]
    gathers: bool = False  # news within LETTER_BUNDLE_SECONDS for one person travel in one letter


letters: Registry[LetterSpec] = Registry(lambda letter: letter.kind)


@dataclass(frozen=True, slots=True)
class AuditSentence:
    """How histories word an event of the audit trail."""

    verb: str
    sentence: Words
    icon: str = "dot"
    is_key: bool = False  # a turning point, which a timeline shows as such


audit_sentences: Registry[AuditSentence] = Registry(lambda entry: entry.verb)


@dataclass(frozen=True, slots=True)
class Routes:
    """The routes of a URLconf, under a prefix of the site or of the API."""

    urlconf: str  # dotted name of a module with `urlpatterns`
    prefix: str = ""


page_routes: Registry[Routes] = Registry(lambda routes: routes.urlconf)
api_routes: Registry[Routes] = Registry(lambda routes: routes.urlconf)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A model whose rows say something about people, for what exports it to them or erases it."""

    model: type[Model]
    people: tuple[str, ...]  # fields that name the users whose data a row holds
    says: tuple[str, ...]  # fields that say something about them
    named_by: str = "pk"  # what of a person `people` hold
    erase_due: Callable[[], int] | None = None  # removes what is no longer needed; returns how many rows

    def rows_of(self, person: Any) -> QuerySet[Any]:
        """The rows with data of this user."""
        whose = Q(pk__in=())
        for field in self.people:
            whose |= Q(**{field: getattr(person, self.named_by)})
        return self.model._base_manager.filter(whose)


personal_data: Registry[PersonalData] = Registry(lambda entry: entry.model._meta.label_lower)
