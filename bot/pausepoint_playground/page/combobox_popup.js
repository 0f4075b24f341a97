/** The list that opens under a combobox: showing items in groups, one of them active, and words when there is none. */

import { el, freshId } from "./dom.js";

const GAP = 4;
const MARGIN = 8;
const TALLEST = 288;

/** Make a popup. `anchor()` gives the node it opens under, `pick(item)` is called for a chosen item. */
export function makePopup({ id, anchor, pick, multiple }) {
  const list = el("div", { id, role: "listbox", class: "combo-list", "aria-multiselectable": multiple ? "true" : null });
  const words = el("div", { class: "combo-words", role: "status" });
  const node = el("div", { class: "combo-popup", hidden: true }, list, words);
  let rows = [];
  let at = -1;
  const follow = () => put(node, anchor());

  function activate(index, scroll = true) {
    rows[at]?.node.classList.remove("active");
    at = index;
    rows[at]?.node.classList.add("active");
    if (scroll) rows[at]?.node.scrollIntoView({ block: "nearest" });
  }

  function mark(keys) {
    for (const row of rows) row.node.setAttribute("aria-selected", String(keys.includes(row.item.key)));
  }

  function show(groups, keys) {
    rows = [];
    list.replaceChildren(...groups.map((group) => groupNode(group, (item) => rowNode(item))));
    words.textContent = rows.length > 0 ? "" : (groups.words ?? "No matches");
    mark(keys);
    activate(Math.max(0, rows.findIndex((row) => keys.includes(row.item.key))));
    follow();
  }

  function rowNode(item) {
    const index = rows.length;
    const detail = item.detail ? el("span", { class: "combo-detail" }, item.detail) : null;
    const row = el("div", { role: "option", id: freshId("option"), class: "combo-option", "data-value": item.key }, el("span", {}, item.label), detail);
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("mousemove", () => activate(index, false));
    row.addEventListener("click", (event) => {
      event.stopPropagation();
      pick(item);
    });
    rows.push({ item, node: row });
    return row;
  }

  function toggle(open) {
    node.hidden = !open;
    const change = open ? addEventListener : removeEventListener;
    change("scroll", follow, true);
    change("resize", follow);
    if (open) follow();
    else at = -1;
  }

  return {
    node,
    show,
    mark,
    open: () => node.hidden && toggle(true),
    close: () => node.hidden || toggle(false),
    isOpen: () => !node.hidden,
    say: (text) => {
      words.textContent = text;
    },
    move: (step) => rows.length > 0 && activate((at + step + rows.length) % rows.length),
    active: () => rows[at]?.item ?? null,
    activeId: () => rows[at]?.node.id ?? null,
  };
}

function groupNode(group, rowNode) {
  if (!group.label) return el("div", { role: "presentation" }, group.items.map(rowNode));
  const id = freshId("group");
  return el("div", { role: "group", "aria-labelledby": id }, el("div", { class: "combo-group", id }, group.label), group.items.map(rowNode));
}

/** Put the popup under its anchor, or above it where there is more room. */
function put(node, anchor) {
  const box = anchor.getBoundingClientRect();
  const below = innerHeight - box.bottom - GAP - MARGIN;
  const above = box.top - GAP - MARGIN;
  const up = below < Math.min(TALLEST, node.scrollHeight) && above > below;
  const style = node.style;
  style.left = `${box.left}px`;
  style.width = `${box.width}px`;
  style.maxHeight = `${Math.min(TALLEST, up ? above : below)}px`;
  style.top = up ? "auto" : `${box.bottom + GAP}px`;
  style.bottom = up ? `${innerHeight - box.top + GAP}px` : "auto";
}
