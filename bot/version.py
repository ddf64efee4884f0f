"""Which Usher this is. The one place where it is written: pyproject.toml reads it from here, since
what an installation has written down of itself stays as it was when a checkout moves on.
"""

VERSION = "0.1.0"
