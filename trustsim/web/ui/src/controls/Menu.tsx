/** Buttons of the header: which school, what to change, which luck, back, share. Those that need a server are missing in a replay. */

import { useStore, type Store } from "../store";
import type { Tour } from "../types";

export function Menu({ store }: { store: Store }) {
  const [mode, drawer, history, future, shown, hello, tour] = useStore(store, (s) => [s.mode, s.drawer, s.history.length, s.future.length, s.shown, s.hello, s.tour] as const);
  const open = (dialog: "help" | "link" | "scenarios" | "compare" | "happen") => store.set({ dialog });
  const help = <button type="button" onClick={() => open("help")} aria-label="Help and keys" title="Help and keys (?)">?</button>;
  if (mode !== "live") return help;
  const seed = shown[0]?.view.seed ?? 0;
  const first = hello?.tours[0];
  return (
    <>
      <button type="button" onClick={() => open("scenarios")} title="Choose a scenario (S)">Scenarios</button>
      <button type="button" aria-expanded={drawer} aria-controls="controls" onClick={() => toggleControls(store)} title="Sliders and switches (M)">Change</button>
      <button type="button" onClick={() => open("happen")} title="A new head, a broken promise ... (I)">Do now</button>
      <button type="button" aria-pressed={shown.length === 2} onClick={() => open("compare")} title="Two schools side by side (C)">Compare</button>
      <span class="luck" role="group" aria-label="Luck">
        <span class="luck-now">Luck {String(seed)}</span>
        <button type="button" onClick={() => again(store)} title="From week 0 again, with the same luck: what is different comes from your changes">Same</button>
        <button type="button" onClick={() => { store.newLuck(); }} title="Everything that chance decides falls otherwise (L)">New</button>
      </span>
      <span class="undo" role="group" aria-label="Undo and redo">
        <button type="button" disabled={!history} onClick={() => void store.undo()} title="Undo (U)">Undo</button>
        <button type="button" disabled={!future} onClick={() => void store.redo()} title="Redo (Y)">Redo</button>
      </span>
      <button type="button" onClick={() => open("link")} title="A link, the scenario file, the data, a picture (K)">Share</button>
      {hello && hello.tours.length > 0 && (
        <select
          class="tours" aria-label="Tours and workshops" value={tour?.id ?? ""}
          onChange={(event) => { const id = event.currentTarget.value; if (id) void startTour(store, id); else store.endTour(); }}
        >
          <option value="">{tour ? "End the tour" : "Tours"}</option>
          {hello.tours.map((one) => <option key={one.id} value={one.id}>{one === first ? "" : "Workshop: "}{one.title}</option>)}
        </select>
      )}
      {help}
    </>
  );
}

export function toggleControls(store: Store): void {
  const drawer = !store.state.drawer;
  store.set({ drawer, ...(drawer ? { tab: "change" as const } : store.state.tab === "change" ? { tab: "charts" as const } : {}) });
}

function again(store: Store): void {
  store.pause();
  void store.restart();
}

/** Show what the tour begins with, then its first step. */
export async function startTour(store: Store, id: string): Promise<void> {
  const tour: Tour | undefined = store.state.hello?.tours.find((one) => one.id === id);
  if (!tour) return;
  store.pause();
  store.set({ pending: {} });
  if (tour.views?.length) await store.show(tour.views, { week: tour.steps[0]?.week ?? 0 });
  store.toStep(id, 0);
}
