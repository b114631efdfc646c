/** A film: a whole run, week by week. Bytes in, typed looks out; nothing is computed but where to look. */

import type { ArrayPlace, FilmHeader, Person } from "./types";

const MAGIC = "TSF1";
type Numbers = Uint8Array | Uint16Array | Int16Array | Uint32Array | Float32Array;
const KINDS = { u8: Uint8Array, u16: Uint16Array, i16: Int16Array, u32: Uint32Array, f32: Float32Array } as const;

/** Trust as it is coded: 0 where two are not acquainted, else 1 + 254 x trust. */
export const trustOf = (code: number): number => (code === 0 ? NaN : (code - 1) / 254);

/** Bytes of a film that may be gzipped. */
export async function unzipped(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The film in these bytes. */
export function decode(bytes: Uint8Array): Film {
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic !== MAGIC) throw new Error(`not a film: it begins with ${JSON.stringify(magic)}, not ${MAGIC}`);
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size))) as FilmHeader;
  const start = Math.ceil((8 + size) / 8) * 8;
  // Arrays lie at multiples of 8 from the start of the film; views need the same of the buffer.
  const whole = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new Film(header, whole, start);
}

function decoded(place: ArrayPlace, bytes: Uint8Array<ArrayBufferLike>, start: number): Numbers {
  const length = place.shape.reduce((product, extent) => product * extent, 1);
  const raw = new KINDS[place.type](bytes.buffer as ArrayBuffer, bytes.byteOffset + start + place.at, length) as Numbers;
  if (place.coding === "plain") return raw;
  const out = raw.slice();
  const row = place.shape[place.shape.length - 1] ?? 1;
  const xor = place.coding === "xor";
  for (let at = 0; at < length; at += row)
    for (let k = at + 1; k < at + row; k++) out[k] = xor ? out[k]! ^ out[k - 1]! : out[k]! + out[k - 1]!; // stored modulo 2^bits
  return out;
}

export interface Side {
  holder: number;
  other: number;
  /** Row in trust and beliefs. */
  row: number;
}

export class Film {
  readonly weeks: number;
  /** Columns of an array: weeks + 1. */
  readonly width: number;
  readonly pairCount: number;
  readonly people: Person[];
  private readonly cache = new Map<string, Numbers>();
  private byKey: Map<string, number> | null = null;
  private rowOfPair: Map<number, number> | null = null;
  private readonly columnAt: Map<string, number>;

  constructor(readonly header: FilmHeader, private readonly bytes: Uint8Array, private readonly start: number) {
    this.weeks = header.weeks;
    this.width = header.weeks + 1;
    this.people = header.people;
    this.pairCount = header.arrays["pairs"]?.shape[0] ?? 0;
    this.columnAt = new Map(Object.keys(header.columns).map((name, k) => [name, k]));
  }

  has(name: string): boolean {
    return name in this.header.arrays;
  }

  /** An array as it was before coding, decoded when first asked for. */
  array(name: string): Numbers {
    let found = this.cache.get(name);
    if (!found) {
      const place = this.header.arrays[name];
      if (!place) throw new Error(`this film has no array ${name}`);
      found = decoded(place, this.bytes, this.start);
      this.cache.set(name, found);
    }
    return found;
  }

  /** A weekly column over all weeks (NaN: blank); undefined if this film has none of that name. */
  weekly(column: string): Float32Array | undefined {
    const at = this.columnAt.get(column);
    return at === undefined ? undefined : (this.array("weekly") as Float32Array).subarray(at * this.width, (at + 1) * this.width);
  }

  /** A weekly figure; NaN where it is blank. */
  figure(column: string, week: number): number {
    return this.weekly(column)?.[week] ?? NaN;
  }

  /** Staff number of a person, or -1. */
  number(key: string): number {
    this.byKey ??= new Map(this.people.map((person, k) => [person.key, k]));
    return this.byKey.get(key) ?? -1;
  }

  /** In post at the end of a week. */
  inPost(person: number, week: number): boolean {
    const { joined, left } = this.people[person]!;
    return joined <= week && (left === null || week < left);
  }

  /** Team of a person in a week. */
  teamOf(person: number, week: number): number {
    return this.has("team") ? this.array("team")[person * this.width + week]! : this.people[person]!.team;
  }

  /** The tie that `holder` has with `other`; null if they never met. */
  side(holder: number, other: number): Side | null {
    if (!this.rowOfPair) {
      this.rowOfPair = new Map();
      const pairs = this.array("pairs");
      for (let p = 0; p < this.pairCount; p++) this.rowOfPair.set(pairs[2 * p]! * 65536 + pairs[2 * p + 1]!, p);
    }
    const pair = this.rowOfPair.get(Math.min(holder, other) * 65536 + Math.max(holder, other));
    return pair === undefined ? null : { holder, other, row: 2 * pair + (holder < other ? 0 : 1) };
  }

  /** A coded value (trust, scar, trust_given, ...) of a row in a week; NaN where there is none. */
  coded(name: string, row: number, week: number): number {
    return trustOf(this.array(name)[row * this.width + week]!);
  }

  /** A coded row over all weeks. */
  codes(name: string, row: number): Numbers {
    return this.array(name).subarray(row * this.width, (row + 1) * this.width);
  }

  /** Belief in quality `q` on a side of a tie. */
  belief(q: number, row: number, week: number): number {
    return this.coded("beliefs", q * 2 * this.pairCount + row, week);
  }

  private bits(row: number, week: number): number {
    return this.array("state")[(row >> 1) * this.width + week]!;
  }

  known(row: number, week: number): boolean {
    return this.array("trust")[row * this.width + week]! > 0;
  }

  active(row: number, week: number): boolean {
    return (this.bits(row, week) & 1) !== 0;
  }

  working(row: number, week: number): boolean {
    return (this.bits(row, week) & 2) !== 0;
  }

  stage(row: number, week: number): number {
    return (this.bits(row, week) >> (2 + 2 * (row & 1))) & 3;
  }

  asksAdvice(row: number, week: number): boolean {
    return ((this.bits(row, week) >> (6 + (row & 1))) & 1) !== 0;
  }

  /** Sides that a person holds towards everybody they know in a week. */
  sidesOf(person: number, week: number): Side[] {
    const pairs = this.array("pairs");
    const found: Side[] = [];
    for (let p = 0; p < this.pairCount; p++) {
      const a = pairs[2 * p]!, b = pairs[2 * p + 1]!;
      if (a !== person && b !== person) continue;
      const row = 2 * p + (a === person ? 0 : 1);
      if (this.known(row, week)) found.push({ holder: person, other: a === person ? b : a, row });
    }
    return found;
  }
}
