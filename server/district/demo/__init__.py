"""The demonstration: Guangming with its public names, and everything below them made up.

`demo_district()` gives a district file's document, always the same. It is written to a file and loaded
like any other district.
"""

from __future__ import annotations

from server.district.demo.document import demo_district

__all__ = ["demo_district"]
