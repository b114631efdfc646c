/**
 * Where people stand: seats in the discs of teams, the leadership in the middle. It follows from who is in which team alone, so
 * that changing a setting moves nobody; a person has the same seat in all films shown together, and whoever follows on a post
 * takes the leaver's seat.
 */

import { forceCollide, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import type { Film } from "../film";

/** Packings that are tried, from turned beginnings. */
const TURNS = 12;
/** Gaps and room for labels, where a person takes a disc of diameter 1. */
const TEAM_GAP = 0.3, GROUP_GAP = 0.9, LABEL = 0.62;

const LEADING = ["head", "senior_leader", "middle_leader"];

export interface Disc {
  /** ORGANISATION/TEAM, or an organisation. */
  name: string;
  x: number;
  y: number;
  r: number;
}

interface Geometry {
  /** x, y of seats. */
  places: Float32Array;
  /** By seat: its team. */
  teamOf: number[];
  /** By team; radius 0 where nobody ever was in it. */
  teams: Disc[];
  /** Empty where there is only one. */
  organisations: Disc[];
  low: [number, number];
  high: [number, number];
}

export interface Layout extends Geometry {
  /** By film: the seat of a person in a week, at person x width + week; -1 where not in post. */
  seats: Map<Film, Int16Array>;
}

interface Stay {
  id: string;
  post: string;
  /** Leaders take the first seat of their team: in the middle, or at the top. */
  rank: number;
  team: number;
  /** By film: first and last week. */
  spans: ([number, number] | undefined)[];
}

const teamNames = (film: Film): string[] => film.header.teams.map((team) => `${film.header.organisations[team.organisation]}/${team.name.split("/").at(-1)}`);

/** Each stretch of weeks that somebody was in a team; the last week is in it. */
function eachStay(film: Film, teams: string[], take: (who: number, team: number, from: number, to: number) => void): void {
  const number = teamNames(film).map((name) => teams.indexOf(name));
  film.people.forEach((person, who) => {
    const end = person.left ?? film.width;
    for (let from = person.joined; from < end; ) {
      const team = film.teamOf(who, from);
      let to = from;
      while (to + 1 < end && film.teamOf(who, to + 1) === team) to++;
      take(who, number[team]!, from, to);
      from = to + 1;
    }
  });
}

/** Seats: one a stay in a team, taken over by the next on the same post, else by anybody who comes when it is free in their film. */
function assign(films: Film[], teams: string[]): { seatOf: Map<string, number>; seatTeam: number[] } {
  const found = new Map<string, Stay>();
  films.forEach((film, f) =>
    eachStay(film, teams, (who, team, from, to) => {
      const { key, post, role } = film.people[who]!, id = `${key}\0${team}`, rank = LEADING.indexOf(role);
      let stay = found.get(id);
      if (!stay) found.set(id, (stay = { id, post, rank: rank < 0 ? LEADING.length : rank, team, spans: [] }));
      const span = (stay.spans[f] ??= [from, to]);
      span[1] = to;
    }),
  );
  const first = (stay: Stay) => Math.min(...stay.spans.flatMap((span) => (span ? [span[0]] : [])));
  const order = [...found.values()].sort((a, b) => a.team - b.team || first(a) - first(b) || a.rank - b.rank || (a.id < b.id ? -1 : 1));
  const seatOf = new Map<string, number>();
  const seatTeam: number[] = [], until: number[][] = [], posts: string[] = [];
  for (const stay of order) {
    const free = seatTeam.flatMap((team, seat) => (team === stay.team && stay.spans.every((span, f) => !span || (until[seat]![f] ?? -1) < span[0]) ? [seat] : []));
    const seat = free.find((one) => posts[one] === stay.post) ?? free[0] ?? seatTeam.length;
    seatTeam[seat] = stay.team;
    posts[seat] = stay.post;
    stay.spans.forEach((span, f) => { if (span) (until[seat] ??= [])[f] = Math.max(until[seat]![f] ?? -1, span[1]); });
    seatOf.set(stay.id, seat);
  }
  return { seatOf, seatTeam };
}

const radiusOf = (members: number): number => (members <= 1 ? 0.62 : 0.5 * (1 + Math.sqrt(members / 0.86)));

interface Body extends SimulationNodeDatum {
  x: number;
  y: number;
  r: number;
}

/** Discs side by side without overlap, as large as they can be in a picture `aspect` times as wide as high: of several packings the best. */
function pack(radii: number[], aspect: number, gap: number): { x: number; y: number }[] {
  let best: { x: number; y: number }[] = [], least = Infinity;
  for (const flat of [0.8, 1.6, 3])
    for (let turn = 0; turn < (radii.length > 1 ? TURNS : 1); turn++) {
      const places = drawnTogether(radii, flat * aspect, gap, turn / TURNS);
      const [left, top, right, bottom] = box(places.map((place, k) => ({ ...place, r: radii[k]! })));
      const size = Math.max((right - left) / aspect, bottom - top);
      if (size < least - 1e-9) { least = size; best = places; }
    }
  return best;
}

/** Discs drawn to the middle, from a ring turned by a share of a whole turn. */
function drawnTogether(radii: number[], aspect: number, gap: number, share: number): { x: number; y: number }[] {
  const order = radii.map((_, k) => k);
  const spread = Math.max(...radii, 0.1) + gap;
  const bodies: Body[] = radii.map((r) => ({ x: 0, y: 0, r }));
  order.forEach((k, at) => {
    const turn = -0.5 * Math.PI + 2 * Math.PI * (at / order.length + share), far = spread * Math.sqrt(order.length) * 0.9;
    bodies[k]!.x = far * aspect * Math.cos(turn);
    bodies[k]!.y = far * Math.sin(turn);
  });
  forceSimulation(bodies).stop().velocityDecay(0.5).alphaDecay(0.012)
    .force("x", forceX<Body>(0).strength(0.06 / aspect)).force("y", forceY<Body>(0).strength(0.06 * aspect))
    .force("collide", forceCollide<Body>((body) => body.r + 0.5 * gap).iterations(6))
    .tick(420);
  return bodies.map(({ x, y }) => ({ x, y }));
}

/**
 * Discs in rows, each row between those of the next, in reading order with `middle` in the middle; as many rows as fit a picture
 * `aspect` times as wide as high best.
 */
export function honeycomb(radii: number[], aspect: number, gap: number, middle = -1): { x: number; y: number }[] {
  const pitch = 2 * Math.max(...radii) + gap, tall = pitch * Math.sqrt(0.75), count = radii.length;
  let best: { x: number; y: number }[] = [], least = Infinity;
  for (let rows = 1; rows <= count; rows++)
    for (const outer of [true, false]) {
      const order = Array.from({ length: rows }, (_, k) => k).sort((a, b) => (outer ? -1 : 1) * (Math.abs(a - 0.5 * (rows - 1)) - Math.abs(b - 0.5 * (rows - 1))) || a - b);
      const many = Array.from({ length: rows }, () => Math.floor(count / rows));
      for (let k = 0; k < count % rows; k++) many[order[k]!]!++;
      const shifts = many.map((cells, row) => ((row % 2) * 0.5 + (cells % 2 ? 0 : 0.5)) % 1); // half a pitch between neighbours
      const mean = shifts.reduce((sum, shift) => sum + shift, 0) / rows;
      const places = many.flatMap((cells, row) => Array.from({ length: cells }, (_, k) => ({ x: pitch * (k - 0.5 * (cells - 1) + shifts[row]! - mean), y: tall * (row - 0.5 * (rows - 1)) })));
      const wide = Math.max(...places.map(({ x }) => x)) - Math.min(...places.map(({ x }) => x)) + pitch, high = tall * (rows - 1) + pitch;
      const size = Math.max(wide / aspect, high);
      if (size < least - 1e-9) { least = size; best = places; }
    }
  if (middle < 0) return best;
  const centre = best.map((_, k) => k).sort((a, b) => Math.hypot(best[a]!.x, best[a]!.y) - Math.hypot(best[b]!.x, best[b]!.y))[0]!;
  const others = best.filter((_, k) => k !== centre);
  return radii.map((_, k) => (k === middle ? best[centre]! : others[k < middle ? k : k - 1]!));
}

function box(discs: { x: number; y: number; r: number }[]): [number, number, number, number] {
  return [Math.min(...discs.map((d) => d.x - d.r)), Math.min(...discs.map((d) => d.y - d.r)), Math.max(...discs.map((d) => d.x + d.r)), Math.max(...discs.map((d) => d.y + d.r))];
}

/** Seats of one disc: a ring, inner ones drawn together. */
function within(disc: Disc, count: number): { x: number; y: number }[] {
  const most = Math.max(0, disc.r - 0.5);
  const bodies: Body[] = Array.from({ length: count }, (_, k) => {
    const inner = count > 5 && k === 0, ring = count > 5 ? count - 1 : count;
    const turn = -0.5 * Math.PI + (2 * Math.PI * (count > 5 ? k - 1 : k)) / ring;
    return { x: inner || count === 1 ? 0 : most * Math.cos(turn), y: inner || count === 1 ? 0 : most * Math.sin(turn), r: 0.5 };
  });
  if (count > 7) {
    const simulation = forceSimulation(bodies).stop().velocityDecay(0.6).alphaDecay(0.02)
      .force("x", forceX(0).strength(0.01)).force("y", forceY(0).strength(0.01)).force("collide", forceCollide(0.52).iterations(4));
    for (let tick = 0; tick < 150; tick++) {
      simulation.tick();
      for (const body of bodies) {
        const far = Math.hypot(body.x, body.y);
        if (far > most) { body.x *= most / far; body.y *= most / far; }
      }
    }
  }
  return bodies.map(({ x, y }) => ({ x: disc.x + x, y: disc.y + y }));
}

function geometry(names: string[], seatTeam: number[], aspect: number): Geometry {
  const sizes = names.map(() => 0);
  for (const team of seatTeam) sizes[team]!++;
  const organisationOf = names.map((name) => name.slice(0, name.indexOf("/")));
  const groups = [...new Set(organisationOf)].filter((group) => names.some((_, team) => organisationOf[team] === group && sizes[team]! > 0));
  const teams: Disc[] = names.map((name) => ({ name, x: 0, y: 0, r: 0 }));
  const inner = groups.map((group) => {
    const here = names.flatMap((_, team) => (organisationOf[team] === group && sizes[team]! > 0 ? [team] : []));
    const radii = here.map((team) => radiusOf(sizes[team]!) + 0.5 * LABEL);
    const middle = here.length > 2 ? here.findIndex((team) => names[team]!.endsWith("/leadership")) : -1;
    const discs = honeycomb(radii, groups.length > 1 ? 1 : aspect, TEAM_GAP, middle).map((place, k) => ({ ...place, r: radii[k]! }));
    const [left, top, right, bottom] = box(discs), x0 = 0.5 * (left + right), y0 = 0.5 * (top + bottom);
    return { here, discs: discs.map((disc) => ({ ...disc, x: disc.x - x0, y: disc.y - y0 })), r: Math.max(...discs.map((disc) => Math.hypot(disc.x - x0, disc.y - y0) + disc.r)) };
  });
  const centres = pack(inner.map((group) => group.r), aspect, GROUP_GAP);
  inner.forEach((group, g) => group.here.forEach((team, k) => Object.assign(teams[team]!, {
    x: centres[g]!.x + group.discs[k]!.x, y: centres[g]!.y + group.discs[k]!.y + 0.4 * LABEL, r: radiusOf(sizes[team]!),
  })));
  const organisations = groups.length > 1 ? groups.map((name, g) => ({ name, x: centres[g]!.x, y: centres[g]!.y, r: inner[g]!.r + 0.15 })) : [];
  const places = new Float32Array(2 * seatTeam.length);
  teams.forEach((disc, team) => {
    const seats = seatTeam.flatMap((one, seat) => (one === team ? [seat] : []));
    within(disc, seats.length).forEach(({ x, y }, k) => { places[2 * seats[k]!] = x; places[2 * seats[k]! + 1] = y; });
  });
  const [left, top, right, bottom] = box(organisations.length ? organisations : teams.filter((team) => team.r > 0));
  return { places, teamOf: seatTeam, teams, organisations, low: [left - 0.15, top - LABEL], high: [right + 0.15, bottom + 0.15] };
}

const known = new Map<string, Geometry>();

/** The layout of the films that are shown together, `aspect` times as wide as high or so. */
export function layout(films: Film[], aspect = 1): Layout {
  const names = [...new Set(films.flatMap(teamNames))];
  const { seatOf, seatTeam } = assign(films, names);
  const id = JSON.stringify([names, seatTeam, aspect]);
  let found = known.get(id);
  if (!found) {
    found = geometry(names, seatTeam, aspect);
    if (known.size >= 8) known.delete(known.keys().next().value!);
    known.set(id, found);
  }
  const seats = new Map<Film, Int16Array>();
  for (const film of films) {
    const table = new Int16Array(film.people.length * film.width).fill(-1);
    eachStay(film, names, (who, team, from, to) => table.fill(seatOf.get(`${film.people[who]!.key}\0${team}`)!, who * film.width + from, who * film.width + to + 1));
    seats.set(film, table);
  }
  return { ...found, seats };
}
