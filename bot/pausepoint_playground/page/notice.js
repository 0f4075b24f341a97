/** A short notice at the foot of the page, for what the server refused. It goes away by itself. */

import { setText } from "./dom.js";

const SHOWN = 6000;
const node = document.getElementById("toast");
let timer = 0;

/** Show a notice. */
export function notice(words) {
  clearTimeout(timer);
  setText(node, words ?? "That did not work.");
  node.hidden = false;
  timer = setTimeout(() => {
    node.hidden = true;
  }, SHOWN);
}
