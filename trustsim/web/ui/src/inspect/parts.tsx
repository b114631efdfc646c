/** Pieces that panels of people and ties share. */

import { useEffect, useState } from "preact/hooks";
import { trustOf, type Film } from "../film";
import { CLASS_OF_CODE, PALETTES } from "../palette";
import { useStore, type Store } from "../store";
import { Troubles } from "../source";
import type { About, FilmEvent, Why } from "../types";
import { decimal } from "../words";
import { Spark, type SparkLine } from "../charts/Spark";

/** A trust as a number on its colour. */
export function Chip({ store, code }: { store: Store; code: number }) {
  const [palette] = useStore(store, (state) => [PALETTES[state.palette]]);
  const level = CLASS_OF_CODE[code]!;
  return <span class="chip" style={code ? { backgroundColor: palette.trust[level], color: palette.onTrust[level] } : {}}>{code ? decimal(trustOf(code)) : "–"}</span>;
}

/** A share of a bar, with its number. */
export function Bar({ name, value }: { name: string; value: number }) {
  return (
    <li class="bar"><span>{name}</span><span class="bar-track"><span class="bar-part" style={{ width: `${Math.round(100 * Math.max(0, Math.min(1, value || 0)))}%` }} /></span><b class="value">{decimal(value)}</b></li>
  );
}

const looked = new WeakMap<Film, Map<string, Float32Array>>();

/** A coded row as values by week; the same array whenever it is asked for. */
export function values(film: Film, name: string, row: number): Float32Array {
  let rows = looked.get(film);
  if (!rows) looked.set(film, (rows = new Map()));
  const id = `${name} ${row}`;
  let found = rows.get(id);
  if (!found) rows.set(id, (found = Float32Array.from(film.codes(name, row), trustOf)));
  return found;
}

/** A history: a line by week for each film, and the range it is drawn in. */
export function History({ store, title, lines, label }: { store: Store; title: string; label: string; lines: Omit<SparkLine, "id">[] }) {
  let low = 1, high = 0;
  for (const line of lines) for (const value of Array.from(line.values)) if (value === value) { low = Math.min(low, value); high = Math.max(high, value); }
  if (low > high) return null;
  low = Math.max(0, Math.min(Math.floor(10 * low) / 10, Math.ceil(10 * high) / 10 - 0.3));
  high = Math.max(Math.ceil(10 * high) / 10, low + 0.3);
  return (
    <div class="history">
      <h3>{title} <span class="soft">by week, {decimal(low, 1)} to {decimal(high, 1)}</span></h3>
      <Spark store={store} low={low} high={high} label={label} lines={lines.map((line) => ({ ...line, id: line.values }))} />
    </div>
  );
}

/** What happened, the latest first, up to a week. */
export function Events({ store, events, week }: { store: Store; events: FilmEvent[]; week: number }) {
  const past = events.filter((event) => event.week <= week && event.words).reverse();
  if (!past.length) return <p class="soft">nothing of note so far</p>;
  return (
    <ul class="events">
      {past.slice(0, 12).map((event, k) => <li key={k}><button class="quiet" onClick={() => store.step(event.week - store.state.week)}>week {event.week}</button> {event.words}</li>)}
      {past.length > 12 && <li class="soft">and {past.length - 12} more before</li>}
    </ul>
  );
}

/** Asks why, and shows what is told. */
export function WhyButton({ store, slot, about }: { store: Store; slot: 0 | 1; about: About }) {
  const [told, setTold] = useState<Why | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [view, two] = useStore(store, (state) => [state.shown[slot]?.view ?? null, state.shown.length > 1]);
  const id = JSON.stringify([about, view]);
  useEffect(() => { setTold(null); setTrouble(null); }, [id]);
  const ask = () => {
    if (!view) return;
    setAsking(true);
    store.source.why(view, about).then(setTold, (problem) => setTrouble(problem instanceof Troubles ? problem.message : String(problem))).finally(() => setAsking(false));
  };
  return (
    <div class="why">
      {!told && <button class="main" onClick={ask} disabled={asking}>{asking ? "looking into the run …" : `Why?${two ? ` (${"AB"[slot]})` : ""}`}</button>}
      {trouble && <p class="soft" role="status">{trouble}</p>}
      {told && (
        <div class="told" role="region" aria-label="Why" tabIndex={0}>
          <h3>{told.title}</h3>
          {told.about?.map((line, k) => <p key={`a${k}`} class="soft">{line}</p>)}
          {told.lines.map((line, k) => (
            <div key={k}>
              {line.heading && line.heading !== told.lines[k - 1]?.heading && <h4>{line.heading}</h4>}
              <p>{line.week !== null && <button class="quiet" onClick={() => store.step(line.week! - store.state.week)}>week {line.week}</button>} {line.week !== null ? line.text.replace(/^Week \d+[:,] /, "") : line.text}</p>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
