/** The page: header, network, charts, inspector, player; drawer, dialogs and captions around them. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Charts } from "./charts/Charts";
import { spoken } from "./charts/Viability";
import { Differences } from "./compare/Differences";
import { Controls } from "./controls/Controls";
import { Dialogs } from "./controls/Dialogs";
import { Menu } from "./controls/Menu";
import type { Film } from "./film";
import { Inspector } from "./inspect/Inspector";
import { Legend } from "./network/Legend";
import { useNarrow } from "./narrow";
import { Network } from "./network/Network";
import { PALETTES } from "./palette";
import { useStore, type Store } from "./store";
import { Player } from "./timeline/Player";
import { Captions } from "./tour/Captions";
import { Welcome } from "./tour/Welcome";
import type { State, Tab } from "./types";

export function App({ store }: { store: Store }) {
  const [drawer, selection, tour, two, large, tab, front, mode] = useStore(store, (state) => [state.drawer, state.selection, state.tour, state.shown.length > 1, state.large, state.tab, state.front, state.mode]);
  const [ready, waiting] = useStore(store, (state) => [state.shown.some((one) => one.film), state.shown.some((one) => one.waiting)]);
  useEffect(() => { document.documentElement.classList.toggle("large", large); }, [large]);
  const classes = ["page", mode, `tab-${tab}`, two ? "two" : "one", `front-${front}`, drawer ? "with-drawer" : "", selection ? "with-selection" : "", tour ? "with-tour" : "", waiting ? "waiting" : ""];
  return (
    <div class={classes.join(" ")}>
      <Header store={store} />
      <Welcome store={store} />
      <main>
        {(tour || drawer) && (
          <div class="left">
            {tour && <aside class="captions" aria-label="Tour"><Captions store={store} /></aside>}
            {drawer && <aside class="drawer" aria-label="Change the school"><Controls store={store} /></aside>}
          </div>
        )}
        <section class="stage" aria-label="Network of staff">
          {two && <Fronts store={store} />}
          <div class="networks">
            {ready ? <Network store={store} slot={0} /> : <p class="loading">{mode === "live" ? "The school is being founded …" : "Opening …"}</p>}
            {ready && two && <Network store={store} slot={1} />}
          </div>
          <Differences store={store} />
          <Legend store={store} />
        </section>
        <Tabs store={store} />
        <section class="side" aria-label="Charts and people">
          <div class="side-person"><Inspector store={store} /></div>
          <div class="side-charts">{ready && <Charts store={store} />}</div>
          <div class="side-about"><About store={store} /></div>
        </section>
      </main>
      <Player store={store} />
      <Dialogs store={store} />
      <Spoken store={store} />
    </div>
  );
}

function Header({ store }: { store: Store }) {
  const [a, b] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null]);
  useEffect(() => { if (a) document.title = `${a.header.title}${b ? ` and ${b.header.title}` : ""} · trustsim`; }, [a, b]);
  return (
    <header class="top">
      <div class="names">
        <h1>{a ? a.header.title : "trustsim"}{a && b && a.header.title !== b.header.title && <><span class="versus"> beside </span>{b.header.title}</>}</h1>
        <p class="question">{(b ?? a)?.header.question ?? ""}</p>
      </div>
      <nav class="menu" aria-label="Menu">
        <Menu store={store} />
        <ViewMenu store={store} />
      </nav>
    </header>
  );
}

/** How things look: colours, numbers, which ties, big type. */
function ViewMenu({ store }: { store: Store }) {
  const [palette, numbers, ties, large] = useStore(store, (state) => [state.palette, state.numbers, state.ties, state.large]);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const outside = (event: Event) => { if (details.current?.open && !(event.target instanceof Node && details.current.contains(event.target))) details.current.open = false; };
    const escape = (event: KeyboardEvent) => { if (event.key === "Escape" && details.current?.open) { details.current.open = false; details.current.querySelector("summary")?.focus(); event.stopPropagation(); } };
    const element = details.current!;
    document.addEventListener("pointerdown", outside);
    element.addEventListener("keydown", escape);
    return () => { document.removeEventListener("pointerdown", outside); element.removeEventListener("keydown", escape); };
  }, []);
  return (
    <details class="popover" ref={details}>
      <summary>View</summary>
      <div class="popover-body">
        <label>Ties
          <select value={ties} onChange={(event) => store.set({ ties: event.currentTarget.value as State["ties"] })}>
            <option value="auto">what can be read</option><option value="active">active only</option><option value="working">active and working</option><option value="known">all who know each other</option>
          </select>
        </label>
        <label>Colours
          <select value={String(palette)} onChange={(event) => store.set({ palette: Number(event.currentTarget.value) as 0 | 1 })}>{PALETTES.map((one, k) => <option key={k} value={String(k)}>{one.name}</option>)}</select>
        </label>
        <label class="switch"><input type="checkbox" checked={numbers} onChange={(event) => store.set({ numbers: event.currentTarget.checked })} /><span>numbers in the network</span></label>
        <label class="switch"><input type="checkbox" checked={large} onChange={(event) => store.set({ large: event.currentTarget.checked })} /><span>big type</span></label>
      </div>
    </details>
  );
}

