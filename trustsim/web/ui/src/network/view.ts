/** Keeps a canvas showing what the store holds: draws once for whatever changes together, so that it is on the very next frame. */

import type { Film } from "../film";
import { PALETTES } from "../palette";
import { runsFast, sameSelection, type Store } from "../store";
import type { Selection, State } from "../types";
import { Drawing, type Level, type Look } from "./draw";
import { layout, type Layout } from "./layout";

/** Above this many staff, less is drawn by default. */
export const MANY = 100;

/** Staff numbers of what is selected, in a film; none where it does not know them. */
export function numbersOf(film: Film, selection: Selection | null): number[] {
  if (!selection) return [];
  const numbers = selection.kind === "person" ? [film.number(selection.key)] : [film.number(selection.holder), film.number(selection.other)];
  return numbers.includes(-1) ? [] : numbers;
}

export const selectionOf = (film: Film, numbers: readonly number[]): Selection | null => {
  const [a, b] = numbers.map((n) => film.people[n]!.key);
  return a === undefined ? null : b === undefined ? { kind: "person", key: a } : { kind: "tie", holder: a, other: b };
};

let last: { films: Film[]; aspect: number; layout: Layout } | null = null;

/** The layout of the films shown; the same for both canvases. */
export function layoutOf(films: Film[], aspect: number): Layout {
  if (!last || last.aspect !== aspect || last.films.length !== films.length || films.some((film, k) => film !== last!.films[k])) last = { films, aspect, layout: layout(films, aspect) };
  return last.layout;
}

/** Shapes of a layout: few, so that a window that is dragged does not move everybody. */
const aspectOf = (aspect: number): number => (aspect > 1.2 ? 1.4 : aspect > 0.95 ? 1 : aspect > 0.7 ? 0.8 : 0.55);

/** The least that is drawn: by default all, but active ties alone in a large school, a small picture, or where two are compared. */
export const levelOf = (ties: State["ties"], staff: number, two: boolean): Level => (ties === "active" ? 2 : ties === "working" ? 1 : ties === "known" ? 0 : staff > MANY || two ? 2 : 0);

/** While the film runs fast, faint ties change every six weeks. */
export const faintWeek = (week: number): number => week - (week % FAINT_EVERY);
const FAINT_EVERY = 6;

/** Pictures drawn ahead of the first play, out of sight: by then what draws is compiled, and letters and numbers have their shapes. */
const REHEARSED = 24;
let rehearsed = false;

export class NetworkView {
  private readonly drawing: Drawing;
  private due = false;
  private closed = false;
  private seen: unknown[] = [];
  private readonly size: ResizeObserver;
  private readonly stop: () => void;
  private wide = 0;
  private high = 0;
  /** How often it has been drawn, for tests and measurements. */
  drawn = 0;

  constructor(private readonly store: Store, private readonly slot: 0 | 1, private readonly canvas: HTMLCanvasElement, private readonly tip: HTMLElement) {
    this.drawing = new Drawing(canvas);
    this.size = new ResizeObserver(() => this.resize());
    this.size.observe(canvas.parentElement!);
    this.stop = store.subscribe(() => this.changed());
    canvas.addEventListener("pointermove", this.move);
    canvas.addEventListener("pointerleave", this.leave);
    canvas.addEventListener("click", this.click);
    this.changed();
  }

  close(): void {
    this.stop();
    this.size.disconnect();
    this.closed = true;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas.parentElement!;
    if (clientWidth === this.wide && clientHeight === this.high) return;
    this.wide = clientWidth;
    this.high = clientHeight;
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.seen = [];
    this.draw(); // at once: a canvas that changed size is blank
  }

