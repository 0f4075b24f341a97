/** Blocks that hold elements: section with its accessory, actions, input, card. They are updated in place. */

import { cardWords, sectionWords } from "./block_text.js";
import { el, freshId, setText } from "./dom.js";
import { slots } from "./slots.js";
import { wordsOf } from "./text.js";

/** Show `make(block)` in `node`, anew only where `part(block)` changed. */
function words(node, part, make) {
  let shown;
  return (block) => {
    const print = JSON.stringify(part(block));
    if (print === shown) return;
    shown = print;
    node.replaceChildren(...make(block));
  };
}

export function sectionBlock(block, surface) {
  const text = el("div", { class: "section-words", id: freshId("words") });
  const accessory = slots(surface, block.block_id, "section-accessory");
  const say = words(text, ({ text: words_, fields }) => [words_, fields], sectionWords);
  const node = el("div", { class: "section-block" }, text, accessory.node);
  const update = (newest) => {
    say(newest);
    accessory.update(newest.accessory ? [newest.accessory] : [], { clearable: surface.isView });
    name(surface, newest.block_id, newest.accessory, { "aria-labelledby": text.id });
  };
  update(block);
  return { node, update, gone: accessory.gone };
}

export function actionsBlock(block, surface) {
  const row = slots(surface, block.block_id, "actions-block");
  const update = (newest) => {
    row.update(newest.elements ?? [], { clearable: surface.isView });
    for (const element of newest.elements ?? []) name(surface, newest.block_id, element, { "aria-label": wordsOf(element.placeholder) || spoken(element) });
  };
  update(block);
  return { node: row.node, update, gone: row.gone };
}

const spoken = (element) => element.type.replaceAll("_", " ");

/** Give an element without a label a name for screen readers; buttons speak for themselves. */
function name(surface, blockId, element, attributes) {
  const field = element ? surface.fields.get(`${blockId} ${element.action_id}`) : null;
  if (!field || !field.stateful) return;
  for (const [key, value] of Object.entries(attributes)) field.control.host.setAttribute(key, value);
}

export function cardBlock(block, surface) {
  const text = el("div", {});
  const row = slots(surface, block.block_id, "actions-block");
  const say = words(text, ({ title, subtitle, body, subtext }) => [title, subtitle, body, subtext], cardWords);
  const update = (newest) => {
    say(newest);
    row.update(newest.actions ?? []);
  };
  update(block);
  return { node: el("div", { class: "card-block" }, text, row.node), update, gone: row.gone };
}

/** Make an input block: label, element, error, hint, tied together for screen readers. */
export function inputBlock(block, surface) {
  const id = freshId("input");
  const label = el("label", { class: "input-label", id: `${id}-label`, for: `${id}-control` });
  const optional = el("span", { class: "optional" }, " (optional)");
  const text = el("span");
  label.append(text, optional);
  const error = el("div", { class: "input-error", id: `${id}-error`, "data-error-for": block.block_id, hidden: true });
  const hint = el("div", { class: "input-hint", id: `${id}-hint` });
  const slot = slots(surface, block.block_id, "input-slot");
  const node = el("div", { class: "input-block" }, label, slot.node, error, hint);

  function update(newest) {
    setText(text, wordsOf(newest.label));
    optional.hidden = newest.optional !== true;
    setText(hint, wordsOf(newest.hint));
    hint.hidden = !newest.hint;
    showError(surface.errorOf(newest.block_id));
    slot.update([newest.element], { clearable: newest.optional === true, dispatches: onEnter(newest) });
    tie(newest);
  }

  function showError(words_) {
    error.hidden = !words_;
    setText(error, words_ ?? "");
    node.classList.toggle("has-error", Boolean(words_));
  }

  function tie(newest) {
    const field = surface.fields.get(`${newest.block_id} ${newest.element.action_id}`);
    if (!field) return;
    const { host, labelable } = field.control;
    if (labelable) host.id = `${id}-control`;
    else host.setAttribute("aria-labelledby", label.id);
    describe(host, [error, hint], { required: newest.optional !== true, invalid: !error.hidden });
  }

  update(block);
  return { node, update, gone: slot.gone };
}

function describe(host, notes, { required, invalid }) {
  const shown = notes.filter((note) => !note.hidden).map((note) => note.id);
  if (shown.length > 0) host.setAttribute("aria-describedby", shown.join(" "));
  else host.removeAttribute("aria-describedby");
  host.setAttribute("aria-required", String(required));
  host.setAttribute("aria-invalid", String(invalid));
}

/** Text inputs dispatch on Enter unless their config names other triggers (Slack's dispatch_action_config). */
function onEnter({ dispatch_action: dispatches, element }) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return dispatches === true && triggers.includes("on_enter_pressed");
}
