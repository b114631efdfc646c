/** A picture of what is on the screen: network and charts where they stand, with title, scenario, luck and week. */

import type { State } from "../types";

const MARGIN = 24;
const SCALE = 2;

const font = (size: number, weight = 400): string => `${weight} ${size}px system-ui, sans-serif`;

/** Canvases and marked words of the page, in one picture. */
export async function picture(state: State): Promise<{ blob: Blob; name: string }> {
  const canvases = [...document.querySelectorAll<HTMLCanvasElement>("[data-picture] canvas")].filter((one) => one.width > 0 && one.offsetWidth > 0);
  const words = [...document.querySelectorAll<HTMLElement>("[data-picture] [data-picture-text], [data-picture][data-picture-text]")].filter((one) => one.offsetWidth > 0);
  const boxes = [...canvases, ...words].map((one) => one.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left), Infinity), top = Math.min(...boxes.map((box) => box.top), Infinity);
  const right = Math.max(...boxes.map((box) => box.right), -Infinity), bottom = Math.max(...boxes.map((box) => box.bottom), -Infinity);
  const lines = captionOf(state);
  const head = MARGIN + 34 + 22 * (lines.length - 1) + 12;
  const width = Math.max(640, right > left ? right - left : 0) + 2 * MARGIN;
  const height = head + (bottom > top ? bottom - top : 0) + MARGIN;
  const sheet = document.createElement("canvas");
  sheet.width = Math.ceil(width * SCALE);
  sheet.height = Math.ceil(height * SCALE);
  const pen = sheet.getContext("2d")!;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#1b1f24";
  pen.textBaseline = "top";
  lines.forEach((line, k) => {
    pen.font = k === 0 ? font(24, 600) : font(15);
    pen.fillText(line, MARGIN, k === 0 ? MARGIN : MARGIN + 34 + 22 * (k - 1), width - 2 * MARGIN);
  });
  pen.save();
  pen.translate(MARGIN - left, head - top);
  for (const canvas of canvases) {
    const box = canvas.getBoundingClientRect();
    pen.drawImage(canvas, box.left, box.top, box.width, box.height);
  }
  for (const word of words) {
    const box = word.getBoundingClientRect(), style = getComputedStyle(word);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.color;
    pen.fillText((word.textContent ?? "").trim(), box.left + parseFloat(style.paddingLeft), box.top + parseFloat(style.paddingTop));
  }
  pen.restore();
  const blob = await new Promise<Blob>((done, fail) => sheet.toBlob((made) => (made ? done(made) : fail(new Error("The browser could not make the picture"))), "image/png"));
  return { blob, name: nameOf(state) };
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
