/** The staff on a canvas: colour is trust, shape is role, thickness is the stage of a tie. Draws what a film holds for a week. */

import { CLASSES, CLASS_OF_CODE, IDLE, INK, PAPER, RULE, SOFT, type Palette } from "../palette";
import type { Film } from "../film";
import type { Disc, Layout } from "./layout";

export type Level = 0 | 1 | 2; // known, working, active

export interface Look {
  film: Film;
  layout: Layout;
  week: number;
  /** The week whose faint ties are drawn: the same, or a little earlier while the film runs fast. */
  faintWeek: number;
  /** The faintWeek that comes next while the film runs fast: its picture is made ahead, a part with each week. */
  coming: number | null;
  palette: Palette;
  /** Staff numbers: one for a person, two for a tie. */
  chosen: readonly number[];
  under: readonly number[];
  /** The least that is drawn. */
  level: Level;
  numbers: boolean;
  names: boolean;
  /** Type, in parts of what is usual. */
  type: number;
  /** The film beside this one, whose ties are compared. */
  beside: Film | null;
  /** Colour of what is only here. */
  only: string;
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
/** Widths of active ties by stage, in pixels at the usual scale; then working, then known. */
const ACTIVE_WIDTHS = [1.5, 2.2, 3.6, 5.4], WORKING_WIDTH = 1, KNOWN_WIDTH = 0.6;
const STYLES = 6; // four stages, working, known
const NODE = 0.355; // radius, in seats

/** Outline of a role's shape around (0, 0). */
export function shape(path: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void; arc?(x: number, y: number, r: number, from: number, to: number): void; closePath(): void }, role: string, x: number, y: number, r: number): void {
  const corners = (points: [number, number][]) => { points.forEach(([dx, dy], k) => (k ? path.lineTo(x + r * dx, y + r * dy) : path.moveTo(x + r * dx, y + r * dy))); path.closePath(); };
  const around = (count: number, far: (k: number) => number, turn = -Math.PI / 2) => corners(Array.from({ length: count }, (_, k) => { const angle = turn + (2 * Math.PI * k) / count; return [far(k) * Math.cos(angle), far(k) * Math.sin(angle)]; }));
  if (role === "head") around(10, (k) => (k % 2 ? 0.68 : 1.32));
  else if (role === "senior_leader") around(4, () => 1.22);
  else if (role === "middle_leader") corners([[0, -1.18], [1.1, 0.8], [-1.1, 0.8]]);
  else if (role === "support") corners([[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]]);
  else if (role === "partner") around(6, () => 1.1, 0);
  else { path.moveTo(x + r, y); path.arc?.(x, y, r, 0, 2 * Math.PI); }
}

/** A picture out of sight: what it is of, the ties on it (as `drawn`), and how many pairs have been looked at. */
interface Layer {
  ctx: CanvasRenderingContext2D;
  key: unknown[];
  ties: number[];
  done: number;
}

const layer = (): Layer => ({ ctx: document.createElement("canvas").getContext("2d", { alpha: false })!, key: [], ties: [], done: 0 });
const same = (a: unknown[], b: unknown[]): boolean => a.length === b.length && a.every((value, k) => value === b[k]);

