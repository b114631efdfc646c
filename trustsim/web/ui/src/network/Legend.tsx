/** What colour, shape and thickness mean. */

import { PALETTES, TRUST_CLASS, TRUST_LOW } from "../palette";
import { useNarrow } from "../narrow";
import { useStore, type Store } from "../store";
import { decimal, roleWords } from "../words";
import { shape } from "./draw";

/** A role's shape as an SVG path. */
function outline(role: string, r: number): string {
  const parts: string[] = [];
  shape({
    moveTo: (x, y) => parts.push(`M${x.toFixed(2)} ${y.toFixed(2)}`), lineTo: (x, y) => parts.push(`L${x.toFixed(2)} ${y.toFixed(2)}`),
    arc: (x, y, radius) => parts.push(`A${radius} ${radius} 0 1 1 ${(x - radius).toFixed(2)} ${y}A${radius} ${radius} 0 1 1 ${(x + radius).toFixed(2)} ${y}`), closePath: () => parts.push("Z"),
  }, role, 0, 0, r);
  return parts.join("");
}

export function Legend({ store }: { store: Store }) {
  const [palette, films, two] = useStore(store, (state) => [PALETTES[state.palette], state.shown[0]?.film ?? null, state.shown.length > 1]);
  const narrow = useNarrow();
  if (!films) return null;
  const roles = films.header.roles.filter((role) => films.people.some((person) => person.role === role));
  const spanners = films.people.some((person) => person.spanner);
  const rest = (
    <>
      <ul class="legend-shapes">
        {roles.map((role) => (
          <li key={role}><svg viewBox="-10 -10 20 20" width="20" height="20" aria-hidden="true"><path class="shape" d={outline(role, 6.4)} /></svg>{roleWords(role)}</li>
        ))}
        {spanners && <li><svg viewBox="-10 -10 20 20" width="20" height="20" aria-hidden="true"><path class="shape" d={outline("teacher", 5)} /><circle r="8" fill="none" stroke={palette.spanner} stroke-width="2.2" /></svg>boundary spanner</li>}
      </ul>
      <ul class="legend-ties">
        <li><svg viewBox="0 0 30 12" width="30" height="12" aria-hidden="true"><path class="tie-known" d="M0 6H30" /></svg>know each other</li>
        <li><svg viewBox="0 0 30 12" width="30" height="12" aria-hidden="true"><path class="tie-active" d="M0 6H30" /></svg>active: cooperate again and again</li>
        <li><svg viewBox="0 0 30 12" width="30" height="12" aria-hidden="true"><path class="tie-thin" d="M0 6H10" /><path class="tie-mid" d="M10 6H20" /><path class="tie-thick" d="M20 6H30" /></svg>thicker: deeper stage</li>
        {two && <li><svg viewBox="0 0 30 12" width="30" height="12" aria-hidden="true"><path d="M0 6H30" stroke={palette.only} stroke-width="10" opacity=".55" /><path class="tie-active" d="M0 6H30" /></svg>active in this school only</li>}
      </ul>
    </>
  );
  return (
    <div class="legend">
      <div class="legend-trust">
        <span class="legend-name">trust</span>
        <span class="ramp">
          {palette.trust.map((colour, k) => (
            <span class="ramp-step" key={k} style={{ backgroundColor: colour, color: palette.onTrust[k] }}>{k === 0 ? "<.4" : k % 2 === 1 ? decimal(TRUST_LOW + (k - 1) * TRUST_CLASS, 1) : ""}</span>
          ))}
        </span>
      </div>
      {narrow ? <details><summary>shapes and lines</summary>{rest}</details> : rest}
    </div>
  );
}
