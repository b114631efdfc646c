import assert from "node:assert/strict";
import { test } from "node:test";
import { honeycomb, layout } from "../src/network/layout";
import { made } from "./made";

const seat = (l: ReturnType<typeof layout>, film: ReturnType<typeof made>, who: number, week: number) => l.seats.get(film)![who * film.width + week]!;

test("the same films give the same places, to the bit", () => {
  const one = layout([made()], 1.4), two = layout([made({ weeks: 20 })], 1.4);
  assert.deepEqual([...one.places], [...two.places]);
  const apart = layout([made({ teams: 4 })], 1);
  assert.notDeepEqual([...one.places], [...apart.places]);
});

test("a person stands in the same place in both films, whatever their number", () => {
  const a = made(), people = a.people.map((person) => ({ ...person })).reverse(), b = made({ people });
  const both = layout([a, b], 1);
  a.people.forEach((person, who) => assert.equal(seat(both, a, who, 3), seat(both, b, b.number(person.key), 3)));
});

test("who follows on a post takes the leaver's seat, in each film of its own", () => {
  const base = made().people;
  const goes = (week: number) => [...base.map((person, k) => (k === 4 ? { ...person, left: week } : person)), { ...base[4]!, key: `new${week}`, joined: week }];
  const a = made({ people: base }), b = made({ people: goes(7) });
  const both = layout([a, b], 1);
  assert.equal(seat(both, b, 9, 12), seat(both, a, 4, 12));
  assert.equal(seat(both, b, 4, 7), -1);
  assert.equal(seat(both, b, 4, 6), seat(both, a, 4, 6));
  assert.equal(both.teamOf.length, 9);
});

test("nobody stands on another", () => {
  const people = Array.from({ length: 80 }, (_, k) => ({ team: k % 7, post: `school/t/${k}` }));
  const film = made({ people, teams: 7 }), { places, teams } = layout([film], 1.4);
  for (let a = 0; a < 80; a++) for (let b = 0; b < a; b++) assert.ok(Math.hypot(places[2 * a]! - places[2 * b]!, places[2 * a + 1]! - places[2 * b + 1]!) > 0.75, `${a} and ${b}`);
  for (const a of teams) for (const b of teams) if (a !== b) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > a.r + b.r - 1e-6);
});

test("rows fit the picture: none overlap, the leadership in the middle", () => {
  for (const count of [1, 2, 3, 5, 11, 25, 34])
    for (const aspect of [0.55, 1, 1.4]) {
      const radii = Array.from({ length: count }, (_, k) => (k ? 2 : 1.5)), places = honeycomb(radii, aspect, 0.3, count > 2 ? 0 : -1);
      assert.equal(places.length, count);
      for (let a = 0; a < count; a++) for (let b = 0; b < a; b++) assert.ok(Math.hypot(places[a]!.x - places[b]!.x, places[a]!.y - places[b]!.y) >= radii[a]! + radii[b]! + 0.29, `${count} ${aspect}: ${a} ${b}`);
      if (count > 2) assert.equal(Math.min(...places.map(({ x, y }) => Math.hypot(x, y))), Math.hypot(places[0]!.x, places[0]!.y));
    }
});
