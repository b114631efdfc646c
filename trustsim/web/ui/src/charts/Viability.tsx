/** Whether this is a viable learning community: its five parts with their thresholds, and what holds. */

import { readable, useStore, type Store } from "../store";
import type { Film } from "../film";
import type { Band, Part } from "../types";
import { INK } from "../palette";
import { decimal, percent } from "../words";
import { spellsUntil } from "../timeline/marks";
import { SCHOOLS, Value } from "./Chart";
import { DASHES } from "./panels";
import { Spark } from "./Spark";

/** Whether a part holds in a week: the film's column against the threshold of its scenario, in the precision of the film. */
export function holds(film: Film, part: Part, week: number): boolean {
  const value = film.figure(part.column, week), threshold = Math.fround(part.threshold);
  return part.strictly ? value > threshold : value >= threshold;
}

export function verdict(film: Film, week: number): { viable: boolean; words: string } {
  const at = Math.min(week, film.weeks), viable = film.figure("viable", at) === 1;
  const spells = spellsUntil(film, at), since = spells.at(-1);
  if (viable && since) return { viable, words: `viable since week ${since.from}` };
  const many = film.header.parts.filter((part) => holds(film, part, at)).length;
  const lost = since ? `, lost in week ${since.to}` : "";
  return { viable, words: many === film.header.parts.length ? "all parts hold; it must last to count" : `not viable${lost}: ${many} of ${film.header.parts.length} parts hold` };
}

export function Viability({ store }: { store: Store }) {
  const [a, b] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null]);
  if (!a) return null;
  const films = b ? [a, b] : [a];
  return (
    <section class="chart viability" aria-label="Viable learning community" tabIndex={0}>
      <header><h3>A viable learning community?</h3></header>
      <div class="verdicts">{films.map((_, slot) => <Verdict key={slot} store={store} slot={slot as 0 | 1} />)}</div>
      <ul class="parts">
        {a.header.parts.map((part) => <PartRow key={part.column} store={store} part={part} films={films} />)}
        <li class="part index">
          <span class="part-holds" />
          <span class="part-name">index of all five</span>
          <Line store={store} films={films} column="plc_index" label="index of viability" />
          <span class="part-values">{films.map((_, slot) => <Value key={slot} store={store} column="plc_index" share={false} slot={slot as 0 | 1} />)}</span>
        </li>
      </ul>
      <Others store={store} />
    </section>
  );
}

function Verdict({ store, slot }: { store: Store; slot: 0 | 1 }) {
  const [film, week, two] = useStore(store, (state) => [state.shown[slot]?.film ?? null, readable(state), state.shown.length > 1]);
  if (!film) return null;
  const { viable, words } = verdict(film, week);
  return <p class={`verdict ${viable ? "yes" : ""}`}>{two && <b class={`letter letter-${slot}`}>{"AB"[slot]}</b>}<span class="mark" aria-hidden="true">{viable ? "✓" : "○"}</span>{words}</p>;
}

function Line({ store, films, column, label, threshold }: { store: Store; films: Film[]; column: string; label: string; threshold?: number }) {
  const [a, b] = useStore(store, (state) => [state.shown[0]?.band ?? null, state.shown[1]?.band ?? null]);
  const two = films.length > 1;
  return (
    <Spark store={store} low={0} high={1} threshold={threshold} label={`${label}, by week`}
      lines={films.map((film, slot) => ({ id: film, values: film.weekly(column) ?? [], colour: two ? SCHOOLS[slot]! : INK, dash: two ? DASHES[slot] : undefined, band: [a, b][slot]?.columns[column] }))} />
  );
}

function PartRow({ store, part, films }: { store: Store; part: Part; films: Film[] }) {
  const [week] = useStore(store, (state) => [readable(state)]);
  const meaning = films[0]!.header.columns[part.column]?.meaning ?? "";
  return (
    <li class="part" title={meaning}>
      <span class="part-holds">
        {films.map((film, slot) => {
          const yes = holds(film, part, Math.min(week, film.weeks));
          return <span key={slot} class={yes ? "yes" : "no"} role="img" aria-label={`${films.length > 1 ? `${"AB"[slot]} ` : ""}${yes ? "holds" : "does not hold"}`}>{yes ? "✓" : "○"}</span>;
        })}
      </span>
      <span class="part-name">{part.name}</span>
      <Line store={store} films={films} column={part.column} label={part.name} threshold={part.threshold} />
      <span class="part-values">{films.map((_, slot) => <Value key={slot} store={store} column={part.column} share slot={slot as 0 | 1} />)}<span class="soft">{part.strictly ? ">" : "≥"} {percent(part.threshold)}</span></span>
    </li>
  );
}

/** What other luck made of the same school: one run is one possible history. */
function Others({ store }: { store: Store }) {
  const [a, b, week, two, mode] = useStore(store, (state) => [state.shown[0]?.band ?? null, state.shown[1]?.band ?? null, readable(state), state.shown.length > 1, state.mode]);
  const first = a ?? b;
  if (!first) return mode === "live" ? <p class="others soft">Other luck is being tried …</p> : null;
  const share = (band: Band | null) => (band ? percent(band.viable_share[Math.min(week, band.viable_share.length - 1)] ?? NaN) : "…");
  return (
    <p class="others">
      Of {first.replicates} runs with other luck, {two ? <><span class="unit"><b class="letter letter-0">A</b><b>{share(a)}</b></span> and <span class="unit"><b class="letter letter-1">B</b><b>{share(b)}</b></span></> : <b>{share(a)}</b>} are viable in this week. <span class="soft">Shaded: {first.level}.</span>
    </p>
  );
}

/** The state of things in a sentence, for those who listen. */
export function spoken(films: Film[], week: number): string {
  return `Week ${week}. ` + films.map((film, k) => `${films.length > 1 ? `School ${"AB"[k]}: ` : ""}mean trust ${decimal(film.figure("trust", Math.min(week, film.weeks)))}, ${film.figure("active_pairs", Math.min(week, film.weeks))} active ties, ${verdict(film, week).words}.`).join(" ");
}
