/** A chart of weekly columns, up to the week shown unless the rest is revealed, with the band of other luck behind a line. */

import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { Film } from "../film";
import { PALETTES, RULE, SOFT } from "../palette";
import { readable, useStore, type Store } from "../store";
import type { Shown, State } from "../types";
import { decimal, percent } from "../words";
import { DASHES, type Panel } from "./panels";
import { Table } from "./Table";

type Cells = (number | null)[];
const cells = (film: Film | null | undefined, column: string, width: number): Cells => {
  const values = film?.weekly(column);
  return Array.from({ length: width }, (_, week) => { const value = values?.[week]; return value === undefined || Number.isNaN(value) ? null : value; });
};

interface Line { column: string; label: string; slot: 0 | 1; colour: string; dash: number[]; wide: number }

/** What is drawn: all lines of one school, or one line of two. */
function linesOf(panel: Panel, state: State, focus: string): Line[] {
  const colours = panel.colours(PALETTES[state.palette]);
  if (state.shown.length < 2)
    return panel.lines.map((line, k) => ({ column: line.column, label: line.label, slot: 0, colour: colours[k]!, dash: panel.stacked ? [] : DASHES[k]!, wide: line.column === focus ? 3 : 2 }));
  return ([0, 1] as const).map((slot) => ({ column: focus, label: `${"AB"[slot]} ${state.shown[slot]!.film?.header.title ?? ""}`, slot, colour: SCHOOLS[slot], dash: DASHES[slot]!, wide: 3 }));
}

/** Colours of two schools, in charts and badges. */
export const SCHOOLS: readonly [string, string] = ["#0b5394", "#9a4508"];

/** The least and the most that a panel shows: the same all along, for both schools and their bands. */
function rangeOf(panel: Panel, shown: Shown[]): [number, number] {
  if (panel.share) return [0, 1];
  let low = 1, high = 0;
  for (const { film, band } of shown)
    for (const { column } of panel.lines) {
      for (const value of film?.weekly(column) ?? []) if (value === value) { low = Math.min(low, value); high = Math.max(high, value); }
      const one = band?.columns[column];
      if (one) for (const [rows, most] of [[one.low, false], [one.high, true]] as const) for (const value of rows) if (value !== null) { if (most) high = Math.max(high, value); else low = Math.min(low, value); }
    }
  return low > high ? [0, 1] : [Math.max(0, Math.floor(low * 10 - 0.2) / 10), Math.min(1, Math.ceil(high * 10 + 0.2) / 10)];
}

const same = (a: unknown[], b: unknown[]): boolean => a.length === b.length && a.every((value, k) => value === b[k]);

class ChartView {
  private plot: uPlot | null = null;
  private made: unknown[] = [];
  private filled: unknown[] = [];
  private range: [number, number] = [0, 1];
  private frame = 0;
  private readonly size: ResizeObserver;
  private readonly stop: () => void;

