/** Carries a dragged slider to the picture: one film is asked for at a time, then the latest value; one drag is one step for undo. */

import type { Store } from "../store";
import { SLOTS, type Control, type Slot, type View } from "../types";
import { acts, withValue } from "./changes";

const ONE_GESTURE = 1200; // milliseconds between moves that still are the same

interface Move {
  path: string;
  slot: Slot;
  change: (view: View) => View;
  remember: boolean;
}

export class Changer {
  private busy = false;
  private moves: Move[] = [];
  private gesture: { path: string; slot: Slot; week: number; at: number } | null = null;

  constructor(private readonly store: Store, private readonly now: () => number = () => performance.now()) {}

  /** Set a value as soon as the one before is shown. A setting that cannot act now waits, visibly, for a restart. */
  set(control: Control, value: unknown): void {
    const { store } = this;
    const slot = store.edited;
    const { path } = control;
    const at = this.now();
    const last = this.gesture;
    const same = last !== null && last.path === path && last.slot === slot && at - last.at < ONE_GESTURE;
    // While the film plays on, a drag goes on acting from the week in which it began.
    const week = same ? last.week : store.state.week;
    this.gesture = { path, slot, week, at };
    if (acts(control, week) === "restart") {
      store.set({ pending: { ...store.state.pending, [path]: value } });
      return;
    }
    const waiting = this.moves.find((one) => one.path === path && one.slot === slot);
    this.moves = [...this.moves.filter((one) => one !== waiting),
      { path, slot, change: (view) => withValue(view, control, value, week), remember: !same || (waiting?.remember ?? false) }];
    this.follow();
  }

  /** Whatever comes next is another step for undo. */
  end(): void {
    this.gesture = null;
  }

  private follow(): void {
    if (this.busy || !this.moves.length) return;
    const { moves, store } = this;
    this.moves = [];
    this.busy = true;
    const views = store.views.map((view, k) => moves.reduce((now, move) => (SLOTS[k] === move.slot ? move.change(now) : now), view));
    void store.show(views, { remember: moves.some((move) => move.remember) }).finally(() => {
      this.busy = false;
      this.follow();
    });
  }
}
