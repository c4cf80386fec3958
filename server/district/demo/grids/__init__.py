"""The three grids the demo people walk: units and places one by one, as a patroller would call them."""

from __future__ import annotations

from server.district.demo.grids.gongming_03 import GONGMING_03
from server.district.demo.grids.gongming_04 import GONGMING_04
from server.district.demo.grids.heshuikou_05 import HESHUIKOU_05
from server.district.demo.grids.kinds import WalkedGrid, WalkedUnit

WALKED_GRIDS = (GONGMING_03, GONGMING_04, HESHUIKOU_05)

__all__ = ["WALKED_GRIDS", "WalkedGrid", "WalkedUnit"]
