/** A person: who they are, whom they trust, who trusts them, and how that went. */

import { useState } from "preact/hooks";
import type { Film, Side } from "../film";
import { SCHOOLS } from "../charts/Chart";
import { DASHES } from "../charts/panels";
import { readable, useStore, type Store } from "../store";
import { describe, organisationName, plural, teamName } from "../words";
import { Bar, Chip, Events, History, values, WhyButton } from "./parts";

const SHOWN = 5;

export function PersonPanel({ store, id }: { store: Store; id: string }) {
  const [a, b, week, following] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null, readable(state), state.following]);
  const films = [a, b].filter((film): film is Film => film !== null);
  const numbers = films.map((film) => film.number(id)), first = numbers.findIndex((n) => n >= 0);
  if (first < 0) return <p class="soft">This person is in neither school.</p>;
  const film = films[first]!, person = film.people[numbers[first]!]!;
  const at = Math.min(week, film.weeks), two = films.length > 1;
  const ours = films.flatMap((one, slot) => (numbers[slot]! >= 0 ? [{ film: one, who: numbers[slot]!, slot: slot as 0 | 1 }] : []));
  return (
    <>
      <header>
        <h2>{person.name}</h2>
        <p>{describe(person)}<br /><span class="soft">{teamName(film.header, film.teamOf(numbers[first]!, at), true)}{film.header.organisations.length > 1 ? "" : `, ${organisationName(film.header, person.organisation)}`} · {stay(film, numbers[first]!, at)}</span></p>
      </header>
      <label class="switch follow"><input type="checkbox" checked={following} onChange={(event) => store.follow(event.currentTarget.checked)} /><span>follow through the run</span></label>
      {ours.map(({ film: one, who, slot }) => <Standing key={slot} store={store} film={one} who={who} slot={slot} two={two} week={week} />)}
      <History store={store} title="How far trusted" label={`How far ${person.name} is trusted, by week`}
        lines={ours.map(({ film: one, who, slot }) => ({ values: values(one, "trust_received", who), colour: two ? SCHOOLS[slot] : "#1d2329", dash: two ? DASHES[slot] : undefined }))} />
      {ours.map(({ film: one, who, slot }) => <Ties key={slot} store={store} film={one} who={who} slot={slot} two={two} week={Math.min(week, one.weeks)} />)}
      {ours.map(({ who, slot }) => <WhyButton key={slot} store={store} slot={slot} about={{ person: who, week: at }} />)}
      <details open={!two}>
        <summary>What they bring</summary>
        <ul class="bars">
          {film.header.qualities.map((quality, q) => <Bar key={quality.key} name={`shows ${quality.words}`} value={person.traits[q]!} />)}
          <Bar name="disposition to trust" value={film.has("disposition") && film.inPost(numbers[first]!, at) ? film.coded("disposition", numbers[first]!, at) : person.disposition} />
          <Bar name="listening" value={person.listening} />
          <Bar name="sociability" value={person.sociability} />
        </ul>
      </details>
      {ours.map(({ film: one, who, slot }) => (
        <details key={slot} open={following}>
          <summary>What happened{two ? ` in ${"AB"[slot]}` : ""}</summary>
          <Events store={store} week={week} events={one.header.events.filter((event) => event.who === who || event.other === who)} />
        </details>
      ))}
    </>
  );
}

function stay(film: Film, who: number, week: number): string {
  const { joined, left, tenure_years: tenure } = film.people[who]!;
  return [joined > 0 ? `came in week ${joined}` : `${plural(Math.round(tenure), "year")} in post at the start`, left !== null && left <= week ? `left in week ${left}` : ""].filter(Boolean).join(", ");
}

function Standing({ store, film, who, slot, two, week }: { store: Store; film: Film; who: number; slot: 0 | 1; two: boolean; week: number }) {
  const at = Math.min(week, film.weeks), row = who * film.width + at;
  if (!film.inPost(who, at)) return <p class="soft">{two && <b class={`letter letter-${slot}`}>{"AB"[slot]}</b>}{film.people[who]!.joined > at ? "not here yet" : "has left"}</p>;
  return (
    <p class="standing">{two && <b class={`letter letter-${slot}`}>{"AB"[slot]}</b>}is trusted <Chip store={store} code={film.array("trust_received")[row]!} /> trusts others <Chip store={store} code={film.array("trust_given")[row]!} /></p>
  );
}

function Ties({ store, film, who, slot, two, week }: { store: Store; film: Film; who: number; slot: 0 | 1; two: boolean; week: number }) {
  const [all, setAll] = useState(false);
  const trust = film.array("trust"), code = (row: number) => trust[row * film.width + week]!;
  const given = film.sidesOf(who, week).sort((a, b) => code(b.row) - code(a.row));
  const received = [...given].sort((a, b) => code(b.row ^ 1) - code(a.row ^ 1));
  if (!given.length) return null;
  const list = (sides: Side[], back: boolean) => (
    <ul class="ties">
      {(all ? sides : [...sides.slice(0, SHOWN), ...(sides.length > SHOWN + 1 ? sides.slice(-1) : [])]).map((side, k) => {
        const other = film.people[side.other]!, row = back ? side.row ^ 1 : side.row;
        const me = film.people[who]!.key;
        return (
          <li key={other.key} class={!all && k === SHOWN ? "after-gap" : ""}>
            <button onClick={() => store.select(back ? { kind: "tie", holder: other.key, other: me } : { kind: "tie", holder: me, other: other.key })}
              onPointerEnter={() => store.set({ hover: { kind: "person", key: other.key } })} onPointerLeave={() => store.set({ hover: null })}>
              <Chip store={store} code={code(row)} /><span class="name">{other.name}</span><span class="soft">{film.header.stages[film.stage(row, week)]}{film.active(row, week) ? ", active" : ""}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
  return (
    <div class="whom">
      {two && <h3><b class={`letter letter-${slot}`}>{"AB"[slot]}</b> {film.header.title}</h3>}
      <h3>Whom they trust <span class="soft">{plural(given.length, "person", "people")}{!all && given.length > SHOWN + 1 ? ", most to least" : ""}</span></h3>
      {list(given, false)}
      <h3>Who trusts them</h3>
      {list(received, true)}
      {given.length > SHOWN + 1 && <button class="quiet" onClick={() => setAll(!all)}>{all ? "fewer" : "all"}</button>}
    </div>
  );
}

