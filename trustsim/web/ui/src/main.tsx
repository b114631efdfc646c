/** Where the page begins. */

import { render } from "preact";
import { App } from "./app";
import "./app.css";
import { listen } from "./keys";
import { keepAddress, linked } from "./link";
import { LiveSource } from "./live";
import { Player } from "./player";
import { StillSource } from "./still";
import { Store } from "./store";

const still = StillSource.ofDocument();
const store = new Store(still ?? new LiveSource());
new Player(store);
listen(store);
render(<App store={store} />, document.getElementById("app")!);

async function begin(): Promise<void> {
  const from = linked(location.hash);
  await still?.hello();
  await store.begin(still?.views ?? from?.views ?? null, from?.more);
  const captions = still && store.state.hello?.tours[0];
  if (captions) store.toStep(captions.id, 0);
  keepAddress(store);
}

begin().catch((problem) => store.trouble(problem));
