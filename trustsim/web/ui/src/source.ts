/** Where films come from: a server (live), or this very file (replay). */

import type { Film } from "./film";
import type { About, Band, Connection, Hello, PairFacts, Slot, TextFile, Trouble, View, Why } from "./types";

export interface Source {
  readonly mode: "live" | "replay";
  hello(): Promise<Hello>;
  /**
   * The film of a view; unless it must be whole, beliefs and scars may be left out. The latest request of a slot wins: an older one
   * rejects with Superseded.
   */
  film(view: View, slot: Slot, whole: boolean): Promise<Film>;
  pair(a: View, b: View): Promise<PairFacts>;
  /** Bands as they grow; the function returned stops them. */
  band(view: View, slot: Slot, take: (band: Band) => void): () => void;
  why(view: View, about: About): Promise<Why>;
  /** The run in a few sentences. */
  summary(view: View): Promise<string[]>;
  yaml(view: View): Promise<TextFile>;
  /** Where the tables can be had; null where nobody can make them. */
  dataUrl(view: View): string | null;
  /** Told of every change; "lost" while trying again. */
  onConnection(take: (connection: Connection, notice: string | null) => void): void;
  close(): void;
}

/** A newer request took this one's place: nothing to tell anybody. */
export class Superseded extends Error {}

/** What the server says is wrong. */
export class Troubles extends Error {
  constructor(readonly troubles: Trouble[]) {
    super(troubles.map((trouble) => trouble.message).join("\n"));
  }
}
