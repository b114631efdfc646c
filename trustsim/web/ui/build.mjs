// Builds the page into ../static, the same bytes on every machine; `--tests` bundles tests/ for node --test instead;
// `--out FOLDER` builds elsewhere (CI compares); `--watch` rebuilds as files change.
import { build, context } from "esbuild";
import { gzipSync } from "node:zlib";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const out = option("--out") ?? join(here, "..", "static");
const LARGEST = 200 * 1024; // bytes, gzip, all files of the page
const common = { bundle: true, target: "es2022", charset: "utf8", jsx: "automatic", jsxImportSource: "preact", logLevel: "warning", absWorkingDir: here };

/** The licences of what is bundled, word for word. */
function licences() {
  const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8")).packages;
  const parts = ["The page of trustsim is MIT, as trustsim is. Bundled in app.js and app.css:"];
  for (const [folder, entry] of Object.entries(lock)) {
    if (!folder.startsWith("node_modules/") || entry.dev) continue;
    const file = readdirSync(join(here, folder)).find((name) => /^licen[cs]e/i.test(name));
    parts.push(`${folder.slice("node_modules/".length)} ${entry.version} (${entry.license})\n\n${readFileSync(join(here, folder, file), "utf8").trim()}`);
  }
  return parts.join("\n\n" + "-".repeat(80) + "\n\n") + "\n";
}

if (process.argv.includes("--tests")) {
  rmSync(join(here, ".tests"), { recursive: true, force: true });
  const files = readdirSync(join(here, "tests")).filter((name) => name.endsWith(".test.ts") || name.endsWith(".test.tsx"));
  await build({ ...common, entryPoints: files.map((name) => join("tests", name)), outdir: ".tests", platform: "node", format: "esm", outExtension: { ".js": ".mjs" } });
} else {
  const page = { ...common, entryPoints: { app: "src/main.tsx" }, outdir: out, minify: true, format: "iife", legalComments: "none", sourcemap: false };
  mkdirSync(out, { recursive: true });
  if (process.argv.includes("--watch")) {
    writeFileSync(join(out, "index.html"), readFileSync(join(here, "src", "index.html")));
    await (await context(page)).watch();
  } else {
    await build(page);
    writeFileSync(join(out, "index.html"), readFileSync(join(here, "src", "index.html")));
    writeFileSync(join(out, "licences.txt"), licences());
    const script = readFileSync(join(out, "app.js"), "utf8");
    if (/<\/script|<!--/i.test(script)) throw new Error("app.js holds what would end a script element: it could not be embedded in a replay");
    let whole = 0;
    for (const name of ["index.html", "app.css", "app.js"]) {
      const size = gzipSync(readFileSync(join(out, name)), { level: 9 }).length;
      whole += size;
      console.log(`${name.padEnd(12)} ${(size / 1024).toFixed(1).padStart(6)} KB gzip`);
    }
    console.log(`${"in all".padEnd(12)} ${(whole / 1024).toFixed(1).padStart(6)} KB gzip`);
    if (whole > LARGEST) throw new Error(`the page is ${whole} bytes, gzip; at most ${LARGEST}`);
  }
}
