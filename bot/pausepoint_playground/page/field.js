/**
 * One element at work: its control, and the traffic of its value. What is typed here wins over what the server
 * last knew; a new definition under the same ids keeps the value, the focus and the caret.
 */

import { ask } from "./confirm.js";
import { caretOf, el, setCaret } from "./dom.js";
import { CONTROLS } from "./controls.js";
import { initialState, stateKey, stateOf, valueIn } from "./states.js";

/** Milliseconds of rest before what is being typed goes to the server. */
const REST = 300;

export class Field {
  /** `surface` is where the element stands (a message or a view); `blockId` its block. */
  constructor(surface, blockId) {
    this.surface = surface;
    this.blockId = blockId;
    this.node = el("div", { class: "field" });
    this.sending = 0;
    this.timer = 0;
  }

  /** Tell whether the element holds a state at all. */
  get stateful() {
    return stateKey(this.element) !== null;
  }

  /** Take the element's newest definition and the server's newest value. */
  update(element, { dispatches = false, clearable = false } = {}) {
    this.dispatches = dispatches;
    const definition = withoutInitial(element);
    this.element = element;
    if (definition !== this.definition) this.build(definition, clearable);
    if (this.stateful) this.sync();
  }

  build(definition, clearable) {
    const held = this.control && this.stateful ? this.state() : null;
    const active = this.node.contains(document.activeElement) ? document.activeElement : null;
    const caret = caretOf(active);
    this.control = this.make(clearable);
    this.definition = definition;
    this.node.replaceChildren(this.control.node);
    this.node.dataset.elementType = this.element.type;
    const mark = this.control.labelable ? this.control.host : this.control.node;
    mark.dataset.actionId = this.element.action_id;
    if (this.stateful) this.write(held ?? this.surface.stateOf(this.blockId, this.element) ?? initialState(this.element));
    this.seen = undefined;
    if (active) this.focus(caret);
  }

  make(clearable) {
    return CONTROLS[this.element.type](this.element, {
      clearable,
      changed: (how) => this.changed(how),
      pressed: (value) => this.press(value),
      entered: () => this.enter(),
      suggest: (query) => this.surface.suggest(this.blockId, this.element, query),
    });
  }

  /** Put the focus into the control. */
  focus(caret = null) {
    const target = this.control.focusable ?? this.control.host;
    target.focus({ preventScroll: caret !== null });
    setCaret(target, caret);
  }

  /** Return the state as Slack's `state.values` has it. */
  state() {
    return stateOf(this.element, this.control.read());
  }

  write(state) {
    this.control.write(valueIn(this.element, state));
    this.sent = fingerprint(this.element, this.state());
    this.last = this.state();
  }

  /** Take the server's value, unless the person is at it. */
  sync() {
    const state = this.surface.stateOf(this.blockId, this.element);
    if (!state || this.sending > 0 || this.timer || this.busy()) return;
    const print = fingerprint(this.element, state);
    if (print === this.seen) return;
    this.seen = print;
    if (print !== fingerprint(this.element, this.state())) this.write(state);
  }

  busy() {
    return this.node.contains(document.activeElement) && !["radio", "checkbox"].includes(document.activeElement.type);
  }

  changed({ typing = false }) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (typing) this.timer = setTimeout(() => this.flush(), REST);
    else this.flush();
  }

  /** Send the value now, if it is new. */
  async flush() {
    clearTimeout(this.timer);
    this.timer = 0;
    const state = this.state();
    const print = fingerprint(this.element, state);
    if (print === this.sent) return;
    const asked = await this.agreed();
    if (!asked.agreed) {
      this.write(this.last);
      return;
    }
    this.sent = print;
    this.last = state;
    this.sending += 1;
    await this.surface.changed(this.blockId, this.element, { state, ...asked.extra });
    this.sending -= 1;
  }

  /** Send nothing more: the element is no longer shown. */
  leave() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  async press(value) {
    const asked = await this.agreed();
    if (asked.agreed) await this.surface.pressed(this.blockId, this.element, { state: value, ...asked.extra });
  }

  async enter() {
    await this.flush();
    if (this.dispatches) await this.surface.entered(this.blockId, this.element, this.state());
    else this.surface.submit();
  }

  /** Ask the element's confirm dialog, where it has one. */
  async agreed() {
    if (!this.element.confirm) return { agreed: true, extra: {} };
    return { agreed: await ask(this.element.confirm), extra: { confirmed: true } };
  }
}

function withoutInitial(element) {
  const kept = Object.entries(element).filter(([name]) => !name.startsWith("initial_"));
  return JSON.stringify(kept);
}

/** Options are the same where their values are; everything else is compared as it stands. */
function fingerprint(element, state) {
  const value = valueIn(element, state);
  return JSON.stringify(value, (_key, inner) => (inner && typeof inner === "object" && "text" in inner && "value" in inner ? inner.value : inner));
}
