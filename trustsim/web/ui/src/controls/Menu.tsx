/** Buttons of the header that need a server: scenarios, compare, new luck, undo, share. */

import type { Store } from "../store";

export function Menu(_: { store: Store }) {
  return null;
}
