/** What the page has to tell: a lost server, and what is wrong with a request, so that it can be mended. */

import { LiveSource } from "../live";
import { useStore, type Store } from "../store";
import type { Control, Trouble } from "../types";

export function Notices({ store }: { store: Store }) {
  const [notice, connection, troubles, hello] = useStore(store, (s) => [s.notice, s.connection, s.troubles, s.hello] as const);
  return (
    <div class="notices">
      <div role="status" aria-live="polite">
        {notice && (
          <div class={`notice ${connection}`}>
            <p>{notice}</p>
            {store.source instanceof LiveSource && connection === "lost" && <button type="button" class="plain" onClick={store.source.retry}>Try now</button>}
          </div>
        )}
      </div>
      <div role="alert">
        {troubles.length > 0 && (
          <div class="notice trouble">
            <h2>That cannot be shown</h2>
            <ul>{troubles.map((trouble, k) => <li key={k}><TroubleText trouble={trouble} controls={hello?.controls ?? []} /></li>)}</ul>
            <button type="button" class="plain" onClick={() => store.set({ troubles: [] })}>Close</button>
          </div>
        )}
      </div>
    </div>
  );
}

/** Python says values as they are written in its own way, strings with their quotes. */
const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The setting by its name, what is wrong, what was given, what would do. */
export function TroubleText({ trouble, controls }: { trouble: Trouble; controls: Control[] }) {
  const { message, key, given, allowed, nearest } = trouble;
  const path = key?.replace(/^happenings\[\d+\]\.?/, "");
  const label = controls.find((control) => control.path === path)?.label ?? path;
  return (
    <>
      {label && <strong>{label}: </strong>}{message}.
      {given !== undefined && given !== null && <> Given: {shown(given)}.</>}
      {allowed !== undefined && allowed !== null && <> Allowed: {typeof allowed === "string" ? allowed : JSON.stringify(allowed)}.</>}
      {nearest && <> Did you mean “{nearest}”?</>}
    </>
  );
}
