/** The staff as a list: everything that can be pointed at in the network can be chosen here. */

import { useMemo, useRef, useState } from "preact/hooks";
import { useStore, type Store } from "../store";
import { decimal, describe, teamName } from "../words";

export function People({ store }: { store: Store }) {
  const [film, selection, playing] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.selection, state.playing]);
  const [still] = useStore(store, (state) => [state.playing ? -1 : state.week]);
  const rested = useRef(store.state.week); // while it plays the list stands still, and its numbers are hidden: nothing is made anew
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState<string | null>(null);
  const typed = useRef({ text: "", when: 0 });
  if (still >= 0) rested.current = still;
  const week = Math.min(rested.current, film?.weeks ?? 0);
  const here = useMemo(() => (film?.people ?? []).flatMap((person, who) => (film!.inPost(who, week) ? [{ person, who, team: film!.teamOf(who, week) }] : [])).sort((a, b) => a.team - b.team || a.who - b.who), [film, week]);
  const chosen = selection?.kind === "person" ? selection.key : null;
  const current = here.find((one) => one.person.key === (at ?? chosen)) ?? here[0];

  const go = (key: string | undefined) => {
    if (!key) return;
    setAt(key);
    store.set({ hover: { kind: "person", key } });
    list.current?.querySelector(`[data-key="${CSS.escape(key)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const key = (event: KeyboardEvent) => {
    const k = current ? here.indexOf(current) : 0;
    if (event.key === "ArrowDown") go(here[Math.min(here.length - 1, k + 1)]?.person.key);
    else if (event.key === "ArrowUp") go(here[Math.max(0, k - 1)]?.person.key);
    else if (event.key === "Home") go(here[0]?.person.key);
    else if (event.key === "End") go(here.at(-1)?.person.key);
    else if (event.key === "Enter" || event.key === " ") current && store.select({ kind: "person", key: current.person.key });
    else if (/^\p{L}$/u.test(event.key)) {
      const now = performance.now();
      typed.current = { text: (now - typed.current.when < 700 ? typed.current.text : "") + event.key.toLowerCase(), when: now };
      go(here.find((one) => one.person.name.toLowerCase().startsWith(typed.current.text))?.person.key);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const rows = useMemo(() => here.map(({ person, who, team }) => (
    <li key={person.key} id={`person-${person.key}`} data-key={person.key} role="option" aria-selected={person.key === chosen} class={person.key === current?.person.key ? "at" : ""}
      onClick={() => { setAt(person.key); store.select({ kind: "person", key: person.key }); }}
      onPointerEnter={() => store.set({ hover: { kind: "person", key: person.key } })} onPointerLeave={() => store.set({ hover: null })}>
      <span>{person.name}</span>
      <span class="soft">{describe(person)}, {teamName(film!.header, team, true)}</span>
      <span class="number">{decimal(film!.coded("trust_received", who, week))}</span>
    </li>
  )), [film, week, chosen, current]);
  if (!film) return null;
  return (
    <div class="people">
      <p id="people-how" class="hint">Arrow keys, or the first letters of a name; Enter chooses.</p>
      <ul ref={list} class={playing ? "playing" : ""} role="listbox" tabIndex={0} aria-label="Staff" aria-describedby="people-how" aria-activedescendant={current ? `person-${current.person.key}` : undefined}
        onKeyDown={key} onFocus={(event) => { if (current && event.currentTarget.matches(":focus-visible")) go(current.person.key); }} onBlur={() => store.set({ hover: null })}>
        {rows}
      </ul>
    </div>
  );
}
