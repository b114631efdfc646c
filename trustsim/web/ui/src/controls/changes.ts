/** What a moved slider does to a view: it acts from next week on where the model allows it, else from the start. */

import type { Film } from "../film";
import type { Control, Happening, View } from "../types";

const isMapping = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** When a change would act if it were made in a week. */
export type Acts = "start" | "next" | "restart";

export const acts = (control: Control, week: number): Acts => (week === 0 && control.at_start !== false ? "start" : control.live ? "next" : "restart");

const get = (from: Happening, path: string): unknown => path.split(".").reduce<unknown>((at, key) => (isMapping(at) ? at[key] : undefined), from);

function without(from: Record<string, unknown>, [key, ...rest]: string[]): Record<string, unknown> {
  const { [key!]: inner, ...others } = from;
  const left = rest.length && isMapping(inner) ? without(inner, rest) : {};
  return Object.keys(left).length ? { ...others, [key!]: left } : others;
}

function put(into: Record<string, unknown>, [key, ...rest]: string[], value: unknown): Record<string, unknown> {
  const inner = into[key!];
  return { ...into, [key!]: rest.length ? put(isMapping(inner) ? inner : {}, rest, value) : value };
}

/** The view in which a setting has another value, from the start or from the week after `week`. */
export function withValue(view: View, control: Control, value: unknown, week: number): View {
  const path = control.path.split(".");
  if (acts(control, week) !== "next") return { ...view, settings: { ...view.settings, [control.path]: value } };
  const at = week + 1;
  const there = view.happenings.findIndex((one) => one.do === "change" && one.week === at && one["organisation"] === undefined);
  const entry = put(there < 0 ? { week: at, do: "change" } : view.happenings[there]!, path, value) as Happening;
  return { ...view, happenings: there < 0 ? [...view.happenings, entry] : view.happenings.map((one, k) => (k === there ? entry : one)) };
}

/** The view without any change of a setting. */
export function withoutValue(view: View, path: string): View {
  const { [path]: _, ...settings } = view.settings;
  const happenings = view.happenings.map((one) => (one.do === "change" && get(one, path) !== undefined ? (without(one, path.split(".")) as Happening) : one));
  return { ...view, settings, happenings: happenings.filter((one) => one.do !== "change" || Object.keys(one).some((key) => !["week", "do", "note", "organisation"].includes(key))) };
}

export const isChanged = (view: View, path: string): boolean =>
  path in view.settings || view.happenings.some((one) => one.do === "change" && get(one, path) !== undefined);

export const isTouched = (view: View): boolean => Object.keys(view.settings).length > 0 || view.happenings.length > 0;

/** The school as the scenario has it. */
export const untouched = (view: View): View => ({ ...view, settings: {}, happenings: [] });

/** The value a setting has in the week after `week`, when the next change could act; null where organisations differ. */
export function valueAt(film: Film, path: string, week: number): unknown {
  let value = film.header.values[path];
  for (const { week: from, values } of film.header.values_from ?? []) if (from <= week + 1 && path in values) value = values[path];
  return value;
}

/** What is in force changes only at these weeks: how many of them have come. */
export const turns = (film: Film, week: number): number => (film.header.values_from ?? []).filter((one) => one.week <= week + 1).length;

/** A setting in the view, as words: "Meetings of teams 90 minutes". */
export function valueWords(control: Control | undefined, value: unknown): string {
  if (value === null || value === undefined) return "differs between organisations";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return `${Math.round(value * 1000) / 1000}${control?.unit && !["0-1", "share"].includes(control.unit) ? ` ${control.unit}` : ""}`;
  return String(value).replaceAll("_", " ");
}

/** What was added to a scenario, in words: an entry for each thing that can be taken away again. */
export interface Added {
  week: number;
  words: string;
  without: (view: View) => View;
}

export function added(view: View, controls: Control[], film: Film | null): Added[] {
  const byPath = new Map(controls.map((control) => [control.path, control]));
  const said = (path: string, value: unknown) => `${byPath.get(path)?.label ?? path}: ${valueWords(byPath.get(path), value)}`;
  const fromStart = Object.entries(view.settings).map(([path, value]): Added => ({ week: 0, words: said(path, value), without: (now) => withoutSetting(now, path) }));
  const told = film?.header.timeline.filter((one) => one.added) ?? [];
  const happened = view.happenings.flatMap((one, k): Added[] => {
    const remove = (now: View): View => ({ ...now, happenings: now.happenings.filter((_, at) => at !== k) });
    if (one.do !== "change") return [{ week: one.week, words: told[k]?.week === one.week ? told[k]!.words : one.do.replaceAll("_", " "), without: remove }];
    const { week, do: _, note: __, organisation: ___, ...sections } = one;
    return paths(sections).map(([path, value]) => ({
      week, words: said(path, value),
      without: (now) => ({ ...now, happenings: now.happenings.flatMap((other, at) => (at === k ? trimmed(without(other, path.split(".")) as Happening) : [other])) }),
    }));
  });
  return [...fromStart, ...happened].sort((one, other) => one.week - other.week);
}

function withoutSetting(view: View, path: string): View {
  const { [path]: _, ...settings } = view.settings;
  return { ...view, settings };
}

const trimmed = (change: Happening): Happening[] => (Object.keys(change).some((key) => !["week", "do", "note", "organisation"].includes(key)) ? [change] : []);

const paths = (from: Record<string, unknown>, before = ""): [string, unknown][] =>
  Object.entries(from).flatMap(([key, value]): [string, unknown][] => (isMapping(value) ? paths(value, `${before}${key}.`) : [[`${before}${key}`, value]]));

/** What a view asks for in the week after `week`, before its film is there; undefined where it leaves the setting alone. */
export function wanted(view: View, path: string, week: number): unknown {
  const said = view.happenings.filter((one) => one.do === "change" && one.week <= week + 1).sort((one, other) => one.week - other.week).map((one) => get(one, path));
  return said.findLast((value) => value !== undefined) ?? view.settings[path];
}
