/** A source that holds its films: a replay, in one file with this page, without a server. */

import { decode, unzipped, type Film } from "./film";
import { Troubles, type Source } from "./source";
import type { About, Band, Connection, Hello, PairFacts, Slot, TextFile, Tour, View, Why } from "./types";

/** What stands in `<script type="application/json" id="replay">`. Films stand in `film-0`, `film-1`: gzip, base64. */
export interface Replay {
  title: string;
  version: string;
  captions: Tour | null;
  pair: PairFacts | null;
  bands: (Band | null)[];
  /** What was told beforehand of ties and people, by week: by "SLOT person KEY" or "SLOT tie HOLDER OTHER". */
  why?: Record<string, (Why & { week: number })[]>;
  yaml?: (TextFile | null)[];
  /** Where a gallery begins. */
  home?: string | null;
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));

export class StillSource implements Source {
  readonly mode = "replay";
  readonly films: Film[] = [];

  constructor(readonly replay: Replay, private readonly texts: string[]) {}

  /** What this document holds; null if it is not a replay. */
  static ofDocument(): StillSource | null {
    const data = document.getElementById("replay");
    if (!data) return null;
    const texts: string[] = [];
    for (let k = 0; ; k++) {
      const film = document.getElementById(`film-${k}`);
      if (!film) break;
      texts.push(film.textContent ?? "");
    }
    return new StillSource(JSON.parse(data.textContent ?? "{}") as Replay, texts);
  }

  async hello(): Promise<Hello> {
    for (const text of this.texts.slice(this.films.length)) this.films.push(decode(await unzipped(bytesOf(text))));
    const { captions, version } = this.replay;
    return {
      version, controls: [], interventions: [], presets: {}, limits: {}, tours: captions ? [captions] : [],
      scenarios: this.films.map(({ header }) => ({ name: header.name, title: header.title, question: header.question })),
    };
  }

  get views(): View[] {
    return this.films.map((film) => film.header.view);
  }

  film(_view: View, slot: Slot): Promise<Film> {
    const film = this.films[slot === "a" ? 0 : 1];
    return film ? Promise.resolve(film) : this.cannot("this replay holds one run only");
  }

  pair(): Promise<PairFacts> {
    return Promise.resolve(this.replay.pair ?? { differs: [] });
  }

  band(_view: View, slot: Slot, take: (band: Band) => void): () => void {
    const band = this.replay.bands?.[slot === "a" ? 0 : 1];
    if (band) take(band);
    return () => undefined;
  }

  why(view: View, about: About): Promise<Why> {
    const k = Math.max(0, this.films.findIndex((film) => film.header.view === view));
    const people = this.films[k]?.people ?? [];
    const key = "person" in about ? `${"ab"[k]} person ${people[about.person]?.key}` : `${"ab"[k]} tie ${about.tie.map((n) => people[n]?.key).join(" ")}`;
    const told = this.replay.why?.[key], now = told?.findLast((one) => one.week <= about.week) ?? told?.[0];
    return now ? Promise.resolve(now) : this.cannot("A replay tells why only of whom its captions look at. In the live app (run_sim.py serve) it can be asked of everybody.");
  }

  summary(view: View): Promise<string[]> {
    return Promise.resolve(this.films.find((film) => film.header.view === view)?.header.summary ?? []);
  }

  yaml(view: View): Promise<TextFile> {
    const file = this.replay.yaml?.[this.films.findIndex((film) => film.header.view === view)];
    return file ? Promise.resolve(file) : this.cannot("this replay does not hold its scenario file");
  }

  dataUrl(): null {
    return null;
  }

  onConnection(_take: (connection: Connection, notice: string | null) => void): void {}

  close(): void {}

  private cannot<T>(message: string): Promise<T> {
    return Promise.reject(new Troubles([{ message }]));
  }
}
