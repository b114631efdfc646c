/** Colours, told apart also by shape, dash, order or number. Series are of Okabe & Ito (2008) and of Tol's bright scheme. */

export interface Palette {
  name: string;
  /** Trust from low to high, one colour a class. */
  trust: string[];
  /** Ink that can be read on each of them. */
  onTrust: string[];
  qualities: string[];
  stages: string[];
  shares: string[];
  viable: string;
  viablePale: string;
  spanner: string;
  /** Behind ties that are in one of two schools only. */
  only: string;
}

export const INK = "#1d2329", SOFT = "#565d66", RULE = "#d5d9de", IDLE = "#eef0f2", PAPER = "#ffffff";
/** Trust where the scale begins and ends, and the width of a class. */
export const TRUST_LOW = 0.4, TRUST_HIGH = 0.9, TRUST_CLASS = 0.05;
/** Classes: one below, ten within, one above. */
export const CLASSES = Math.round((TRUST_HIGH - TRUST_LOW) / TRUST_CLASS) + 2;

type Rgb = [number, number, number];
const rgb = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb;

/** Colours at even steps along a ramp of colours. */
export function ramp(stops: string[], steps: number): string[] {
  return Array.from({ length: steps }, (_, k) => {
    const at = (k / (steps - 1)) * (stops.length - 1), low = Math.min(stops.length - 2, Math.floor(at)), part = at - low;
    const from = rgb(stops[low]!), to = rgb(stops[low + 1]!);
    return "#" + from.map((value, c) => Math.round(value + (to[c]! - value) * part).toString(16).padStart(2, "0")).join("");
  });
}

/** Relative luminance (WCAG). */
export function luminance(hex: string): number {
  const [r, g, b] = rgb(hex).map((value) => { const s = value / 255; return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** How far two colours can be told apart by their light (WCAG, 1 to 21). */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const inkOn = (hex: string): string => (contrast(hex, INK) > contrast(hex, PAPER) ? INK : PAPER);

function palette(stops: string[], more: Omit<Palette, "trust" | "onTrust">): Palette {
  const trust = ramp(stops, CLASSES);
  return { trust, onTrust: trust.map(inkOn), ...more };
}

export const PALETTES: readonly [Palette, Palette] = [
  palette(["#f6cf65", "#b9d69a", "#6db8b4", "#2f86b7", "#164a86", "#0e2a55"], {
    name: "yellow to blue", qualities: ["#0072b2", "#d55e00", "#007f5c", "#b4508e"], stages: ["#d9dcdf", "#9cc3dd", "#4a90c2", "#0b3c66"],
    shares: ["#0072b2", "#007f5c", "#d55e00", "#b4508e"], viable: "#007f5c", viablePale: "#cdebdd", spanner: "#d55e00", only: "#ff9d2e",
  }),
  palette(["#b8500f", "#ef9a4e", "#f3cfa2", "#b8cfe4", "#5f94c9", "#1f4f96"], {
    name: "orange to blue", qualities: ["#33608f", "#cc3355", "#1b7a2f", "#8a2a66"], stages: ["#dddddd", "#f2b98a", "#cf6f2c", "#6b2c05"],
    shares: ["#33608f", "#1b7a2f", "#cc3355", "#8a2a66"], viable: "#1b7a2f", viablePale: "#d3ecd7", spanner: "#aa1f6b", only: "#3ec46d",
  }),
];

/** The class of a trust: 0 below the scale ... CLASSES - 1 above it. */
export const classOf = (trust: number): number => Math.min(CLASSES - 1, Math.max(0, Math.floor((trust - TRUST_LOW) / TRUST_CLASS + 1e-6) + 1));

/** The class of each code of a film's arrays (0: nothing; 1 + 254 x trust). */
export const CLASS_OF_CODE: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => (code ? classOf((code - 1) / 254) : 0));
