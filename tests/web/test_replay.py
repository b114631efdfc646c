"""Replays and the gallery: whole in themselves, small, safe whatever texts they hold, never half written."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from trustsim.cli import app
from trustsim.errors import InputError
from trustsim.results import run
from trustsim.scenario.load import load_scenario
from trustsim.summary import summary
from trustsim.web import gallery as galleries
from trustsim.web import replay as replays
from trustsim.web.captions import Talk, read_talk
from trustsim.web.coding import decode
from trustsim.web.film import film
from trustsim.web.replay import MOST_BYTES, Page, built_page, hash_of, html_of, in_json, replay_page
from trustsim.web.why import why_person, why_tie

PAGE = Page("console.log('</scr' + 'ipt>', \"</script>\", '<!--')", "body { content: '</style>' }")
BUNDLE = Page("x" * 200_000, "y" * 30_000)   # as large as the page may become
SMALL = {"staff": 30, "weeks": 26}
HOSTILE = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> \u2028 ' \" & ]]>"


class Read(HTMLParser):
    """What a browser would see: elements with attributes, and the text of each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", {}))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] in ("script", "style", "title"):
            attributes = {**self.elements[-1][1], "tag": self.elements[-1][0]}
            if self.texts and self.texts[-1][0] == attributes:
                self.texts[-1] = (attributes, self.texts[-1][1] + data)
            else:
                self.texts.append((attributes, data))

    def text(self, **wanted: str) -> str:
        return next(text for attributes, text in self.texts if all(attributes.get(name) == value for name, value in wanted.items()))


def opened(html: str) -> tuple[Read, dict[str, Any], list[Any]]:
    """The page, its data, and its films."""
    read = Read(html)
    films = [decode(gzip.decompress(base64.b64decode(text))) for attributes, text in read.texts if str(attributes.get("id", "")).startswith("film-")]
    return read, json.loads(read.text(id="replay")), films


def small(name: str = "baseline") -> Any:
    return load_scenario(name, overrides=SMALL)


def test_a_replay_holds_its_runs() -> None:
    html = replay_page([small(), small("protected_time")], 5, page=PAGE)
    _, told, films = opened(html)
    assert len(films) == 2
    for (head, arrays), source in zip(films, (small(), small("protected_time")), strict=True):
        made = film(source, 5)
        assert np.array_equal(arrays["trust"], made.arrays["trust"])
        assert head["summary"] == summary(run(source, seed=5)).lines
        assert head["view"]["seed"] == 5
    assert told["pair"]["weeks"] == 26
    assert told["pair"]["differs"]
    assert [band["replicates"] for band in told["bands"]] == [30, 30]
    assert told["captions"] is None


def test_a_replay_gives_back_its_scenario(tmp_path: Path) -> None:
    _, told, films = opened(replay_page([small("protected_time")], 5, page=PAGE, bands=False))
    (file,) = told["yaml"]
    (tmp_path / file["name"]).write_text(file["text"], encoding="utf-8")
    assert np.array_equal(film(load_scenario(tmp_path / file["name"]), 5).arrays["trust"], films[0][1]["trust"])


def test_only_its_own_script_and_style_may_run() -> None:
    html = replay_page([small()], 0, page=PAGE, bands=False)
    read, _, _ = opened(html)
    policy = next(attributes["content"] for tag, attributes in read.elements if tag == "meta" and "http-equiv" in attributes)
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "connect-src" not in policy   # nothing at all may be fetched
    running = [text for attributes, text in read.texts if attributes["tag"] == "script" and "type" not in attributes]
    assert len(running) == 1
    assert hash_of(running[0]) in policy
    assert hash_of(read.text(tag="style")) in policy
    # In the bundle `</script` within a text is written so that it means the same.
    assert running[0] == "console.log('</scr' + 'ipt>', \"<\\/script>\", '<\\!--')"
    assert not [tag for tag, attributes in read.elements if "src" in attributes or (tag == "link" and attributes.get("href") != "data:,")]
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_hostile_words_are_only_words(tmp_path: Path) -> None:
    (tmp_path / "evil.yaml").write_text(json.dumps({"title": HOSTILE, "question": HOSTILE, "weeks": 6, "staff": 20, "expected": HOSTILE,
                                                    "timeline": [{"week": 3, "do": "training", "note": HOSTILE}]}), encoding="utf-8")
    talk = Talk(title="t " + HOSTILE[:90], steps=[{"text": HOSTILE, "ask": HOSTILE, "look_for": HOSTILE}])   # type: ignore[list-item]
    html = replay_page([load_scenario(tmp_path / "evil.yaml")], 0, talk=talk, name=HOSTILE, page=PAGE, bands=False)
    read, told, films = opened(html)
    assert [tag for tag, _ in read.elements].count("script") == 3   # data, one film, the page
    assert not [tag for tag, _ in read.elements if tag == "img"]
    assert told["captions"]["steps"][0]["text"] == HOSTILE
    assert films[0][0]["title"] == HOSTILE
    assert films[0][0]["timeline"][0]["words"] == HOSTILE
    assert read.text(tag="title").startswith("t </script>")
    assert json.loads(in_json({"x": HOSTILE})) == {"x": HOSTILE}
    assert "<" not in in_json({"x": HOSTILE})


