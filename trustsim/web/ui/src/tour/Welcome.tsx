/** For those who come for the first time. */

import { useEffect, useState } from "preact/hooks";
import { startTour } from "../controls/Menu";
import { useStore, type Store } from "../store";

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

/** Of no hindrance: it goes with the first thing that is done; where that is play, when it rests, so that nothing moves in the first weeks. */
export function Welcome({ store }: { store: Store }) {
  const [mode, rests, playing, busy, hello, shown] = useStore(store, (s) => [s.mode, s.week > 0 && !s.playing, s.playing, s.drawer || s.tour !== null || s.history.length > 0, s.hello, s.shown] as const);
  const [seen, see] = useState(remembered);
  const tour = hello?.tours[0];
  const film = shown[0]?.film;
  const begun = rests || busy;
  useEffect(() => {
    if (begun) see(true);
    if (begun || playing) remember();
  }, [begun, playing]);
  if (mode !== "live" || seen || begun || !film) return null;
  const close = () => { remember(); see(true); };
  return (
    <section class="welcome" aria-label="Welcome">
      <p><strong>New here?</strong> This is a school with {film.people.filter((_, k) => film.inPost(k, 0)).length} staff, at the start of {Math.round(film.weeks / film.header.weeks_per_year)} years. Play, and watch how trust grows, or does not.</p>
      <div class="row">
        <button type="button" class="main" onClick={() => store.toggle()}>{playing ? "Pause" : "▶ Play"}</button>
        {tour && <button type="button" class="plain" onClick={() => { close(); void startTour(store, tour.id); }}>Take the tour: {tour.steps.length} steps</button>}
        <button type="button" class="quiet" onClick={close}>Not now</button>
      </div>
    </section>
  );
}
