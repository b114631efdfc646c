/** Dialogs by `state.dialog`, and what the page has to tell. */

import { useEffect, useState } from "preact/hooks";
import { KEYS } from "../keys";
import { useStore, type Store } from "../store";
import { CompareDialog, ScenarioDialog } from "./Choose";
import { Dialog } from "./Dialog";
import { HappenDialog } from "./Happen";
import { Notices } from "./Notices";
import { ShareDialog } from "./Share";

export function Dialogs({ store }: { store: Store }) {
  const [dialog, mode, hello] = useStore(store, (s) => [s.dialog, s.mode, s.hello] as const);
  const close = () => store.set({ dialog: null });
  useEffect(() => {
    // Sheets of a narrow screen stand upon the player, however high it is.
    const player = document.querySelector<HTMLElement>(".player");
    if (!player) return;
    const size = new ResizeObserver(() => document.documentElement.style.setProperty("--player", `${player.offsetHeight}px`));
    size.observe(player);
    return () => size.disconnect();
  }, []);
  const live = mode === "live" && hello !== null;
  return (
    <>
      <Notices store={store} />
      {dialog === "help" && <HelpDialog live={live} close={close} />}
      {dialog === "search" && <SearchDialog store={store} close={close} />}
      {live && dialog === "scenarios" && <ScenarioDialog store={store} close={close} />}
      {live && dialog === "compare" && <CompareDialog store={store} close={close} />}
      {live && dialog === "happen" && <HappenDialog store={store} close={close} />}
      {live && dialog === "link" && <ShareDialog store={store} close={close} />}
    </>
  );
}

function HelpDialog({ live, close }: { live: boolean; close: () => void }) {
  return (
    <Dialog title="Help" onClose={close} wide reading>
      <div class="help">
        <section>
          <h3>What you see</h3>
          <p>A school's staff, week by week. Each mark is a person, each line a tie; the colour is how far they trust each other. Choose a person or a line to see who they are and why they trust as they do.</p>
          <p><strong>Luck.</strong> Much that happens is chance: who meets whom, who notices what. The same luck lets chance fall as before, so that a difference comes from your change. New luck shows whether it holds otherwise too. The pale band in the charts shows where most of 30 runs with other luck lie.</p>
          {live && <p><strong>Changes</strong> leave the weeks gone by as they are and act from the next week on. What cannot change in a running school applies on restart; a button beside it says so. Undo brings everything back.</p>}
          <p>It explains and compares. It does not predict what will happen in a particular school.</p>
        </section>
        <section>
          <h3>Keys</h3>
          <table class="keys">
            <tbody>
              {KEYS.filter((key) => live || !key.live).map((key) => <tr key={key.shown}><th scope="row"><kbd>{key.shown}</kbd></th><td>{key.words}</td></tr>)}
              <tr><th scope="row"><kbd>Tab</kbd></th><td>to everything else; in the list of people, arrows</td></tr>
            </tbody>
          </table>
        </section>
      </div>
    </Dialog>
  );
}

function SearchDialog({ store, close }: { store: Store; close: () => void }) {
  const [shown, week] = useStore(store, (s) => [s.shown, s.week] as const);
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Map<string, { name: string; what: string; here: boolean }>();
  for (const { film } of shown)
    film?.people.forEach((person, k) => {
      const what = `${person.role.replaceAll("_", " ")}, ${film.header.teams[film.teamOf(k, week)]?.name.split("/").at(-1) ?? ""}`;
      const here = film.inPost(k, week);
      if (words.every((word) => `${person.name} ${what}`.toLowerCase().includes(word))) found.set(person.key, { name: person.name, what, here: here || (found.get(person.key)?.here ?? false) });
    });
  const list = [...found].sort(([, a], [, b]) => Number(b.here) - Number(a.here)).slice(0, 40);
  const choose = (key: string) => { store.select({ kind: "person", key }); close(); };
  return (
    <Dialog title="Find a person" onClose={close}>
      <form onSubmit={(event) => { event.preventDefault(); if (list[0]) choose(list[0][0]); }}>
        <input data-first type="search" aria-label="Name, role or team" placeholder="Name, role or team" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </form>
      <p class="hidden" role="status">{found.size} found</p>
      <ul class="pick">
        {list.map(([key, one]) => (
          <li key={key}><button type="button" onClick={() => choose(key)}><strong>{one.name}</strong> <span class="soft">{one.what}{one.here ? "" : ", not in post now"}</span></button></li>
        ))}
      </ul>
    </Dialog>
  );
}