  constructor(private readonly store: Store, private readonly panel: Panel, private readonly host: HTMLElement, private focus: string) {
    this.size = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = host;
      if (!this.plot) this.build();
      else if (clientWidth && clientHeight && (clientWidth !== this.plot.width || clientHeight !== this.plot.height)) { this.plot.setSize({ width: clientWidth, height: clientHeight }); this.draw(); }
    });
    this.size.observe(host);
    this.stop = store.subscribe(() => this.changed());
    this.build();
  }

  close(): void {
    this.stop();
    this.size.disconnect();
    cancelAnimationFrame(this.frame);
    this.plot?.destroy();
  }

  look(focus: string): void {
    if (focus === this.focus) return;
    this.focus = focus;
    this.build();
  }

  /** What the plot is made for, and what it is filled with. */
  private shape(): unknown[] {
    const { shown, palette, large } = this.store.state;
    return [shown.length, palette, large, this.store.weeks, this.focus];
  }

  private filling(): unknown[] {
    return this.store.state.shown.flatMap(({ film, band }) => [film, band]);
  }

  private changed(): void {
    if (same(this.shape(), this.made) && same(this.filling(), this.filled)) this.draw();
    else
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        if (same(this.shape(), this.made) && this.plot) this.fill();
        else this.build();
      });
  }

  /** Playing draws nothing anew: a curtain before the weeks to come moves on. */
  private draw(): void {
    const { plot, store } = this, { late: week, revealed } = store.state;
    if (!plot || !this.curtain) return;
    const at = Math.round(plot.valToPos(Math.min(week, store.weeks), "x"));
    if (at !== this.drawnAt) this.curtain.style.transform = `translateX(${at}px)`;
    if (revealed !== this.drawnOpen) this.curtain.classList.toggle("open", revealed);
    this.drawnAt = at;
    this.drawnOpen = revealed;
  }

  private curtain: HTMLElement | null = null;
  private drawnAt = NaN;
  private drawnOpen: boolean | null = null;

  /** The columns of all lines, the last line first so that the first lies on top, each school's band before them. */
  private data(): uPlot.AlignedData {
    const { store, panel } = this, { state } = store, weeks = store.weeks;
    const lines = linesOf(panel, state, this.focus), stacked = panel.stacked && state.shown.length < 2;
    const columns = lines.map((line) => cells(state.shown[line.slot]?.film, line.column, weeks + 1));
    if (stacked) for (let k = columns.length - 2; k >= 0; k--) columns[k] = columns[k]!.map((value, week) => (value === null ? null : value + (columns[k + 1]![week] ?? 0)));
    const fit = (rows: Cells | undefined): Cells => Array.from({ length: weeks + 1 }, (_, week) => rows?.[week] ?? null);
    const bands = stacked ? [] : state.shown.flatMap(({ band }) => [fit(band?.columns[this.focus]?.high), fit(band?.columns[this.focus]?.low)]);
    return [Array.from({ length: weeks + 1 }, (_, week) => week), ...bands, ...(stacked ? columns : columns.reverse())] as uPlot.AlignedData;
  }

  /** Other films in the plot that is there. */
  private fill(): void {
    this.filled = this.filling();
    if (!this.store.state.shown[0]?.film) return;
    this.range = rangeOf(this.panel, this.store.state.shown);
    this.plot!.setData(this.data());
  }

  /** A plot of the films as they are; playing only moves the edge up to which it shows. */
  private build(): void {
    const { store, panel, host } = this, { state } = store;
    const { clientWidth: width, clientHeight: height } = host;
    this.made = this.shape();
    this.filled = this.filling();
    if (!state.shown[0]?.film || !width || !height) return;
    this.plot?.destroy();
    const weeks = store.weeks, year = state.shown[0].film.header.weeks_per_year;
    const lines = linesOf(panel, state, this.focus), two = state.shown.length > 1, stacked = panel.stacked && !two;
    const bare: uPlot.Series = { stroke: "", width: 0, points: { show: false } };
    const drawn = lines.map((line): uPlot.Series => ({ stroke: stacked ? "#fff" : line.colour, width: stacked ? 0.6 : line.wide, dash: line.dash, fill: stacked ? line.colour : undefined, points: { show: false }, spanGaps: false }));
    const banded = stacked ? [] : state.shown;
    this.range = rangeOf(panel, state.shown);
    const font = `${state.large ? 16 : 12}px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif`;
    this.plot = new uPlot({
      width, height, padding: [8, 16, 0, 0], legend: { show: false }, cursor: { show: false },
      series: [{}, ...banded.flatMap(() => [bare, bare]), ...(stacked ? drawn : drawn.reverse())],
      bands: banded.map((_, slot) => ({ series: [2 * slot + 1, 2 * slot + 2], fill: (lines.find((line) => line.slot === slot && line.column === this.focus)?.colour ?? SOFT) + "25" })),
      scales: { x: { time: false, range: [0, weeks] }, y: { range: () => this.range } },
      axes: [
        { font, stroke: SOFT, grid: { stroke: RULE, width: 1 }, ticks: { show: false }, size: state.large ? 30 : 24, splits: () => Array.from({ length: Math.floor(weeks / year) + 1 }, (_, k) => k * year), values: (_, splits) => splits.map((week) => (week === 0 ? "start" : week > 0.9 * weeks ? String(week) : `week ${week}`)) },
        { font, stroke: SOFT, grid: { stroke: "#e9ebee", width: 1 }, ticks: { show: false }, size: state.large ? 56 : 42, values: (_, splits) => splits.map((value) => (panel.share ? percent(value) : decimal(value, (splits[1] ?? 1) - (splits[0] ?? 0) < 0.095 ? 2 : 1))), space: 34, incrs: [0.05, 0.1, 0.25, 0.5] },
      ],
      hooks: { draw: [() => { this.drawnAt = NaN; this.draw(); }] }, // a plot knows its scales only then
    }, this.data(), host);
    this.curtain = document.createElement("div");
    this.curtain.className = "curtain";
    this.plot.over.append(this.curtain);
    this.drawnOpen = null;
  }

  /** The week at a point of the chart. */
  weekAt(clientX: number): number | null {
    const { plot } = this;
    if (!plot) return null;
    const { left, width } = plot.over.getBoundingClientRect();
    return plot.posToVal(Math.max(0, Math.min(width, clientX - left)), "x");
  }
}

