/** The drawer: what was changed, and every setting that can be, made from the schema of scenarios. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { useStore, type Store } from "../store";
import type { Control, View } from "../types";
import { titleOf } from "../words";
import { added, acts, isChanged, turns, untouched, valueAt, valueWords, withoutValue, wanted } from "./changes";
import { Changer } from "./changer";
import { toggleControls } from "./Menu";
import { Setting } from "./Setting";
import "./controls.css";

export function Controls({ store }: { store: Store }) {
  const [hello, mode] = useStore(store, (s) => [s.hello, s.mode] as const);
  if (mode !== "live" || !hello) return null;
  return <Drawer store={store} />;
}

function Drawer({ store }: { store: Store }) {
  const [shown, edits] = useStore(store, (s) => [s.shown, s.edits] as const);
  if (!shown.length) return null;
  const slot = shown.length === 2 ? edits : 0;
  return (
    <div class="controls" id="controls">
      <div class="controls-head">
        <h2>Change the school</h2>
        <button type="button" class="cross" aria-label="Close the controls" onClick={() => toggleControls(store)}>×</button>
      </div>
      {shown.length === 2 && (
        <fieldset class="edits">
          <legend>Changes go to</legend>
          {shown.map((one, k) => (
            <label key={k}><input type="radio" name="edits" checked={edits === k} onChange={() => store.set({ edits: k as 0 | 1 })} /> {"AB"[k]}: {(one.film ? titleOf(one.film.header) : one.view.scenario)}</label>
          ))}
        </fieldset>
      )}
      <Waiting store={store} />
      <Changed store={store} slot={slot} />
      <Settings store={store} slot={slot} />
    </div>
  );
}

/** Settings that wait for a restart. */
function Waiting({ store }: { store: Store }) {
  const [pending] = useStore(store, (s) => [s.pending] as const);
  const many = Object.keys(pending).length;
  if (many < 2) return null;
  return (
    <div class="pending" role="status">
      <p>{many} changes apply on restart.</p>
      <button type="button" class="main" onClick={() => void store.restart()}>Restart with them</button>
      <button type="button" class="quiet" onClick={() => store.set({ pending: {} })}>Forget them</button>
    </div>
  );
}

function Changed({ store, slot }: { store: Store; slot: number }) {
  const [shown, hello] = useStore(store, (s) => [s.shown[slot], s.hello] as const);
  const list = shown ? added(shown.view, hello!.controls, shown.film) : [];
  const change = (make: (view: View) => View) => void store.change(slot ? "b" : "a", make);
  return (
    <section class="added" aria-labelledby="added-title">
      <h3 id="added-title">What you changed</h3>
      {list.length === 0 && <p class="soft">Nothing yet. Move a slider below, or <button type="button" class="quiet" onClick={() => store.set({ dialog: "happen" })}>do something now</button></p>}
      <ul>
        {list.map((one, k) => (
          <li key={k}>
            <button type="button" class="quiet added-week" onClick={() => { store.pause(); store.setWeek(Math.max(0, one.week - 1)); }} title="Go there">{one.week ? `Week ${one.week}` : "Start"}</button>{" "}
            <span>{one.words}</span>
            <button type="button" class="quiet" aria-label={`Remove: ${one.words}`} onClick={() => change(one.without)}>remove</button>
          </li>
        ))}
      </ul>
      {list.length > 0 && (
        <p class="row">
          <button type="button" class="plain" onClick={() => store.set({ dialog: "happen" })}>Do something now</button>
          <button type="button" class="quiet" onClick={() => change(untouched)}>Reset all</button>
        </p>
      )}
    </section>
  );
}

const matches = (control: Control, words: string[]): boolean => {
  const text = `${control.label} ${control.meaning} ${control.path} ${control.group}`.toLowerCase().replaceAll("_", " ");
  return words.every((word) => text.includes(word));
};

