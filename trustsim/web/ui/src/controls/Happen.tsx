/** Something that happens next week: a new head, a broken promise, a course of training. Forms are made from the timeline's declarations. */

import { useState } from "preact/hooks";
import type { Film } from "../film";
import { useStore, type Store } from "../store";
import type { Field, Intervention } from "../types";
import { Dialog } from "./Dialog";
import { added } from "./changes";

type Values = Record<string, unknown>;

/** The last piece of "school/team 2". */
const short = (name: string): string => name.split("/").at(-1)!.replaceAll("_", " ");

/** What the form says, as an entry of the timeline: only what differs from what holds anyway. */
export function entryOf(intervention: Intervention, values: Values): { do: string } & Values {
  const entry: { do: string } & Values = { do: intervention.do };
  for (const field of intervention.fields) {
    const value = values[field.key];
    if (value === undefined || value === "" || value === null) continue;
    if (field.kind === "leadership") entry[field.key] = { preset: value };
    else if (Array.isArray(value) || JSON.stringify(value) !== JSON.stringify(field.default)) entry[field.key] = value;
  }
  return entry;
}

export function HappenDialog({ store, close }: { store: Store; close: () => void }) {
  const [hello, shown, week] = useStore(store, (s) => [s.hello, s.shown, s.week] as const);
  const [chosen, choose] = useState<string | null>(hello?.interventions[0]?.do ?? null);
  const slot = store.edited;
  const one = shown[slot === "b" ? 1 : 0];
  const film = one?.film;
  if (!film) return null;
  const over = week >= film.weeks;
  const intervention = hello!.interventions.find((item) => item.do === chosen);
  const act = (entry: { do: string } & Values) => {
    close();
    void store.happen(slot, entry);
  };
  const list = added(one.view, hello!.controls, film).filter((item) => item.week > 0);
  return (
    <Dialog title={`What happens in week ${week + 1}${shown.length === 2 ? ` in school ${slot.toUpperCase()}` : ""}?`} onClose={close} wide>
      {over && <p class="warn">The run ends here, so nothing can happen after it. Go back to an earlier week, or let the run last longer (setting “weeks”).</p>}
      <label class="happen-short">What happens? <select value={chosen ?? ""} onChange={(event) => choose(event.currentTarget.value)}>{hello!.interventions.map((item) => <option key={item.do} value={item.do}>{item.label}</option>)}</select></label>
      <div class="happen">
        <ul class="pick" aria-label="What may happen">
          {hello!.interventions.map((item, k) => (
            <li key={item.do}>
              <button type="button" {...(k === 0 ? { "data-first": true } : {})} aria-pressed={item.do === chosen} onClick={() => choose(item.do)}>
                <strong>{item.label}</strong> <span class="soft">{item.meaning}</span>
              </button>
            </li>
          ))}
        </ul>
        {intervention
          ? <Form key={intervention.do} store={store} film={film} intervention={intervention} week={week} over={over} act={act} />
          : <p class="soft happen-form">Choose what happens. Weeks gone by stay as they are.</p>}
      </div>
      {list.length > 0 && (
        <section>
          <h3>Added so far</h3>
          <ul class="added-list">
            {list.map((item, k) => (
              <li key={k}>Week {item.week}: {item.words} <button type="button" class="quiet" aria-label={`Remove: ${item.words}`} onClick={() => void store.change(slot, item.without)}>remove</button></li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

function Form({ store, film, intervention, week, over, act }: { store: Store; film: Film; intervention: Intervention; week: number; over: boolean; act: (entry: { do: string } & Values) => void }) {
  const { selection } = store.state;
  const start: Values = {};
  for (const field of intervention.fields) {
    start[field.key] = field.default ?? undefined;
    const person = field.kind === "person" && selection?.kind === "person" ? film.number(selection.key) : -1;
    if (person >= 0 && film.inPost(person, week)) start[field.key] = film.people[person]!.post;
  }
  const [values, setValues] = useState<Values>(start);
  const fields = intervention.fields.filter((field) => field.kind !== "organisation" || film.header.organisations.length > 1);
  return (
    <form class="happen-form" onSubmit={(event) => { event.preventDefault(); if (!over) act(entryOf(intervention, values)); }}>
      <h3>{intervention.label}</h3>
      <p>{intervention.meaning}</p>
      {fields.map((field) => <FieldInput key={field.key} field={field} value={values[field.key]} film={film} week={week} set={(value) => setValues({ ...values, [field.key]: value })} />)}
      {intervention.source && <p class="soft">Source: {intervention.source}</p>}
      <button type="submit" class="main" disabled={over}>Do it in week {week + 1}</button>
    </form>
  );
}

function FieldInput({ field, value, film, week, set }: { field: Field; value: unknown; film: Film; week: number; set: (value: unknown) => void }) {
  const id = `field-${field.key}`;
  const text = value === undefined || value === null ? "" : String(value);
  const hint = field.meaning ? <p class="soft" id={`${id}-hint`}>{field.meaning}{field.unit && !field.meaning.includes(field.unit) ? ` (${field.unit})` : ""}</p> : null;
  const common = { id, "aria-describedby": hint ? `${id}-hint` : undefined, required: !field.optional };
  const teams = film.header.teams.map((team) => team.name);
  const select = (options: [string, string][], none: string | null) => (
    <select {...common} value={text} onChange={(event) => set(event.currentTarget.value || undefined)}>
      {none !== null && <option value="">{none}</option>}
      {options.map(([key, words]) => <option key={key} value={key}>{words}</option>)}
    </select>
  );
  const people = (): [string, string][] => film.people.flatMap((person, k): [string, string][] =>
    (film.inPost(k, week) ? [[person.post, `${person.name}, ${person.role.replaceAll("_", " ")}, ${short(teams[film.teamOf(k, week)] ?? "")}`]] : []));
  const words = (name: string): [string, string] => [name, name.replaceAll("_", " ")];
  let input;
  if (field.kind === "switch") input = <input {...common} required={false} type="checkbox" role="switch" class="tick-box" checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />;
  else if (field.kind === "choice") input = select((field.choices ?? []).map(words), field.optional && (field.default === null || field.default === undefined) ? "as usual" : null);
  else if (field.kind === "leadership") input = select((field.choices ?? []).map(words), "as before");
  else if (field.kind === "organisation") input = select(film.header.organisations.map(words), "all");
  else if (field.kind === "person") input = select([...(field.choices ?? []).map((who): [string, string] => [who, `the ${who}`]), ...people()], field.optional ? null : "Choose a person");
  else if (field.kind === "places") return <Places field={field} film={film} value={Array.isArray(value) ? value.map(String) : []} set={set} />;
  else if (field.kind === "number" || field.kind === "integer")
    input = <input {...common} type="number" value={text} min={field.min ?? undefined} max={field.max ?? undefined} step={field.kind === "integer" ? 1 : "any"} onInput={(event) => set(event.currentTarget.value === "" ? undefined : Number(event.currentTarget.value))} />;
  else input = <input {...common} type="text" maxLength={200} value={text} onInput={(event) => set(event.currentTarget.value)} />;
  return <div class="field"><label for={id}>{field.label}</label>{input}{hint}</div>;
}

/** Teams or organisations: two for a merger (the second joins the first), any number for a move. */
function Places({ field, film, value, set }: { field: Field; film: Film; value: string[]; set: (value: string[]) => void }) {
  const { teams, organisations } = film.header;
  const names = [...(organisations.length > 1 ? organisations : []), ...teams.map((team) => team.name)];
  const said = (name: string) => (name.includes("/") && organisations.length === 1 ? short(name) : name.replaceAll("_", " "));
  if (field.key === "merge")
    return (
      <fieldset class="field">
        <legend>{field.label}</legend>
        {[0, 1].map((k) => (
          <select key={k} required aria-label={k ? "joins it" : "stays"} value={value[k] ?? ""} onChange={(event) => set(k ? [value[0] ?? "", event.currentTarget.value] : [event.currentTarget.value, value[1] ?? ""])}>
            <option value="">{k ? "which joins it" : "which stays"}</option>
            {names.map((name) => <option key={name} value={name}>{said(name)}</option>)}
          </select>
        ))}
        <p class="soft">{field.meaning}</p>
      </fieldset>
    );
  return (
    <fieldset class="field places">
      <legend>{field.label}</legend>
      {names.map((name) => (
        <label key={name}><input type="checkbox" checked={value.includes(name)} onChange={(event) => set(event.currentTarget.checked ? [...value, name] : value.filter((one) => one !== name))} /> {said(name)}</label>
      ))}
      <p class="soft">{field.meaning}</p>
    </fieldset>
  );
}
