/** The right of the page: a thread, the faults, or the log; one at a time. */

import { setText } from "./dom.js";
import { faultsPanel } from "./faults.js";
import { logPanel } from "./log.js";
import { go, place } from "./store.js";
import { threadPanel } from "./thread.js";

const pane = document.getElementById("pane");
const body = document.getElementById("pane-body");
const PANELS = { thread: threadPanel(), faults: faultsPanel(), log: logPanel() };
const BUTTONS = { faults: document.getElementById("show-faults"), log: document.getElementById("show-log") };
let shown = null;

document.getElementById("pane-close").addEventListener("click", closePane);
for (const [name, button] of Object.entries(BUTTONS)) {
  button.addEventListener("click", () => go({ pane: place().pane === name ? null : name, thread: null }));
}
pane.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closePane();
});

function closePane() {
  const button = BUTTONS[place().pane];
  go({ pane: null, thread: null });
  (button ?? document.querySelector("#composer textarea")).focus();
}

/** Show the pane the window's place names, or none. */
export function showPane(channel) {
  const name = Object.hasOwn(PANELS, place().pane) ? place().pane : null;
  const panel = PANELS[name];
  pane.hidden = !panel;
  for (const [other, button] of Object.entries(BUTTONS)) button.setAttribute("aria-pressed", String(other === name));
  if (!panel) {
    shown = null;
    return;
  }
  setText(document.getElementById("pane-title"), panel.title);
  if (panel.node !== body.firstChild) body.replaceChildren(panel.node);
  panel.update(channel);
  const now = `${name} ${place().thread ?? ""}`;
  if (shown !== now) panel.entered?.();
  shown = now;
}
