/** Controls one types into: plain text, e-mail, URL, number, and rich text (as plain lines). */

import { el } from "./dom.js";
import { wordsOf } from "./text.js";

const KEYBOARDS = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };

/** Make the control of a text element. A number is typed as text, so that what is wrong can be seen and said. */
export function textControl(element, { changed, entered }) {
  const many = element.multiline === true || element.type === "rich_text_input";
  const node = many ? el("textarea", { rows: rowsOf(element) }) : el("input", { type: "text", autocomplete: "off" });
  node.className = "text-box";
  if (KEYBOARDS[element.type]) node.inputMode = KEYBOARDS[element.type];
  node.placeholder = wordsOf(element.placeholder);
  node.addEventListener("input", () => changed({ typing: true }));
  node.addEventListener("change", () => changed({}));
  node.addEventListener("keydown", (event) => onEnter(event, many, entered));
  const rich = element.type === "rich_text_input";
  return {
    node,
    host: node,
    labelable: true,
    read: () => (rich ? richValue(node.value) : node.value || null),
    write: (value) => {
      node.value = rich ? plainOf(value) : (value ?? "");
    },
  };
}

const rowsOf = (element) => (element.type === "rich_text_input" ? (element.min_lines ?? 3) : 4);

/** Enter ends a single line; in several lines it is a new line, and Ctrl or Cmd + Enter ends. */
function onEnter(event, many, entered) {
  if (event.key !== "Enter" || event.isComposing) return;
  if (many && !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  entered();
}

function richValue(text) {
  if (text.trim() === "") return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function plainOf(block) {
  if (typeof block?.text === "string") return block.text;
  const lines = (block?.elements ?? []).map(plainOf);
  return lines.join(block?.type === "rich_text" || block?.type === "rich_text_list" ? "\n" : "");
}
