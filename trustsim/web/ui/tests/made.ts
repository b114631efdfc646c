/** A small film made here, for tests of what shows films. */

import { decode, type Film } from "../src/film";
import type { FilmHeader, Person } from "../src/types";

interface Made {
  weeks?: number;
  teams?: number;
  people?: Partial<Person>[];
  columns?: Record<string, number[]>;
  /** Codes of trust by row and week, and bits of state by pair and week. */
  ties?: { pairs: [number, number][]; trust: (row: number, week: number) => number; state: (pair: number, week: number) => number };
  more?: Partial<FilmHeader>;
}

export function made({ weeks = 20, teams = 3, people, columns = {}, ties = { pairs: [[0, 1]], trust: () => 100, state: () => 1 }, more = {} }: Made = {}): Film {
  const staff: Person[] = (people ?? Array.from({ length: 9 }, () => ({}))).map((given, k) => ({
    key: `key${k}`, name: `Person ${k}`, post: `school/team ${k % teams}/${k}`, role: "teacher", team: k % teams, organisation: 0, profession: "teaching", spanner: false,
    joined: 0, left: null, disposition: 0.5, listening: 0.5, sociability: 0.5, traits: [0.5, 0.5, 0.5, 0.5], tenure_years: 3, workload: 0, ...given,
  }));
  const width = weeks + 1, names = Object.keys(columns), weekly = new Float32Array(Math.max(1, names.length) * width);
  names.forEach((name, k) => weekly.set(columns[name]!.slice(0, width), k * width));
  const many = ties.pairs.length, pairs = new Uint16Array(ties.pairs.flat()), received = new Uint8Array(staff.length * width).fill(150);
  const trust = Uint8Array.from({ length: 2 * many * width }, (_, k) => ties.trust(Math.floor(k / width), k % width));
  const state = Uint8Array.from({ length: many * width }, (_, k) => ties.state(Math.floor(k / width), k % width));
  const arrays: [string, string, number[], Uint8Array | Uint16Array | Float32Array][] = [
    ["weekly", "f32", [Math.max(1, names.length), width], weekly], ["pairs", "u16", [many, 2], pairs], ["trust", "u8", [2 * many, width], trust], ["state", "u8", [many, width], state],
    ["trust_received", "u8", [staff.length, width], received],
  ];
  let at = 0;
  const places = Object.fromEntries(arrays.map(([name, type, shape, array]) => { const place = { type, shape, at, coding: "plain" }; at += Math.ceil(array.byteLength / 8) * 8; return [name, place]; }));
  const header = {
    id: 1, view: { scenario: "made", settings: {}, happenings: [], seed: 0 }, name: "made", title: "Made", question: "", source: "", expected: "", finding: "", weeks, weeks_per_year: 39,
    weeks_per_term: 13, seed: 0, version: "0", organisations: ["school"], teams: Array.from({ length: teams }, (_, k) => ({ name: `school/${k ? `team ${k}` : "leadership"}`, organisation: 0 })),
    roles: ["teacher"], stages: ["calculative", "role", "practice", "identificatory"], qualities: [], people: staff,
    columns: Object.fromEntries(names.map((name) => [name, { words: name, unit: "", kind: "", meaning: "" }])), parts: [], spells: [], timeline: [], events: [], summary: [], values: {}, ...more, arrays: places,
  };
  const text = new TextEncoder().encode(JSON.stringify(header)), start = Math.ceil((8 + text.length) / 8) * 8;
  const bytes = new Uint8Array(start + at);
  bytes.set(new TextEncoder().encode("TSF1"));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  for (const [name, , , array] of arrays) bytes.set(new Uint8Array(array.buffer), start + places[name]!.at);
  return decode(bytes);
}