/** On a narrow screen, which of two schools is in front. */
function Fronts({ store }: { store: Store }) {
  const [front, a, b] = useStore(store, (state) => [state.front, state.shown[0]?.film ?? null, state.shown[1]?.film ?? null]);
  return (
    <div class="fronts" role="group" aria-label="School in front">
      {[a, b].map((film, k) => <button key={k} aria-pressed={front === k} onClick={() => store.set({ front: k as 0 | 1 })}><span class={`letter letter-${k}`}>{"AB"[k]}</span> {film?.header.title}</button>)}
    </div>
  );
}

const TABS: { tab: Tab; words: string; live?: boolean }[] = [{ tab: "charts", words: "Charts" }, { tab: "person", words: "People" }, { tab: "about", words: "About" }];

function Tabs({ store }: { store: Store }) {
  const [tab] = useStore(store, (state) => [state.tab]);
  return <div class="tabs" role="group" aria-label="Show">{TABS.map((one) => <button key={one.tab} aria-pressed={tab === one.tab} onClick={() => store.set({ tab: one.tab })}>{one.words}</button>)}</div>;
}

/** The scenario's own words. What was found is told when it can no longer spoil a guess. */
function About({ store }: { store: Store }) {
  const [a, b, ...ended] = useStore(store, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null, ...[0, 1].map((k) => state.revealed || state.week >= (state.shown[k]?.film?.weeks ?? Infinity))] as const);
  const narrow = useNarrow();
  const films = [a, b].filter((film): film is Film => film !== null);
  return (
    <section class="about" aria-label="About">
      {films.map((film, k) => {
        const told = ended[a ? k : 1];
        return (
          <details key={k} open={narrow && films.length === 1}>
            <summary>{films.length > 1 ? <b class={`letter letter-${k}`}>{"AB"[k]}</b> : null}{film.header.title}: what it asks, and what was found</summary>
            <p><b>Asked:</b> {film.header.question}</p>
            {film.header.source && <p class="soft">Source: {film.header.source}</p>}
            {told ? (
              <>
                {film.header.expected && <p><b>Expected:</b> {film.header.expected}</p>}
                {film.header.finding && <p><b>Found in 30 runs:</b> {film.header.finding}</p>}
                <p><b>In this run:</b></p>
                <Summary store={store} film={film} />
              </>
            ) : <p class="soft">What was expected and found is told at the end of the run, or with “reveal”.</p>}
            <p class="soft">Luck number (seed) {film.header.seed} · trustsim {film.header.version}</p>
          </details>
        );
      })}
    </section>
  );
}

function Summary({ store, film }: { store: Store; film: Film }) {
  const [lines, set] = useState(film.header.summary);
  useEffect(() => {
    set(film.header.summary);
    if (!film.header.summary) store.source.summary(film.header.view).then(set, () => undefined);
  }, [film]);
  return <ul>{lines?.map((line, n) => <li key={n}>{line}</li>)}</ul>;
}

/** For those who listen: the state of things when it comes to rest, and each year while it plays. */
function Spoken({ store }: { store: Store }) {
  const [text, setText] = useState("");
  const [week, playing, a, b] = useStore(store, (state) => {
    const year = state.shown[0]?.film?.header.weeks_per_year ?? 39;
    return [state.playing ? state.week - (state.week % year) : state.week, state.playing, state.shown[0]?.film ?? null, state.shown[1]?.film ?? null];
  });
  useEffect(() => {
    const films = [a, b].filter((film): film is Film => film !== null);
    const wait = setTimeout(() => setText(films.length ? spoken(films, week) : ""), 400);
    return () => clearTimeout(wait);
  }, [week, playing, a, b]);
  return <p class="hidden" role="status" aria-live="polite">{text}</p>;
}
