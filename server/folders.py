"""Where the code lies, and where it keeps what belongs to this machine alone."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var"
