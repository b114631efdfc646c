/** Predict first: choose, or draw a curve, then watch. The guess stays beside what came. */

import { useRef, useState } from "preact/hooks";
import type { Film } from "../film";
import { useStore, type Store } from "../store";
import type { Predict } from "../types";

export interface Guessed {
  choice?: string;
  /** Values at the ends of terms, 0 bottom to 1 top of the sketch. */
  curve?: (number | null)[];
  /** Said, and not to be changed any more. */
  sealed: boolean;
}

interface Props {
  store: Store;
  predict: Predict;
  from: number;
  until: number | null;
  guess: Guessed | undefined;
  set: (guess: Guessed) => void;
  /** Go on, where nothing is played in this step. */
  next: () => void;
}

export function Guess({ store, predict, from, until, guess, set, next }: Props) {
  const [shown] = useStore(store, (s) => [s.shown] as const);
  const film = shown[shown.length - 1]?.film;
  const drawn = predict.draw && film?.weekly(predict.draw) ? predict.draw : null;
  const ready = guess !== undefined && (guess.choice !== undefined || (guess.curve?.some((value) => value !== null) ?? false));
  const go = () => {
    if (guess) set({ ...guess, sealed: true });
    if (until === null) return next();
    store.reveal(false);
    if (store.state.week >= until) store.setWeek(from);
    store.play(until);
  };
  return (
    <div class="guess">
      <p class="guess-ask"><strong>{guess?.sealed ? "You said" : "First say what you expect"}</strong>{predict.question && <>: {predict.question}</>}</p>
      {predict.choices && (
        <div class="choices" role="group" aria-label={predict.question ?? "What do you expect?"}>
          {predict.choices.map((choice) => (
            <button key={choice} type="button" class="plain" aria-pressed={guess?.choice === choice} disabled={guess?.sealed ?? false} onClick={() => set({ ...guess, choice, sealed: false })}>{choice}</button>
          ))}
        </div>
      )}
      {drawn && film && <Sketch store={store} film={film} column={drawn} from={from} guess={guess} set={set} />}
      <div class="row">
        <button type="button" class="main" disabled={!ready} onClick={go}>{until === null ? "Keep this guess" : guess?.sealed ? "Play again" : "Now play"}</button>
        {!guess?.sealed && until !== null && <button type="button" class="quiet" onClick={go}>Play without a guess</button>}
      </div>
    </div>
  );
}

/** What was guessed in a step before, beside what came. */
export function Recalled({ store, predict, from, guess }: Pick<Props, "store" | "predict" | "from"> & { guess: Guessed }) {
  const [shown] = useStore(store, (s) => [s.shown] as const);
  const film = shown[shown.length - 1]?.film;
  return (
    <div class="guess">
      <p class="guess-ask"><strong>You expected</strong>{predict.question && <>: {predict.question}</>} {guess.choice && <em>{guess.choice}</em>}</p>
      {predict.draw && film?.weekly(predict.draw) && guess.curve && <Sketch store={store} film={film} column={predict.draw} from={from} guess={guess} set={() => undefined} />}
    </div>
  );
}

const WIDE = 320, HIGH = 150;
const PAD = { left: 34, right: 8, top: 8, bottom: 22 };

