/** The values of a chart as a table: the start, each end of a term that is to be seen, and the week shown. */

import { useStore, type Store } from "../store";
import type { Film } from "../film";
import { decimal, percent } from "../words";
import type { Panel } from "./panels";

/** Weeks that a table shows. */
export function tableWeeks(film: Film, week: number, revealed: boolean): number[] {
  const end = revealed ? film.weeks : Math.min(week, film.weeks), term = film.header.weeks_per_term;
  const weeks = Array.from({ length: Math.floor(end / term) + 1 }, (_, k) => k * term);
  return [...new Set([...weeks, Math.min(week, film.weeks), ...(revealed ? [film.weeks] : [])])].sort((a, b) => a - b);
}

export function Table({ store, panel }: { store: Store; panel: Panel }) {
  const [a, b, week, revealed] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null, state.playing ? -1 : state.week, state.revealed]);
  if (!a) return null;
  const films = b ? [a, b] : [a], at = week < 0 ? store.state.week : week;
  const write = panel.share ? percent : (value: number) => decimal(value);
  return (
    <div class="table" tabIndex={0} role="region" aria-label={`${panel.title}: table`}>
      <table>
        <caption class="hidden">{panel.title}, by week</caption>
        <thead><tr><th scope="col">week</th>{panel.lines.flatMap((line) => films.map((_, k) => <th scope="col" key={`${line.column}${k}`}>{line.label}{films.length > 1 ? ` ${"AB"[k]}` : ""}</th>))}</tr></thead>
        <tbody>
          {tableWeeks(a, at, revealed).map((one) => (
            <tr key={one} class={one === at ? "now-row" : ""}><th scope="row">{one}</th>{panel.lines.flatMap((line) => films.map((film, k) => <td key={`${line.column}${k}`}>{write(film.figure(line.column, Math.min(one, film.weeks)))}</td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
