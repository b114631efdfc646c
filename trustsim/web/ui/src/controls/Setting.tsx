/** One setting: a slider, a choice or a switch, when it acts, and how to have it as it was. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Control } from "../types";
import { valueWords, type Acts } from "./changes";

interface Props {
  control: Control;
  /** As it will be in the week after; null where organisations differ. */
  value: unknown;
  acts: Acts;
  /** The week from which a change would act. */
  from: number;
  playing: boolean;
  changed: boolean;
  /** Chosen, but waiting for a restart. */
  pending: boolean;
  choose: (value: unknown) => void;
  done: () => void;
  reset: () => void;
  restart: () => void;
}

export const domId = (path: string): string => `set-${path.replaceAll(/[^\w]/g, "-")}`;

export function Setting({ control, value, acts, from, playing, changed, pending, choose, done, reset, restart }: Props) {
  const id = domId(control.path);
  const when = acts === "start" ? "acts from the start" : acts === "next" ? (playing ? "acts at once" : `acts from week ${from} on`) : "applies on restart";
  const about = `${control.meaning}. ${control.unit ? `Unit: ${control.unit}. ` : ""}${control.source ? `Source: ${control.source}.` : ""}`;
  return (
    <div class={`setting${changed || pending ? " changed" : ""}`} data-path={control.path}>
      <div class="setting-head">
        <label for={id}>{control.label}</label>
        {(changed || pending) && <button type="button" class="quiet" onClick={reset} aria-label={`Reset ${control.label}`}>reset</button>}
      </div>
      <Input control={control} id={id} value={value} choose={choose} done={done} />
      <p class="setting-when" id={`${id}-when`}>
        {control.kind !== "choice" && control.kind !== "switch" && control.unit && <span class="unit">{control.unit}</span>}
        <span class={acts === "restart" ? "later" : ""}>{pending ? "chosen; " : ""}{when}</span>
        {pending && <button type="button" class="plain" onClick={restart}>Restart now</button>}
      </p>
      <p class="hidden setting-about" id={`${id}-about`}>{about}</p>
    </div>
  );
}

function Input({ control, id, value, choose, done }: Pick<Props, "control" | "value" | "choose" | "done"> & { id: string }) {
  const said = `${id}-when ${id}-about`;
  if (control.kind === "switch")
    return <input type="checkbox" role="switch" id={id} class="tick-box" checked={value === true} aria-describedby={said} onChange={(event) => { choose(event.currentTarget.checked); done(); }} />;
  if (control.kind === "choice")
    return (
      <select id={id} aria-describedby={said} value={String(value ?? "")} onChange={(event) => { choose(event.currentTarget.value); done(); }}>
        {!control.choices?.includes(String(value)) && <option value={String(value ?? "")}>{valueWords(control, value)}</option>}
        {control.choices?.map((choice) => <option key={choice} value={choice}>{choice.replaceAll("_", " ")}</option>)}
      </select>
    );
  return <Slider control={control} id={id} value={value} choose={choose} done={done} said={said} />;
}

/** Shows where the hand is, not where the film has got to, as long as the hand is on it. */
function Slider({ control, id, value, choose, done, said }: Pick<Props, "control" | "value" | "choose" | "done"> & { id: string; said: string }) {
  const given = typeof value === "number" ? value : null;
  const [held, hold] = useState<number | null>(null);
  const [typed, type] = useState<string | null>(null); // not yet a change: whatever is drawn anew leaves it
  const letGo = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(letGo.current), []);
  const low = control.low ?? control.min ?? 0, high = control.high ?? control.max ?? 1;
  const step = control.step ?? (control.kind === "integer" ? 1 : 0.01);
  const shown = held ?? given;
  const take = (text: string) => {
    const number = Number(text);
    if (text.trim() === "" || !Number.isFinite(number)) return;
    hold(number);
    clearTimeout(letGo.current);
    letGo.current = setTimeout(() => hold(null), 1500);
    choose(control.kind === "integer" ? Math.round(number) : number);
  };
  return (
    <div class="slider">
      <input
        type="range" id={id} min={low} max={high} step={step} value={shown ?? (low + high) / 2} aria-describedby={said} class={shown === null ? "unknown" : ""}
        aria-valuetext={valueWords(control, shown)} onInput={(event) => take(event.currentTarget.value)} onChange={done}
      />
      <input
        type="number" class="number" min={control.min ?? undefined} max={control.max ?? undefined} step="any" value={typed ?? (shown === null ? "" : Math.round(shown * 1000) / 1000)}
        placeholder="differs" aria-label={`${control.label}, as a number`} onInput={(event) => type(event.currentTarget.value)} onBlur={() => type(null)}
        onChange={(event) => { take(event.currentTarget.value); type(null); done(); }}
      />
    </div>
  );
}
