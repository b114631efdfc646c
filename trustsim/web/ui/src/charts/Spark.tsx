/** A small line of one or two runs: as wide as it may be, up to the week shown, with a threshold and a band where there are. */

import { useEffect, useRef } from "preact/hooks";
import { SOFT } from "../palette";
import type { Store } from "../store";

export interface SparkLine {
  /** What the values are of: the picture is drawn anew only where it is another. */
  id: unknown;
  /** A value by week; NaN where there is none. */
  values: ArrayLike<number>;
  colour: string;
  dash?: number[];
  band?: { low: (number | null)[]; high: (number | null)[] };
}

interface Props {
  store: Store;
  lines: SparkLine[];
  low: number;
  high: number;
  threshold?: number;
  label: string;
}

function draw(canvas: HTMLCanvasElement, { store, lines, low, high, threshold }: Props): void {
  const ctx = canvas.getContext("2d");
  const ratio = Math.min(2, devicePixelRatio || 1), width = canvas.width / ratio, height = canvas.height / ratio;
  if (!ctx || !width) return;
  const weeks = Math.max(1, store.weeks);
  const x = (at: number) => (width * at) / weeks, y = (value: number) => height - 3 - ((height - 6) * (Math.min(high, Math.max(low, value)) - low)) / (high - low);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  for (const { values, colour, dash, band } of lines) {
    if (band) {
      ctx.beginPath();
      const edge = (rows: (number | null)[], from: number, to: number) => { for (let k = from; k !== to; k += Math.sign(to - from)) { const value = rows[k]; if (value !== null && value !== undefined) ctx.lineTo(x(k), y(value)); } };
      edge(band.high, 0, weeks + 1);
      edge(band.low, weeks, -1);
      ctx.fillStyle = colour + "26";
      ctx.fill();
    }
    ctx.beginPath();
    let open = false;
    for (let k = 0; k < values.length; k++) {
      const value = values[k]!;
      if (value !== value) { open = false; continue; }
      if (open) ctx.lineTo(x(k), y(value));
      else ctx.moveTo(x(k), y(value));
      open = true;
    }
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    ctx.lineJoin = "round";
    ctx.setLineDash(dash ?? []);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  if (threshold !== undefined) {
    ctx.beginPath();
    ctx.moveTo(0, y(threshold));
    ctx.lineTo(width, y(threshold));
    ctx.strokeStyle = SOFT;
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 3]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

export function Spark(props: Props) {
  const canvas = useRef<HTMLCanvasElement>(null), curtain = useRef<HTMLSpanElement>(null), now = useRef(props), drawn = useRef<unknown[]>([]);
  now.current = props;
  const move = () => {
    const { store } = now.current, { late: week, revealed } = store.state, one = curtain.current;
    if (!one) return; // its size is told once more after it has gone
    one.style.transform = `translateX(${Math.round((canvas.current!.clientWidth * Math.min(week, store.weeks)) / Math.max(1, store.weeks))}px)`;
    one.classList.toggle("open", revealed);
  };
  useEffect(() => {
    const one = canvas.current!, { store } = props;
    let seen: unknown[] = [], width = 0;
    const size = new ResizeObserver(() => {
      const ratio = Math.min(2, devicePixelRatio || 1);
      width = one.clientWidth;
      one.width = Math.round(width * ratio);
      one.height = Math.round(one.clientHeight * ratio);
      draw(one, now.current);
      move();
    });
    size.observe(one);
    const stop = store.subscribe(() => {
      const { late: week, revealed } = store.state;
      if (week !== seen[0] || revealed !== seen[1]) { seen = [week, revealed]; if (width) move(); }
    });
    return () => { stop(); size.disconnect(); };
  }, [props.store]);
  // Values are looked up anew when a panel is; the picture is drawn anew only if they are others.
  const looks = [props.low, props.high, props.threshold, props.store.weeks, ...props.lines.flatMap((line) => [line.id, line.colour, line.band])];
  useEffect(() => {
    if (looks.length === drawn.current.length && looks.every((value, k) => value === drawn.current[k])) return;
    drawn.current = looks;
    if (canvas.current) { draw(canvas.current, now.current); move(); }
  });
  return <span class="spark"><canvas ref={canvas} role="img" aria-label={props.label} /><span class="curtain" ref={curtain} /></span>;
}
