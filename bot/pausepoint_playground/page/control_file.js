/** The control of file_input: shown, but closed, for files have no place in the playground. */

import { el } from "./dom.js";

export function fileControl() {
  const input = el("input", { type: "file", disabled: true });
  const node = el("div", { class: "file-box" }, input, el("span", {}, "Files cannot be sent in the playground."));
  return { node, host: input, labelable: true, read: () => [], write: () => {} };
}
