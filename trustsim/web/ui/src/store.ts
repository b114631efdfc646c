/** The state of the page and everything that may be done to it. One store; components look at the parts they need. */

import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { Superseded, Troubles, type Source } from "./source";
import { SLOTS, type Connection, type Happening, type Hello, type Selection, type Shown, type Slot, type State, type Step, type Tour, type Trouble, type View } from "./types";

export const MOST_UNDO = 100;

export const emptyState = (mode: State["mode"]): State => ({
  mode, hello: null, shown: [], pair: null, week: 0, late: 0, playing: false, speed: 6, until: null, revealed: false, selection: null, hover: null, following: false,
  palette: 0, large: false, numbers: false, ties: "auto", tour: null, connection: "none", notice: null, troubles: [], pending: {}, history: [], future: [],
  edits: 1, drawer: false, tab: "charts", front: 0, dialog: null,
});

export const sameSelection = (a: Selection | null, b: Selection | null): boolean => JSON.stringify(a) === JSON.stringify(b);

const BAND_AFTER_MS = 400; // while a slider moves, nobody looks at bands, and their thirty runs would hold up the film

/** Begin something after a while, or at once; what is returned stops it, begun or not. */
function later(ms: number, begin: () => () => void): () => void {
  if (!ms) return begin();
  let stop = () => undefined as void;
  const timer = setTimeout(() => { stop = begin(); }, ms);
  return () => { clearTimeout(timer); stop(); };
}

export class Store {
  state: State;
  private listeners = new Set<() => void>();
  private stopBands: (() => void)[] = [];

