"""The film by which the page's own tests hold its decoding to this coder: ../../trustsim/web/ui/tests/small.tsf.

Write it anew with `python3 tests/web/test_page_film.py`; what it must say is spelt out in trustsim/web/ui/tests/film.test.ts.
"""

from pathlib import Path

import numpy as np

from trustsim.web.coding import decode, encode

FILE = Path(__file__).parents[2] / "trustsim" / "web" / "ui" / "tests" / "small.tsf"
PEOPLE, WEEKS = 4, 5
PAIRS = [(0, 1), (0, 2), (1, 3)]
COLUMNS = ("staff", "trust", "viable")


def small() -> bytes:
    """A film of numbers that can be known without it: each is a formula of its place."""
    week, rows, pairs = np.arange(WEEKS + 1), np.arange(2 * len(PAIRS))[:, None], np.arange(len(PAIRS))[:, None]
    weekly = np.array([100 * k + week / 4 for k in range(len(COLUMNS))], np.float32)
    weekly[1, 0] = np.nan
    person = np.arange(PEOPLE)[:, None]
    arrays = {
        "weekly": weekly,
        "pairs": np.array(PAIRS, np.uint16),
        "trust": ((7 * rows + 131 * week + rows * week) % 256).astype(np.uint8),
        "state": ((31 * pairs + 5 * week * week) % 256).astype(np.uint8),
        "beliefs": ((np.arange(4)[:, None, None] * 50 + 7 * rows + 200 * week) % 256).astype(np.uint8),
        "team": ((person + week) % 2).astype(np.uint8),
        "trust_received": ((60 * person + 11 * week) % 256).astype(np.uint8),
    }
    header = {
        "id": 1, "name": "small", "title": "Käfer – “small”", "weeks": WEEKS, "weeks_per_year": 39, "weeks_per_term": 13,
        "columns": {name: {"words": name, "unit": "", "kind": "", "meaning": ""} for name in COLUMNS},
        "organisations": ["school"], "teams": [{"name": f"school/team {k}", "organisation": 0} for k in (1, 2)],
        "people": [{"key": f"key{k}", "name": f"Person {k}", "post": f"school/team 1/{k}", "role": "teacher", "team": 0, "organisation": 0,
                    "spanner": False, "joined": 2 if k == 3 else 0, "left": 4 if k == 1 else None} for k in range(PEOPLE)],
        "events": [], "parts": [], "spells": [], "timeline": [],
    }
    return encode(header, arrays)


def test_the_pages_film_is_what_the_coder_writes() -> None:
    assert FILE.read_bytes() == small(), "the coding has changed: python3 tests/web/test_page_film.py, then npm test in trustsim/web/ui"


def test_the_film_comes_back() -> None:
    header, arrays = decode(small())
    assert header["title"] == "Käfer – “small”"
    assert arrays["trust"][3, 2] == (7 * 3 + 131 * 2 + 6) % 256


if __name__ == "__main__":
    FILE.write_bytes(small())
