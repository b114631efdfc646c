import assert from "node:assert/strict";
import { test } from "node:test";
import { CLASS_OF_CODE, CLASSES, classOf, contrast, luminance, PALETTES } from "../src/palette";
import { date, decimal } from "../src/words";

test("numbers can be read on every colour of trust", () => {
  for (const palette of PALETTES) palette.trust.forEach((colour, k) => assert.ok(contrast(colour, palette.onTrust[k]!) >= 4.5, `${palette.name} ${k}: ${contrast(colour, palette.onTrust[k]!).toFixed(1)}`));
});

test("the first palette goes from light to dark, so that it tells without colour", () => {
  const light = PALETTES[0].trust.map(luminance);
  for (let k = 1; k < light.length; k++) assert.ok(light[k]! < light[k - 1]!, String(k));
});

test("classes of trust: one below, ten within, one above", () => {
  assert.equal(CLASSES, 12);
  assert.deepEqual([0, 0.39, 0.4, 0.45, 0.5, 0.899, 0.9, 1].map(classOf), [0, 0, 1, 2, 3, 10, 11, 11]);
  assert.equal(CLASS_OF_CODE[1 + 254], 11);
});

test("how numbers and weeks are written", () => {
  assert.deepEqual([decimal(0.724), decimal(1), decimal(-0.05), decimal(NaN)], [".72", "1.00", "-.05", "–"]);
  const calendar = { weeks_per_year: 39, weeks_per_term: 13 };
  assert.deepEqual([0, 1, 39, 40, 117].map((week) => date(week, calendar)), ["the start", "year 1, term 1, week 1", "year 1, term 3, week 13", "year 2, term 1, week 1", "year 3, term 3, week 13"]);
});
