/** Films from a server, over one WebSocket. */

import type { Film } from "./film";
import type { Source } from "./source";
import type { About, Band, Connection, Hello, PairFacts, Slot, TextFile, View, Why } from "./types";

const later = (): never => { throw new Error("not written yet"); };

export class LiveSource implements Source {
  readonly mode = "live";
  hello(): Promise<Hello> { return later(); }
  film(_view: View, _slot: Slot): Promise<Film> { return later(); }
  pair(_a: View, _b: View): Promise<PairFacts> { return later(); }
  band(_view: View, _slot: Slot, _take: (band: Band) => void): () => void { return later(); }
  why(_view: View, _about: About): Promise<Why> { return later(); }
  yaml(_view: View): Promise<TextFile> { return later(); }
  dataUrl(_view: View): string | null { return null; }
  onConnection(_take: (connection: Connection, notice: string | null) => void): void {}
  close(): void {}
}
