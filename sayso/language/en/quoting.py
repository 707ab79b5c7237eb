"""Quoting: the words that lead into a quotation and out of it."""

from __future__ import annotations

import re

_SAID = (
    "added|admitted|agreed|announced|answered|argued|asked|asks|claimed|concluded|continued|cried|declared|demanded|explained|"
    "grumbled|insisted|joked|laughed|noted|recalled|remarked|replied|reported|said|says|shouted|sighed|stated|tells|told|tweeted|"
    "urged|warned|whispered|wondered|writes|wrote"
)

SAID_BEHIND = re.compile(rf"(?<=[,.?!…])\s(?=(?:{_SAID})\s(?:(?:the|a|an|his|her|its|their|one|another)\s|[A-ZÀ-Þ]))")
"""Where words that are said end and the writer goes on, if no mark says so: *Shall we close, then? asked Ruth Amsel*."""

ANNOUNCES = re.compile(
    r"(?:(?:and|also|then|now|next|finally),?\s)?(?:(?:from|by)\s)?(?P<of>the\s(?:desk|office|pen)\sof\s)?"
    r"(?P<source>(?:the\s)?[^\W\d_][^:\n“\"]{1,120}?)\s?(?P<end>[:.])?",
    re.IGNORECASE,
)
"""A paragraph that does nothing but say whose words the next one holds: *And from Chairwoman Odile Brandt:*, *From the desk of Lars
Oyen, analyst.*, *Odile Brandt, chairwoman:*."""
