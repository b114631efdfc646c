/** A picture of what is on the screen: network and charts where they stand, with title, scenario, luck and week. */

import type { State } from "../types";

const MARGIN = 24;
const SCALE = 2;
/** What is drawn, and what of it is only for use on the page. */
const PARTS = ".stage, .side-charts";
const LEFT_OUT = ".hidden, .tip, .popover, .fronts, button.quiet, .chart > header button, .table, select";

const font = (size: number, weight = 400): string => `${weight} ${size}px system-ui, "DejaVu Sans", sans-serif`;
const seen = (element: Element): boolean => element.getClientRects().length > 0 && element.checkVisibility() && !element.matches(LEFT_OUT) && getComputedStyle(element).visibility !== "hidden";

/** The picture, and a name for it. */
export async function picture(state: State): Promise<{ blob: Blob; name: string }> {
  const parts = [...document.querySelectorAll<HTMLElement>(PARTS)].filter(seen);
  const lines = captionOf(state);
  const boxes = parts.map((part) => ({ part, left: part.getBoundingClientRect().left, top: part.getBoundingClientRect().top, width: part.offsetWidth, height: Math.max(part.scrollHeight, part.offsetHeight) }));
  const head = MARGIN + 36 + 22 * (lines.length - 1) + 14;
  const left = Math.min(...boxes.map((box) => box.left)), top = Math.min(...boxes.map((box) => box.top));
  const width = Math.max(600, ...boxes.map((box) => box.left + box.width - left)) + 2 * MARGIN;
  const height = head + Math.max(...boxes.map((box) => box.top + box.height - top)) + MARGIN;
  const sheet = document.createElement("canvas");
  sheet.width = Math.ceil(width * SCALE);
  sheet.height = Math.ceil(height * SCALE);
  const pen = sheet.getContext("2d")!;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#1d2329";
  pen.textBaseline = "top";
  lines.forEach((line, k) => {
    pen.font = k === 0 ? font(24, 600) : font(15);
    pen.fillText(line, MARGIN, k === 0 ? MARGIN : MARGIN + 36 + 22 * (k - 1), width - 2 * MARGIN);
  });
  pen.translate(MARGIN - left, head - top);
  for (const { part } of boxes) await paint(pen, part);
  const blob = await new Promise<Blob>((done, fail) => sheet.toBlob((made) => (made ? done(made) : fail(new Error("The browser could not make the picture"))), "image/png"));
  return { blob, name: nameOf(state) };
}

/** An element of the page and all within it: grounds, canvases, drawings, words. */
async function paint(pen: CanvasRenderingContext2D, element: Element): Promise<void> {
  if (!seen(element)) return;
  const box = element.getBoundingClientRect(), style = getComputedStyle(element);
  if (element instanceof HTMLCanvasElement) {
    if (element.width && element.height) pen.drawImage(element, box.left, box.top, box.width, box.height);
    return;
  }
  if (element instanceof SVGSVGElement) {
    await paintDrawing(pen, element, box);
    return;
  }
  if (style.backgroundColor !== "rgba(0, 0, 0, 0)") {
    pen.fillStyle = style.backgroundColor;
    pen.fillRect(box.left, box.top, box.width, box.height);
  }
  for (const node of element.childNodes) {
    if (node instanceof Element) await paint(pen, node);
    else if (node instanceof Text) paintWords(pen, node, style);
  }
}

function paintWords(pen: CanvasRenderingContext2D, node: Text, style: CSSStyleDeclaration): void {
  const range = document.createRange();
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.fillStyle = style.color;
  pen.textBaseline = "middle";
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    if (box.width) pen.fillText(word, box.left, box.top + box.height / 2);
  }
}

/** A drawing of the page, with the looks that a style sheet gives it. */
async function paintDrawing(pen: CanvasRenderingContext2D, drawing: SVGSVGElement, box: DOMRect): Promise<void> {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const own = [drawing, ...drawing.querySelectorAll("*")], copies = [copy, ...copy.querySelectorAll("*")];
  own.forEach((one, k) => {
    const style = getComputedStyle(one);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "color"]) copies[k]!.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  try {
    await image.decode();
    pen.drawImage(image, box.left, box.top, box.width, box.height);
  } catch { /* a mark less in the picture */ }
}

export function captionOf({ shown, week }: Pick<State, "shown" | "week">): string[] {
  const headers = shown.flatMap(({ film }) => (film ? [film.header] : []));
  const changes = (k: number) => {
    const { settings, happenings } = shown[k]!.view;
    const count = Object.keys(settings).length + happenings.length;
    return count ? `, ${count} ${count === 1 ? "change" : "changes"}` : "";
  };
  return [
    headers.map((header, k) => `${headers.length > 1 ? `${"AB"[k]}: ` : ""}${header.title}`).join("    "),
    `${headers.map((header, k) => `${header.name}${changes(k)}`).join(" | ")}, seed ${String(headers[0]?.seed ?? 0)}, week ${week} of ${Math.max(0, ...headers.map((header) => header.weeks))}`,
    `trustsim ${headers[0]?.version ?? ""}`,
  ];
}

const nameOf = ({ shown, week }: State): string =>
  `${shown.map(({ view }) => view.scenario.replaceAll(/[^\w-]+/g, "_")).join("-and-")}-seed${String(shown[0]?.view.seed ?? 0)}-week${week}.png`;
