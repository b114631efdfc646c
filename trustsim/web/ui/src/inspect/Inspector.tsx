/** The chosen person or tie, in each school that is shown. */

import { useStore, type Store } from "../store";
import { People } from "../network/People";
import { PersonPanel } from "./Person";
import { TiePanel } from "./Tie";

export function Inspector({ store }: { store: Store }) {
  const [selection, film] = useStore(store, (state) => [state.selection, state.shown[0]?.film ?? null]);
  if (!film) return null;
  if (!selection)
    return (
      <section class="inspector" aria-label="Staff">
        <header><h2>Staff</h2></header>
        <p class="hint">Choose a person in the network, or here.</p>
        <People store={store} />
      </section>
    );
  return (
    <section class="inspector" aria-label={selection.kind === "person" ? "The chosen person" : "The chosen tie"}>
      <button class="icon close" aria-label="Close (Esc)" title="Close (Esc)" onClick={() => store.select(null)}><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M5 5L19 19M19 5L5 19" stroke="currentColor" stroke-width="2.4" /></svg></button>
      {selection.kind === "person" ? <PersonPanel store={store} id={selection.key} /> : <TiePanel store={store} holder={selection.holder} other={selection.other} />}
    </section>
  );
}
