/**
 * The modal: one overlay that shows the top of this person's stack of views. Every view of the stack keeps its
 * page, so going back finds everything as it was. Focus stays inside, and goes back to where it came from.
 */

import { post } from "./api.js";
import { el, keyed, trapTab } from "./dom.js";
import { place, refresh } from "./store.js";
import { viewPage } from "./view_page.js";

const dialog = document.getElementById("modal");
const stack = el("div", { class: "stack" });
const pages = new Map();
let opener = null;
let topId = null;

dialog.append(stack);
dialog.addEventListener("keydown", onKey);
dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.addEventListener("close", () => topId !== null && dialog.showModal());

/** Show the newest stack of views, bottom first. */
export function showModal(views) {
  if (views.length > 0 && !dialog.open) open();
  keyed(stack, views, (view) => view.id, makePage);
  const top = views.at(-1) ?? null;
  for (const view of views) pages.get(view.id).show(view === top);
  turnTo(top);
}

function makePage(view) {
  const page = viewPage(view, closeView);
  pages.set(view.id, page);
  return { node: page.node, update: page.update, gone: () => pages.delete(view.id) };
}

function turnTo(top) {
  const changed = topId !== (top?.id ?? null);
  topId = top?.id ?? null;
  if (!top) close();
  else if (changed) enter(top);
  else if (!dialog.contains(document.activeElement) && !document.querySelector("dialog.confirm[open]")) dialog.focus();
}

function enter(top) {
  const page = pages.get(top.id);
  dialog.setAttribute("aria-labelledby", page.titleId);
  dialog.dataset.viewId = top.id;
  page.takeFocus();
}

function open() {
  opener = remember(document.activeElement);
  dialog.showModal();
}

function close() {
  if (!dialog.open) return;
  dialog.close();
  giveBack(opener);
}

/** Remember the focused node, and its ids in case it is redrawn meanwhile. */
function remember(node) {
  const article = node?.closest?.("article[data-ts]");
  return { node, ts: article?.dataset.ts, action: node?.closest?.("[data-action-id]")?.dataset.actionId };
}

function giveBack({ node, ts, action }) {
  if (node?.isConnected && node !== document.body) {
    node.focus();
    return;
  }
  const article = ts ? document.querySelector(`article[data-ts="${CSS.escape(ts)}"]`) : null;
  const again = action ? article?.querySelector(`[data-action-id="${CSS.escape(action)}"]`) : null;
  (again ?? article ?? document.querySelector("#composer textarea"))?.focus();
}

function onKey(event) {
  if (event.key === "Escape" && topId !== null) {
    event.preventDefault();
    closeView(topId, true);
  }
  trapTab(dialog, event);
}

/** Close the top view, or with `all` the whole stack. */
async function closeView(viewId, all) {
  await post("close", { as: place().as, view_id: viewId, all });
  refresh();
}
