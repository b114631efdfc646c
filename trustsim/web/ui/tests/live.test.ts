import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { LiveSource, wait, type Wire } from "../src/live";
import { Superseded, Troubles } from "../src/source";
import type { Connection, View } from "../src/types";

class Line implements Wire {
  binaryType = "";
  readyState = 0;
  readonly sent: { id: number; do: string; [more: string]: unknown }[] = [];
  onopen: Wire["onopen"] = null;
  onclose: Wire["onclose"] = null;
  onmessage: Wire["onmessage"] = null;
  send(text: string): void { this.sent.push(JSON.parse(text)); }
  close(): void { this.readyState = 3; }
  open(): void { this.readyState = 1; this.onopen?.(null as never); }
  drop(code = 1006, reason = ""): void { this.readyState = 3; this.onclose?.({ code, reason }); }
  say(data: unknown): void { this.onmessage?.({ data: typeof data === "string" || data instanceof ArrayBuffer ? data : JSON.stringify(data) }); }
}

const view: View = { scenario: "baseline", settings: {}, happenings: [], seed: 0 };
const settle = () => new Promise((done) => setImmediate(done));

/** Bytes of a film without arrays. */
function film(header: object): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify({ weeks: 3, people: [], columns: {}, arrays: {}, ...header }));
  const bytes = new Uint8Array(Math.ceil((8 + text.length) / 8) * 8);
  bytes.set([0x54, 0x53, 0x46, 0x31]);
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  return bytes.buffer;
}

function source(): { live: LiveSource; lines: Line[]; told: [Connection, string | null][] } {
  const lines: Line[] = [], told: [Connection, string | null][] = [];
  const live = new LiveSource(() => (lines.push(new Line()), lines.at(-1)!), () => 0.5);
  live.onConnection((...what) => told.push(what));
  return { live, lines, told };
}

test("what is asked before the connection is there is sent when it is", async () => {
  const { live, lines } = source();
  const hello = live.hello();
  assert.deepEqual(lines[0]!.sent, []);
  lines[0]!.open();
  assert.deepEqual(lines[0]!.sent, [{ id: 1, do: "hello" }]);
  lines[0]!.say({ id: 1, kind: "hello", version: "1" });
  assert.equal((await hello).version, "1");
});

test("the latest request of a slot wins, whichever film comes first", async () => {
  const { live, lines } = source();
  lines[0]!.open();
  const first = live.film(view, "a"), beside = live.film(view, "b"), second = live.film({ ...view, seed: 1 }, "a");
  await assert.rejects(first, Superseded);
  const [one, two, three] = lines[0]!.sent;
  for (const { id } of [three!, one!, two!]) lines[0]!.say(film({ id }));
  assert.equal((await second).header.id, three!.id);
  assert.equal((await beside).header.id, two!.id);
});

test("problems reject their own request only", async () => {
  const { live, lines } = source();
  lines[0]!.open();
  const bad = live.yaml(view), good = live.why(view, { person: 1, week: 3 });
  lines[0]!.say({ id: 1, kind: "problem", problems: [{ message: "no such setting", key: "meetings.x" }] });
  lines[0]!.say("not json {");
  lines[0]!.say(new ArrayBuffer(3));
  lines[0]!.say({ id: 2, kind: "why", title: "t", lines: [] });
  await assert.rejects(bad, (problem) => problem instanceof Troubles && problem.troubles[0]!.key === "meetings.x");
  assert.equal((await good).title, "t");
});

test("when the server is gone it says so, tries again ever more slowly, and asks again for what is missing", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { live, lines, told } = source();
    lines[0]!.open();
    const film_ = live.film(view, "a");
    lines[0]!.drop();
    assert.equal(told.at(-1)![0], "lost");
    assert.match(told.at(-1)![1]!, /run_sim.py serve/);
    mock.timers.tick(wait(0, 0.5));
    assert.equal(lines.length, 2);
    lines[1]!.drop();
    mock.timers.tick(wait(0, 0.5));
    assert.equal(lines.length, 2, "the second wait is longer");
    mock.timers.tick(wait(1, 0.5));
    assert.equal(lines.length, 3);
    lines[2]!.open();
    assert.deepEqual(told.at(-1), ["open", null]);
    assert.deepEqual(lines[2]!.sent.map((one) => one.do), ["film"]);
    lines[2]!.say(film({ id: 1 }));
    assert.equal((await film_).header.id, 1);
  } finally {
    mock.timers.reset();
  }
  assert.ok(wait(50, 1) <= 10_000 && wait(0, 0) >= 250);
});

test("a request that the server closes for is not sent again; one too large is not sent at all", async () => {
  const { live, lines } = source();
  lines[0]!.open();
  const refused = live.yaml(view);
  lines[0]!.drop(1008, "that was no request");
  await assert.rejects(refused, /that was no request/);
  await assert.rejects(live.yaml({ ...view, scenario: "x".repeat(70_000) }), /more than one request/);
  live.close();
});

test("bands come until they are stopped or done", async () => {
  const { live, lines } = source();
  lines[0]!.open();
  const got: number[] = [];
  const stop = live.band(view, "a", (band) => got.push(band.replicates));
  for (const replicates of [5, 15]) lines[0]!.say({ id: 1, kind: "band", replicates });
  stop();
  lines[0]!.say({ id: 1, kind: "band", replicates: 30 });
  await settle();
  assert.deepEqual(got, [5, 15]);
});
