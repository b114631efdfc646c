/** The step of the tour, or of the captions of a replay, that is shown now. */

import type { Store } from "../store";

export function Captions(_: { store: Store }) {
  return null;
}
