"""Static files as they are served: the style sheets as one bundle, everything else as it lies there."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import lightningcss
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/site.css"  # the only file of its folder that is served
BROWSERS = ["chrome 123", "safari 17.5", "firefox 125"]  # cascade layers, :has(), popover
CUSTOM_MEDIA = lightningcss.calc_parser_flags(custom_media=True)


class BundlingFinder(FileSystemFinder):
    """Finds what STATICFILES_DIRS hold, with the style sheets bundled into STATIC_BUILD/css/site.css."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.built = FileSystemStorage(location=settings.STATIC_BUILD)

    def find(self, path: str, find_all: Any = False, **kwargs: Any) -> Any:
        if path == ENTRY:
            found = str(self._bundle())
            return [found] if find_all else found
        return [] if path.startswith("css/") else super().find(path, find_all=find_all, **kwargs)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path, storage in super().list(ignore_patterns):
            if not path.startswith("css/"):
                yield path, storage
        self._bundle()
        yield ENTRY, self.built

    def _bundle(self) -> Path:
        source = next(Path(root) / ENTRY for _prefix, root in self.locations if (Path(root) / ENTRY).exists())
        target, text = Path(self.built.path(ENTRY)), bundle(source)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch = target.with_suffix(f".{os.getpid()}")
            scratch.write_text(text, encoding="utf-8")
            scratch.replace(target)
        return target


_, IMPORTS = ManifestStaticFilesStorage._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class ModuleImports:
    """The imports of our scripts name the hashed files. Without the pattern Django would read the scripts of
    packages too and stop at the first import that it cannot resolve."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)


class HashedStorage(ModuleImports, ManifestStaticFilesStorage):  # type: ignore[misc]
    """The name of a file carries the digest of its content."""


class CompressedHashedStorage(ModuleImports, CompressedManifestStaticFilesStorage):
    """The same, with a compressed copy of each file."""


def bundle(source: Path) -> str:
    """The sheet with all it imports, its media names resolved, without comments and blanks."""
    return lightningcss.bundle_css(
        str(source), parser_flags=CUSTOM_MEDIA, browsers_list=BROWSERS, minify=True
    )
