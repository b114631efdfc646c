/** The drawer: scenario, settings, presets, interventions, luck, undo, link, downloads. */

import type { Store } from "../store";

export function Controls(_: { store: Store }) {
  return null;
}
