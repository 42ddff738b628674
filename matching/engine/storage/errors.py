"""Errors of generations on disk; the answer to each is to build the generation again."""


class GenerationError(Exception):
    """A generation that cannot be used; the message names the file."""


class GenerationDamaged(GenerationError):
    """Torn, truncated, missing or foreign files."""


class GenerationUnknown(GenerationError):
    """Whole, but written by another format, analysis or library than ours."""
