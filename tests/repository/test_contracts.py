import subprocess
import sys

from tests.repository.test_tree import ROOT


def test_the_engine_imports_no_django():
    """Run apart: in this process Django is loaded already. `make lint` checks the other contracts."""
    code = "import sys, matching.engine, matching.engine.index; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
