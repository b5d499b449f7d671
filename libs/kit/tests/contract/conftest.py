import sys
from pathlib import Path

# Tests import `demo_protos` beside them; pytest's importlib mode puts no folder on the path by itself.
sys.path.insert(0, str(Path(__file__).resolve().parent))