/** A small chart to draw in, with a pointer or, by keyboard, year by year. */
function Sketch({ store, film, column, from, guess, set }: { store: Store; film: Film; column: string; from: number; guess: Guessed | undefined; set: (guess: Guessed) => void }) {
  const [week] = useStore(store, (s) => [s.week] as const);
  const box = useRef<SVGSVGElement>(null);
  const [drawing, draw] = useState(false);
  const { header } = film;
  const { words, unit } = header.columns[column]!;
  const values = film.weekly(column)!;
  const most = values.reduce((top, value) => (value > top ? value : top), 0);
  const top = most <= 1 ? 1 : 10 ** Math.ceil(Math.log10(most));
  const stops: number[] = [];
  for (let at = from + header.weeks_per_term; at < film.weeks + header.weeks_per_term; at += header.weeks_per_term) stops.push(Math.min(at, film.weeks));
  const curve = guess?.curve?.length === stops.length ? guess.curve : stops.map(() => null);
  const x = (at: number) => PAD.left + ((WIDE - PAD.left - PAD.right) * at) / film.weeks;
  const y = (share: number) => HIGH - PAD.bottom - (HIGH - PAD.top - PAD.bottom) * share;
  const start = (values[from] ?? NaN) / top;
  const take = (k: number, share: number) => set({ ...guess, sealed: false, curve: curve.map((value, at) => (at === k ? Math.min(1, Math.max(0, share)) : value)) });
  const point = (event: PointerEvent) => {
    const area = box.current!.getBoundingClientRect();
    const at = ((((event.clientX - area.left) / area.width) * WIDE - PAD.left) / (WIDE - PAD.left - PAD.right)) * film.weeks;
    const share = (HIGH - PAD.bottom - ((event.clientY - area.top) / area.height) * HIGH) / (HIGH - PAD.top - PAD.bottom);
    let nearest = 0;
    stops.forEach((stop, k) => { if (Math.abs(stop - at) < Math.abs(stops[nearest]! - at)) nearest = k; });
    take(nearest, share);
  };
  const guessLine = [...(Number.isFinite(start) ? [[x(from), y(start)]] : []), ...stops.flatMap((stop, k) => (curve[k] === null ? [] : [[x(stop), y(curve[k]!)]]))];
  const line = (points: number[][]) => points.map(([px, py]) => `${px!.toFixed(1)},${py!.toFixed(1)}`).join(" ");
  const upTo = guess?.sealed ? week : from;
  const seen = [...values.subarray(0, upTo + 1)].flatMap((value, at) => (Number.isNaN(value) ? [] : [[x(at), y(Math.min(1, value / top))]]));
  const years = stops.flatMap((stop, k) => (k === stops.length - 1 || stop % header.weeks_per_year === 0 ? [{ stop, k }] : []));
  const sealed = guess?.sealed ?? false;
  return (
    <figure class="sketch">
      <figcaption>{words}{unit && unit !== "0-1" ? `, ${unit}` : ""}. {sealed ? "Dashed: your guess." : "Draw how it goes on."}</figcaption>
      <svg
        ref={box} viewBox={`0 0 ${WIDE} ${HIGH}`} class={sealed ? "" : "open"} aria-hidden="true"
        onPointerDown={(event) => { if (!sealed) { draw(true); event.currentTarget.setPointerCapture(event.pointerId); point(event); } }}
        onPointerMove={(event) => { if (drawing) point(event); }} onPointerUp={() => draw(false)} onPointerCancel={() => draw(false)}
      >
        {[0, 0.5, 1].map((share) => <line key={share} class="grid-line" x1={PAD.left} x2={WIDE - PAD.right} y1={y(share)} y2={y(share)} />)}
        {[0, 0.5, 1].map((share) => <text key={share} x={PAD.left - 5} y={y(share) + 4} text-anchor="end">{share * top}</text>)}
        {years.map(({ stop }) => <text key={stop} x={x(stop)} y={HIGH - 6} text-anchor="end">week {stop}</text>)}
        <polyline class="seen" points={line(seen)} />
        <polyline class="guessed" points={line(guessLine)} />
        {guessLine.slice(1).map(([px, py], k) => <circle key={k} class="guessed" cx={px} cy={py} r="3" />)}
      </svg>
      {!sealed && (
        <fieldset class="sketch-keys">
          <legend>Or by numbers</legend>
          <div>{years.map(({ stop, k }) => (
            <label key={stop}>week {stop}{" "}
              <input type="number" min={0} max={top} step={top / 20} value={curve[k] === null ? "" : Math.round(curve[k]! * top * 100) / 100} onInput={(event) => { if (event.currentTarget.value !== "") take(k, Number(event.currentTarget.value) / top); }} />
            </label>
          ))}</div>
        </fieldset>
      )}
    </figure>
  );
}
