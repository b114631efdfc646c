/** The page: header, network, charts, inspector, player; the drawer, dialogs and captions over it. */

import { Captions } from "./tour/Captions";
import { Controls } from "./controls/Controls";
import { Dialogs } from "./controls/Dialogs";
import { Menu } from "./controls/Menu";
import type { Store } from "./store";

export function App({ store }: { store: Store }) {
  return (
    <>
      <Menu store={store} />
      <Controls store={store} />
      <Captions store={store} />
      <Dialogs store={store} />
    </>
  );
}
