"""Every regular expression of the production code: the compiled ones, and the literal ones in calls."""

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.repository.test_tree import APPS, ROOT

CALLS = frozenset(
    {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "template"}
)
BY_NAME = frozenset({"re_path", "RegexValidator"})  # Django compiles their first argument
STARTED = frozenset({"config.wsgi", "config.settings.production", "config.settings.embedded"})
# Modules that start something or refuse to load without an environment: they are read, not imported.
DEEPEST = 6  # levels of containers and objects that are looked into


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern and the places of the code that hold it."""

    pattern: re.Pattern[Any]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of `re`: its place, its source, and its pattern, None where that depends on local names."""

    place: str
    source: str
    pattern: re.Pattern[Any] | None


@cache
def modules() -> dict[str, Path]:
    """Name -> file of every module of the production code, migrations too."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def loaded() -> dict[str, ModuleType]:
    return {name: importlib.import_module(name) for name in modules() if name not in STARTED}


@cache
def every_pattern() -> tuple[Found, ...]:
    """Each pattern once, by its text and flags."""
    places: dict[re.Pattern[Any], list[str]] = {}
    for place, pattern in [*_of_modules(), *((call.place, call.pattern) for call in every_call())]:
        if pattern is not None:
            places.setdefault(pattern, []).append(place)
    return tuple(Found(pattern, tuple(dict.fromkeys(where))) for pattern, where in places.items())


@cache
def every_call() -> tuple[Call, ...]:
    """Every call of a function of `re`, with the pattern evaluated in the names of its module."""
    return tuple(call for name, path in modules().items() for call in calls_in(path.read_text("utf-8"), name))


def calls_in(source: str, module: str) -> Iterator[Call]:
    names = vars(loaded()[module]) if module in loaded() else {"re": re}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _asks_re(node.func):
            yield Call(f"{module}:{node.lineno}", ast.unparse(node), _evaluated(node, names))


def imports_from_re() -> list[str]:
    """`from re import ...` and `import re as ...`, which would hide calls from `every_call`."""
    return [
        f"{name}:{node.lineno}"
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module == "re")
        or (isinstance(node, ast.Import) and any(each.name == "re" and each.asname for each in node.names))
    ]


def _asks_re(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.value.id == "re" and function.attr in CALLS
    return isinstance(function, ast.Name) and function.id in BY_NAME


def _evaluated(call: ast.Call, names: dict[str, Any]) -> re.Pattern[Any] | None:
    """None when the pattern or its flags hold a name of the function around the call."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    pattern = call.args[0] if call.args else given.get("pattern", given.get("regex"))
    place = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(function, 2)
    flags = given.get("flags") or (call.args[place] if function and len(call.args) > place else None)
    try:
        value = _value(pattern, names)
        if isinstance(value, re.Pattern):
            return value
        return re.compile(value, _value(flags, names) if flags else 0)
    except NameError:
        return None


def _value(node: ast.expr | None, names: dict[str, Any]) -> Any:
    assert node is not None, "a call of re without a pattern"
    return eval(compile(ast.Expression(node), "<pattern>", "eval"), dict(names))


def _of_modules() -> Iterator[tuple[str, re.Pattern[Any]]]:
    seen: set[int] = set()
    for name, module in loaded().items():
        for attribute, value in list(vars(module).items()):
            for pattern in _within(value, name, seen, 0):
                yield f"{name}.{attribute}", pattern


def _within(value: Any, module: str, seen: set[int], depth: int) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value: in containers, attributes of classes and objects, closures and defaults of
    functions.
    """
    if isinstance(value, re.Pattern):
        yield value
        return
    if depth > DEEPEST or isinstance(value, str | bytes | int | float | ModuleType) or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        parts = list(value)
    elif getattr(value, "__module__", None) == module or getattr(type(value), "__module__", None) == module:
        parts = _parts(value)
    else:
        return
    for part in parts:
        yield from _within(part, module, seen, depth + 1)


def _parts(value: Any) -> list[Any]:
    """What a class, an object or a function of our own holds; a builder of patterns is called."""
    function: Callable[..., Any] = inspect.unwrap(value) if callable(value) else value
    parts = [*vars(value).values()] if hasattr(value, "__dict__") else []
    parts += [cell.cell_contents for cell in getattr(function, "__closure__", None) or () if _filled(cell)]
    parts += [*(getattr(function, "__defaults__", None) or ())]
    parts += [*(getattr(function, "__kwdefaults__", None) or {}).values()]
    if inspect.isfunction(function) and "Pattern" in str(function.__annotations__.get("return", "")):
        assert not inspect.signature(function).parameters, (
            f"{function.__qualname__} builds patterns from arguments"
        )
        parts.append(value())
    return parts


def _filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