def test_two_runs_of_sixty_staff_and_three_years_fit_into_a_megabyte() -> None:
    """With captions and bands, and a page as large as it may become; beliefs are held between weeks only as far as needed."""
    talk = read_talk("new_head")
    html = replay_page([load_scenario(name) for name in talk.scenarios], talk.seed, talk=talk, page=BUNDLE)
    size = len(html.encode())
    print(f"replay of two runs with a bundle of 230 kB: {size / 1e6:.3f} MB")
    assert size <= MOST_BYTES == 1_000_000
    _, _, films = opened(html)
    assert [head["weeks"] for head, _ in films] == [117, 117]
    assert all("beliefs" in arrays for _, arrays in films)
    smaller = replay_page([load_scenario(talk.scenarios[0])], talk.seed, page=PAGE, bands=False)
    assert "beliefs_every" not in opened(smaller)[2][0][0]


def test_a_replay_tells_why_of_whom_its_captions_look_at() -> None:
    talk = Talk(title="t", steps=[{"text": "a"}, {"text": "b", "week": 4, "play_to": 9, "select": "head"}, {"text": "c", "week": 20},   # type: ignore[list-item]
                                  {"text": "d", "select": ["school/team 1/1", "school/team 1/2"]}])
    told = opened(replay_page([small(), small()], 2, talk=talk, page=PAGE, bands=False))[1]
    made = film(small(), 2)
    number = {person["post"]: (k, person["key"]) for k, person in enumerate(made.header["people"])}
    head, key = next((k, person["key"]) for k, person in enumerate(made.header["people"]) if person["role"] == "head")
    (one, one_key), (two, two_key) = number["school/team 1/1"], number["school/team 1/2"]
    assert set(told["why"]) == {f"{slot} {who}" for slot in "ab" for who in (f"person {key}", f"tie {one_key} {two_key}")}
    assert [said["week"] for said in told["why"][f"a person {key}"]] == [4, 9, 20]
    for said in told["why"][f"b person {key}"]:
        assert said["lines"] == why_person(small(), 2, head, said["week"])["lines"]
        assert said["lines"][0]["text"].startswith(f"In week {said['week']} ")
    assert [said["lines"] for said in told["why"][f"a tie {one_key} {two_key}"]] == [why_tie(small(), 2, one, two, 20)["lines"]]


def test_what_does_not_fit_leaves_out_beliefs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "MOST_BYTES", 10_000)
    head, arrays = opened(replay_page([small()], 0, page=PAGE, bands=False))[2][0]
    assert "beliefs" not in arrays
    assert head["beliefs_every"] == 0
    assert "trust" in arrays


def test_the_same_replay_is_the_same_bytes() -> None:
    one, two = (replay_page([small()], 3, page=PAGE, bands=False) for _ in range(2))
    assert one == two


def test_a_page_that_was_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="was not built"):
        built_page(tmp_path)


def test_html_of_nothing_but_words() -> None:
    assert re.search(r"<title>a &lt;b&gt;</title>", html_of({"title": "a <b>"}, [], PAGE))


# The commands

@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "built_page", lambda: PAGE)
    monkeypatch.setattr(galleries, "built_page", lambda: PAGE)


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def mine(folder: Path) -> str:
    (folder / "mine.yaml").write_text("extends: baseline\ntitle: Mine\nstaff: 30\nweeks: 13\n", encoding="utf-8")
    return str(folder / "mine.yaml")


def test_replay_writes_one_file(tmp_path: Path, built: None) -> None:
    place = tmp_path / "talk.html"
    (tmp_path / "talk.yaml").write_text("title: Ours\nseed: 4\nsteps:\n  - {text: Look, week: 3, select: head}\n", encoding="utf-8")
    done = call("replay", mine(tmp_path), "--captions", str(tmp_path / "talk.yaml"), "-o", str(place), "--no-band")
    assert done.exit_code == 0, (done.output, done.exception)
    assert "MB; opens in any browser" in done.output
    _, told, films = opened(place.read_text(encoding="utf-8"))
    assert told["captions"]["steps"][0]["select"]["kind"] == "person"
    assert films[0][0]["seed"] == 4
    assert films[0][0]["view"]["scenario"] == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "talk.html", "talk.yaml"]   # nothing half written
    before = place.read_bytes()
    again = call("replay", mine(tmp_path), "-o", str(place), "--no-band")
    assert isinstance(again.exception, InputError)
    assert "--replace" in str(again.exception)
    assert place.read_bytes() == before
    assert call("replay", mine(tmp_path), "-o", str(place), "--no-band", "--replace", "--seed", "9").exit_code == 0
    assert opened(place.read_text(encoding="utf-8"))[2][0][0]["seed"] == 9


