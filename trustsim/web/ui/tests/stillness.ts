/** A store over films that lie ready, and a note of what was asked for. */

import type { Film } from "../src/film";
import { Superseded, Troubles, type Source } from "../src/source";
import { Store } from "../src/store";
import type { Hello, View } from "../src/types";

export interface Asked { view: View; slot: string; whole: boolean; give: (film: Film) => void; refuse: (problem: Error) => void }

export const HELLO: Hello = {
  version: "0", scenarios: [{ name: "made", title: "Made", question: "" }], controls: [], interventions: [], presets: {}, limits: {},
  tours: [{ id: "talk", title: "Talk", steps: [{ text: "one", week: 3, select: { kind: "person", key: "key1" } }, { text: "two", play_to: 9, reveal: true }] }],
};

export async function still(films: Film[], byHand = false): Promise<{ store: Store; asked: Asked[]; stopped: () => number }> {
  const asked: Asked[] = [];
  let stopped = 0;
  const source = {
    mode: "live", hello: () => Promise.resolve(HELLO),
    film: (view: View, slot: string, whole: boolean) => (byHand ? new Promise<Film>((give, refuse) => asked.push({ view, slot, whole, give, refuse })) : (asked.push({ view, slot, whole, give: () => undefined, refuse: () => undefined }), Promise.resolve(films[slot === "a" ? 0 : 1] ?? films[0]!))),
    pair: () => Promise.resolve({ differs: ["something"] }), band: () => () => { stopped++; }, why: () => Promise.reject(new Superseded()), yaml: () => Promise.reject(new Troubles([])), dataUrl: () => null,
    onConnection: () => undefined, close: () => undefined,
  } as unknown as Source;
  const store = new Store(source);
  const begun = store.begin(null);
  if (!byHand) await begun;
  else await new Promise((done) => setTimeout(done));
  return { store, asked, stopped: () => stopped };
}
