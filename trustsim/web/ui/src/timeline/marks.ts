/** What stands on the strip beneath the scrubber. */

import type { Film } from "../film";

export interface Mark {
  week: number;
  words: string;
  added: boolean;
  /** In which of the films it stands; null: in all that are shown. */
  only: 0 | 1 | null;
}

/** Dated interventions of all films, each once. */
export function marks(films: Film[]): Mark[] {
  const found = new Map<string, Mark & { in: number }>();
  films.forEach((film, k) => {
    for (const { week, words, added } of film.header.timeline) {
      const id = `${week} ${words}`, there = found.get(id);
      if (there) there.in |= 1 << k;
      else found.set(id, { week, words, added, only: null, in: 1 << k });
    }
  });
  const all = (1 << films.length) - 1;
  return [...found.values()].map(({ in: where, ...mark }) => ({ ...mark, only: where === all ? null : ((where >> 1) as 0 | 1) })).sort((a, b) => a.week - b.week);
}

/**
 * Viable spells as far as they are known in a week: one shows once it has lasted long enough to count, and is open until its loss
 * counts. The weekly column turns then; the spell is dated to the week in which it began.
 */
export function spellsUntil(film: Film, week: number): { from: number; to: number }[] {
  const viable = film.weekly("viable"), last = Math.min(week, film.weeks);
  if (!viable) return [];
  return film.header.spells.flatMap(([from, to]) => {
    let counts = from;
    while (counts <= last && viable[counts] !== 1) counts++;
    if (counts > last) return [];
    let end = last;
    if (to !== null && to <= last) {
      let lost = Math.max(to, counts);
      while (lost <= last && viable[lost] === 1) lost++;
      if (lost <= last) end = to;
    }
    return [{ from, to: end }];
  });
}

/** Rows for labels, so that none covers another; -1 where there is no room in `most` rows. */
export function rowsOf(boxes: { left: number; right: number }[], most: number): number[] {
  const ends: number[] = [];
  return boxes.map(({ left, right }) => {
    for (let row = 0; row < most; row++)
      if ((ends[row] ?? -Infinity) <= left) { ends[row] = right; return row; }
    return -1;
  });
}
