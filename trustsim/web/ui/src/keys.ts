/** What keys do, everywhere but in fields for text: one table, which also makes the list of keys that ? shows. */

import type { Store } from "./store";

export interface Key {
  keys: string[];
  /** As it is shown. */
  shown: string;
  words: string;
  act: (store: Store) => void;
  /** Only with a server. */
  live?: boolean;
}

const SPEEDS = [1, 2, 4, 6, 10, 15, 20, 30, 60];
export const faster = (speed: number): number => SPEEDS.find((one) => one > speed) ?? SPEEDS.at(-1)!;
export const slower = (speed: number): number => SPEEDS.findLast((one) => one < speed) ?? SPEEDS[0]!;
const term = (store: Store): number => store.state.shown[0]?.film?.header.weeks_per_term ?? 13;

export const KEYS: Key[] = [
  { keys: [" "], shown: "Space", words: "play, pause", act: (store) => store.toggle() },
  { keys: ["ArrowRight"], shown: "→", words: "a week on", act: (store) => store.step(1) },
  { keys: ["ArrowLeft"], shown: "←", words: "a week back", act: (store) => store.step(-1) },
  { keys: ["Shift+ArrowRight"], shown: "Shift →", words: "a term on", act: (store) => store.step(term(store)) },
  { keys: ["Shift+ArrowLeft"], shown: "Shift ←", words: "a term back", act: (store) => store.step(-term(store)) },
  { keys: ["Home"], shown: "Home", words: "to the start", act: (store) => store.step(-1e6) },
  { keys: ["End"], shown: "End", words: "to the end", act: (store) => store.step(1e6) },
  { keys: ["r"], shown: "R", words: "restart", act: (store) => void store.restart() },
  { keys: ["+", "="], shown: "+", words: "faster", act: (store) => store.setSpeed(faster(store.state.speed)) },
  { keys: ["-"], shown: "−", words: "slower", act: (store) => store.setSpeed(slower(store.state.speed)) },
  { keys: ["PageDown"], shown: "Page Down", words: "next step of a tour", act: (store) => store.stepTour(1) },
  { keys: ["PageUp"], shown: "Page Up", words: "step before", act: (store) => store.stepTour(-1) },
  { keys: ["u"], shown: "U", words: "undo", act: (store) => void store.undo(), live: true },
  { keys: ["y"], shown: "Y", words: "redo", act: (store) => void store.redo(), live: true },
  { keys: ["s"], shown: "S", words: "choose a scenario", act: (store) => store.set({ dialog: "scenarios" }), live: true },
  { keys: ["m"], shown: "M", words: "make changes: open or close the controls", act: (store) => store.set({ drawer: !store.state.drawer }), live: true },
  { keys: ["i"], shown: "I", words: "do something now", act: (store) => store.set({ dialog: "happen" }), live: true },
  { keys: ["c"], shown: "C", words: "compare", act: (store) => store.set({ dialog: "compare" }), live: true },
  { keys: ["k"], shown: "K", words: "link and downloads", act: (store) => store.set({ dialog: "link" }), live: true },
  { keys: ["l"], shown: "L", words: "new luck", act: (store) => void store.newLuck(), live: true },
  { keys: ["v"], shown: "V", words: "show or hide the weeks to come", act: (store) => store.reveal(!store.state.revealed) },
  { keys: ["f"], shown: "F", words: "follow the chosen person", act: (store) => store.follow(!store.state.following) },
  { keys: ["n"], shown: "N", words: "numbers in the network", act: (store) => store.set({ numbers: !store.state.numbers }) },
  { keys: ["p"], shown: "P", words: "other colours", act: (store) => store.set({ palette: store.state.palette ? 0 : 1 }) },
  { keys: ["b"], shown: "B", words: "big type, for a projector", act: (store) => store.set({ large: !store.state.large }) },
  { keys: ["/"], shown: "/", words: "search a person", act: (store) => store.set({ dialog: "search" }) },
  { keys: ["?"], shown: "?", words: "these keys", act: (store) => store.set({ dialog: store.state.dialog === "help" ? null : "help" }) },
  { keys: ["Escape"], shown: "Esc", words: "close, let go of the person", act: (store) => (store.state.dialog ? store.set({ dialog: null }) : store.select(null)) },
];

/** Elements that need a key for themselves. */
function wants(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return key !== "Escape";
  if (target instanceof HTMLInputElement) {
    if (["checkbox", "radio", "button"].includes(target.type)) return key === " ";
    if (target.type === "range") return /^(Arrow|Home|End|Page)/.test(key);
    return key !== "Escape";
  }
  if (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target.tagName === "SUMMARY") return key === " " || key === "Enter";
  return target.closest("[role=listbox], [role=tablist]") !== null && /^(Arrow|Home|End| |[a-z]$)/i.test(key);
}

export function listen(store: Store): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const name = /^(Arrow|Home|End)/.test(event.key) && event.shiftKey ? `Shift+${event.key}` : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const key = KEYS.find((one) => one.keys.includes(name));
    if (!key || wants(event.target, event.key) || (key.live && store.state.mode !== "live")) return;
    event.preventDefault();
    key.act(store);
  });
}
