/** What the page and whoever gives it films agree on. Numbers of science come from Python; the page shows them. */

import type { Film } from "./film";

export type Slot = "a" | "b";
export const SLOTS: readonly Slot[] = ["a", "b"];

/** Something done at a dated week, as an entry of a scenario's timeline. */
export interface Happening {
  week: number;
  do: string;
  [field: string]: unknown;
}

/** All that a run follows from. */
export interface View {
  scenario: string;
  settings: Record<string, unknown>;
  happenings: Happening[];
  seed: number;
}

export type ArrayType = "u8" | "u16" | "i16" | "u32" | "f32";
export interface ArrayPlace {
  type: ArrayType;
  shape: number[];
  /** Bytes from the start of the arrays. */
  at: number;
  coding: "plain" | "delta" | "xor";
}

export interface Person {
  key: string;
  name: string;
  post: string;
  role: string;
  /** Number of the team they joined. */
  team: number;
  organisation: number;
  profession: string;
  spanner: boolean;
  joined: number;
  left: number | null;
  disposition: number;
  listening: number;
  sociability: number;
  /** competence, respect, integrity, regard: how readily each is shown. */
  traits: number[];
  tenure_years: number;
  workload: number;
}

export interface WeeklyColumn {
  words: string;
  unit: string;
  kind: string;
  meaning: string;
}

export interface Part {
  column: string;
  name: string;
  threshold: number;
  /** Whether the value must lie above the threshold (otherwise: at or above it). */
  strictly: boolean;
}

export interface FilmEvent {
  week: number;
  kind: string;
  who: number;
  other: number;
  detail: string;
  words: string;
}

export interface FilmHeader {
  id: number;
  slot?: Slot;
  view: View;
  name: string;
  title: string;
  question: string;
  source: string;
  expected: string;
  finding: string;
  weeks: number;
  weeks_per_year: number;
  weeks_per_term: number;
  seed: number;
  version: string;
  organisations: string[];
  teams: { name: string; organisation: number; label?: string }[];
  roles: string[];
  role_words?: Record<string, string>;
  /** Range that codes of other arrays than trust stand for. */
  scales?: Record<string, [number, number]>;
  stages: string[];
  qualities: { key: string; words: string }[];
  people: Person[];
  columns: Record<string, WeeklyColumn>;
  parts: Part[];
  spells: [number, number | null][];
  timeline: { week: number; do?: string; words: string; added: boolean }[];
  events: FilmEvent[];
  /** The run in a few sentences; null where they are to be asked for. */
  summary: string[] | null;
  /** Settings as they are at the start, by path; null where organisations differ. */
  values: Record<string, unknown>;
  /** From which week on which of them stand elsewhere. */
  values_from?: { week: number; values: Record<string, unknown> }[];
  arrays: Record<string, ArrayPlace>;
  /** Beliefs and scars were left out, and can be had. */
  in_part?: boolean;
}

export interface Band {
  of?: unknown;
  replicates: number;
  columns: Record<string, { low: (number | null)[]; mid: (number | null)[]; high: (number | null)[] }>;
  viable_share: number[];
  level: string;
}

/** What differs between two films of the same luck, week by week. */
export interface PairFacts {
  active_both?: number[];
  active_only_a?: number[];
  active_only_b?: number[];
  known_both?: number[];
  known_only_a?: number[];
  known_only_b?: number[];
  differs: string[];
}

export type About = { tie: [number, number]; week: number } | { person: number; week: number };
export interface Why {
  title: string;
  about?: string[];
  lines: { heading?: string; text: string; week: number | null }[];
  weeks?: Record<string, (number | null)[]>;
}

export interface ScenarioCard {
  name: string;
  title: string;
  question: string;
  topic?: string;
  finding?: string;
  contrast?: string | null;
}

