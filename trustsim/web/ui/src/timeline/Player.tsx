/** Play, step, speed, the scrubber, and beneath it what was done when, and when the learning community was viable. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Film } from "../film";
import { PALETTES } from "../palette";
import { useNarrow } from "../narrow";
import { useStore, type Store } from "../store";
import { date } from "../words";
import { marks, rowsOf, spellsUntil, type Mark } from "./marks";

const SPEEDS = [1, 2, 4, 6, 10, 15, 20, 30, 60];

const Icon = ({ path }: { path: string }) => <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d={path} fill="currentColor" /></svg>;
const PLAY = "M7 4v16l13-8z", PAUSE = "M6 4h4v16H6zM14 4h4v16h-4z", BACK = "M6 4h3v16H6zM20 4v16L9 12z", ON = "M15 4h3v16h-3zM4 4v16l11-8z";
const AGAIN = "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z";

export function Player({ store }: { store: Store }) {
  const [film, playing, speed, revealed] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.playing, state.speed, state.revealed]);
  const narrow = useNarrow();
  return (
    <section class="player" aria-label="Player">
      <div class="buttons">
        <button class="icon again" title="Restart (R)" aria-label="Restart" onClick={() => void store.restart()} disabled={!film}><Icon path={AGAIN} /></button>
        <button class="icon" title="A week back (←)" aria-label="A week back" onClick={() => store.step(-1)} disabled={!film}><Icon path={BACK} /></button>
        <button class="icon play" title={playing ? "Pause (Space)" : "Play (Space)"} aria-label={playing ? "Pause" : "Play"} onClick={() => store.toggle()} disabled={!film}><Icon path={playing ? PAUSE : PLAY} /></button>
        <button class="icon" title="A week on (→)" aria-label="A week on" onClick={() => store.step(1)} disabled={!film}><Icon path={ON} /></button>
        <Now store={store} />
        <label class="speed"><span class="speed-words">speed</span>
          <select value={String(speed)} onChange={(event) => store.setSpeed(Number(event.currentTarget.value))} aria-label="Speed, weeks a second">
            {SPEEDS.map((one) => <option key={one} value={String(one)}>{one}{narrow ? "/s" : " weeks/s"}</option>)}
          </select>
        </label>
        <label class="switch" title="Show the weeks to come in the charts (V)"><input type="checkbox" checked={revealed} onChange={(event) => store.reveal(event.currentTarget.checked)} /><span>reveal</span></label>
      </div>
      <Scrubber store={store} />
    </section>
  );
}

function Now({ store }: { store: Store }) {
  const [film, week] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.late]);
  return <div class="now"><b>Week {week}</b> <span>{film ? date(week, film.header) : ""}</span></div>;
}

function Scrubber({ store }: { store: Store }) {
  const [first, second] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null]);
  const films = [first, second].filter((film): film is Film => film !== null);
  return <div class="scrubber">{first && <><Range store={store} film={first} /><Strip store={store} films={films} weeks={store.weeks} /></>}</div>;
}

function Range({ store, film }: { store: Store; film: Film }) {
  const [week, weeks] = useStore(store, (state) => [state.late, store.weeks]);
  const seek = (event: { currentTarget: HTMLInputElement }) => {
    const to = Number(event.currentTarget.value);
    if (store.state.playing) store.pause();
    store.setWeek(to);
  };
  return <input type="range" style={{ "--done": `${(100 * week) / Math.max(1, weeks)}%` }} min={0} max={weeks} step={1} value={week} aria-label="Week" aria-valuetext={`week ${week}, ${date(week, film.header)}`} onInput={seek} />;
}

function Strip({ store, films, weeks }: { store: Store; films: Film[]; weeks: number }) {
  const strip = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const size = new ResizeObserver(() => setWidth(strip.current!.clientWidth));
    size.observe(strip.current!);
    return () => size.disconnect();
  }, []);
  const { weeks_per_year: year, weeks_per_term: term } = films[0]!.header;
  const years = Array.from({ length: Math.ceil(weeks / year) }, (_, k) => k * year);
  const at = (week: number) => `${(100 * week) / Math.max(1, weeks)}%`;
  return (
    <div class="strip" ref={strip}>
      {films.map((film, slot) => <Spells key={slot} store={store} film={film} at={at} letter={films.length > 1 ? "AB"[slot]! : ""} />)}
      <div class="calendar" aria-hidden="true">
        {Array.from({ length: Math.floor(weeks / term) + 1 }, (_, k) => k * term).map((week) => <span key={week} class={week % year ? "tick" : "tick year"} style={{ left: at(week) }} />)}
        {years.map((week) => (Math.min(weeks, week + year) - week > 0.05 * weeks ? <span key={week} class="year-name" style={{ left: at(0.5 * (week + Math.min(weeks, week + year))) }}>year {week / year + 1}</span> : null))}
      </div>
      <Marks store={store} found={marks(films)} weeks={weeks} width={width} at={at} />
    </div>
  );
}

function Spells({ store, film, at, letter }: { store: Store; film: Film; at: (week: number) => string; letter: string }) {
  const [week, revealed, palette] = useStore(store, (state) => [state.late, state.revealed, state.palette]);
  const spells = spellsUntil(film, revealed ? film.weeks : week);
  return (
    <div class="spells" title="Weeks in which this is a viable learning community">
      {letter && <span class="spells-letter" aria-hidden="true">{letter}</span>}
      {spells.map(({ from, to }) => (
        <span key={from} class="spell" style={{ left: at(from), width: `calc(${at(to)} - ${at(from)})`, backgroundColor: PALETTES[palette].viable }}>
          {to - from > 0.12 * film.weeks ? "viable" : ""}
        </span>
      ))}
    </div>
  );
}

function Marks({ store, found, weeks, width, at }: { store: Store; found: Mark[]; weeks: number; width: number; at: (week: number) => string }) {
  const [large] = useStore(store, (state) => [state.large]);
  const letter = large ? 8.6 : 6.6;
  const boxes = found.map(({ week, words, only }) => {
    const x = (week / Math.max(1, weeks)) * width, size = letter * (words.length + (only === null ? 0 : 3)) + 22, leftward = x + size > width && x > size;
    return { left: leftward ? x - size : x, right: leftward ? x : x + size, leftward };
  });
  const order = boxes.map((_, k) => k).sort((a, b) => boxes[a]!.left - boxes[b]!.left);
  const rows: number[] = [];
  rowsOf(order.map((k) => boxes[k]!), 3).forEach((row, k) => { rows[order[k]!] = row; });
  const high = Math.max(0, ...rows) + 1;
  if (!found.length) return null;
  return (
    <ul class="marks" data-rows={high} aria-label="What is done, and when">
      {found.map((mark, k) => (
        <li key={k} style={{ left: at(mark.week) }} class={`${boxes[k]!.leftward ? "leftward" : ""} row-${Math.max(0, rows[k]!)} ${rows[k]! < 0 ? "bare" : ""}`}>
          <button onClick={() => store.step(mark.week - 1 - store.state.week)} title={`Week ${mark.week}: ${mark.words}. Go to the week before.`}>
            <span class="pin" aria-hidden="true" />{mark.only !== null && <b class={`letter letter-${mark.only}`}>{"AB"[mark.only]}</b>}<span class="mark-words">{mark.words}</span>
            <span class="hidden"> in week {mark.week}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
