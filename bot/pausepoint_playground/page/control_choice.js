/** Controls whose options all stand open: radio buttons and checkboxes. */

import { el, freshId } from "./dom.js";
import { textNode, wordsOf } from "./text.js";

/** Make the control of radio_buttons. */
export function radioControl(element, { changed }) {
  const group = choices(element, "radio", changed);
  return {
    ...group,
    read: () => group.chosen()[0] ?? null,
    write: (option) => group.choose(option ? [option] : []),
  };
}

/** Make the control of checkboxes. */
export function checkboxControl(element, { changed }) {
  const group = choices(element, "checkbox", changed);
  return { ...group, read: group.chosen, write: group.choose };
}

function choices(element, kind, changed) {
  const name = freshId("choice");
  const rows = (element.options ?? []).map((option) => choice(option, { kind, name, changed }));
  const node = el("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group" }, rows.map((row) => row.node));
  return {
    node,
    host: node,
    labelable: false,
    focusable: rows[0]?.box,
    chosen: () => rows.filter((row) => row.box.checked).map((row) => row.option),
    choose: (options) => {
      const wanted = new Set((options ?? []).map((option) => option.value));
      for (const row of rows) row.box.checked = wanted.has(row.option.value);
    },
  };
}

function choice(option, { kind, name, changed }) {
  const box = el("input", { type: kind, name, value: option.value, on: { change: () => changed({}) } });
  const detail = wordsOf(option.description) ? textNode(option.description, "span") : null;
  detail?.classList.add("choice-detail");
  const words = el("span", { class: "choice-words" }, textNode(option.text, "span"), detail);
  return { box, option, node: el("label", { class: "choice" }, box, words) };
}
