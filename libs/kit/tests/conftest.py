"""The demo service that the kit's tests use; the fixtures come from inloop_kit.testing (see the root conftest.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
