"""The colours are those that were measured: every pair of words and ground keeps its contrast."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
THEMES = {"light": 0, "dark": 1}


def tokens(theme: str) -> dict[str, str]:
    blocks = re.findall(r"\{([^{}]*color-scheme:[^{}]*)\}", (CSS / "tokens.css").read_text())
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});", blocks[THEMES[theme]]))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["page", "surface", "sunken"])
@pytest.mark.parametrize("words", ["ink", "ink-2", "ink-3", "petrol", "copper"])
def test_words_on_a_plain_ground_have_4_5(theme, ground, words):
    colours = tokens(theme)
    assert contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("on-petrol", "petrol"),
        ("on-petrol", "petrol-hover"),
        ("petrol", "petrol-tint"),
        ("copper", "copper-tint"),
        ("green", "green-tint"),
        ("yellow", "yellow-tint"),
        ("red", "red-tint"),
        ("green", "surface"),
        ("yellow", "surface"),
        ("red", "surface"),
        ("ink", "mark-3"),
        ("ink-2", "mark-3"),
        ("page", "ink"),
    ],
)
def test_words_on_their_own_ground_have_4_5(theme, words, ground):
    colours = tokens(theme)
    assert contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["page", "surface", "sunken"])
@pytest.mark.parametrize("shape", ["edge", "focus", "copper-fill"])
def test_shapes_on_a_plain_ground_have_3(theme, ground, shape):
    colours = tokens(theme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_every_colour_of_one_theme_is_in_the_other():
    assert set(tokens("light")) == set(tokens("dark"))


def sheets() -> dict[str, str]:
    return {str(path.relative_to(CSS)): path.read_text() for path in CSS.rglob("*.css")}


def test_every_token_that_is_used_is_defined_or_has_a_fallback():
    """A property without a fallback must be set somewhere; those of Bootstrap's reboot are its own."""
    defined = set(re.findall(r"(--[a-z0-9-]+):", "\n".join(sheets().values())))
    lost = {
        (name, used)
        for name, text in sheets().items()
        for used in re.findall(r"var\((--[a-z0-9-]+)", text)
        if used not in defined and not used.startswith("--bs-")
    }
    assert lost == set()


def test_no_colour_is_written_outside_the_tokens():
    stray = {
        name: found
        for name, text in sheets().items()
        if name not in {"tokens.css", "print.css"} and (found := re.findall(r"#[0-9a-f]{3,8}\b", text))
    }
    assert stray == {}