function Settings({ store, slot }: { store: Store; slot: number }) {
  const [hello] = useStore(store, (s) => [s.hello] as const);
  const [all, showAll] = useState(false);
  const [filter, setFilter] = useState("");
  const [about, setAbout] = useState<Control | null>(null);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const controls = hello!.controls;
  const seen = controls.filter((control) => (all || words.length ? matches(control, words) : control.basic));
  const groups = all || words.length ? [...new Set(seen.map((control) => control.group))] : [];
  const look = (event: Event) => {
    const path = (event.target as Element).closest?.("[data-path]")?.getAttribute("data-path");
    setAbout((before) => (path ? controls.find((control) => control.path === path) ?? null : before));
  };
  return (
    <section class="settings" aria-label="Settings">
      <div class="settings-find">
        <input type="search" placeholder="Find a setting" aria-label="Find a setting" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
        <label><input type="checkbox" checked={all} onChange={(event) => showAll(event.currentTarget.checked)} /> All {controls.length}</label>
      </div>
      <div class="settings-list" onMouseOver={look} onFocusIn={look}>
        {groups.length === 0
          ? seen.map((control) => <Row key={control.path} store={store} slot={slot} control={control} />)
          : groups.map((group) => (
            <details key={group} class="group" open={words.length > 0 || group === groups[0]}>
              <summary>{group} <span class="soft">{seen.filter((control) => control.group === group).length}</span></summary>
              {seen.filter((control) => control.group === group).map((control) => <Row key={control.path} store={store} slot={slot} control={control} />)}
            </details>
          ))}
        {seen.length === 0 && <p class="soft">No setting is called that.</p>}
      </div>
      {about && <About control={about} />}
    </section>
  );
}

/** Meaning, unit and source of the setting under the pointer or the focus. */
function About({ control }: { control: Control }) {
  const range = typeof control.min === "number" && typeof control.max === "number" ? `${control.min} to ${control.max}` : typeof control.min === "number" ? `from ${control.min}` : "";
  const unit = control.unit === "0-1" || control.unit === range.replace(" to ", "-") ? "" : control.unit;
  return (
    <div class="about-setting">
      <p><strong>{control.label}</strong>{control.meaning.toLowerCase() === control.label.toLowerCase() ? "" : `: ${control.meaning}`}</p>
      <p class="soft">{[unit, range && `allowed: ${range}`, control.default !== null && control.default !== undefined ? `usual: ${valueWords(control, control.default)}` : "", control.source && `source: ${control.source}`].filter(Boolean).join(" · ")}</p>
    </div>
  );
}

const changers = new WeakMap<Store, Changer>();
export function changerOf(store: Store): Changer {
  let found = changers.get(store);
  if (!found) changers.set(store, (found = new Changer(store)));
  return found;
}

function Row({ store, slot, control }: { store: Store; slot: number; control: Control }) {
  // While it plays, the week is looked at only where what is in force changes: a hundred rows need not be drawn every week.
  const [shown, playing, week, turn, chosen] = useStore(store, (s) => {
    const one = s.shown[slot];
    return [one, s.playing, s.playing ? -1 : s.week, one?.film ? turns(one.film, s.week) : 0, s.pending[control.path]] as const;
  });
  const now = store.state.week;
  const value = useMemo(
    () => (shown?.film && !shown.waiting ? valueAt(shown.film, control.path, now) : shown ? wanted(shown.view, control.path, now) ?? (shown.film ? valueAt(shown.film, control.path, now) : control.default) : control.default),
    [shown, turn, week],
  );
  useEffect(() => () => changerOf(store).end(), []);
  if (!shown) return null;
  const pending = chosen !== undefined;
  const reset = () => {
    const { [control.path]: _, ...left } = store.state.pending;
    store.set({ pending: left });
    if (isChanged(shown.view, control.path)) void store.change(slot ? "b" : "a", (view) => withoutValue(view, control.path));
  };
  return (
    <Setting
      control={control} value={pending ? chosen : value} acts={acts(control, playing ? Math.max(1, now) : now)} from={now + 1} playing={playing} changed={isChanged(shown.view, control.path)} pending={pending}
      choose={(to) => changerOf(store).set(control, to)} done={() => undefined} reset={reset} restart={() => void store.restart()}
    />
  );
}
