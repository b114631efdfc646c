import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, Player } from "../src/player";
import { spellsUntil, marks, rowsOf } from "../src/timeline/marks";
import { made } from "./made";
import { still } from "./stillness";

test("time becomes weeks, and what is left is kept", () => {
  assert.deepEqual(advance(0, 100, 10), { weeks: 1, left: 0 });
  let left = 0, weeks = 0;
  for (let frame = 0; frame < 600; frame++) { const step = advance(left, 1000 / 60, 30); left = step.left; weeks += step.weeks; }
  assert.equal(weeks, 300);
  assert.equal(advance(0, 60_000, 30).weeks, 7); // a tab that slept does not leap
});

test("the clock moves the film while it plays, stops at the end, and asks for no frame while it rests", async () => {
  const { store } = await still([made({ weeks: 12 })]);
  const queue: ((now: number) => void)[] = [];
  new Player(store, { request: (tick) => queue.push(tick), cancel: () => (queue.length = 0) });
  let now = 0;
  const run = (milliseconds: number) => { for (const end = now + milliseconds; now < end; now += 10) queue.shift()?.(now); };
  run(100);
  assert.equal(store.state.week, 0);
  store.setSpeed(10);
  store.play();
  run(320);
  assert.equal(store.state.week, 3);
  store.pause();
  assert.equal(queue.length, 0);
  run(500);
  assert.equal(store.state.week, 3);
  store.play(7);
  run(2000);
  assert.equal(store.state.week, 7);
  assert.equal(store.state.playing, false);
  store.play();
  run(5000);
  assert.equal(store.state.week, 12);
  assert.equal(store.state.playing, false);
  store.play(); // from the end: from the start again
  assert.equal(store.state.week, 0);
});

test("while the film runs fast, a frame without a new week brings the rest of the page up to the network; at rest they are in step", async () => {
  const { store } = await still([made({ weeks: 12 })]);
  const queue: ((now: number) => void)[] = [];
  new Player(store, { request: (tick) => queue.push(tick), cancel: () => (queue.length = 0) });
  const seen: string[] = [];
  const run = (frames: number, from: number) => { for (let k = 0; k < frames; k++) { queue.shift()?.((1000 / 60) * (from + k)); seen.push(`${store.state.week} ${store.state.late}`); } };
  store.setSpeed(30);
  store.play();
  run(6, 0);
  assert.deepEqual(seen, ["0 0", "0 0", "1 0", "1 1", "2 1", "2 2"]);
  store.setSpeed(60); // a week in every frame: the rest is one behind
  run(2, 6);
  assert.deepEqual(seen.slice(6), ["3 2", "4 3"]);
  store.pause();
  assert.equal(store.state.late, 4);
  store.setSpeed(6);
  store.play();
  run(30, 8);
  assert.equal(store.state.late, store.state.week);
});

test("a viable spell shows when it counts, from the week in which it began, and as lost when that counts", () => {
  const viable = Array.from({ length: 31 }, (_, week) => (week >= 9 && week < 20 ? 1 : 0));
  const film = made({ weeks: 30, columns: { viable }, more: { spells: [[5, 16]] } });
  assert.deepEqual(spellsUntil(film, 8), []);
  assert.deepEqual(spellsUntil(film, 9), [{ from: 5, to: 9 }]);
  assert.deepEqual(spellsUntil(film, 19), [{ from: 5, to: 19 }]);
  assert.deepEqual(spellsUntil(film, 20), [{ from: 5, to: 16 }]);
  const lasting = made({ weeks: 30, columns: { viable: viable.map((one, week) => (week >= 20 ? 1 : one)) }, more: { spells: [[5, null]] } });
  assert.deepEqual(spellsUntil(lasting, 30), [{ from: 5, to: 30 }]);
});

test("what is done in both schools stands once, what is done in one with its letter", () => {
  const at = (week: number, words: string) => ({ week, words, added: false });
  const a = made({ more: { timeline: [at(5, "new head"), at(9, "merger")] } }), b = made({ more: { timeline: [at(5, "new head"), at(2, "promise")] } });
  assert.deepEqual(marks([a, b]).map(({ week, only }) => [week, only]), [[2, 1], [5, null], [9, 0]]);
  assert.deepEqual(marks([a]).map(({ only }) => only), [null, null]);
});

test("labels take the first row with room; those without any stand bare", () => {
  assert.deepEqual(rowsOf([{ left: 0, right: 50 }, { left: 20, right: 60 }, { left: 55, right: 70 }, { left: 25, right: 80 }], 2), [0, 1, 0, -1]);
});
