import ast
import subprocess
import sys

from django.apps import apps

from tests.repository.test_tree import APPS, ROOT, text_of, tracked


def test_the_engine_imports_no_django():
    """Run apart: in this process Django is loaded already. `make lint` checks the other contracts."""
    code = "import sys, matching.engine, matching.engine.index; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# Strings of core that happen to be names of models of other apps.
INNOCENT = {
    "organisation",  # an attribute of the actor, whose label the audit keeps
    "letter",  # of the alphabet, beside marked text
    "need",  # an icon of the sprite
    "offer",  # another one
}


def test_core_holds_no_name_of_another_app():
    """Its imports are checked by `make lint`; here its strings."""
    foreign = {config.label for config in apps.get_app_configs() if config.label in APPS} - {"core"}
    foreign |= {model._meta.model_name for model in apps.get_models() if model._meta.app_label in foreign}
    found = {
        f"{path.relative_to(ROOT)}: {node.value}"
        for path in tracked("core/*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Constant) and node.value in foreign - INNOCENT
    }
    assert found == set()
