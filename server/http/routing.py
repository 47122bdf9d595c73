"""URL rules that say what a request to them costs its client, and whether it waits for its turn."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from flask import request
from werkzeug.routing import Rule


class Cost(Enum):
    """What the work on a request costs."""

    WORK = auto()  # its client pays for its time, and it waits for its turn
    QUERY = auto()  # it waits for its turn; the SPARQL service charges for its query
    NONE = auto()  # it is answered at once, and must take no time


class CostedRule(Rule):
    """A URL rule with a cost: `add_url_rule(…, cost=Cost.NONE)`. The default is `Cost.WORK`."""

    def __init__(self, *rule: Any, cost: Cost = Cost.WORK, **options: Any) -> None:
        super().__init__(*rule, **options)
        self.cost = cost


def request_cost() -> Cost:
    """The cost of the request that Flask answers: none where no rule matches it."""
    rule = request.url_rule
    return rule.cost if isinstance(rule, CostedRule) else Cost.NONE
