/** What the screen is like. */

import { useEffect, useState } from "preact/hooks";

const ask = (words: string): MediaQueryList | null => (typeof matchMedia === "function" ? matchMedia(words) : null);
/** A phone, or a window beside another. */
const NARROW = ask("(max-width: 899px)");
/** As NARROW, or a low screen: what explains is folded away. */
const SMALL = ask("(max-width: 899px), (max-height: 820px)");

function useQuery(query: MediaQueryList | null): boolean {
  const [matches, setMatches] = useState(query?.matches ?? false);
  useEffect(() => {
    const look = () => setMatches(query?.matches ?? false);
    query?.addEventListener("change", look);
    return () => query?.removeEventListener("change", look);
  }, [query]);
  return matches;
}

export const useNarrow = (): boolean => useQuery(NARROW);
export const useSmall = (): boolean => useQuery(SMALL);
