import subprocess
import sys

import pytest

from matching import engine


def test_import_of_the_engine_leaves_scikit_learn_to_the_first_build(pytestconfig):
    code = (
        "import sys, matching.engine as e;"
        "print([name in sys.modules for name in ('sklearn', 'scipy')], callable(e.build))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=pytestconfig.rootpath
    )
    assert done.stdout.strip() == "[False, False] True"


def test_every_promised_name_is_there():
    assert [name for name in engine.__all__ if not hasattr(engine, name)] == []


def test_name_that_is_not_promised_is_no_attribute():
    with pytest.raises(AttributeError, match="'rebuild'"):
        _ = engine.rebuild