@pytest.mark.parametrize(("arguments", "said"), [
    ([], "names no page to write"),
    (["baseline"], "names no page to write"),
    (["baseline", "-o", "{}/x.txt"], "names no page to write"),
    (["-o", "{}/x.html"], "one scenario, or two side by side"),
    (["baseline", "baseline", "baseline", "-o", "{}/x.html"], "one scenario, or two side by side"),
    (["baselin", "-o", "{}/x.html"], "did you mean 'baseline'"),
    (["baseline", "-o", "{}/none/x.html"], "there is no such folder"),
    (["baseline", "--captions", "broken_promis", "-o", "{}/x.html"], "did you mean 'broken_promise'"),
    (["baseline", "--captions", "boundary_spanner_leaves", "-o", "{}/x.html"], "there is no spanner"),
    (["baseline", "--seed", "x", "-o", "{}/x.html"], "is not a seed"),
    (["--from-sweep", "baseline", "-o", "{}/x.html"], "takes a study's folder and a run"),
])
def test_replay_tells_what_is_wrong(arguments: list[str], said: str, tmp_path: Path, built: None) -> None:
    done = call("replay", *(argument.format(tmp_path) for argument in arguments))
    assert isinstance(done.exception, InputError), done.output
    assert said in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_replay_of_a_run_of_a_study(tmp_path: Path, built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mine(tmp_path)
    (tmp_path / "q.yaml").write_text("title: Minutes\nscenario: mine.yaml\nfactors:\n  meetings.team_minutes_per_week: {values: [30, 90]}\n"
                                     "replicates: 3\n", encoding="utf-8")
    done = call("sweep", "q.yaml", "--workers", "1", "--no-figures")
    assert done.exit_code == 0, (done.output, done.exception)
    made = call("replay", "--from-sweep", "results/q", "p1r2", "-o", "odd.html", "--no-band")
    assert made.exit_code == 0, (made.output, made.exception)
    again = call("replay", "results/q", "p1r2", "--no-figures")
    assert again.exit_code == 0, (again.output, again.exception)
    from trustsim.explain import open_results

    stored = open_results(next((tmp_path / "results").glob("q-p1r2")))
    head, arrays = opened((tmp_path / "odd.html").read_text(encoding="utf-8"))[2][0]
    assert head["title"] == "Minutes, run p1r2"
    assert int(head["seed"]) == stored.seed
    assert head["values"]["meetings.team_minutes_per_week"] == 90
    trust = arrays["weekly"][list(head["columns"]).index("trust")]
    assert trust[-1] == np.float32(stored.weekly["trust"].iloc[-1])


def test_the_gallery_needs_nothing_else(tmp_path: Path, built: None) -> None:
    place = tmp_path / "gallery"
    done = call("gallery", "broken_promise", "baseline", "-o", str(place), "--no-band", "--seed", "2")
    assert done.exit_code == 0, (done.output, done.exception)
    assert "2 replays" in done.output
    index = Read((place / "index.html").read_text(encoding="utf-8"))
    links = [attributes["href"] for tag, attributes in index.elements if tag == "a"]
    assert links == ["baseline.html", "broken_promise.html"]
    assert sorted(path.name for path in place.iterdir()) == ["baseline.html", "broken_promise.html", "index.html", "manifest.json"]
    assert not [tag for tag, attributes in index.elements if "src" in attributes or tag == "script"]
    text = (place / "index.html").read_text(encoding="utf-8")
    for scenario in ("baseline", "broken_promise"):
        assert load_scenario(scenario).scenario.question in text.replace("&#x27;", "'")
    films = opened((place / "broken_promise.html").read_text(encoding="utf-8"))
    assert [head["name"] for head, _ in films[2]] == ["baseline", "broken_promise"]   # beside its contrast
    assert films[1]["home"] == "index.html"
    assert isinstance(call("gallery", "baseline", "-o", str(place), "--no-band").exception, InputError)
    assert call("gallery", "baseline", "-o", str(place), "--no-band", "--replace").exit_code == 0
    assert not (place / "broken_promise.html").exists()


def test_a_gallery_is_written_whole_or_not_at_all(tmp_path: Path, built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done = call("gallery", "baseline", "baselin", "-o", str(tmp_path / "g"), "--no-band")
    assert isinstance(done.exception, InputError)
    assert list(tmp_path.iterdir()) == []
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("keep me", encoding="utf-8")
    done = call("gallery", "baseline", "-o", str(other), "--no-band", "--replace")
    assert isinstance(done.exception, InputError)
    assert (other / "mine.txt").read_text(encoding="utf-8") == "keep me"
