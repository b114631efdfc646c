/** Decoding, held to a film that Python's coder wrote: every number is a formula of its place (tests/web/test_page_film.py). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { decode, trustOf, unzipped } from "../src/film";

const bytes = new Uint8Array(readFileSync(new URL("../tests/small.tsf", import.meta.url)));
const film = decode(bytes);
const PAIRS = [[0, 1], [0, 2], [1, 3]], WEEKS = 5;

test("the header is read, letters beyond ASCII too", () => {
  assert.equal(film.header.title, "Käfer – “small”");
  assert.equal(film.weeks, WEEKS);
  assert.equal(film.width, WEEKS + 1);
  assert.equal(film.pairCount, 3);
});

test("weekly columns come by name, blanks as NaN", () => {
  assert.deepEqual([...film.weekly("staff")!], [0, 0.25, 0.5, 0.75, 1, 1.25]);
  assert.ok(Number.isNaN(film.figure("trust", 0)));
  assert.equal(film.figure("trust", 4), 101);
  assert.equal(film.weekly("no such column"), undefined);
  assert.ok(Number.isNaN(film.figure("no such column", 0)));
});

test("plain, delta and xor coding", () => {
  assert.deepEqual([...film.array("pairs")], PAIRS.flat());
  for (let row = 0; row < 6; row++) for (let week = 0; week <= WEEKS; week++) assert.equal(film.array("trust")[row * 6 + week], (7 * row + 131 * week + row * week) % 256);
  for (let pair = 0; pair < 3; pair++) for (let week = 0; week <= WEEKS; week++) assert.equal(film.array("state")[pair * 6 + week], (31 * pair + 5 * week * week) % 256);
  for (let q = 0; q < 4; q++) for (let row = 0; row < 6; row++) for (let week = 0; week <= WEEKS; week++)
    assert.equal(film.codes("beliefs", q * 6 + row)[week], (50 * q + 7 * row + 200 * week) % 256);
  assert.throws(() => film.array("scar"), /no array scar/);
});

test("trust: nothing, none, whole", () => {
  assert.ok(Number.isNaN(trustOf(0)));
  assert.equal(trustOf(1), 0);
  assert.equal(trustOf(255), 1);
  assert.equal(film.coded("trust", 3, 2), ((7 * 3 + 131 * 2 + 6) % 256 - 1) / 254);
});

test("bits of a pair, from either side", () => {
  for (let pair = 0; pair < 3; pair++)
    for (let week = 0; week <= WEEKS; week++) {
      const bits = (31 * pair + 5 * week * week) % 256;
      for (const side of [0, 1]) {
        const row = 2 * pair + side;
        assert.equal(film.active(row, week), (bits & 1) === 1);
        assert.equal(film.working(row, week), (bits & 2) === 2);
        assert.equal(film.stage(row, week), (bits >> (2 + 2 * side)) & 3);
        assert.equal(film.asksAdvice(row, week), ((bits >> (6 + side)) & 1) === 1);
      }
    }
});

test("who holds what of whom", () => {
  assert.deepEqual(film.side(0, 2), { holder: 0, other: 2, row: 2 });
  assert.deepEqual(film.side(3, 1), { holder: 3, other: 1, row: 5 });
  assert.equal(film.side(2, 3), null);
  assert.equal(film.number("key2"), 2);
  assert.equal(film.number("nobody"), -1);
  assert.deepEqual(film.sidesOf(0, 3).map((side) => side.other), [1, 2]);
});

test("in post from the week of joining until the week of leaving", () => {
  assert.deepEqual([0, 3, 4].map((week) => film.inPost(1, week)), [true, true, false]);
  assert.deepEqual([1, 2].map((week) => film.inPost(3, week)), [false, true]);
});

test("gzipped bytes, and bytes that do not begin at a multiple of 8", async () => {
  assert.deepEqual(await unzipped(new Uint8Array(gzipSync(bytes))), bytes);
  assert.equal(await unzipped(bytes), bytes);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual([...decode(shifted.subarray(3)).array("trust")], [...film.array("trust")]);
});

test("what is no film is said to be none", () => {
  assert.throws(() => decode(new TextEncoder().encode("<html>....")), /not a film/);
});
