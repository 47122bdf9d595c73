"""URL rules with a cost: whether requests are charged to the client and scheduled."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from flask import request
from werkzeug.routing import Rule


class Cost(Enum):
    """The cost of a request."""

    WORK = auto()  # charged by time, and scheduled
    QUERY = auto()  # scheduled; the SPARQL service charges for the query
    NONE = auto()  # neither charged nor scheduled; must be fast


class CostedRule(Rule):
    """A URL rule with a cost: `add_url_rule(…, cost=Cost.NONE)`. The default is `Cost.WORK`."""

    def __init__(self, *rule: Any, cost: Cost = Cost.WORK, **options: Any) -> None:
        super().__init__(*rule, **options)
        self.cost = cost


def request_cost() -> Cost:
    """The cost of the current request of Flask; `NONE` if no rule matches."""
    rule = request.url_rule
    return rule.cost if isinstance(rule, CostedRule) else Cost.NONE
