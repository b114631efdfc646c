import assert from "node:assert/strict";
import test from "node:test";
import { Changer } from "../src/controls/changer";
import { added, acts, isChanged, isTouched, untouched, valueAt, valueWords, withoutValue, withValue } from "../src/controls/changes";
import type { Film } from "../src/film";
import type { Store } from "../src/store";
import type { Control, View } from "../src/types";

const control = (path: string, more: Partial<Control> = {}): Control => ({
  path, label: path, group: "", unit: "minutes", meaning: "", source: "", kind: "number", default: 0, live: true, basic: true, ...more,
});
const time = control("meetings.team_minutes_per_week"), format = control("meetings.team_format", { kind: "choice" });
const staff = control("staff", { live: false }), load = control("workload", { at_start: false });
const view: View = { scenario: "baseline", settings: {}, happenings: [{ week: 20, do: "new_head" }], seed: 0 };

test("a change acts from the start, from the next week, or on restart", () => {
  assert.deepEqual([acts(time, 0), acts(time, 5), acts(staff, 0), acts(staff, 5), acts(load, 0), acts(load, 5)], ["start", "next", "start", "restart", "next", "next"]);
  assert.deepEqual(withValue(view, time, 90, 0), { ...view, settings: { [time.path]: 90 } });
  assert.deepEqual(withValue(view, staff, 30, 9).settings, { staff: 30 });
  const once = withValue(view, time, 90, 9);
  assert.deepEqual(once.happenings, [...view.happenings, { week: 10, do: "change", meetings: { team_minutes_per_week: 90 } }]);
  const twice = withValue(withValue(once, format, "presentation", 9), time, 95, 9);
  assert.deepEqual(twice.happenings.slice(1), [{ week: 10, do: "change", meetings: { team_minutes_per_week: 95, team_format: "presentation" } }], "one entry a week");
  assert.equal(withValue(twice, load, 1, 12).happenings.length, 3);
  assert.deepEqual(view.happenings.length, 1, "a view is never changed in place");
});

test("what was changed is seen and can be taken back", () => {
  const changed = withValue(withValue(withValue(view, time, 50, 0), time, 90, 9), format, "presentation", 9);
  assert.ok(isChanged(changed, time.path) && isChanged(changed, format.path) && !isChanged(changed, staff.path));
  assert.deepEqual(withoutValue(withoutValue(changed, time.path), format.path), view);
  assert.ok(isTouched(changed) && !isTouched(untouched(changed)));
  const film = { header: { timeline: [{ week: 20, words: "a new head comes", added: true }, { week: 10, words: "change", added: true }] } } as unknown as Film;
  const list = added(changed, [time, format], film);
  assert.deepEqual(list.map((one) => [one.week, one.words]), [
    [0, "meetings.team_minutes_per_week: 50 minutes"], [10, "meetings.team_minutes_per_week: 90 minutes"], [10, "meetings.team_format: presentation"], [20, "a new head comes"]]);
  for (const one of list) assert.equal(added(one.without(changed), [time, format], film).length, 3, one.words);
  let left = changed;
  for (let k = list.length; k--;) left = added(left, [time, format], film)[0]!.without(left);
  assert.deepEqual(left, untouched(view));
});

test("the value shown is the one in force when a change could act", () => {
  const film = { header: { values: { a: 1, b: null }, values_from: [{ week: 10, values: { a: 2 } }, { week: 20, values: { a: 3 } }] } } as unknown as Film;
  assert.deepEqual([0, 8, 9, 18, 19, 99].map((week) => valueAt(film, "a", week)), [1, 1, 2, 2, 3, 3]);
  assert.equal(valueWords(control("b", { unit: "0-1" }), valueAt(film, "b", 3)), "differs between organisations");
});

test("a drag asks for one film at a time, ends with the last value, and is one step for undo", async () => {
  let now = 0;
  const shown: { views: View[]; remember: boolean; done: () => void }[] = [];
  const store = {
    state: { week: 9, history: [], pending: {} as Record<string, unknown> }, edited: "a", views: [view],
    set(change: object) { Object.assign(this.state, change); },
    show(views: View[], { remember }: { remember: boolean }) {
      this.views = views;
      return new Promise<void>((done) => shown.push({ views, remember, done }));
    },
  };
  const changer = new Changer(store as unknown as Store, () => now);
  for (let value = 61; value <= 80; value++) {
    now += 16;
    store.state.week += 1; // it plays meanwhile
    changer.set(time, value);
  }
  changer.set(format, "presentation");
  assert.equal(shown.length, 1);
  shown[0]!.done();
  await new Promise((done) => setImmediate(done));
  assert.equal(shown.length, 2);
  assert.deepEqual(store.views[0]!.happenings.slice(1), [
    { week: 11, do: "change", meetings: { team_minutes_per_week: 80 } }, { week: 30, do: "change", meetings: { team_format: "presentation" } }]);
  assert.deepEqual(shown.map((one) => one.remember), [true, true], "a new gesture (the format) is a new step");
  shown[1]!.done();
  await new Promise((done) => setImmediate(done));
  changer.set(format, "discussion");
  assert.equal(shown[2]!.remember, false, "the same gesture goes on");
  changer.set(staff, 30);
  assert.deepEqual(store.state.pending, { staff: 30 });
  assert.equal(shown.length, 3, "what cannot act now is not asked for");
});
