/** What differs between the two schools: what was changed, and which ties are there because of it. */

import { readable, useStore, type Store } from "../store";
import { plural } from "../words";

/** So many are told at once; more are folded. */
const FEW = 3;

export function Differences({ store }: { store: Store }) {
  const [pair, week, two, hello] = useStore(store, (state) => [state.pair, readable(state), state.shown.length > 1, state.hello]);
  if (!two || !pair) return null;
  /** Settings by the name their slider has. */
  const named = (line: string) => line.replace(/^[\w.]+(?= \()/, (path) => hello?.controls.find((control) => control.path === path)?.label ?? path);
  const at = (rows: number[] | undefined) => rows?.[Math.min(week, rows.length - 1)];
  const both = at(pair.active_both), a = at(pair.active_only_a), b = at(pair.active_only_b);
  return (
    <section class="differences" aria-label="What differs">
      {pair.differs.length > FEW
        ? <details class="differs"><summary>A and B differ in {pair.differs.length} settings</summary><ul>{pair.differs.map((line, k) => <li key={k}>{named(line)}</li>)}</ul></details>
        : pair.differs.length > 0 && <p class="differs"><b>A and B differ in</b> {pair.differs.map(named).join("; ")}</p>}
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
