/** Which columns of the weekly table are drawn together. */

import type { Palette } from "../palette";

export interface Panel {
  id: string;
  title: string;
  /** Shares that add up, drawn on top of each other; otherwise lines. */
  stacked: boolean;
  /** Written as percent; otherwise as .72. */
  share: boolean;
  lines: { column: string; label: string; meaning?: string }[];
  /** The line that has a band, and that two schools are compared by, unless another is chosen. */
  focus: string;
  colours: (palette: Palette) => string[];
}

export const DASHES: number[][] = [[], [10, 4], [3, 3], [10, 3, 2, 3], [6, 3]];

export const PANELS: Panel[] = [
  {
    id: "trust", title: "Trust and its qualities", stacked: false, share: false, focus: "trust",
    lines: [{ column: "trust", label: "trust" }, { column: "competence", label: "competence" }, { column: "respect", label: "respect" }, { column: "integrity", label: "integrity" }, { column: "regard", label: "personal regard" }],
    colours: ({ qualities }) => ["#1d2329", ...qualities],
  },
  {
    id: "stages", title: "Stages of ties", stacked: true, share: true, focus: "practice",
    lines: [{ column: "identificatory", label: "identificatory" }, { column: "practice", label: "practice" }, { column: "role", label: "role" }, { column: "calculative", label: "calculative" }],
    colours: ({ stages }) => [...stages].reverse(),
  },
  {
    id: "cooperation", title: "Cooperation", stacked: false, share: true, focus: "cooperation_share",
    lines: [{ column: "cooperation_share", label: "both cooperate" }, { column: "joint_work_share", label: "joint work in meetings" }, { column: "checking_share", label: "checking in meetings" }, { column: "repair_share", label: "meetings on scarred ties" }],
    colours: ({ shares }) => shares,
  },
];
