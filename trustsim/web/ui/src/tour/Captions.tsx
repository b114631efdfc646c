/** The step of the tour, or of the captions of a replay, that is shown now; before that, an offer to those who are new. */

import { useEffect, useRef, useState } from "preact/hooks";
import { startTour } from "../controls/Menu";
import { useStore, type Store } from "../store";
import type { Predict, Step, Tour } from "../types";
import { Guess, Recalled, type Guessed } from "./Guess";
import "./tour.css";

const SEEN = "trustsim-seen";

/** What the browser remembers; nothing where it may not. */
const remembered = (): boolean => {
  try {
    return localStorage.getItem(SEEN) !== null;
  } catch {
    return false;
  }
};
const remember = (): void => {
  try {
    localStorage.setItem(SEEN, "1");
  } catch { /* then it is offered again */ }
};

export function Captions({ store }: { store: Store }) {
  const [tour, hello] = useStore(store, (s) => [s.tour, s.hello] as const);
  const now = store.tourNow();
  if (now) return <Card key={tour!.id} store={store} {...now} />;
  return hello && !tour ? <Welcome store={store} /> : null;
}

/** Of no hindrance: it goes with the first thing that is done. */
function Welcome({ store }: { store: Store }) {
  const [mode, week, playing, history, aside, hello, shown] = useStore(store, (s) => [s.mode, s.week, s.playing, s.history.length, s.dialog !== null || s.drawer, s.hello, s.shown] as const);
  const [seen, see] = useState(remembered);
  const tour = hello?.tours[0];
  const film = shown[0]?.film;
  const begun = week > 0 || playing || history > 0;
  useEffect(() => {
    if (begun) remember();
  }, [begun]);
  if (mode !== "live" || seen || begun || aside || !film) return null;
  const close = () => { remember(); see(true); };
  return (
    <section class="caption welcome" aria-label="Welcome">
      <h2>New here?</h2>
      <p>This is a school with {film.people.filter((_, k) => film.inPost(k, 0)).length} staff, at the start of {Math.round(film.weeks / film.header.weeks_per_year)} years. Press play and watch how trust grows, or does not.</p>
      <div class="row">
        <button type="button" class="main" onClick={() => { close(); store.play(); }}>▶ Play</button>
        {tour && <button type="button" class="plain" onClick={() => { close(); void startTour(store, tour.id); }}>Take the tour: {tour.steps.length} steps</button>}
        <button type="button" class="quiet" onClick={close}>Not now</button>
      </div>
    </section>
  );
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
        <button type="button" class="main go" onClick={() => (last ? store.endTour() : store.toStep(tour.id, at + 1))} title="Page Down">{last ? "Done" : "Next"}</button>
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
