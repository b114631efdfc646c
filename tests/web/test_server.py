"""The live app, asked by real clients: answers, refusals, slow and hostile readers, many at once, nothing left behind."""

from __future__ import annotations

import contextlib
import gc
import gzip
import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from live import Live, answer, ask, resident, served, until, view
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from trustsim.errors import InputError
from trustsim.results import run
from trustsim.summary import summary
from trustsim.web import engine as engines
from trustsim.web.coding import decode
from trustsim.web.engine import Cache
from trustsim.web.server import join_page, place_for, qr_svg
from trustsim.web.views import Library, view_of

REPO = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with served() as running:
        yield running


def get(live: Live, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(*live.host.split(":"), timeout=30)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    found = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    connection.close()
    return found


def test_hello_says_what_a_page_needs(live: Live) -> None:
    with live.connect() as socket_:
        ask(socket_, "hello", id=7)
        hello = answer(socket_)
    assert (hello["id"], hello["kind"]) == (7, "hello")
    assert hello["scenarios"][0]["name"] == "baseline"
    assert len(hello["scenarios"]) == len(live.engine.library.names)
    assert not [card["problem"] for card in hello["scenarios"] if "problem" in card]
    assert len(hello["tours"]) >= 5
    assert hello["tours"][0]["audience"] == "students"
    assert hello["presets"]["leadership"]["fair"]["source"]


def test_a_film_is_that_of_its_view(live: Live) -> None:
    asked = view(90, happenings=[{"week": 10, "do": "new_head", "leadership": {"preset": "hero"}}])
    with live.connect() as socket_:
        ask(socket_, "film", id=3, view=asked, slot="b")
        head, arrays = decode(socket_.recv(timeout=60))   # type: ignore[arg-type]
    assert (head["id"], head["slot"], head["view"]) == (3, "b", asked)
    results = run(live.engine.library.resolve(view_of(asked)), seed=0)
    trust = arrays["weekly"][list(head["columns"]).index("trust")]
    assert trust[-1] == pytest.approx(results.weekly["trust"].iloc[-1], abs=1e-6)


def test_beliefs_are_sent_where_they_are_asked_for(live: Live) -> None:
    with live.connect() as socket_:
        ask(socket_, "film", view=view())
        part, some = decode(socket_.recv(timeout=60))   # type: ignore[arg-type]
        ask(socket_, "film", view=view(), whole=True)
        whole, every = decode(socket_.recv(timeout=60))   # type: ignore[arg-type]
    assert part["in_part"]
    assert "in_part" not in whole
    assert set(every) - set(some) == {"beliefs", "scar"}


def test_pair_why_summary_and_file(live: Live, tmp_path: Path) -> None:
    with live.connect() as socket_:
        ask(socket_, "pair", a=view(), b=view(120))
        pair = answer(socket_)
        assert pair["weeks"] == 40
        assert any("team_minutes_per_week" in line for line in pair["differs"])
        ask(socket_, "why", view=view(), tie=[3, 4], week=20)
        why = answer(socket_)
        assert why["tie"] == [3, 4]
        assert why["weeks"]["week"][-1] <= 20
        assert any(line["week"] for line in why["lines"])
        ask(socket_, "why", view=view(), person=3, week=20)
        assert answer(socket_)["lines"]
        ask(socket_, "summary", view=view())
        assert answer(socket_)["lines"] == summary(run(live.engine.library.resolve(view_of(view())))).lines
        ask(socket_, "yaml", view=view())
        file = answer(socket_)
        assert file["name"] == "baseline_changed.yaml"
        assert "extends: baseline" in file["text"]


def test_a_band_grows_and_is_kept(live: Live) -> None:
    with live.connect() as socket_:
        ask(socket_, "band", id=5, view=view(61))
        many = []
        while not many or many[-1] < 30:
            many.append(answer(socket_)["replicates"])
        assert many == sorted(set(many))
        ask(socket_, "band", id=6, view=view(61, seed=9))   # other luck, the same band
        again = answer(socket_)
        assert (again["id"], again["replicates"]) == (6, 30)
        ask(socket_, "hello")   # nothing more of it comes
        assert answer(socket_)["kind"] == "hello"


def test_only_the_latest_request_is_answered(live: Live) -> None:
    with live.connect() as socket_:
        for k in range(40):
            ask(socket_, "film", id=k, view=view(30 + k / 100), slot="a")
        ids = []
        while not ids or ids[-1] != 39:
            ids.append(answer(socket_)["id"])
        assert len(ids) < 20, "requests that were overtaken are made all the same"
        ask(socket_, "film", id=100, view=view(), slot="a")
        ask(socket_, "film", id=101, view=view(), slot="b")   # the other slot takes nothing from this one
        assert {answer(socket_)["id"], answer(socket_)["id"]} == {100, 101}


def test_a_band_that_is_overtaken_stops(live: Live) -> None:
    with live.connect() as socket_:
        ask(socket_, "band", id=1, view=view(33.25))
        ask(socket_, "film", id=2, view=view(33.5))
        assert answer(socket_)["id"] == 2
        ask(socket_, "band", id=3, view=view(33.5))
        ids = [answer(socket_)["id"]]
        while ids[-1] != 3:
            ids.append(answer(socket_)["id"])
        assert live.engine.cache.get(f"band {view_of(view(33.25)).setting}") is None


def test_wrong_views_are_told_and_the_session_stays(live: Live) -> None:
    with live.connect() as socket_:
        for wrong, said in (({"scenario": "baselin"}, "did you mean 'baseline'"), (None, "is not a view"), (view(-1), "at least 0"),
                            (view(60, happenings=[{"week": 99, "do": "training"}]), "is after the end")):
            ask(socket_, "film", id=4, view=wrong)
            problem = answer(socket_)
            assert (problem["id"], problem["kind"]) == (4, "problem")
            assert said in problem["problems"][0]["words"]
            assert str(REPO) not in json.dumps(problem)
        ask(socket_, "why", view=view(), tie=[1, 1], week=3)
        assert answer(socket_)["kind"] == "problem"
        ask(socket_, "why", view=view(), tie=[1, 60_000], week=3)
        assert "no such staff number" in answer(socket_)["problems"][0]["message"]
        ask(socket_, "film", id=5, view=view())
        assert answer(socket_)["id"] == 5


BAD = ["x", "[]", "3", "null", '{"id": 1}', '{"do": "film"}', '{"id": true, "do": "hello"}', '{"id": -1, "do": "hello"}', '{"id": 1, "do": "helo"}',
       '{"id": 1, "do": ["film"]}', '{"id": 1, "do": "film", "slot": "c"}', '{"id": NaN, "do": "hello"}', '{"id": 1, "do": "hello", "x": Infinity}',
       "[" * 20_000, b"bytes"]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: str(bad[:20]))
