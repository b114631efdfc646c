/**
 * The part of the address after #, from which everything shown can be had again, in words that a person can read:
 *
 *     #scenario=baseline&seed=3&week=31&set.meetings.team_minutes_per_week=90&do=32,new_head,leadership.preset:hero
 *
 * The second school of a comparison has the same with `b.` before it. Whatever is not understood is left out.
 */

import type { Store } from "./store";
import type { Happening, Selection, State, View } from "./types";

export interface Linked {
  views: View[];
  more: Partial<Pick<State, "week" | "selection" | "palette" | "large" | "revealed">>;
}

/** No link is longer; a longer one is not read. */
const LONGEST = 20_000;
const NOT_A_KEY = ["__proto__", "constructor", "prototype"];
type Leaf = [path: string, value: unknown];
type Keep = Pick<State, "shown" | "week" | "selection" | "palette" | "large" | "revealed">;

const encoded = (text: string): string => encodeURIComponent(text).replace(/%2F/g, "/").replace(/%20/g, "+");
const decoded = (text: string): string => decodeURIComponent(text.replace(/\+/g, "%20"));

/** Strings as they are, unless they could be taken for something else; the rest as JSON. */
function written(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  try {
    JSON.parse(value);
    return JSON.stringify(value);
  } catch {
    return value;
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => (NOT_A_KEY.includes(key) ? undefined : value));
  } catch {
    return text;
  }
}

const isMapping = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Nested mappings as dotted paths. */
function leaves(value: Record<string, unknown>, before = ""): Leaf[] {
  return Object.entries(value).flatMap(([key, inner]): Leaf[] =>
    isMapping(inner) && Object.keys(inner).length && Object.keys(inner).every((one) => !one.includes(".")) ? leaves(inner, `${before}${key}.`) : [[`${before}${key}`, inner]]);
}

function grown(all: Leaf[]): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const [path, value] of all) {
    const keys = path.split(".");
    if (keys.some((key) => !key || NOT_A_KEY.includes(key))) continue;
    let at = whole;
    for (const key of keys.slice(0, -1)) at = (isMapping(at[key]) ? at[key] : (at[key] = {})) as Record<string, unknown>;
    at[keys.at(-1)!] = value;
  }
  return whole;
}

const doing = ({ week, do: what, ...fields }: Happening): string =>
  [String(week), encoded(what), ...leaves(fields).map(([path, value]) => `${encoded(path)}:${encoded(written(value))}`)].join(",");

function done(text: string): Happening | null {
  const [week, what, ...fields] = text.split(",");
  if (!what || !Number.isSafeInteger(Number(week)) || Number(week) < 1) return null;
  const pairs = fields.map((field): Leaf => {
    const colon = field.indexOf(":");
    return [decoded(field.slice(0, colon)), read(decoded(field.slice(colon + 1)))];
  });
  return { ...grown(pairs), week: Number(week), do: decoded(what) };
}

function viewParts(view: View, before: string, seed: boolean): string[] {
  return [
    `${before}scenario=${encoded(view.scenario)}`,
    ...(seed ? [`${before}seed=${view.seed}`] : []),
    ...Object.entries(view.settings).map(([path, value]) => `${before}set.${encoded(path)}=${encoded(written(value))}`),
    ...view.happenings.map((one) => `${before}do=${doing(one)}`),
  ];
}

function selectionPart(selection: Selection): string {
  return selection.kind === "person" ? `person=${encoded(selection.key)}` : `tie=${encoded(selection.holder)},${encoded(selection.other)}`;
}

export function linkOf({ shown, week, selection, palette, large, revealed }: Keep): string {
  const [a, b] = shown.map((one) => one.view);
  if (!a) return "";
  return [
    ...viewParts(a, "", true),
    ...(b ? viewParts(b, "b.", b.seed !== a.seed) : []),
    ...(week ? [`week=${week}`] : []),
    ...(selection ? [selectionPart(selection)] : []),
    ...(palette ? ["colours=1"] : []),
    ...(large ? ["large=1"] : []),
    ...(revealed ? ["reveal=1"] : []),
  ].join("&");
}

const count = (text: string | undefined): number | null => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null);

/** What a fragment (with or without #) says; null where it says nothing that can be shown. */
export function linked(fragment: string): Linked | null {
  const text = fragment.replace(/^#/, "");
  if (text.length > LONGEST) return null;
  try {
    const views: Record<string, View> = {};
    const only: Record<string, string> = {};
    const view = (before: string) => (views[before] ??= { scenario: "", settings: {}, happenings: [], seed: -1 });
    for (const part of text.split("&")) {
      const equals = part.indexOf("=");
      if (equals < 1) continue;
      const key = part.slice(0, equals), value = part.slice(equals + 1);
      const before = key.startsWith("b.") ? "b." : "";
      const name = key.slice(before.length);
      if (name === "scenario") view(before).scenario = decoded(value);
      else if (name === "seed") view(before).seed = count(value) ?? 0;
      else if (name === "do") {
        const one = done(value);
        if (one) view(before).happenings.push(one);
      } else if (name.startsWith("set.")) {
        const path = decoded(name.slice(4));
        if (path && !path.split(".").some((part) => NOT_A_KEY.includes(part))) view(before).settings[path] = read(decoded(value));
      } else only[name] = value;
    }
    const a = views[""], b = views["b."];
    if (!a?.scenario) return null;
    if (a.seed < 0) a.seed = 0;
    if (b && b.seed < 0) b.seed = a.seed;
    const more: Linked["more"] = {
      week: count(only["week"]) ?? 0, palette: only["colours"] === "1" ? 1 : 0, large: only["large"] === "1", revealed: only["reveal"] === "1", selection: null,
    };
    const tie = only["tie"]?.split(",").map(decoded);
    if (only["person"]) more.selection = { kind: "person", key: decoded(only["person"]) };
    else if (tie?.length === 2) more.selection = { kind: "tie", holder: tie[0]!, other: tie[1]! };
    return { views: b?.scenario ? [a, b] : [a], more };
  } catch {
    return null; // a broken percent sign
  }
}

const EVERY = 400; // milliseconds: browsers refuse an address that changes too often

/** Keep the address in step with what is shown; the browser's back and forward lead through the views. */
export function keepAddress(store: Store): void {
  let viewsThen = JSON.stringify(store.views);
  let written = location.hash;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const plays = (): boolean => store.state.playing && JSON.stringify(store.views) === viewsThen;

  const write = (): void => {
    timer = undefined;
    const { shown, mode } = store.state;
    if (!shown.length || plays()) return; // what was waiting when play began is written when it rests
    const hash = `#${linkOf(store.state)}`;
    const views = JSON.stringify(store.views);
    if (hash === written) return;
    const anew = views !== viewsThen && mode === "live" && written !== "";
    [written, viewsThen] = [hash, views];
    try {
      if (anew) history.pushState(null, "", hash);
      else history.replaceState(null, "", hash);
    } catch { /* a file on disk may not be allowed to: then it has no link */ }
  };

  store.subscribe(() => {
    // A drag or a run of weeks becomes one entry, when it rests.
    if (plays()) return;
    clearTimeout(timer);
    timer = setTimeout(write, EVERY);
  });

  window.addEventListener("popstate", () => {
    const there = location.hash && location.hash !== written ? linked(location.hash) : null;
    if (!there) return;
    clearTimeout(timer);
    written = location.hash;
    viewsThen = JSON.stringify(there.views);
    store.pause();
    const { week, ...more } = there.more;
    store.set(more);
    if (store.state.mode === "live") void store.show(there.views, { week: week ?? 0 });
    else store.setWeek(week ?? 0);
  });
}
