/** What differs between the two schools: what was changed, and which ties are there because of it. */

import { readable, useStore, type Store } from "../store";
import { plural } from "../words";

export function Differences({ store }: { store: Store }) {
  const [pair, week, two] = useStore(store, (state) => [state.pair, readable(state), state.shown.length > 1]);
  if (!two || !pair) return null;
  const at = (rows: number[] | undefined) => rows?.[Math.min(week, rows.length - 1)];
  const both = at(pair.active_both), a = at(pair.active_only_a), b = at(pair.active_only_b);
  return (
    <section class="differences" aria-label="What differs">
      {pair.differs.length > 0 && <p class="differs"><b>A and B differ in</b> {pair.differs.join("; ")}</p>}
      {both !== undefined && (
        <p class="counts">
          <span class="count only-a"><b>{a}</b> {plural(a ?? 0, "active tie").replace(/^\S+ /, "")} only in A</span>
          <span class="count"><b>{both}</b> in both</span>
          <span class="count only-b"><b>{b}</b> only in B</span>
        </p>
      )}
    </section>
  );
}
