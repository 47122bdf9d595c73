"""The log: one line an event, whatever a client sends."""

from __future__ import annotations

import io
import json
import logging

import pytest

from server.http.logs import Handler, JsonLogger, line


class Slow(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError("no space")


def test_events_are_lines_of_json() -> None:
    stream = io.StringIO()
    journal = JsonLogger(stream)
    for number in range(1000):
        journal.event("query", status=200, number=number)
    journal.close()
    lines = stream.getvalue().splitlines()
    assert [json.loads(text)["number"] for text in lines] == list(range(1000))
    assert json.loads(lines[0])["event"] == "query"


@pytest.mark.parametrize(
    "text", ["a\nb", '{"event": "forged"}\n', "\x1b[31mred\x1b[0m", "武昌\u2028"]
)
def test_nothing_forges_a_line_or_moves_the_cursor(text: str) -> None:
    stream = io.StringIO()
    journal = JsonLogger(stream)
    journal.event("query", query=text)
    journal.close()
    written = stream.getvalue()
    assert written.count("\n") == 1
    assert written.isascii()
    assert "\x1b" not in written
    assert json.loads(written)["query"] == text


def test_a_long_query_is_cut_and_its_length_told() -> None:
    from datetime import UTC, datetime

    event = json.loads(line({"time": datetime.now(UTC), "event": "query", "query": "x" * 9000}))
    assert event["query_length"] == 9000
    assert len(event["query"]) == 4000


def test_a_full_disk_is_counted_and_harms_nobody() -> None:
    journal = JsonLogger(Slow())
    journal.event("query")
    journal.close()
    assert journal.dropped == 1


def test_what_libraries_log_is_a_line_too() -> None:
    stream = io.StringIO()
    journal = JsonLogger(stream)
    logger = logging.Logger("library")
    logger.addHandler(Handler(journal))
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        logger.exception("it failed at %s", "武昌")
    journal.close()
    (text,) = stream.getvalue().splitlines()
    event = json.loads(text)
    assert (event["logger"], event["message"]) == ("library", "it failed at 武昌")
    assert "ValueError: first\nsecond" in event["trace"]