export class Drawing {
  private ctx: CanvasRenderingContext2D;
  private readonly front: CanvasRenderingContext2D;
  /** Teams and faint ties, kept while they stay the same; and those of the weeks to come, as far as they are drawn. */
  private back = layer();
  private next = layer();
  private scale = 1;
  private dx = 0;
  private width = 0;
  private dy = 0;
  private look: Look | null = null;
  private readonly segments: number[][] = Array.from({ length: 2 * STYLES * CLASSES }, () => []);
  /** Active pairs as they were drawn: number, then ends; and the others. */
  private readonly drawn: number[] = [];
  private readonly inOther = new WeakMap<Film, { other: Film; pairs: Int32Array }>();

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.ctx = this.front = canvas.getContext("2d", { alpha: false })!;
  }

  private fit(look: Look): { width: number; height: number; ratio: number } {
    const ratio = Math.min(2, devicePixelRatio || 1), width = this.canvas.width / ratio, height = this.canvas.height / ratio;
    const { low, high } = look.layout;
    this.scale = Math.min(width / (high[0] - low[0]), height / (high[1] - low[1]), 105);
    this.dx = 0.5 * (width - this.scale * (low[0] + high[0]));
    this.dy = 0.5 * (height - this.scale * (low[1] + high[1]));
    return { width, height, ratio };
  }

  private x(at: number): number { return this.dx + this.scale * at; }
  private y(at: number): number { return this.dy + this.scale * at; }

  private place(look: Look, who: number): { x: number; y: number } | null {
    const seat = look.layout.seats.get(look.film)![who * look.film.width + look.week] ?? -1;
    return seat < 0 ? null : { x: this.x(look.layout.places[2 * seat]!), y: this.y(look.layout.places[2 * seat + 1]!) };
  }

  draw(look: Look): void {
    this.look = look;
    const { ratio, width, height } = this.fit(look);
    this.width = width;
    this.drawn.length = 0;
    const { film, layout, week, faintWeek, coming, palette, chosen, under, level, beside } = look;
    const key = (week: number) => [film, layout, week, palette, chosen.join(), under.length === 1 ? under[0] : -1, level, beside, width, height, ratio];
    if (!same(key(faintWeek), this.back.key)) {
      if (same(key(faintWeek), this.next.key)) [this.back, this.next] = [this.next, this.back];
      this.paint(this.back, key(faintWeek), { ...look, week: faintWeek }, 1);
    }
    if (coming !== null) this.paint(this.next, key(coming), { ...look, week: coming }, 1 / Math.max(1, coming - 1 - week));
    this.front.setTransform(1, 0, 0, 1, 0, 0);
    this.front.drawImage(this.back.ctx.canvas, 0, 0);
    this.front.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.ties(look, this.drawn, true, 0, film.pairCount);
    this.teams(look);
    this.people(look);
  }

  /** Draw on a layer: from the start where it is of something else, and then this share of the pairs that are left. */
  private paint(on: Layer, key: unknown[], look: Look, share: number): void {
    const { canvas } = on.ctx, [width, height, ratio] = key.slice(-3) as [number, number, number], { pairCount } = look.film;
    this.ctx = on.ctx;
    if (!same(key, on.key)) {
      on.key = key;
      on.ties.length = on.done = 0;
      if (canvas.width !== this.canvas.width || canvas.height !== this.canvas.height) { canvas.width = this.canvas.width; canvas.height = this.canvas.height; }
      this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.ctx.fillStyle = PAPER;
      this.ctx.fillRect(0, 0, width, height);
      this.rooms(look);
    }
    const until = Math.min(pairCount, on.done + Math.ceil((pairCount - on.done) * share));
    if (until > on.done) this.ties(look, on.ties, false, on.done, until);
    on.done = until;
    this.ctx = this.front;
  }

  /** Teams that somebody is in. */
  private alive({ layout, film, week }: Look): Disc[] {
    const seats = layout.seats.get(film)!, taken = new Set<Disc>();
    film.people.forEach((_, who) => { const seat = seats[who * film.width + week]!; if (seat >= 0) taken.add(layout.teams[layout.teamOf[seat]!]!); });
    return layout.teams.filter((disc) => taken.has(disc));
  }

  private rooms(look: Look): void {
    const { ctx } = this;
    for (const disc of look.layout.organisations) {
      ctx.beginPath();
      ctx.arc(this.x(disc.x), this.y(disc.y), this.scale * disc.r, 0, 2 * Math.PI);
      ctx.fillStyle = "#fafbfb";
      ctx.fill();
      ctx.strokeStyle = RULE;
      ctx.lineWidth = 1;
      ctx.stroke();
    }
    ctx.fillStyle = IDLE;
    for (const disc of this.alive(look)) {
      ctx.beginPath();
      ctx.arc(this.x(disc.x), this.y(disc.y), this.scale * disc.r, 0, 2 * Math.PI);
      ctx.fill();
    }
  }

  /** Names of teams and organisations, over the ties that cross them. */
  private teams(look: Look): void {
    const { ctx } = this, { type, layout } = look;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    ctx.lineJoin = "round";
    ctx.strokeStyle = "#ffffffd9";
    ctx.lineWidth = 4;
    const write = (discs: Disc[], room: number | null, font: string, colour: string, lift: number) => {
      ctx.font = font;
      ctx.fillStyle = colour;
      for (const disc of discs) {
        const text = disc.name.split("/").at(-1)!.replaceAll("_", " "), wide = ctx.measureText(text).width;
        if (room !== null && wide > room * this.scale * disc.r) continue; // it would run into the next
        const x = Math.max(0.5 * wide + 4, Math.min(this.width - 0.5 * wide - 4, this.x(disc.x))), y = this.y(disc.y - disc.r) - lift;
        ctx.strokeText(text, x, y);
        ctx.fillText(text, x, y);
      }
    };
    write(this.alive(look), look.layout.organisations.length ? 2.9 : 4, `${Math.max(10, Math.min(16, 0.27 * this.scale)) * type}px ${FONT}`, SOFT, 3);
    write(layout.organisations, null, `600 ${Math.max(12, Math.min(20, 0.36 * this.scale)) * type}px ${FONT}`, INK, 5);
  }

  /** Where each pair of this film stands in the other (-1: never there). */
  private pairsIn(film: Film, other: Film): Int32Array {
    const known = this.inOther.get(film);
    if (known?.other === other) return known.pairs;
    const numbers = film.people.map((person) => other.number(person.key)), pairs = film.array("pairs");
    const table = new Int32Array(film.pairCount).map((_, p) => {
      const a = numbers[pairs[2 * p]!]!, b = numbers[pairs[2 * p + 1]!]!;
      return a < 0 || b < 0 ? -1 : (other.side(a, b)?.row ?? -2) >> 1;
    });
    this.inOther.set(film, { other, pairs: table });
    return table;
  }

  /** Ties that are active, or those that are not, of some pairs. */
  private ties(look: Look, drawn: number[], strong: boolean, from: number, until: number): void {
    const { film, layout, week, palette, chosen, under, level, beside } = look;
    const { ctx, segments } = this;
    const width = film.width, pairs = film.array("pairs"), trust = film.array("trust"), state = film.array("state");
    const seats = layout.seats.get(film)!, places = layout.places;
    const inBeside = beside ? this.pairsIn(film, beside) : null;
    const besideState = beside?.array("state"), besideWeek = beside ? Math.min(week, beside.weeks) : 0;
    const spot = chosen.length > 0 || under.length === 1 ? (chosen.length ? chosen : under) : null;
    for (const bucket of segments) bucket.length = 0;
    const marked: number[] = [];
    for (let p = from; p < until; p++) {
      const at = 2 * p * width + week, codeA = trust[at]!;
      if (!codeA) continue;
      const bits = state[p * width + week]!, reached = bits & 1 ? 2 : bits & 2 ? 1 : 0;
      if ((reached === 2) !== strong) continue;
      const a = pairs[2 * p]!, b = pairs[2 * p + 1]!;
      const mine = spot !== null && (spot.length === 1 ? spot[0] === a || spot[0] === b : spot.includes(a) && spot.includes(b));
      if (reached < level && !mine) continue;
      const seatA = seats[a * width + week]!, seatB = seats[b * width + week]!;
      if (seatA < 0 || seatB < 0) continue;
      const ax = this.x(places[2 * seatA]!), ay = this.y(places[2 * seatA + 1]!), bx = this.x(places[2 * seatB]!), by = this.y(places[2 * seatB + 1]!);
      const mx = 0.5 * (ax + bx), my = 0.5 * (ay + by);
      let only = !inBeside;
      if (inBeside && reached === 2) {
        const there = inBeside[p]!;
        only = there < 0 || !(besideState![there * beside!.width + besideWeek]! & 1);
      }
      const faded = (spot !== null ? !mine : !only) ? 1 : 0;
      const told = mine && chosen.length === 2; // the chosen tie is bold, whatever it is
      const styleA = told ? 3 : reached === 2 ? (bits >> 2) & 3 : reached === 1 ? 4 : 5, styleB = reached === 2 && !told ? (bits >> 4) & 3 : styleA;
      this.push(faded, styleA, CLASS_OF_CODE[codeA]!, ax, ay, mx, my);
      this.push(faded, styleB, CLASS_OF_CODE[trust[at + width]!]!, bx, by, mx, my);
      drawn.push(p, ax, ay, bx, by);
      if (only && inBeside) marked.push(ax, ay, bx, by, faded);
    }
    const thick = Math.min(1.5, Math.max(0.62, this.scale / 52));
    ctx.lineCap = "butt";
    if (marked.length) {
      ctx.strokeStyle = look.only;
      ctx.lineWidth = (ACTIVE_WIDTHS[1]! + 7) * thick;
      for (const faded of [1, 0]) {
        ctx.globalAlpha = faded ? 0.1 : 0.5;
        ctx.beginPath();
        for (let k = 0; k < marked.length; k += 5) if (marked[k + 4] === faded) { ctx.moveTo(marked[k]!, marked[k + 1]!); ctx.lineTo(marked[k + 2]!, marked[k + 3]!); }
        ctx.stroke();
      }
    }
    for (const faded of [1, 0])
      for (let style = STYLES - 1; style >= 0; style--) {
        ctx.lineWidth = (style < 4 ? ACTIVE_WIDTHS[style]! : style === 4 ? WORKING_WIDTH : KNOWN_WIDTH) * (style < 4 ? thick : Math.min(1, thick));
        ctx.globalAlpha = (style < 4 ? 0.95 : style === 4 ? 0.3 : 0.22) * (faded ? (spot ? 0.13 : 0.45) : 1) + (spot && !faded && style >= 4 ? 0.4 : 0);
        for (let level = 0; level < CLASSES; level++) {
          const bucket = segments[(faded * STYLES + style) * CLASSES + level];
          if (!bucket?.length) continue;
          ctx.strokeStyle = palette.trust[level]!;
          for (let k = 0; k < bucket.length; k += 4) {
            ctx.beginPath();
            ctx.moveTo(bucket[k]!, bucket[k + 1]!);
            ctx.lineTo(bucket[k + 2]!, bucket[k + 3]!);
            ctx.stroke();
          }
        }
      }
    ctx.globalAlpha = 1;
  }

  private push(faded: number, style: number, level: number, x0: number, y0: number, x1: number, y1: number): void {
    const at = (faded * STYLES + style) * CLASSES + level;
    this.segments[at]!.push(x0, y0, x1, y1);
  }

  private people(look: Look): void {
    const { film, week, palette, chosen, under, type } = look;
    const { ctx } = this;
    const received = film.array("trust_received"), r = NODE * this.scale;
    const near = chosen.length ? this.near(look, chosen) : under.length === 1 ? this.near(look, under) : null;
    const shown: { who: number; x: number; y: number }[] = [];
    film.people.forEach((_, who) => { const place = this.place(look, who); if (place) shown.push({ who, ...place }); });
    for (const { who, x, y } of shown) {
      const person = film.people[who]!, code = received[who * film.width + week]!, level = CLASS_OF_CODE[code]!;
      ctx.globalAlpha = near && !near.has(who) ? 0.32 : 1;
      if (person.spanner) {
        ctx.beginPath();
        ctx.arc(x, y, r * 1.36, 0, 2 * Math.PI);
        ctx.strokeStyle = palette.spanner;
        ctx.lineWidth = Math.max(1.6, 0.055 * this.scale);
        ctx.stroke();
      }
      ctx.beginPath();
      shape(ctx, person.role, x, y, r);
      ctx.fillStyle = code ? palette.trust[level]! : PAPER;
      ctx.fill();
      ctx.strokeStyle = INK;
      ctx.lineWidth = person.role === "head" ? 1.6 : 0.8;
      ctx.stroke();
      if (look.numbers && code && r >= 8) {
        ctx.font = `600 ${Math.max(8.5, Math.min(0.84 * r, 17 * type))}px ${FONT}`;
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        ctx.fillStyle = palette.onTrust[level]!;
        ctx.fillText(String(Math.round((100 * (code - 1)) / 254)), x, y + (person.role === "middle_leader" ? 0.2 * r : 0.06 * r));
      }
    }
    ctx.globalAlpha = 1;
    for (const who of [...under, ...chosen]) {
      const place = this.place(look, who);
      if (!place) continue;
      ctx.beginPath();
      ctx.arc(place.x, place.y, r * 1.62, 0, 2 * Math.PI);
      ctx.strokeStyle = INK;
      ctx.lineWidth = chosen.includes(who) ? 3 : 1.5;
      ctx.stroke();
    }
    this.names(look, shown, r, near);
  }

  /** Those a person, or a tie, is about. */
  private near(look: Look, spot: readonly number[]): Set<number> {
    const set = new Set(spot);
    const { film } = look, pairs = film.array("pairs");
    if (spot.length === 1)
      for (const drawn of [this.drawn, this.back.ties])
        for (let k = 0; k < drawn.length; k += 5) {
          const a = pairs[2 * drawn[k]!]!, b = pairs[2 * drawn[k]! + 1]!;
          if (a === spot[0]) set.add(b);
          else if (b === spot[0]) set.add(a);
        }
    return set;
  }

  /** Names where they fit: those looked at first, then leaders and spanners, then all. */
  private names(look: Look, shown: { who: number; x: number; y: number }[], r: number, near: Set<number> | null): void {
    const { film, chosen, under, type } = look;
    const { ctx } = this;
    const size = Math.max(10.5, Math.min(15, 0.25 * this.scale)) * type, room: [number, number, number, number][] = [];
    const rank = (who: number) => (chosen.includes(who) || under.includes(who) ? 0 : film.people[who]!.role === "head" ? 1 : film.people[who]!.spanner || film.people[who]!.role.endsWith("leader") ? 2 : 3);
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    for (const { who, x, y } of [...shown].sort((a, b) => rank(a.who) - rank(b.who))) {
      const first = rank(who), whole = first === 0, all = this.scale >= 70 * type;
      if (!whole && (!look.names || this.scale < 26 || (!all && first > 1 && this.scale < 40) || (!all && first > 2))) continue;
      if (!whole && near && !near.has(who)) continue;
      const name = film.people[who]!.name, text = whole ? name : (name.split(" ")[0] ?? name);
      ctx.font = `${whole ? "600 " : ""}${whole ? Math.max(13, size * 1.1) : size}px ${FONT}`;
      const half = 0.5 * ctx.measureText(text).width + 2;
      let top = y + r * (film.people[who]!.spanner || whole ? 1.7 : 1.2);
      const area = (): [number, number, number, number] => [x - half, top, x + half, top + size * 1.15];
      const taken = () => room.some((other) => other[0] < area()[2] && area()[0] < other[2] && other[1] < area()[3] && area()[1] < other[3]);
      if (!whole && taken()) continue;
      if (taken()) top = y - r * 1.7 - size * 1.15; // two who are looked at side by side
      room.push(area());
      ctx.strokeStyle = PAPER;
      ctx.lineWidth = 3;
      ctx.globalAlpha = 0.85;
      ctx.strokeText(text, x, top);
      ctx.globalAlpha = 1;
      ctx.fillStyle = INK;
      ctx.fillText(text, x, top);
    }
  }

  /** Whom, or what tie, a point is on: one staff number, two, or none. */
  pick(x: number, y: number): number[] {
    const { look } = this;
    if (!look) return [];
    const r = NODE * this.scale;
    let best = -1, least = (r * 1.35 + 4) ** 2;
    look.film.people.forEach((_, who) => {
      const place = this.place(look, who);
      const far = place ? (place.x - x) ** 2 + (place.y - y) ** 2 : Infinity;
      if (far < least) { least = far; best = who; }
    });
    if (best >= 0) return [best];
    let tie = -1, close = 36;
    const all = [...this.drawn, ...this.back.ties];
    for (let k = 0; k < all.length; k += 5) {
      const [ax, ay, bx, by] = all.slice(k + 1, k + 5) as [number, number, number, number];
      const ux = bx - ax, uy = by - ay, along = Math.max(0, Math.min(1, ((x - ax) * ux + (y - ay) * uy) / (ux * ux + uy * uy || 1)));
      const far = (ax + along * ux - x) ** 2 + (ay + along * uy - y) ** 2;
      if (far < close) { close = far; tie = all[k]!; }
    }
    if (tie < 0) return [];
    const pairs = look.film.array("pairs"), a = pairs[2 * tie]!, b = pairs[2 * tie + 1]!;
    const pa = this.place(look, a)!, nearer = (pa.x - x) ** 2 + (pa.y - y) ** 2, pb = this.place(look, b)!;
    return nearer <= (pb.x - x) ** 2 + (pb.y - y) ** 2 ? [a, b] : [b, a]; // the nearer end is the holder
  }

  /** Where somebody stands, in the canvas. */
  where(who: number): { x: number; y: number } | null {
    return this.look && this.place(this.look, who);
  }
}