def test_a_bad_message_closes_its_session_alone_with_a_reason(live: Live, bad: Any) -> None:
    with live.connect() as other, live.connect() as socket_:
        socket_.send(bad)
        with pytest.raises(ConnectionClosed) as closed:
            socket_.recv(timeout=20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008
        assert closed.value.rcvd.reason
        ask(other, "film", view=view())
        assert answer(other)["id"] == 1


def test_a_huge_message_closes_its_session_alone(live: Live) -> None:
    with live.connect() as other, live.connect() as socket_:
        socket_.send(json.dumps({"id": 1, "do": "film", "view": {"scenario": "x" * 70_000}}))
        with pytest.raises(ConnectionClosed) as closed:
            socket_.recv(timeout=20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        ask(other, "film", view=view())
        assert answer(other)["id"] == 1


def test_deep_views_are_refused(live: Live) -> None:
    deep: Any = 1
    for _ in range(900):
        deep = [deep]
    with live.connect() as socket_:
        ask(socket_, "film", view=view(60, happenings=[{"week": 3, "do": "change", "meetings": deep}]))
        assert "nested too deeply" in answer(socket_)["problems"][0]["message"]


def test_sessions_are_apart(live: Live) -> None:
    with live.connect() as one, live.connect() as two:
        ask(one, "film", id=1, view=view(20))
        ask(two, "film", id=1, view=view(200))
        assert answer(one)["values"]["meetings.team_minutes_per_week"] == 20
        assert answer(two)["values"]["meetings.team_minutes_per_week"] == 200


def test_what_a_class_asks_at_once_is_made_once(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    film = engines.film
    monkeypatch.setattr(engines, "film", lambda *given, **more: (made.append(1), film(*given, **more))[1])
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(live.connect()) for _ in range(8)]
        for socket_ in sockets:
            ask(socket_, "film", view=view(77.5))
        assert [answer(socket_)["id"] for socket_ in sockets] == [1] * 8
    assert len(made) == 1


# Who may ask

@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost.evil.example:{port}", "[::1]:{port}", "127.0.0.1:1", ""])
def test_a_foreign_host_is_refused(live: Live, host: str) -> None:
    port = live.host.rpartition(":")[2]
    status, headers, _ = get(live, "/", Host=host.format(port=port))
    assert status == 403 or (host == "" and status == 400)
    assert status == 400 or "default-src 'none'" in headers["content-security-policy"]
    assert get(live, "/", Host=f"localhost:{port}")[0] in (200, 404)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://{host}", "http://{host}.evil.example", "http://127.0.0.1:1"])
def test_a_foreign_origin_is_refused(live: Live, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        live.connect(origin=origin.format(host=live.host))
    assert refused.value.response.status_code == 403
    assert get(live, "/data?view={}", Origin=origin.format(host=live.host))[0] == 403
    with live.connect(origin=f"http://{live.host}") as socket_:
        ask(socket_, "hello")
        assert answer(socket_)["kind"] == "hello"


def test_a_page_elsewhere_may_not_fetch(live: Live) -> None:
    assert get(live, "/data?view={}", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert get(live, "/data?view={}", Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="cors")[0] == 200


def test_headers_keep_the_page_to_itself(live: Live) -> None:
    headers = get(live, "/join")[1]
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/static/app.js", "/app.js/..", "/.git/config", "/etc/passwd"])
def test_nothing_else_is_served(live: Live, path: str) -> None:
    assert get(live, path)[0] == 404


def test_data_of_a_view(live: Live) -> None:
    status, headers, body = get(live, f"/data?view={quote(json.dumps(view(happenings=[{'week': 3, 'do': 'training', 'note': '=1+1'}])))}")
    assert status == 200
    assert headers["content-disposition"] == 'attachment; filename="baseline_changed-seed0.zip"'
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
        assert names == {"weekly.csv", "staff.csv", "ties.csv", "events.csv", "summary.txt", "baseline_changed.yaml"}
        assert "'=1+1" in archive.read("baseline_changed-seed0/events.csv").decode()   # no formula for a spreadsheet
    assert get(live, "/data?view=x")[0] == 400
    assert get(live, "/data")[0] == 400
    assert b"did you mean" in get(live, f"/data?view={quote(json.dumps({'scenario': 'baselin'}))}")[2]


# On a network

@pytest.fixture
def lan() -> Iterator[Live]:
    with served(address="127.0.0.1", squeeze=True) as running:
        yield running


def test_on_a_network_nothing_is_had_without_the_token(lan: Live) -> None:
    token = lan.place.token
    assert token is not None
    assert len(token) >= 12
    for path in ("/", "/app.js", "/join", "/data?view={}", "/?token=", f"/?token={token[:-1]}", "/?token=%C3%A9"):
        assert get(lan, path)[0] == 403, path
    with pytest.raises(InvalidStatus):
        lan.connect()
    with pytest.raises(InvalidStatus):
        lan.connect(additional_headers={"Cookie": f"trustsim-{lan.host.rpartition(':')[2]}=wrong"})
    status, headers, _ = get(lan, f"/join?token={token}")
    assert status == 200
    cookie = headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    held = cookie.partition(";")[0]
    assert get(lan, "/join", Cookie=held)[0] == 200
    assert "set-cookie" not in get(lan, "/join", Cookie=held)[1]
    with lan.connect(additional_headers={"Cookie": held}, origin=f"http://{lan.host}") as socket_:
        ask(socket_, "film", id=2, view=view())
        data = socket_.recv(timeout=60)
        assert isinstance(data, bytes)
        assert data[:2] == b"\x1f\x8b"   # squeezed, for the wireless network
        assert decode(gzip.decompress(data))[0]["id"] == 2
    assert get(lan, "/join", Cookie=held, Host="evil.example")[0] == 403


def test_the_page_to_join_shows_address_and_code(lan: Live) -> None:
    page = join_page(lan.place)
    assert lan.place.url in page
    assert "<svg" in page
    assert "not encrypted" in page
    assert "<script" not in page
    assert "style=" not in page   # the policy would refuse it
    assert qr_svg("a").startswith("<svg")


def test_ports_are_the_first_that_is_free() -> None:
    one, two = place_for(None), place_for(None)
    try:
        ports = [int(place.hosts[0].rpartition(":")[2]) for place in (one, two)]
        assert ports[0] < ports[1]
        assert one.token is None
        assert one.hosts[0].startswith("127.0.0.1:")
        with pytest.raises(InputError, match="cannot be listened on"):
            place_for(ports[0])
    finally:
        one.socket.close()
        two.socket.close()


# Nothing is left behind

def test_a_slow_reader_is_sent_only_the_latest(live: Live) -> None:
    """It asks for films and reads nothing: what waits for it stays small, and all others are served."""
    raw = socket.create_connection(tuple(live.host.split(":")))   # type: ignore[arg-type]
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    with connect(f"ws://{live.host}/ws", sock=raw, max_size=None, compression=None, max_queue=1, ping_interval=None) as slow:
        before = resident()
        for k in range(40):
            ask(slow, "film", id=k, whole=True, view={**view(), "settings": {"meetings.team_minutes_per_week": 60.0 + k / 10}})
            time.sleep(0.1)   # time enough to make it
        with live.connect() as other:
            ask(other, "film", view=view())
            assert answer(other)["id"] == 1
        assert resident() - before < 200e6
        ids = [answer(slow)["id"]]
        while ids[-1] != 39:
            ids.append(answer(slow)["id"])
        assert len(ids) < 20, "a slow reader is sent what it no longer wants"


def test_500_reconnects_leak_nothing(live: Live) -> None:
    def reconnect(times: int) -> None:
        for k in range(times):
            with live.connect() as socket_:
                ask(socket_, "film", view=view(50 + k % 3))
                if k % 2:
                    answer(socket_)
                if k % 5 == 0:
                    ask(socket_, "band", view=view(40 + k % 7))   # and is gone before it comes

    reconnect(60)
    gc.collect()
    threads, before = threading.active_count(), resident()
    reconnect(500)
    assert until(lambda: not live.engine._jobs)
    gc.collect()
    grown = (resident() - before) / 1e6
    print(f"500 reconnects: {grown:.1f} MB")
    assert grown < 25, "something is kept of sessions that are gone"
    assert threading.active_count() <= threads
    assert live.engine._pressing == 0
    assert not live.engine._watching


def test_the_cache_has_a_bound() -> None:
    cache = Cache(most=100)
    for k in range(50):
        cache.put(f"k{k}", k, 30)
        cache.get("k0")
    assert cache.bytes <= 100
    assert cache.get("k0") == 0, "what is used stays"
    assert cache.get("k5") is None
    cache.put("k0", 1, 40)
    assert cache.get("k0") == 1
    assert cache.bytes <= 100


def test_thirty_at_once(live: Live) -> None:
    """Each moves a slider at its own pace; all are answered."""
    waits: list[float] = []

    def student(number: int) -> None:
        with live.connect() as socket_:
            for k in range(3):
                begun = time.perf_counter()
                ask(socket_, "film", id=k, view=view(30 + number + k / 10))
                assert answer(socket_)["id"] == k
                waits.append(time.perf_counter() - begun)
                time.sleep(0.2)

    threads = [threading.Thread(target=student, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(waits) == 90
    print(f"30 at once: median {1e3 * sorted(waits)[45]:.0f} ms, worst {1e3 * max(waits):.0f} ms")


# The command

def test_serve_says_where_it_is_and_stops_at_once() -> None:
    begun = subprocess.Popen([sys.executable, "run_sim.py", "serve", "--no-open"], cwd=REPO, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env={**os.environ, "PYTHONPATH": str(REPO)})
    assert begun.stdout is not None
    try:
        line = begun.stdout.readline()
        found = re.search(r"http://(127\.0\.0\.1:\d+)/ ", line)
        assert found, line
        asked = time.perf_counter()
        with connect(f"ws://{found[1]}/ws", max_size=None) as socket_:
            ask(socket_, "hello")
            assert answer(socket_)["kind"] == "hello"
            ask(socket_, "film", view={"scenario": "baseline"})
            assert answer(socket_)["id"] == 1
            print(f"first hello and film {time.perf_counter() - asked:.2f} s after the address is said")
            ask(socket_, "band", view={"scenario": "baseline"})
            stopped = time.perf_counter()
            begun.send_signal(signal.SIGINT)
            assert begun.wait(10) == 0
            assert time.perf_counter() - stopped < 5
        assert "Traceback" not in begun.stderr.read()   # type: ignore[union-attr]
    finally:
        if begun.poll() is None:
            begun.kill()


def test_serve_refuses_what_cannot_be(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from trustsim.cli import app

    taken = place_for(None)
    port = taken.hosts[0].rpartition(":")[2]
    for arguments, said in ((["--port", port], "cannot be listened on"), (["--address", "192.0.2.7"], "together with --lan"),
                            ([str(tmp_path / "none.yaml")], "there is no such file")):
        result = CliRunner().invoke(app, ["serve", "--no-open", *arguments])
        assert isinstance(result.exception, InputError), result.output
        assert said in str(result.exception)
    taken.socket.close()


def test_a_library_of_ones_own_comes_first(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("title: Ours\nstaff: 20\nweeks: 10\n", encoding="utf-8")
    engine = engines.Engine(Library([str(tmp_path / "ours.yaml")]))
    hello = engine._hello(lambda: False)
    assert [card["name"] for card in hello["scenarios"][:2]] == ["ours", "baseline"]
    engine.close()
