import assert from "node:assert/strict";
import test from "node:test";
import { linked, linkOf } from "../src/link";
import type { Selection, View } from "../src/types";

const view = (more: Partial<View> = {}): View => ({ scenario: "baseline", settings: {}, happenings: [], seed: 0, ...more });
const keep = (views: View[], more: object = {}) => ({
  shown: views.map((one) => ({ view: one, film: null, band: null, waiting: false })), week: 0, selection: null, palette: 0 as const, large: false, revealed: false, ...more,
});

const AWKWARD = view({
  scenario: "my school & co/2.yaml", seed: 3,
  settings: { "meetings.team_minutes_per_week": 90, "meetings.team_format": "structured_protocol", "people.purpose": [0.1, 0.2, 0.3], "network.empty": null, "a.word": "true", "a.number": "3", "a.odd": "ä=&+ %,:;#\"'<b>" },
  happenings: [
    { week: 31, do: "change", meetings: { team_minutes_per_week: 20, team_format: "presentation" }, leadership: { preset: "servant" } },
    { week: 40, do: "new_head", leadership: { preset: "hero" }, note: "a, b: c = d & e" },
    { week: 41, do: "co_location", places: ["school/team 1", "school/team 2"] },
    { week: 42, do: "person_leaves", person: "school/team 2/1", replaced: false, odd: {} },
  ],
});

test("a link gives back views, week and selection as they were", () => {
  const selections: (Selection | null)[] = [null, { kind: "person", key: "7b4294f931b89437" }, { kind: "tie", holder: "a,b", other: "c&d" }];
  for (const views of [[view()], [AWKWARD], [AWKWARD, view({ seed: 3, scenario: "hero" })], [view({ seed: 1 }), view({ seed: 2 })]])
    for (const selection of selections) {
      const fragment = linkOf(keep(views, { week: 31, selection, palette: 1, large: true, revealed: true }));
      assert.match(fragment, /^[\w.~!*'()\-,:;=&+/%]+$/, "a mail program finds the end of the link");
      assert.deepEqual(linked(`#${fragment}`), { views, more: { week: 31, selection, palette: 1, large: true, revealed: true } });
    }
});

test("a link reads well", () => {
  const fragment = linkOf(keep([view({ seed: 3, settings: { "meetings.team_minutes_per_week": 90 }, happenings: [{ week: 32, do: "new_head", leadership: { preset: "hero" } }] })], { week: 31 }));
  assert.equal(fragment, "scenario=baseline&seed=3&set.meetings.team_minutes_per_week=90&do=32,new_head,leadership.preset:hero&week=31");
});

test("hostile fragments are harmless", () => {
  for (const bad of ["", "#", "#week=3", "#%", "#scenario=%E0%A4%A", "#=&=&&&", `#scenario=${"x".repeat(30_000)}`, "#scenario=", "#b.scenario=only"]) assert.equal(linked(bad), null, bad);
  const odd = linked("#scenario=a&set.__proto__.x=1&set.constructor.prototype.y=1&do=5,x,__proto__.z:1&do=NaN,x&do=-1,x&do=1e999,x&do=3&seed=-4&week=1e9&do=6,y,q:{\"__proto__\":{\"z\":1}}")!;
  assert.equal(({} as Record<string, unknown>)["x"] ?? ({} as Record<string, unknown>)["y"] ?? ({} as Record<string, unknown>)["z"], undefined);
  assert.deepEqual(Object.keys(odd.views[0]!.settings), []);
  assert.deepEqual(odd.views[0]!.happenings.map((one) => [one.week, one.do]), [[5, "x"], [6, "y"]]);
  assert.equal(odd.views[0]!.seed, 0);
  assert.equal(odd.more.week, 0);
  const script = linked("#scenario=%3Cscript%3Ealert(1)%3C/script%3E")!;
  assert.equal(script.views[0]!.scenario, "<script>alert(1)</script>", "a name like any other: it is only ever shown as text");
});