export function Chart({ store, panel }: { store: Store; panel: Panel }) {
  const host = useRef<HTMLDivElement>(null), view = useRef<ChartView | null>(null);
  const [focus, setFocus] = useState(panel.focus);
  const [table, setTable] = useState(false);
  const [two, palette] = useStore(store, (state) => [state.shown.length > 1, state.palette]);
  useEffect(() => {
    if (table) return;
    view.current = new ChartView(store, panel, host.current!, focus);
    return () => view.current?.close();
  }, [store, panel, table]);
  useEffect(() => view.current?.look(focus), [focus]);
  const colours = panel.colours(PALETTES[palette]);
  const meaning = (column: string) => store.state.shown[0]?.film?.header.columns[column]?.meaning ?? "";
  const seek = (event: PointerEvent) => {
    if (event.type === "pointermove" && !(event.buttons & 1)) return;
    const week = view.current?.weekAt(event.clientX);
    if (week !== null && week !== undefined) { store.pause(); store.setWeek(week); }
  };
  return (
    <section class="chart" aria-label={panel.title}>
      <header>
        <h3>{panel.title}</h3>
        <button class="quiet" aria-pressed={table} onClick={() => setTable(!table)}>{table ? "chart" : "table"}</button>
      </header>
      {table ? <Table store={store} panel={panel} /> : <div class="plot" ref={host} onPointerDown={seek} onPointerMove={seek} role="img" aria-label={`${panel.title}: a chart. Its values are beneath it, and in the table.`} />}
      <ul class={`key ${two ? "key-two" : ""}`}>
        {panel.lines.map((line, k) => (
          <li key={line.column}>
            <button class={line.column === focus ? "chosen" : ""} aria-pressed={line.column === focus} onClick={() => setFocus(line.column)} title={meaning(line.column)}>
              {!two && <svg viewBox="0 0 26 10" width="26" height="10" aria-hidden="true">{panel.stacked ? <rect width="26" height="10" fill={colours[k]} /> : <path d="M0 5H26" stroke={colours[k]} stroke-width={line.column === focus ? 3.5 : 2.5} stroke-dasharray={DASHES[k]!.map((length) => 0.7 * length).join(" ")} />}</svg>}
              <span>{line.label}</span>
              <Value store={store} column={line.column} share={panel.share} slot={0} />
              {two && <Value store={store} column={line.column} share={panel.share} slot={1} />}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Value({ store, column, share, slot }: { store: Store; column: string; share: boolean; slot: 0 | 1 }) {
  const [film, week, two] = useStore(store, (state) => [state.shown[slot]?.film ?? null, readable(state), state.shown.length > 1]);
  const value = film?.figure(column, Math.min(week, film.weeks)) ?? NaN;
  return <b class={`value ${two ? `school-${slot}` : ""}`}>{share ? percent(value) : decimal(value)}</b>;
}
