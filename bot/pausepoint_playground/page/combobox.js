/**
 * A list one searches by typing, single or multiple (WAI-ARIA combobox with a listbox popup). It knows items
 * `{key, label, detail, raw}` only; where they come from is `source(query)`, which may be asynchronous.
 */

import { el, freshId, present } from "./dom.js";
import { makePopup } from "./combobox_popup.js";

/** Make a combobox. `source` gives groups `[{label, items}]`; a `words` property on an empty list says why it is empty. */
export function combobox({ multiple, clearable, placeholder, max = Infinity, source, changed }) {
  const box = new Combobox({ multiple, clearable, placeholder, max, source, changed });
  return box.control();
}

class Combobox {
  constructor(settings) {
    Object.assign(this, settings);
    this.chosen = [];
    this.asked = 0;
    this.build();
  }

  build() {
    const listId = freshId("list");
    this.input = el("input", {
      type: "text", role: "combobox", class: "combo-input", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
    });
    this.popup = makePopup({ id: listId, anchor: () => this.box, pick: (item) => this.pick(item), multiple: this.multiple });
    this.clear = el("button", { type: "button", class: "combo-clear", "aria-label": "Clear", hidden: true }, "✕");
    this.chips = el("span", { class: "chips" });
    this.box = el("div", { class: "combo-box" }, this.chips, this.input, this.clear);
    this.node = el("div", { class: "combo" }, this.box, this.popup.node);
    this.listen();
    this.show();
  }

  listen() {
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("blur", () => this.close());
    this.clear.addEventListener("click", () => this.set([]));
    this.box.addEventListener("mousedown", (event) => {
      if (event.target === this.input || this.clear.contains(event.target) || event.target.closest(".chip")) return;
      event.preventDefault();
      this.input.focus();
    });
    this.box.addEventListener("click", (event) => {
      if (this.clear.contains(event.target) || event.target.closest(".chip-x")) return;
      if (this.popup.isOpen()) this.close();
      else this.open("");
    });
  }

  async open(query) {
    this.asked += 1;
    const asked = this.asked;
    this.popup.open();
    this.input.setAttribute("aria-expanded", "true");
    if (!this.multiple && query === "") this.input.select();
    const found = this.source(query);
    if (found instanceof Promise) this.popup.say("Searching…");
    const answer = await found;
    if (asked !== this.asked || !this.popup.isOpen()) return;
    this.popup.show(answer, this.chosen.map((item) => item.key));
    this.point();
  }

  close() {
    this.asked += 1;
    this.popup.close();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.show();
  }

  point() {
    const id = this.popup.activeId();
    if (id) this.input.setAttribute("aria-activedescendant", id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    const act = KEYS[event.key];
    if (act) act(this, event);
  }

  move(event, step) {
    event.preventDefault();
    if (!this.popup.isOpen()) this.open("");
    else this.popup.move(step);
    this.point();
  }

  pick(item) {
    if (!this.multiple) this.set([item]);
    else if (this.chosen.some((one) => one.key === item.key)) this.set(this.chosen.filter((one) => one.key !== item.key));
    else if (this.chosen.length < this.max) this.set([...this.chosen, item]);
    else this.popup.say(`No more than ${this.max}`);
  }

  set(items) {
    this.chosen = items;
    this.input.value = "";
    if (this.multiple && this.popup.isOpen()) this.popup.mark(items.map((item) => item.key));
    else this.close();
    this.show();
    this.changed();
  }

  /** Show what is chosen: in the field itself, or as chips before it. */
  show() {
    if (!this.multiple) this.input.value = this.chosen[0]?.label ?? "";
    else if (!this.popup.isOpen()) this.input.value = "";
    if (this.multiple) this.chips.replaceChildren(...this.chosen.map((item) => this.chip(item)));
    this.input.placeholder = this.chosen.length > 0 ? "" : this.placeholder;
    this.clear.hidden = !(this.clearable && this.chosen.length > 0);
  }

  chip(item) {
    const drop = () => {
      this.set(this.chosen.filter((one) => one.key !== item.key));
      this.input.focus();
    };
    const button = el("button", { type: "button", class: "chip-x", "aria-label": `Remove ${item.label}`, on: { click: drop } }, "✕");
    return el("span", { class: "chip" }, item.label, button);
  }

  control() {
    return {
      node: this.node,
      host: this.input,
      labelable: true,
      focusable: this.input,
      read: () => this.chosen.map((item) => item.raw),
      write: (items) => {
        this.chosen = present(items);
        this.show();
      },
    };
  }
}

const KEYS = {
  ArrowDown: (box, event) => box.move(event, 1),
  ArrowUp: (box, event) => box.move(event, -1),
  Enter: (box, event) => {
    event.preventDefault();
    const item = box.popup.isOpen() ? box.popup.active() : null;
    if (item) box.pick(item);
    else if (!box.popup.isOpen()) box.open("");
  },
  Escape: (box, event) => {
    if (!box.popup.isOpen()) return;
    event.preventDefault();
    event.stopPropagation();
    box.close();
  },
  Backspace: (box) => {
    if (box.multiple && box.input.value === "" && box.chosen.length > 0) box.set(box.chosen.slice(0, -1));
  },
};
