/** Dialogs by `state.dialog`: help (keys), search for a person, link, scenarios. */

import type { Store } from "../store";

export function Dialogs(_: { store: Store }) {
  return null;
}
