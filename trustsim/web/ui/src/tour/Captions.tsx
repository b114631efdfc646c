/** The step of the tour, or of the captions of a replay, that is shown now. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useStore, type Store } from "../store";
import type { Predict, Step, Tour } from "../types";
import { Guess, Recalled, type Guessed } from "./Guess";
import "./tour.css";

export function Captions({ store }: { store: Store }) {
  const [tour] = useStore(store, (s) => [s.tour] as const);
  const now = store.tourNow();
  return now ? <Card key={tour!.id} store={store} {...now} /> : null;
}

const predictOf = (step: Step): Predict | null => (!step.predict ? null : step.predict === true ? { choices: ["It rises", "It stays about as it is", "It falls"] } : step.predict);

function Card({ store, tour, step, at }: { store: Store; tour: Tour; step: Step; at: number }) {
  const [folded, fold] = useState(false);
  const guesses = useRef(new Map<number, Guessed>());
  const [, again] = useState(0);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  const last = at === tour.steps.length - 1;
  const predict = predictOf(step);
  const guess = guesses.current.get(at);
  // The last guess is recalled until the next.
  const earlier = [...guesses.current].filter(([k, one]) => k < at && one.sealed).map(([k]) => k).sort((a, b) => b - a)[0] ?? null;
  return (
    <section class="caption" aria-label={tour.title}>
      <header class="caption-head">
        <p class="caption-where">{tour.title} <span class="soft">{at + 1} of {tour.steps.length}</span></p>
        <button type="button" class="quiet" aria-expanded={!folded} onClick={() => fold(!folded)}>{folded ? "Show" : "Fold"}</button>
        <button type="button" class="cross" aria-label="End the tour" onClick={() => store.endTour()}>×</button>
      </header>
      <div class="caption-body" hidden={folded}>
        <div class="caption-text" aria-live="polite">
          <h2 ref={title} tabIndex={-1}>{step.title ?? `Step ${at + 1}`}</h2>
          {paragraphs(step.text).map((text, k) => <p key={k}>{text}</p>)}
          {step.question && <p class="ask"><strong>Ask:</strong> {step.question}</p>}
        </div>
        {predict && <Guess key={at} store={store} predict={predict} from={step.week ?? 0} until={step.play_to ?? null} guess={guess} next={() => store.stepTour(1)} set={(made) => { guesses.current.set(at, made); again((n) => n + 1); }} />}
        {!predict && earlier !== null && <Recalled key={`recalled-${earlier}`} store={store} predict={predictOf(tour.steps[earlier]!)!} from={tour.steps[earlier]!.week ?? 0} guess={guesses.current.get(earlier)!} />}
        {step.look_for && (predict ? guess?.sealed : true) && <p class="look"><strong>Look for:</strong> {step.look_for}</p>}
      </div>
      <div class="row caption-go">
        <button type="button" class="plain" disabled={at === 0} onClick={() => store.toStep(tour.id, at - 1)} title="Page Up">Back</button>
        {step.play_to !== undefined && !predict && <Replay store={store} from={step.week ?? 0} until={step.play_to} />}
        <button type="button" class={`${predict && !guess?.sealed ? "plain" : "main"} go`} onClick={() => (last ? store.endTour() : store.toStep(tour.id, at + 1))} title="Page Down">{last ? "Done" : "Next"}</button>
      </div>
    </section>
  );
}

/** Play the weeks of this step, again if need be. */
function Replay({ store, from, until }: { store: Store; from: number; until: number }) {
  const [playing, week] = useStore(store, (s) => [s.playing, s.week >= until] as const);
  return <button type="button" class="plain" onClick={() => (playing ? store.pause() : (week && store.setWeek(from), store.play(until)))}>{playing ? "Pause" : week ? "Play again" : "Play"}</button>;
}

const paragraphs = (text: string): string[] => text.split(/\n\s*\n/).map((part) => part.trim()).filter(Boolean);
