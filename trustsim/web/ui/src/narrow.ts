/** Whether the screen is narrow: a phone, or a window beside another. */

import { useEffect, useState } from "preact/hooks";

const query = typeof matchMedia === "function" ? matchMedia("(max-width: 899px)") : null;

export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(query?.matches ?? false);
  useEffect(() => {
    const look = () => setNarrow(query?.matches ?? false);
    query?.addEventListener("change", look);
    return () => query?.removeEventListener("change", look);
  }, []);
  return narrow;
}