export interface Control {
  path: string;
  label: string;
  group: string;
  /** What the group is about. */
  about?: string;
  unit: string;
  meaning: string;
  source: string;
  kind: "number" | "integer" | "choice" | "switch";
  /** What is allowed; `low`, `high` and `step` are those of the slider, which may be narrower. */
  min?: number | null;
  max?: number | null;
  low?: number | null;
  high?: number | null;
  step?: number | null;
  choices?: string[] | null;
  default: unknown;
  /** Whether a change may act from the next week on; otherwise it applies on restart. */
  live: boolean;
  /** Whether it can be chosen for the start. */
  at_start?: boolean;
  /** Shown without opening a group. */
  basic: boolean;
}

export interface Field {
  key: string;
  label: string;
  unit: string;
  meaning?: string;
  source?: string;
  /** person, organisation, places (at least two teams or organisations) and leadership (a preset) are chosen from what the film holds. */
  kind: "number" | "integer" | "choice" | "switch" | "text" | "person" | "organisation" | "places" | "leadership";
  min?: number | null;
  max?: number | null;
  choices?: string[] | null;
  default?: unknown;
  optional: boolean;
}

export interface Intervention {
  do: string;
  label: string;
  meaning: string;
  source: string;
  fields: Field[];
}

/** A person or a tie by identity, as it is in links, captions and both films. */
export type Selection = { kind: "person"; key: string } | { kind: "tie"; holder: string; other: string };

/** A guess: one of `choices`, or a curve of the weekly column `draw` from the week shown to the end. */
export interface Predict {
  question?: string;
  choices?: string[];
  draw?: string;
}

/** A step of a tour or of captions. */
export interface Step {
  title?: string;
  text: string;
  /** To ask the room. */
  question?: string;
  look_for?: string;
  week?: number;
  /** Play on to this week, then stop. */
  play_to?: number;
  select?: Selection | null;
  /** Show the rest of the charts. */
  reveal?: boolean;
  /** Ask for a guess before going on: choices, or a curve to draw. */
  predict?: boolean | Predict;
}

export interface Tour {
  id: string;
  title: string;
  audience?: string;
  /** What it begins with. */
  views?: View[];
  steps: Step[];
}

export interface Hello {
  version: string;
  /** The first is what a page begins with. */
  scenarios: ScenarioCard[];
  controls: Control[];
  interventions: Intervention[];
  presets: Record<string, unknown>;
  tours: Tour[];
  limits: Record<string, number>;
}

export interface Trouble {
  message: string;
  key?: string;
  given?: unknown;
  allowed?: unknown;
  nearest?: string | null;
}

export interface TextFile {
  name: string;
  text: string;
}

export interface Shown {
  view: View;
  film: Film | null;
  band: Band | null;
  /** A newer film has been asked for. */
  waiting: boolean;
}

export type Connection = "open" | "lost" | "none";

export interface State {
  mode: "live" | "replay";
  hello: Hello | null;
  shown: Shown[];
  pair: PairFacts | null;
  week: number;
  /** The week that charts, words and the scrubber show: `week`, or while the film runs fast the one before, in the frame after the network's. */
  late: number;
  playing: boolean;
  /** Weeks a second. */
  speed: number;
  /** Play stops here. */
  until: number | null;
  /** Charts show the weeks to come. */
  revealed: boolean;
  selection: Selection | null;
  /** Under the pointer, or about to be chosen in a list. */
  hover: Selection | null;
  following: boolean;
  palette: 0 | 1;
  /** Projector type. */
  large: boolean;
  /** Trust as numbers in the network. */
  numbers: boolean;
  /** Which ties the network draws. */
  ties: "auto" | "active" | "working" | "known";
  tour: null | { id: string; step: number };
  connection: Connection;
  notice: string | null;
  troubles: Trouble[];
  /** Settings that are chosen but act only on restart, by path. */
  pending: Record<string, unknown>;
  history: View[][];
  /** What was undone, the latest last. */
  future: View[][];
  /** Of two schools, the one that changes go to. */
  edits: 0 | 1;
  drawer: boolean;
  /** On a narrow screen: the tab, and the slot whose network is shown. */
  tab: Tab;
  front: 0 | 1;
  /** An open dialog. */
  dialog: null | "help" | "search" | "link" | "scenarios" | "compare" | "happen";
}

export type Tab = "charts" | "person" | "change" | "about";
