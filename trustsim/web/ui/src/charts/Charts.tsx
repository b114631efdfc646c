/** The charts of what is shown. */

import type { Store } from "../store";
import { Chart } from "./Chart";
import { PANELS } from "./panels";
import { Viability } from "./Viability";

export function Charts({ store }: { store: Store }) {
  return (
    <div class="charts">
      <h2 class="hidden">Charts</h2>
      <Viability store={store} />
      {PANELS.map((panel) => <Chart key={panel.id} store={store} panel={panel} />)}
    </div>
  );
}
