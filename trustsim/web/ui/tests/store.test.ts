import assert from "node:assert/strict";
import { test } from "node:test";
import { Superseded, Troubles } from "../src/source";
import { readable } from "../src/store";
import { made } from "./made";
import { still } from "./stillness";

const settle = () => new Promise((done) => setTimeout(done));

test("it begins with the first scenario, paused at the start, nothing to undo", async () => {
  const { store } = await still([made()]);
  assert.equal(store.state.shown[0]!.film!.header.title, "Made");
  assert.equal(store.state.week, 0);
  assert.equal(store.state.playing, false);
  assert.equal(store.state.history.length, 0);
});

test("weeks stay within the film, and stepping by hand pauses", async () => {
  const { store } = await still([made({ weeks: 20 })]);
  store.setWeek(99);
  assert.equal(store.state.week, 20);
  store.play();
  store.step(3);
  assert.equal(store.state.playing, false);
  assert.equal(store.state.week, 3);
  store.step(-50);
  assert.equal(store.state.week, 0);
});

test("what is done now happens next week, and the film goes on from the week shown", async () => {
  const { store, asked } = await still([made()]);
  store.setWeek(7);
  await store.happen("a", { do: "new_head" });
  assert.deepEqual(asked.at(-1)!.view.happenings, [{ do: "new_head", week: 8 }]);
  assert.equal(store.state.week, 7);
});

test("undo gives back the view before, once", async () => {
  const { store, asked } = await still([made()]);
  await store.settings("a", { "meetings.team_minutes_per_week": 90 });
  await store.newLuck();
  assert.equal(asked.at(-1)!.view.seed, 1);
  await store.undo();
  assert.deepEqual(asked.at(-1)!.view, { scenario: "made", settings: { "meetings.team_minutes_per_week": 90 }, happenings: [], seed: 0 });
  await store.undo();
  assert.deepEqual(asked.at(-1)!.view.settings, {});
  await store.undo();
  assert.equal(store.state.history.length, 0);
});

test("comparing keeps the first film, asks for the other with the same luck, and for what differs", async () => {
  const a = made(), b = made();
  const { store, asked } = await still([a, b]);
  await store.newLuck(5);
  const before = asked.length;
  await store.compare({ scenario: "other", settings: {}, happenings: [], seed: 0 });
  await settle();
  assert.equal(asked.length, before + 1);
  assert.deepEqual([asked.at(-1)!.slot, asked.at(-1)!.view.seed], ["b", 5]);
  assert.deepEqual(store.state.pair, { differs: ["something"] });
  await store.compare(null);
  assert.equal(store.state.shown.length, 1);
  assert.equal(store.state.shown[0]!.film, a);
});

test("a film that comes too late is not shown", async () => {
  const { store, asked } = await still([made()], true);
  const first = made(), second = made({ more: { title: "Second" } });
  asked[0]!.give(first);
  await settle();
  void store.newLuck(1);
  void store.newLuck(2);
  assert.equal(asked.length, 3);
  asked[2]!.give(second);
  await settle();
  asked[1]!.give(first);
  await settle();
  assert.equal(store.state.shown[0]!.film, second);
  assert.equal(store.state.shown[0]!.waiting, false);
});

test("what the server finds wrong is said; what was superseded is not", async () => {
  const { store, asked } = await still([made()], true);
  asked[0]!.refuse(new Troubles([{ message: "no such scenario", nearest: "baseline" }]));
  await settle();
  assert.deepEqual(store.state.troubles, [{ message: "no such scenario", nearest: "baseline" }]);
  void store.newLuck();
  asked[1]!.refuse(new Superseded());
  await settle();
  assert.deepEqual(store.state.troubles, []);
});

test("settings that wait for a restart act on it", async () => {
  const { store, asked } = await still([made()]);
  store.setWeek(9);
  store.set({ pending: { staff: 30 } });
  await store.restart();
  assert.deepEqual(asked.at(-1)!.view.settings, { staff: 30 });
  assert.deepEqual(store.state.pending, {});
  assert.equal(store.state.week, 0);
});

test("a step goes to its week and its person; the next plays on", async () => {
  const { store } = await still([made()]);
  store.toStep("talk", 0);
  assert.deepEqual([store.state.week, store.state.selection, store.state.playing], [3, { kind: "person", key: "key1" }, false]);
  store.toStep("talk", 1);
  assert.deepEqual([store.state.playing, store.state.until, store.state.revealed], [true, 9, true]);
  store.endTour();
  assert.equal(store.state.tour, null);
});

test("following holds to a person alone", async () => {
  const { store } = await still([made()]);
  store.follow(true);
  assert.equal(store.state.following, false);
  store.select({ kind: "person", key: "key1" });
  store.follow(true);
  assert.equal(store.state.following, true);
  store.select({ kind: "tie", holder: "key1", other: "key0" });
  assert.equal(store.state.following, false);
});

test("nobody is told of what did not change, and everybody of what did", async () => {
  const { store } = await still([made()]);
  let told = 0;
  const stop = store.subscribe(() => told++);
  store.setWeek(0);
  store.select(null);
  assert.equal(told, 0);
  store.setWeek(1);
  assert.equal(told, 1);
  stop();
  store.setWeek(2);
  assert.equal(told, 1);
});

test("numbers are written every third week while the film runs faster than anybody reads", async () => {
  const { store } = await still([made()]);
  store.set({ week: 8 });
  store.set({ playing: true, speed: 30 });
  assert.equal(readable(store.state), 6);
  store.set({ speed: 4 });
  assert.equal(readable(store.state), 8);
  store.set({ speed: 30, playing: false });
  assert.equal(readable(store.state), 8);
});

test("a film in part is made whole where a tie is looked at, and only there", async () => {
  const part = (): ReturnType<typeof made> => { const film = made(); film.header.in_part = true; return film; };
  const { store, asked } = await still([part()], true);
  const [first] = asked;
  first!.give(part());
  await settle();
  assert.equal(first!.whole, false);
  store.select({ kind: "person", key: "key1" });
  assert.equal(asked.length, 1);
  store.set({ shown: store.state.shown.map((one) => ({ ...one, band: { replicates: 30 } as never })) });
  store.select({ kind: "tie", holder: "key1", other: "key2" });
  assert.deepEqual(asked.slice(1).map((one) => [one.whole, one.view]), [[true, first!.view]]);
  const whole = made();
  asked[1]!.give(whole);
  await settle();
  assert.equal(store.state.shown[0]!.film, whole);
  assert.equal(store.state.shown[0]!.band?.replicates, 30, "the band stays");
  store.select({ kind: "tie", holder: "key2", other: "key1" });
  assert.equal(asked.length, 2);
  void store.newLuck();
  assert.equal(asked.at(-1)!.whole, true, "as long as a tie is shown, films are whole");
});
