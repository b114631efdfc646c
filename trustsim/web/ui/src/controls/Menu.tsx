/** Buttons of the header: which school, what to change, which luck, back, share. Those that need a server are missing in a replay. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useStore, type Store } from "../store";
import type { State } from "../types";

export function Menu({ store }: { store: Store }) {
  const [mode, drawer, two] = useStore(store, (s) => [s.mode, s.drawer, s.shown.length === 2] as const);
  const narrow = useNarrow();
  const open = (dialog: State["dialog"]) => store.set({ dialog });
  const help = <button type="button" onClick={() => open("help")} aria-label="Help and keys" title="Help and keys (?)">?</button>;
  if (mode !== "live") return help;
  const rest = <Rest store={store} />;
  const compare = <button type="button" aria-pressed={two} onClick={() => open("compare")} title="Two schools side by side (C)">Compare</button>;
  return (
    <>
      <button type="button" onClick={() => open("scenarios")} title="Choose a scenario (S)">Scenarios</button>
      <button type="button" aria-expanded={drawer} aria-controls={drawer ? "controls" : undefined} onClick={() => toggleControls(store)} title="Sliders and switches (M)">Change</button>
      <button type="button" onClick={() => open("happen")} title="A new head, a broken promise ... (I)">Do now</button>
      {narrow ? <More>{compare}{rest}{help}</More> : <>{compare}{rest}{help}</>}
    </>
  );
}

function Rest({ store }: { store: Store }) {
  const [history, future, shown, hello, tour] = useStore(store, (s) => [s.history.length, s.future.length, s.shown, s.hello, s.tour] as const);
  const seed = shown[0]?.view.seed ?? 0;
  return (
    <>
      <span class="luck" role="group" aria-label="Luck">
        <span class="luck-now">Luck {String(seed)}</span>
        <button type="button" onClick={() => { store.pause(); void store.restart(); }} aria-label="Same luck, from the start" title="From week 0 again with the same luck: what is different then comes from your changes (R)">Same</button>
        <button type="button" onClick={() => void store.newLuck()} aria-label="New luck" title="Everything that chance decides falls otherwise (L)">New</button>
      </span>
      <span class="undo" role="group" aria-label="Undo and redo">
        <button type="button" disabled={!history} onClick={() => void store.undo()} title="Undo (U)">Undo</button>
        <button type="button" disabled={!future} onClick={() => void store.redo()} title="Redo (Y)">Redo</button>
      </span>
      <button type="button" onClick={() => store.set({ dialog: "link" })} title="A link, the scenario file, the data, a picture (K)">Share</button>
      {hello && hello.tours.length > 0 && (
        <select
          class="tours" aria-label="Tours and workshops" value={tour?.id ?? ""}
          onChange={(event) => { const id = event.currentTarget.value; if (id) void startTour(store, id); else store.endTour(); }}
        >
          <option value="">{tour ? "End the tour" : "Tours"}</option>
          {hello.tours.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
        </select>
      )}
    </>
  );
}

/** On a narrow screen, what is needed less often. */
function More({ children }: { children: ComponentChildren }) {
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const outside = (event: Event) => { if (box.current?.open && !box.current.contains(event.target as Node)) box.current.open = false; };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);
  return (
    <details class="popover" ref={box} onKeyDown={(event) => { if (event.key === "Escape" && box.current!.open) { box.current!.open = false; box.current!.querySelector("summary")!.focus(); event.stopPropagation(); } }}>
      <summary>More</summary>
      <div class="popover-body">{children}</div>
    </details>
  );
}

function useNarrow(): boolean {
  const [narrow, set] = useState(() => matchMedia("(max-width: 899px)").matches);
  useEffect(() => {
    const width = matchMedia("(max-width: 899px)");
    const look = () => set(width.matches);
    width.addEventListener("change", look);
    return () => width.removeEventListener("change", look);
  }, []);
  return narrow;
}

export function toggleControls(store: Store): void {
  store.set({ drawer: !store.state.drawer });
}

/** Show what the tour begins with, then its first step. */
export async function startTour(store: Store, id: string): Promise<void> {
  const tour = store.state.hello?.tours.find((one) => one.id === id);
  if (!tour) return;
  store.pause();
  store.set({ pending: {} });
  if (tour.views?.length) await store.show(tour.views, { week: tour.steps[0]?.week ?? 0 });
  store.toStep(id, 0);
}
