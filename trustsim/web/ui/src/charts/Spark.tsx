/** A small line of one or two runs: as wide as it may be, up to the week shown, with a threshold and a band where there are. */

import { useEffect, useRef } from "preact/hooks";
import { INK, SOFT } from "../palette";
import type { Store } from "../store";

export interface SparkLine {
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
  /** Weeks from which on it ends anyway (a person who left). */
  label: string;
}

function draw(canvas: HTMLCanvasElement, { store, lines, low, high, threshold }: Props): void {
  const ctx = canvas.getContext("2d");
  const ratio = Math.min(2, devicePixelRatio || 1), width = canvas.width / ratio, height = canvas.height / ratio;
  if (!ctx || !width) return;
  const weeks = Math.max(1, store.weeks), { week, revealed } = store.state, edge = revealed ? weeks : Math.min(week, weeks);
  const x = (at: number) => 2 + ((width - 6) * at) / weeks, y = (value: number) => height - 3 - ((height - 6) * (Math.min(high, Math.max(low, value)) - low)) / (high - low);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  if (threshold !== undefined) {
    ctx.beginPath();
    ctx.moveTo(x(0), y(threshold));
    ctx.lineTo(x(weeks), y(threshold));
    ctx.strokeStyle = SOFT;
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 3]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  for (const { values, colour, dash, band } of lines) {
    if (band) {
      ctx.beginPath();
      let open = false;
      for (let k = 0; k <= edge; k++) { const value = band.high[k]; if (value !== null && value !== undefined) { if (open) ctx.lineTo(x(k), y(value)); else ctx.moveTo(x(k), y(value)); open = true; } }
      for (let k = edge; k >= 0; k--) { const value = band.low[k]; if (value !== null && value !== undefined) ctx.lineTo(x(k), y(value)); }
      ctx.fillStyle = colour + "26";
      ctx.fill();
    }
    ctx.beginPath();
    let open = false;
    for (let k = 0; k <= edge && k < values.length; k++) {
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
    const now = values[Math.min(week, values.length - 1)]!;
    if (now === now) {
      ctx.beginPath();
      ctx.arc(x(Math.min(week, weeks)), y(now), 3, 0, 2 * Math.PI);
      ctx.fillStyle = colour;
      ctx.fill();
    }
  }
  if (revealed) {
    ctx.fillStyle = INK;
    ctx.fillRect(x(Math.min(week, weeks)) - 0.5, 0, 1, height);
  }
}

export function Spark(props: Props) {
  const canvas = useRef<HTMLCanvasElement>(null), now = useRef(props);
  now.current = props;
  useEffect(() => {
    const one = canvas.current!, { store } = props;
    let frame = 0, seen: unknown[] = [];
    const again = () => { frame ||= requestAnimationFrame(() => { frame = 0; draw(one, now.current); }); };
    const size = new ResizeObserver(() => {
      const ratio = Math.min(2, devicePixelRatio || 1);
      one.width = Math.round(one.clientWidth * ratio);
      one.height = Math.round(one.clientHeight * ratio);
      draw(one, now.current);
    });
    size.observe(one);
    const stop = store.subscribe(() => {
      const key = [store.state.week, store.state.revealed];
      if (key.some((value, k) => value !== seen[k])) { seen = key; again(); }
    });
    return () => { stop(); size.disconnect(); cancelAnimationFrame(frame); };
  }, [props.store]);
  useEffect(() => { if (canvas.current) draw(canvas.current, now.current); });
  return <canvas class="spark" ref={canvas} role="img" aria-label={props.label} />;
}
