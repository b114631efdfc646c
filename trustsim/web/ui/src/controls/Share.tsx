/** A link that restores everything, and files: the scenario, the data, a picture. */

import { useRef, useState } from "preact/hooks";
import { linkOf } from "../link";
import { useStore, type Store } from "../store";
import { titleOf } from "../words";
import { Dialog } from "./Dialog";
import { picture } from "./picture";

export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function ShareDialog({ store, close }: { store: Store; close: () => void }) {
  const [shown, connection] = useStore(store, (s) => [s.shown, s.connection] as const);
  const [said, say] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const address = `${location.origin}${location.pathname}${location.search}#${linkOf(store.state)}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      say("Copied.");
    } catch { // without a secure address a page may not write there: then the reader copies
      field.current?.select();
      say(document.execCommand("copy") ? "Copied." : "Copy it with Ctrl+C.");
    }
  };
  const yaml = async (k: number) => {
    try {
      const { name, text } = await store.source.yaml(shown[k]!.view);
      save(name, new Blob([text], { type: "application/yaml" }));
      say(`Saved. The same run: python3 run_sim.py run ${name} --seed ${shown[k]!.view.seed}`);
    } catch (problem) {
      close();
      store.trouble(problem);
    }
  };
  const png = async () => {
    close();
    const { tab } = store.state;
    store.set({ tab: "charts" }); // on a phone they stand beneath the network, or not at all
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))));
    const { blob, name } = await picture(store.state);
    store.set({ tab });
    save(name, blob);
  };
  return (
    <Dialog title="Share" onClose={close}>
      <section>
        <h3>A link</h3>
        <p>It holds the scenario, every change, the luck and the week. Whoever opens it with the simulator running sees what you see.</p>
        <div class="row">
          <input ref={field} readOnly class="grow" aria-label="Link" value={address} onFocus={(event) => event.currentTarget.select()} />
          <button type="button" data-first class="main" onClick={() => void copy()}>Copy link</button>
        </div>
      </section>
      <section>
        <h3>Files</h3>
        {shown.map((one, k) => {
          const data = store.source.dataUrl(one.view);
          return (
            <div key={k} class="row">
              {shown.length === 2 && <strong>{"AB"[k]}: {one.film ? titleOf(one.film.header) : one.view.scenario}</strong>}
              <button type="button" class="plain" disabled={connection === "lost"} onClick={() => void yaml(k)}>Scenario (YAML)</button>
              {data && <a class="button" href={data} download="">Data (CSV, zipped)</a>}
            </div>
          );
        })}
        <div class="row"><button type="button" class="plain" onClick={() => void png()}>Picture (PNG)</button></div>
      </section>
      <p role="status" class="said">{said}</p>
    </Dialog>
  );
}