  constructor(readonly source: Source, start: Partial<State> = {}) {
    this.state = { ...emptyState(source.mode), ...start };
    source.onConnection((connection, notice) => this.connected(connection, notice));
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(change: Partial<State>): void {
    const next = { ...this.state, ...change };
    if (!runsFast(next)) next.late = next.week;
    this.state = next;
    for (const listener of [...this.listeners]) listener();
  }

  /** Weeks that there are to play. */
  get weeks(): number {
    return Math.max(0, ...this.state.shown.map((shown) => shown.film?.weeks ?? 0));
  }

  // Playing

  setWeek(week: number): void {
    const to = Math.min(Math.max(0, Math.round(week)), this.weeks);
    if (to !== this.state.week) this.set({ week: to });
  }

  /** Move by hand: stops playing. */
  step(weeks: number): void {
    if (this.state.playing) this.pause();
    this.setWeek(this.state.week + weeks);
  }

  play(until: number | null = null): void {
    if (!this.state.shown[0]?.film) return;
    this.set({ playing: true, until, week: this.state.week >= this.weeks ? 0 : this.state.week });
  }

  pause(): void {
    this.set({ playing: false, until: null });
  }

  toggle(): void {
    if (this.state.playing) this.pause();
    else this.play();
  }

  setSpeed(speed: number): void {
    this.set({ speed: Math.min(60, Math.max(1, speed)) });
  }

  // Looking

  select(selection: Selection | null): void {
    if (sameSelection(selection, this.state.selection)) return;
    this.set({ selection, hover: null, following: this.state.following && selection?.kind === "person", tab: selection ? "person" : this.state.tab === "person" ? "charts" : this.state.tab });
    if (this.showsTie) this.state.shown.forEach((one, k) => { if (one.film?.header.in_part && !one.waiting) void this.ask(one.view, k as 0 | 1); });
  }

  follow(following: boolean): void {
    this.set({ following: following && this.state.selection?.kind === "person" });
  }

  reveal(revealed: boolean): void {
    this.set({ revealed });
  }

  // Views

  private shownAs(view: View): Shown {
    return { view, film: null, band: null, waiting: true };
  }

  get views(): View[] {
    return this.state.shown.map((shown) => shown.view);
  }

  /** Greet the source, then show views (those of a link, or the first scenario it knows). */
  async begin(views: View[] | null, more: Partial<State> = {}): Promise<void> {
    const hello = await this.source.hello();
    this.set({ hello, ...more });
    await this.show(views ?? [firstView(hello)], { remember: false });
  }

  /**
   * Show one view, or two side by side. Films that are there already are kept; a new one goes on from the same week.
   * What was shown can be had again with undo.
   */
  async show(views: View[], { remember = true, week }: { remember?: boolean; week?: number } = {}): Promise<void> {
    const before = this.state.shown;
    const same = (k: number) => before[k] && JSON.stringify(before[k]!.view) === JSON.stringify(views[k]) && before[k]!.film;
    const shown = views.map((view, k) => (same(k) ? before[k]! : before[k] ? { ...before[k]!, view, waiting: true } : this.shownAs(view)));
    const history = remember && before.length ? [...this.state.history, before.map((one) => one.view)].slice(-MOST_UNDO) : this.state.history;
    this.set({ shown, history, future: remember ? [] : this.state.future, pair: views.length === 2 && views.every((_, k) => same(k)) ? this.state.pair : null, troubles: [], front: views.length === 2 ? this.state.front : 0 });
    for (const stop of this.stopBands) stop();
    const asked = views.map((view, k) => (same(k) ? null : this.ask(view, k as 0 | 1)));
    await Promise.all(asked);
    if (week !== undefined) this.setWeek(week);
    else if (this.state.week > this.weeks) this.setWeek(this.weeks);
    this.askMore();
  }

  /** Beliefs and scars are shown of a tie alone, and are most of a film. */
  private get showsTie(): boolean {
    return this.state.selection?.kind === "tie";
  }

  private async ask(view: View, k: 0 | 1): Promise<void> {
    try {
      const film = await this.source.film(view, SLOTS[k]!, this.showsTie);
      const now = this.state.shown[k];
      if (now?.view !== view) return;
      this.put(k, { film, band: now.waiting ? null : now.band, waiting: false });
      if (film.header.in_part && this.showsTie) await this.ask(view, k); // chosen in the meantime
    } catch (problem) {
      if (problem instanceof Superseded || this.state.shown[k]?.view !== view) return;
      // What cannot be shown is not kept: the picture, the controls and the link stay in step.
      const { film, view: wanted } = this.state.shown[k]!;
      this.put(k, { waiting: false, view: film?.header.view ?? wanted });
      const { history } = this.state;
      if (JSON.stringify(history.at(-1)) === JSON.stringify(this.views)) this.set({ history: history.slice(0, -1) }); // nothing to undo
      this.trouble(problem);
    }
  }

  private put(k: number, change: Partial<Shown>): void {
    this.set({ shown: this.state.shown.map((one, at) => (at === k ? { ...one, ...change } : one)) });
  }

  /** What belongs to the films but may come later: bands, and what differs between two. */
  private askMore(): void {
    for (const stop of this.stopBands) stop();
    const { shown, history } = this.state;
    this.stopBands = shown.map((one, k) => later(history.length ? BAND_AFTER_MS : 0, () => this.source.band(one.view, SLOTS[k] as Slot, (band) => {
      if (this.state.shown[k]?.view === one.view) this.put(k, { band });
    })));
    const [a, b] = shown;
    if (a?.film && b?.film)
      this.source.pair(a.view, b.view).then((pair) => {
        if (this.state.shown[0]?.view === a.view && this.state.shown[1]?.view === b.view) this.set({ pair });
      }, (problem) => this.trouble(problem));
  }

  trouble(problem: unknown): void {
    if (problem instanceof Superseded) return;
    const troubles: Trouble[] = problem instanceof Troubles ? problem.troubles : [{ message: problem instanceof Error ? problem.message : String(problem) }];
    this.set({ troubles });
  }

  private connected(connection: Connection, notice: string | null): void {
    this.set({ connection, notice });
  }

  /** Change the view of a slot. */
  change(slot: Slot, change: (view: View) => View): Promise<void> {
    return this.show(this.views.map((view, k) => (SLOTS[k] === slot ? change(view) : view)));
  }

  /** Do something in the week after the one shown: what has happened so far stays as it is. */
  happen(slot: Slot, happening: Omit<Happening, "week"> & { do: string }): Promise<void> {
    const week = Math.max(1, this.state.week + 1);
    return this.change(slot, (view) => ({ ...view, happenings: [...view.happenings, { ...happening, week } as Happening] }));
  }

  /** Choose settings that act from the start. */
  settings(slot: Slot, settings: Record<string, unknown>): Promise<void> {
    return this.change(slot, (view) => ({ ...view, settings: { ...view.settings, ...settings } }));
  }

  undo(): Promise<void> {
    const views = this.state.history.at(-1);
    if (!views) return Promise.resolve();
    this.set({ history: this.state.history.slice(0, -1), future: [...this.state.future, this.views] });
    return this.show(views, { remember: false });
  }

  redo(): Promise<void> {
    const views = this.state.future.at(-1);
    if (!views) return Promise.resolve();
    this.set({ history: [...this.state.history, this.views], future: this.state.future.slice(0, -1) });
    return this.show(views, { remember: false });
  }

  /** The slot that changes go to. */
  get edited(): Slot {
    return this.state.shown.length === 2 ? SLOTS[this.state.edits]! : "a";
  }

  /** Other chance, the same for all that is shown. */
  newLuck(seed?: number): Promise<void> {
    const next = seed ?? (this.state.shown[0]?.view.seed ?? 0) + 1;
    return this.show(this.views.map((view) => ({ ...view, seed: next })));
  }

  /** From week 0 again; settings that were waiting for it act now. */
  async restart(): Promise<void> {
    const { pending } = this.state;
    if (Object.keys(pending).length) {
      this.set({ pending: {} });
      await this.settings(this.edited, pending);
    }
    this.setWeek(0);
  }

  /** Beside what is shown, another view of the same luck; null: only the first. */
  compare(view: View | null): Promise<void> {
    const [a] = this.views;
    if (!a) return Promise.resolve();
    return this.show(view ? [a, { ...view, seed: a.seed }] : [a]);
  }

  // Tours and captions

  tourNow(): { tour: Tour; step: Step; at: number } | null {
    const { tour: now, hello } = this.state;
    const tour = now && hello?.tours.find((one) => one.id === now.id);
    const step = tour?.steps[now!.step];
    return tour && step ? { tour, step, at: now!.step } : null;
  }

  /** Go to a step: its week, whom to look at, and what may be seen. */
  toStep(id: string, at: number): void {
    const tour = this.state.hello?.tours.find((one) => one.id === id);
    const step = tour?.steps[at];
    if (!step) return;
    this.set({ tour: { id, step: at }, playing: false, until: null, revealed: step.reveal ?? false });
    if (step.week !== undefined) this.setWeek(step.week);
    if (step.select !== undefined) this.select(step.select);
    if (step.play_to !== undefined && step.play_to > this.state.week && !step.predict) this.play(step.play_to);
  }

  stepTour(by: number): void {
    const { tour } = this.state;
    if (tour) this.toStep(tour.id, tour.step + by);
  }

  endTour(): void {
    this.set({ tour: null });
  }
}

export const firstView = (hello: Hello): View => ({ scenario: hello.scenarios[0]?.name ?? "baseline", settings: {}, happenings: [], seed: 0 });

/** Whether the film runs faster than anybody reads. */
export const runsFast = ({ playing, speed }: State): boolean => playing && speed > 12;

/** The week whose numbers are written: while the film runs fast, every third. */
export const readable = (state: State): number => (runsFast(state) ? state.late - (state.late % 3) : state.week);

/** Parts of the state, drawn again only when one of them changed. */
export function useStore<T extends readonly unknown[]>(store: Store, look: (state: State) => readonly [...T]): readonly [...T] {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const parts = look(store.state);
  const last = useRef<readonly unknown[]>(parts);
  const how = useRef(look);
  last.current = parts;
  how.current = look;
  useLayoutEffect(() => {
    const check = () => {
      const now = how.current(store.state);
      if (now.some((part, k) => part !== last.current[k])) {
        last.current = now;
        again(undefined as never);
      }
    };
    check();
    return store.subscribe(check);
  }, [store]);
  return parts;
}
