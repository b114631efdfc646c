/** Choosing a school, or a second one beside it. */

import { useState } from "preact/hooks";
import { useStore, type Store } from "../store";
import { titleOf } from "../words";
import type { ScenarioCard, View } from "../types";
import { isTouched, untouched } from "./changes";
import { Dialog } from "./Dialog";

const found = (card: ScenarioCard, words: string[]): boolean => {
  const text = `${card.name} ${card.title} ${card.question} ${card.topic ?? ""}`.toLowerCase().replaceAll("_", " ");
  return words.every((word) => text.includes(word));
};

function Cards({ cards, choose, now, verb }: { cards: ScenarioCard[]; choose: (card: ScenarioCard) => void; now?: string | undefined; verb: string }) {
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const seen = cards.filter((card) => found(card, words));
  const topics = [...new Set(seen.map((card) => card.topic ?? ""))].sort((one, other) => Number(one !== "") - Number(other !== ""));
  return (
    <>
      <input data-first type="search" aria-label="Find a scenario" placeholder="Find a scenario" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <p class="hidden" role="status">{seen.length} scenarios</p>
      {topics.map((topic) => (
        <section key={topic}>
          <h3 class="cards-topic">{topic.replaceAll("_", " ") || "To begin with"}</h3>
          <ul class="cards">
            {seen.filter((card) => (card.topic ?? "") === topic).map((card) => (
              <li key={card.name} class={card.name === now ? "card now" : "card"}>
                <h4>{card.title}</h4>
                <p>{card.question}</p>
                <div class="row">
                  <button type="button" class="plain" onClick={() => choose(card)} aria-label={`${verb}: ${card.title}`}>{card.name === now ? `${verb} (now shown)` : verb}</button>
                  {card.finding && <details><summary>What 30 runs showed</summary><p>{card.finding}</p></details>}
                </div>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {seen.length === 0 && <p class="soft">No scenario is called that.</p>}
    </>
  );
}

/** A scenario as it is, with the luck there is, paused at its start. */
export async function openScenario(store: Store, name: string): Promise<void> {
  store.pause();
  store.endTour();
  store.set({ pending: {}, dialog: null, revealed: false });
  store.select(null);
  await store.show([{ scenario: name, settings: {}, happenings: [], seed: store.state.shown[0]?.view.seed ?? 0 }], { week: 0 });
}

export function ScenarioDialog({ store, close }: { store: Store; close: () => void }) {
  const [hello, shown] = useStore(store, (s) => [s.hello, s.shown] as const);
  return (
    <Dialog title="Which school?" onClose={close} wide>
      <Cards cards={hello!.scenarios} now={shown[0]?.view.scenario} verb="Open" choose={(card) => void openScenario(store, card.name)} />
    </Dialog>
  );
}

export function CompareDialog({ store, close }: { store: Store; close: () => void }) {
  const [hello, shown] = useStore(store, (s) => [s.hello, s.shown] as const);
  const mine = shown[shown.length === 2 ? store.state.edits : 0]?.view;
  if (!mine) return null;
  const card = hello!.scenarios.find((one) => one.name === mine.scenario);
  const contrast = hello!.scenarios.find((one) => one.name === card?.contrast);
  const plain = (name: string): View => ({ scenario: name, settings: {}, happenings: [], seed: mine.seed });
  const go = (views: View[], edits: 0 | 1) => {
    store.set({ edits, dialog: null, pending: {} });
    void store.show(views);
  };
  return (
    <Dialog title="Compare" onClose={close} wide>
      <p>Two schools under one scrubber, with the same luck: the same people, the same encounters as long as nothing differs. What is different comes from the change.</p>
      <ul class="cards">
        <li class="card">
          <h4>{isTouched(mine) ? "The school before my changes" : "The same school twice"}</h4>
          <p>{isTouched(mine) ? "A: as the scenario has it. B: with what you changed." : "A stays as it is. What you change from now on happens in B."}</p>
          <button type="button" class="main" data-first onClick={() => go([untouched(mine), mine], 1)}>{isTouched(mine) ? "Compare with before" : "Compare with itself"}</button>
        </li>
        {contrast && (
          <li class="card">
            <h4>{contrast.title}</h4>
            <p>What this scenario is set against.</p>
            <button type="button" class="plain" onClick={() => go([plain(contrast.name), mine], 1)}>Compare with {contrast.title}</button>
          </li>
        )}
        {shown.length === 2 && (
          <li class="card">
            <h4>One school only</h4>
            <div class="row">
              {shown.map((one, k) => <button key={k} type="button" class="plain" onClick={() => go([one.view], 1)}>Keep {"AB"[k]}: {(one.film ? titleOf(one.film.header) : one.view.scenario)}</button>)}
              <button type="button" class="plain" onClick={() => go([shown[1]!.view, shown[0]!.view], (1 - store.state.edits) as 0 | 1)}>Change sides</button>
            </div>
          </li>
        )}
      </ul>
      <details class="beside">
        <summary>Another scenario beside it</summary>
        <Cards cards={hello!.scenarios} verb="Compare" choose={(other) => go([mine, plain(other.name)], 1)} />
      </details>
    </Dialog>
  );
}
