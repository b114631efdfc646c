/** The network of one film, with its words beside the pointer and what happens this week. */

import { useEffect, useRef } from "preact/hooks";
import { readable, useStore, type Store } from "../store";
import type { Film } from "../film";
import { decimal, describe, plural, teamName, titleOf } from "../words";
import { NetworkView, numbersOf } from "./view";

const LETTERS = ["A", "B"] as const;

export function Network({ store, slot }: { store: Store; slot: 0 | 1 }) {
  const canvas = useRef<HTMLCanvasElement>(null), tip = useRef<HTMLDivElement>(null);
  const [film, two] = useStore(store, (state) => [state.shown[slot]?.film ?? null, state.shown.length > 1]);
  useEffect(() => {
    const view = new NetworkView(store, slot, canvas.current!, tip.current!);
    return () => view.close();
  }, [store, slot]);
  return (
    <figure class="network" data-slot={slot}>
      {two && film && (
        <figcaption class="school"><span class={`letter letter-${slot}`}>{LETTERS[slot]}</span> {titleOf(film.header)}</figcaption>
      )}
      <div class="network-canvas">
        <canvas ref={canvas} role="img" aria-label={`Network of staff${two ? `, school ${LETTERS[slot]}` : ""}. The same people are in the list of staff.`} />
        <div ref={tip} class="tip" hidden><Tip store={store} slot={slot} /></div>
      </div>
      <ThisWeek store={store} slot={slot} />
    </figure>
  );
}

function Tip({ store, slot }: { store: Store; slot: 0 | 1 }) {
  const [film, hover, week] = useStore(store, (state) => [state.shown[slot]?.film ?? null, state.hover, state.hover ? state.week : 0]);
  const numbers = film ? numbersOf(film, hover) : [];
  if (!film || !numbers.length) return null;
  const at = Math.min(week, film.weeks);
  if (numbers.length === 1) {
    const person = film.people[numbers[0]!]!;
    return (
      <>
        <b>{person.name}</b>
        <span>{describe(person)} · {teamName(film.header, film.teamOf(numbers[0]!, at), true)}</span>
        <span>is trusted <b>{decimal(film.coded("trust_received", numbers[0]!, at))}</b>, trusts others {decimal(film.coded("trust_given", numbers[0]!, at))}</span>
      </>
    );
  }
  const [a, b] = numbers as [number, number];
  return (
    <>
      {[[a, b], [b, a]].map(([holder, other]) => {
        const side = film.side(holder!, other!);
        return side && film.known(side.row, at) ? (
          <span key={holder}>{film.people[holder!]!.name} → {film.people[other!]!.name} <b>{decimal(film.coded("trust", side.row, at))}</b> {film.header.stages[film.stage(side.row, at)]}</span>
        ) : null;
      })}
    </>
  );
}

/** What one week holds, in a line. Still while the film runs fast. */
function ThisWeek({ store, slot }: { store: Store; slot: 0 | 1 }) {
  const [film, week] = useStore(store, (state) => [state.shown[slot]?.film ?? null, readable(state)]);
  const [calm] = useStore(store, (state) => [!state.playing || state.speed <= 3]);
  if (!film) return <p class="this-week"> </p>;
  const at = Math.min(week, film.weeks);
  return (
    <p class="this-week">
      <span>{plural(film.figure("staff", at), "person", "staff")}</span>
      <span>{plural(film.figure("active_pairs", at), "active tie")}, {plural(film.figure("active_across_teams", at), "of them between teams", "of them between teams")}</span>
      <span class="news">{calm ? news(film, at) : ""}</span>
    </p>
  );
}

const WORTH = ["intervention", "viable", "lost", "left", "joined", "apology", "breach"];

/** The words of what happened in a week, what matters most first. */
export function news(film: Film, week: number): string {
  const found = film.header.events.filter((event) => event.week === week && event.words);
  found.sort((a, b) => WORTH.indexOf(a.kind) - WORTH.indexOf(b.kind));
  const more = found.length - 2;
  return found.slice(0, 2).map((event) => event.words).join(" · ") + (more > 0 ? ` · and ${more} more` : "");
}
