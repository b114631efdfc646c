/** The part of the address after #, from which everything shown can be had again. */

import type { State, View } from "./types";

export interface Linked {
  views: View[];
  more: Partial<Pick<State, "week" | "selection" | "palette" | "large" | "revealed">>;
}

export const linkOf = (_state: State): string => "";
export const linked = (_fragment: string): Linked | null => null;
