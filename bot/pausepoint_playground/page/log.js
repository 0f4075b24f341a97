/** The Under the hood panel: what the app called, and what was sent to it, newest first. */

import { el, keyed } from "./dom.js";
import { current } from "./store.js";

/** Make the panel. */
export function logPanel() {
  const list = el("ol", { class: "log", "data-testid": "log" });
  const intro = el("p", { class: "panel-intro" }, "→ the app calls Slack's API; ← Slack tells the app what a person did.");
  return {
    title: "Under the hood",
    node: el("div", { class: "panel" }, intro, list),
    update: () => keyed(list, numbered(current().log ?? []).reverse(), (entry) => entry.key, rowOf),
  };
}

/** Give each entry a key that stays its own while older ones fall off. */
function numbered(entries) {
  const seen = new Map();
  return entries.map((entry) => {
    const print = JSON.stringify(entry);
    seen.set(print, (seen.get(print) ?? 0) + 1);
    return { ...entry, key: `${print} ${seen.get(print)}` };
  });
}

function rowOf(entry) {
  const outward = ["api", "hook"].includes(entry.kind);
  const outcome = entry.ok ? "ok" : (entry.error ?? "failed");
  const node = el(
    "li",
    { class: entry.ok ? "log-row" : "log-row failed" },
    el("time", {}, momentOf(entry.at)),
    el("span", { class: "log-way", title: outward ? "the app calls the API" : "the app is told" }, outward ? "→" : "←"),
    el("code", {}, entry.method),
    el("span", { class: "log-outcome" }, outcome),
  );
  return { node };
}

function momentOf(at) {
  const date = new Date(Number.isNaN(Number(at)) ? at : Number(at) * 1000);
  return Number.isNaN(date.getTime()) ? String(at) : date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
