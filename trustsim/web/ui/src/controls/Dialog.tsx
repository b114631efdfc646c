/** A native dialog: the browser holds the focus inside and gives it back where it was. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  title: string;
  onClose: () => void;
  wide?: boolean;
  /** Text only: the keyboard needs something to scroll with. */
  reading?: boolean;
  children: ComponentChildren;
}

let count = 0;

export function Dialog({ title, onClose, wide, reading, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useRef(`dialog-${++count}`);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = box.current!;
    dialog.showModal();
    (dialog.querySelector<HTMLElement>("[data-first]") ?? dialog.querySelector<HTMLElement>(".dialog-body input, .dialog-body button, .dialog-body a"))?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box} class={`dialog${wide ? " wide" : ""}`} aria-labelledby={id.current}
      onCancel={(event) => { event.preventDefault(); onClose(); }}
      onClick={(event) => { if (event.target === box.current) onClose(); }}
      onKeyDown={(event) => { if (event.key !== "Escape") event.stopPropagation(); }}
    >
      <div class="dialog-in">
        <header class="dialog-head">
          <h2 id={id.current}>{title}</h2>
          <button type="button" class="cross" aria-label="Close" onClick={onClose}>×</button>
        </header>
        <div class="dialog-body" tabIndex={reading ? 0 : undefined}>{children}</div>
      </div>
    </dialog>
  );
}
