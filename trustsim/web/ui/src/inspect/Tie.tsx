/** A tie: what each of two holds of the other, how that went, and why. */

import type { Film } from "../film";
import { SCHOOLS } from "../charts/Chart";
import { DASHES } from "../charts/panels";
import { readable, useStore, type Store } from "../store";
import { Bar, Chip, Events, History, values, WhyButton } from "./parts";

export function TiePanel({ store, holder, other }: { store: Store; holder: string; other: string }) {
  const [a, b, week] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null, readable(state)]);
  const films = [a, b].filter((film): film is Film => film !== null), two = films.length > 1;
  const ours = films.flatMap((film, slot) => { const h = film.number(holder), o = film.number(other); return h < 0 || o < 0 ? [] : [{ film, slot: slot as 0 | 1, h, o, side: film.side(h, o) }]; });
  const one = ours[0];
  if (!one) return <p class="soft">These two are never in one school together.</p>;
  const names = [one.film.people[one.h]!, one.film.people[one.o]!] as const;
  return (
    <>
      <header>
        <h2>{names[0].name} → {names[1].name}</h2>
        <p class="links">
          <button class="quiet" onClick={() => store.select({ kind: "tie", holder: other, other: holder })}>the other way round</button>
          {names.map((person) => <button key={person.key} class="quiet" onClick={() => store.select({ kind: "person", key: person.key })}>{person.name}</button>)}
        </p>
      </header>
      {ours.map(({ film, slot, h, o, side }) => {
        const at = Math.min(week, film.weeks);
        return (
          <div key={slot} class="whom">
            {two && <h3><b class={`letter letter-${slot}`}>{"AB"[slot]}</b> {film.header.title}</h3>}
            {side && film.known(side.row, at) ? (
              <>
                <p class="standing">trusts <Chip store={store} code={film.array("trust")[side.row * film.width + at]!} /> at the <b>{film.header.stages[film.stage(side.row, at)]}</b> stage{film.asksAdvice(side.row, at) ? ", asks for advice" : ""}</p>
                <p class="soft">{film.active(side.row, at) ? "active: the two cooperate again and again" : film.working(side.row, at) ? "working: they have met lately, but rarely both cooperate" : "they know each other, but have hardly met lately"}. In return: <Chip store={store} code={film.array("trust")[(side.row ^ 1) * film.width + at]!} /></p>
                {film.has("beliefs") && (
                  <>
                    <h3>{names[0].name.split(" ")[0]} sees in {names[1].name.split(" ")[0]}</h3>
                    <ul class="bars">
                      {film.header.qualities.map((quality, q) => <Bar key={quality.key} name={quality.words} value={film.belief(q, side.row, at)} />)}
                      {film.has("scar") && film.coded("scar", side.row, at) > 0.02 && <Bar name="scar" value={film.coded("scar", side.row, at)} />}
                    </ul>
                  </>
                )}
              </>
            ) : <p class="soft">{side ? "they do not know each other in this week" : "they never get to know each other"}</p>}
            {side && <WhyButton store={store} slot={slot} about={{ tie: [h, o], week: at }} />}
          </div>
        );
      })}
      <History store={store} title="Trust" label={`Trust of ${names[0].name} in ${names[1].name}, by week`}
        lines={ours.flatMap(({ film, slot, side }) => (side ? [{ values: values(film, "trust", side.row), colour: two ? SCHOOLS[slot] : "#1d2329", dash: two ? DASHES[slot] : undefined }] : []))} />
      {ours.map(({ film, slot, h, o }) => (
        <details key={slot} open={!two}>
          <summary>What happened between them{two ? ` in ${"AB"[slot]}` : ""}</summary>
          <Events store={store} week={week} events={film.header.events.filter((event) => (event.who === h && event.other === o) || (event.who === o && event.other === h))} />
        </details>
      ))}
    </>
  );
}
