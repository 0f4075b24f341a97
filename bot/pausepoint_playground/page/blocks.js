/** A list of blocks on a surface: which block type is shown how, and the redraw that disturbs nothing that stayed. */

import * as controls from "./block_controls.js";
import * as texts from "./block_text.js";
import { el, keyed } from "./dom.js";
import { unsupported } from "./slots.js";

/** Blocks with elements: `(block, surface) -> {node, update(block)}`. */
const LIVING = {
  section: controls.sectionBlock,
  actions: controls.actionsBlock,
  input: controls.inputBlock,
  card: controls.cardBlock,
};

/** Blocks one only reads: `(block) -> node`, made anew when they change. */
const STILL = {
  header: texts.headerBlock,
  divider: texts.dividerBlock,
  context: texts.contextBlock,
  image: texts.imageBlock,
  rich_text: texts.richTextBlock,
  markdown: texts.markdownBlock,
  table: texts.tableBlock,
  alert: texts.alertBlock,
};

/** Make a list of blocks; `update(blocks)` shows the newest. */
export function blockList(surface) {
  const node = el("div", { class: "blocks" });
  return {
    node,
    update: (blocks) => keyed(node, blocks, keyOf, (block) => blockNode(block, surface)),
  };
}

const keyOf = (block) => `${block.block_id} ${block.type}`;

function blockNode(block, surface) {
  const node = el("div", { class: "block", "data-block-id": block.block_id, "data-block-type": block.type });
  const living = LIVING[block.type]?.(block, surface);
  if (living) {
    node.append(living.node);
    return { node, update: living.update, gone: living.gone };
  }
  return { node, update: still(node, block) };
}

function still(node, first) {
  let shown;
  const update = (block) => {
    const print = JSON.stringify(block);
    if (print === shown) return;
    shown = print;
    node.replaceChildren(STILL[block.type]?.(block) ?? unsupported(block.type));
  };
  update(first);
  return update;
}