  private changed(): void {
    const { week, playing, shown, selection, hover, palette, ties, numbers, large } = this.store.state;
    const now = [week, playing, selection, hover, palette, ties, numbers, large, shown[0]?.film, shown[1]?.film, shown.length];
    if (now.every((value, k) => value === this.seen[k])) return;
    this.seen = now;
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => { this.due = false; if (!this.closed) this.draw(); });
  }

  private draw(): void {
    const { week, shown, selection, hover, palette, ties, numbers, large } = this.store.state;
    const film = shown[this.slot]?.film;
    if (!film || !this.wide || !this.high) return;
    const films = shown.flatMap((one) => (one.film ? [one.film] : []));
    const at = Math.min(week, film.weeks), staff = film.figure("staff", at) || film.people.length;
    const colours = PALETTES[palette];
    const here = (one: Selection | null) => { const numbers = numbersOf(film, one); return numbers.every((who) => film.inPost(who, at)) ? numbers : []; };
    const started = performance.now();
    const fast = runsFast(this.store.state), coming = at + FAINT_EVERY - (at % FAINT_EVERY);
    const look: Look = {
      film, layout: layoutOf(films, aspectOf(this.wide / this.high)), week: at, faintWeek: fast ? faintWeek(at) : at, coming: fast && coming <= film.weeks ? coming : null, palette: colours,
      chosen: here(selection), under: here(hover), level: levelOf(ties, staff, shown.length > 1 || this.wide < 480), numbers: numbers || large || staff <= 70,
      names: staff <= MANY, type: large ? 1.25 : 1, beside: shown.length > 1 ? shown[1 - this.slot]?.film ?? null : null, only: colours.only,
    };
    this.drawing.draw(look);
    if (this.drawn++ === 0) this.canvas.dataset["drawn"] = ""; // for whoever waits for the picture
    if (!rehearsed && typeof requestIdleCallback === "function") this.rehearse(look);
    (globalThis as { drawTimes?: number[] }).drawTimes?.push(performance.now() - started); // a measurement may ask for it
    this.place(film, hover);
  }

  /** Draw other weeks where nobody looks, one whenever there is nothing else to do. */
  private rehearse(look: Look): void {
    rehearsed = true;
    const canvas = document.createElement("canvas"), drawing = new Drawing(canvas);
    [canvas.width, canvas.height] = [this.canvas.width, this.canvas.height];
    const once = (k: number): void => void requestIdleCallback(() => {
      if (this.closed || this.store.state.playing) return;
      const week = Math.round((k * look.film.weeks) / REHEARSED);
      drawing.draw({ ...look, week, faintWeek: faintWeek(week) });
      if (k < REHEARSED) once(k + 1);
    });
    once(1);
  }

  private readonly move = (event: PointerEvent): void => {
    const film = this.store.state.shown[this.slot]?.film;
    if (!film || (event.pointerType === "touch")) return;
    const hover = selectionOf(film, this.drawing.pick(event.offsetX, event.offsetY));
    this.canvas.classList.toggle("on", hover !== null);
    if (!sameSelection(hover, this.store.state.hover)) this.store.set({ hover });
  };

  private readonly leave = (): void => {
    if (this.store.state.hover) this.store.set({ hover: null });
  };

  private readonly click = (event: MouseEvent): void => {
    const film = this.store.state.shown[this.slot]?.film;
    if (!film) return;
    this.store.select(selectionOf(film, this.drawing.pick(event.offsetX, event.offsetY)));
  };

  /** The words beside what is pointed at. */
  private place(film: Film, hover: Selection | null): void {
    const numbers = numbersOf(film, hover);
    const spots = numbers.flatMap((who) => this.drawing.where(who) ?? []);
    this.tip.hidden = !numbers.length || spots.length !== numbers.length || sameSelection(hover, this.store.state.selection);
    if (this.tip.hidden) return;
    const x = spots.reduce((sum, spot) => sum + spot.x, 0) / spots.length, y = spots.reduce((sum, spot) => sum + spot.y, 0) / spots.length;
    const { offsetWidth, offsetHeight } = this.tip;
    const left = Math.max(4, Math.min(this.wide - offsetWidth - 4, x - 0.5 * offsetWidth));
    const gap = numbers.length === 1 ? 30 : 14, top = y - offsetHeight - gap > 4 ? y - offsetHeight - gap : y + gap + 18;
    this.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}
