/** The clock: turns time into weeks while the store says that the film plays. */

import type { Store } from "./store";

/** Weeks that fit into `milliseconds` at `speed` weeks a second, and what is left over. */
export function advance(left: number, milliseconds: number, speed: number): { weeks: number; left: number } {
  // A tab that slept does not leap: at most a quarter of a second is made up for.
  const due = left + (Math.min(milliseconds, 250) * speed) / 1000;
  const weeks = Math.floor(due + 1e-9);
  return { weeks, left: Math.max(0, due - weeks) };
}

export class Player {
  private frame = 0;
  private last = 0;
  private left = 0;

  constructor(private readonly store: Store, private readonly clock: { request: (tick: (now: number) => void) => number; cancel: (id: number) => void } = {
    request: (tick) => requestAnimationFrame(tick), cancel: (id) => cancelAnimationFrame(id),
  }) {
    store.subscribe(() => this.follow());
  }

  private follow(): void {
    const { playing } = this.store.state;
    if (playing && !this.frame) {
      this.last = NaN;
      this.left = 0;
      this.frame = this.clock.request(this.tick);
    } else if (!playing && this.frame) {
      this.clock.cancel(this.frame);
      this.frame = 0;
    }
  }

  private readonly tick = (now: number): void => {
    this.frame = this.clock.request(this.tick);
    const passed = Number.isNaN(this.last) ? 0 : now - this.last;
    this.last = now;
    const { weeks, left } = advance(this.left, passed, this.store.state.speed);
    this.left = left;
    const { week, late, until } = this.store.state;
    if (!weeks) {
      if (late !== week) this.store.set({ late: week }); // a frame without a new week has time for the rest of the page
      return;
    }
    const end = Math.min(until ?? Infinity, this.store.weeks);
    this.store.set({ week: Math.min(week + weeks, end), late: week });
    if (week + weeks >= end) this.store.pause();
  };
}
