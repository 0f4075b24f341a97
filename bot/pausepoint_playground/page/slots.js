/** A row of elements in a block, kept by action_id so that a redraw disturbs nothing that stayed. */

import { isKnown } from "./controls.js";
import { el, keyed } from "./dom.js";
import { Field } from "./field.js";
import { imageNote } from "./block_text.js";

/** Make a row of elements. `update(elements, settings)` shows them; fields register with the surface. */
export function slots(surface, blockId, look) {
  const node = el("div", { class: look });
  let settings = {};
  const make = (element) => {
    if (element.type === "image") return { node: imageNote(element) };
    if (!isKnown(element.type)) return { node: unsupported(element.type) };
    return makeField(surface, blockId, element, () => settings);
  };
  return {
    node,
    update(elements, newSettings = {}) {
      settings = newSettings;
      keyed(node, elements, keyOf, make);
    },
    /** Let the surface forget the fields of a block that is taken away. */
    gone: () => keyed(node, [], keyOf, make),
  };
}

const keyOf = (element) => `${element.action_id} ${element.type}`;

function makeField(surface, blockId, first, settings) {
  const field = new Field(surface, blockId);
  field.update(first, settings());
  surface.fields.set(`${blockId} ${first.action_id}`, field);
  return {
    node: field.node,
    update: (element) => field.update(element, settings()),
    gone: () => {
      field.leave();
      if (surface.fields.get(`${blockId} ${first.action_id}`) === field) surface.fields.delete(`${blockId} ${first.action_id}`);
    },
  };
}

/** Make the visible box for what the page cannot show. */
export function unsupported(type) {
  return el("div", { class: "unsupported", "data-unsupported": type }, `unsupported block: ${type}`);
}
