/** Films from a server, over one WebSocket that comes back by itself. */

import { decode, unzipped, type Film } from "./film";
import { Superseded, Troubles, type Source } from "./source";
import type { About, Band, Connection, Hello, PairFacts, Slot, TextFile, Trouble, View, Why } from "./types";

/** The server closes the connection of whoever sends more, so nothing larger is sent. */
export const MOST_BYTES = 64 * 1024;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
/** Ends that would only come again if the same were sent again: policy, size. */
const REFUSED = [1008, 1009];

/** Milliseconds until the next try: doubled each time, up to a bound, and spread so that a class does not return all at once. */
export const wait = (tries: number, chance: number): number => Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 10)) * (0.75 + 0.5 * chance);

type Asked = { do: string } & Record<string, unknown>;

interface Open {
  asked: Asked;
  /** The reply; true: no more will come. */
  take: (reply: unknown) => boolean;
  fail: (problem: Error) => void;
}

/** As much of a WebSocket as is used here, so that tests can stand in for one. */
export interface Wire {
  binaryType: string;
  readyState: number;
  send(text: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}

const address = (): string => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws${location.search}`;
const connect = (): Wire => new WebSocket(address()) as unknown as Wire;
const OPEN = 1;

export class LiveSource implements Source {
  readonly mode = "live";
  private wire: Wire | null = null;
  private readonly open = new Map<number, Open>();
  /** The request that fills a slot now; an older one is void. */
  private readonly latest = new Map<string, number>();
  private last = 0;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private tell: (connection: Connection, notice: string | null) => void = () => undefined;
  private closed = false;
  private version: string | null = null;

  constructor(private readonly dial: () => Wire = connect, private readonly chance: () => number = Math.random) {
    this.begin();
    if (typeof window !== "undefined") {
      window.addEventListener("online", this.retry);
      document.addEventListener("visibilitychange", this.retry);
    }
  }

  onConnection(take: (connection: Connection, notice: string | null) => void): void {
    this.tell = take;
  }

  /** Try at once instead of waiting. */
  readonly retry = (): void => {
    if (this.closed || this.wire) return;
    clearTimeout(this.timer);
    this.begin();
  };

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    if (typeof window !== "undefined") {
      window.removeEventListener("online", this.retry);
      document.removeEventListener("visibilitychange", this.retry);
    }
    this.wire?.close();
    for (const one of this.open.values()) one.fail(new Superseded());
    this.open.clear();
  }

  private begin(): void {
    const wire = this.dial();
    this.wire = wire;
    wire.binaryType = "arraybuffer";
    wire.onopen = () => {
      const again = this.tries > 0;
      this.tries = 0;
      this.tell("open", null);
      for (const [id, one] of this.open) this.send(id, one.asked);
      if (again && this.version !== null && ![...this.open.values()].some((one) => one.asked.do === "hello")) void this.greet();
    };
    wire.onmessage = ({ data }) => void this.hear(data);
    wire.onclose = ({ code, reason }) => this.lost(wire, code, reason);
  }

  private lost(wire: Wire, code: number, reason: string): void {
    if (this.wire !== wire) return;
    wire.onopen = wire.onmessage = wire.onclose = null;
    this.wire = null;
    if (this.closed) return;
    if (REFUSED.includes(code)) {
      const problem = new Troubles([{ message: reason || "The server refused this request" }]);
      for (const one of this.open.values()) one.fail(problem);
      this.open.clear();
    }
    const pause = wait(this.tries++, this.chance());
    this.timer = setTimeout(() => this.begin(), pause);
    this.tell("lost", "The simulator does not answer. Is run_sim.py serve still running? You can go on looking at this run; "
      + "changes wait until it is back. Trying again by itself.");
  }

  /** After a return: is it still the same server? */
  private async greet(): Promise<void> {
    const before = this.version;
    const { version } = await this.hello();
    if (version !== before) this.tell("open", `The simulator is now version ${version}, and this page is of ${before}: load the page anew.`);
  }

  private async hear(data: unknown): Promise<void> {
    let id = -1;
    try {
      if (typeof data === "string") {
        const reply = JSON.parse(data) as { id?: number; kind?: string; problems?: Trouble[] };
        id = reply.id ?? -1;
        if (reply.kind === "problem") this.end(id, new Troubles(reply.problems ?? []));
        else if (this.open.get(id)?.take(reply)) this.open.delete(id);
      } else {
        const film = decode(await unzipped(new Uint8Array(data as ArrayBuffer)));
        id = film.header.id;
        if (this.open.get(id)?.take(film)) this.open.delete(id);
      }
    } catch (problem) {
      this.end(id, problem as Error);
    }
  }

  private end(id: number, problem: Error): void {
    const one = this.open.get(id);
    this.open.delete(id);
    one?.fail(problem);
  }

  private send(id: number, asked: Asked): void {
    if (this.wire?.readyState === OPEN) this.wire.send(JSON.stringify({ id, ...asked }));
  }

  private ask(asked: Asked, take: Open["take"], fail: Open["fail"]): number {
    const id = ++this.last;
    const bytes = new TextEncoder().encode(JSON.stringify(asked)).length;
    if (bytes > MOST_BYTES - 32) {
      fail(new Troubles([{ message: "This is more than one request may hold", given: `${bytes} bytes`, allowed: `at most ${MOST_BYTES} bytes` }]));
      return id;
    }
    this.open.set(id, { asked, take, fail });
    this.send(id, asked);
    return id;
  }

  private once<T>(asked: Asked, place?: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const take = (reply: unknown): boolean => {
        resolve(reply as T);
        return true;
      };
      const older = place === undefined ? undefined : this.latest.get(place);
      if (older !== undefined) this.end(older, new Superseded());
      const id = this.ask(asked, take, reject);
      if (place !== undefined) this.latest.set(place, id);
    });
  }

  async hello(): Promise<Hello> {
    const hello = await this.once<Hello>({ do: "hello" });
    this.version = hello.version;
    return hello;
  }

  film(view: View, slot: Slot, whole = false): Promise<Film> {
    return this.once<Film>({ do: "film", view, slot, ...(whole ? { whole } : {}) }, `film ${slot}`);
  }

  pair(a: View, b: View): Promise<PairFacts> {
    return this.once<PairFacts>({ do: "pair", a, b }, "pair");
  }

  band(view: View, slot: Slot, take: (band: Band) => void): () => void {
    const id = this.ask({ do: "band", view, slot }, (reply) => {
      const band = reply as Band & { last?: boolean };
      take(band);
      return band.last === true;
    }, () => undefined); // a band that cannot be had is no trouble: the run is there
    return () => void this.open.delete(id);
  }

  why(view: View, about: About): Promise<Why> {
    return this.once<Why>({ do: "why", view, ...about }, "why");
  }

  async summary(view: View): Promise<string[]> {
    return (await this.once<{ lines: string[] }>({ do: "summary", view })).lines;
  }

  yaml(view: View): Promise<TextFile> {
    return this.once<TextFile>({ do: "yaml", view }, "yaml");
  }

  dataUrl(view: View): string {
    const query = new URLSearchParams(location.search);
    query.set("view", JSON.stringify(view));
    return `/data?${query}`;
  }
}
