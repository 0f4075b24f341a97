/** Elements one presses: buttons and the overflow menu. They hold no state. */

import { el, freshId } from "./dom.js";
import { safeUrl } from "./link.js";
import { wordsOf } from "./text.js";

/** Make a button. One with a URL opens it as well as telling the app. */
export function buttonControl(element, { pressed }) {
  const look = ["button", element.style ?? ""].join(" ").trim();
  const node = el("button", { type: "button", class: look, "aria-label": element.accessibility_label }, wordsOf(element.text));
  node.addEventListener("click", () => {
    visit(element.url);
    pressed({ type: element.type });
  });
  return { node, host: node, focusable: node };
}

function visit(url) {
  const href = url ? safeUrl(url) : null;
  if (href) open(href, "_blank", "noopener,noreferrer");
}

/** Make the overflow menu: a small button that opens a list of options. */
export function overflowControl(element, { pressed }) {
  const id = freshId("menu");
  const button = el("button", {
    type: "button", class: "button overflow", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id,
    "aria-label": element.accessibility_label ?? "More options",
  }, "⋯");
  const rows = (element.options ?? []).map((option) => menuRow(option));
  const menu = el("div", { id, role: "menu", class: "menu", hidden: true }, rows.map((row) => row.node));
  const node = el("span", { class: "overflow-box" }, button, menu);

  function toggle(open) {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) rows[0]?.node.focus();
  }

  function pick(option) {
    toggle(false);
    button.focus();
    visit(option.url);
    pressed({ type: "overflow", selected_option: option });
  }

  button.addEventListener("click", () => toggle(menu.hidden));
  for (const { node: row, option } of rows) row.addEventListener("click", () => pick(option));
  node.addEventListener("keydown", (event) => onMenuKey(event, rows, () => toggle(false), button));
  node.addEventListener("focusout", (event) => node.contains(event.relatedTarget) || toggle(false));
  return { node, host: button, focusable: button };
}

function menuRow(option) {
  const node = el("button", { type: "button", role: "menuitem", tabindex: "-1", value: option.value }, wordsOf(option.text));
  return { node, option };
}

function onMenuKey(event, rows, close, button) {
  const at = rows.findIndex((row) => row.node === document.activeElement);
  if (at < 0) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    rows[(at + step + rows.length) % rows.length].node.focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
    button.focus();
  }
}
