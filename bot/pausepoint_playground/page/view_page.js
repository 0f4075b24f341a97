/** One view of the modal: title, banner, blocks, Close and Submit, and the way its submission goes. */

import { post } from "./api.js";
import { blockList } from "./blocks.js";
import { el, freshId, setText } from "./dom.js";
import { notice } from "./notice.js";
import { current, place, refresh } from "./store.js";
import { valuesOf, viewSurface } from "./surface.js";
import { wordsOf } from "./text.js";

/** Make the page of a view; `close(viewId, all)` is called for Close and for the X. */
export function viewPage(first, close) {
  return new ViewPage(first, close);
}

class ViewPage {
  constructor(view, close) {
    this.view = view;
    this.close = close;
    this.submitting = false;
    this.surface = viewSurface(() => this.view, () => this.submit());
    this.blocks = blockList(this.surface);
    this.build();
    this.update(view);
  }

  build() {
    this.titleId = freshId("title");
    const close = (all) => () => this.close(this.view.id, all);
    this.title = el("h2", { id: this.titleId });
    this.app = el("span", { class: "modal-app" });
    this.banner = el("div", { class: "banner", role: "alert", "data-banner": "", hidden: true });
    this.dismiss = el("button", { type: "button", class: "ghost", "aria-label": "Dismiss", on: { click: close(true) } }, "✕");
    this.closeButton = el("button", { type: "button", class: "button", "data-testid": "view-close", on: { click: close(false) } });
    this.submitButton = el("button", { type: "submit", class: "button primary", "data-testid": "view-submit" });
    this.body = el("div", { class: "modal-body" }, this.banner, this.blocks.node);
    this.node = el(
      "form",
      { class: "view-page", novalidate: true, on: { submit: (event) => this.onSubmit(event) } },
      el("header", { class: "modal-head" }, el("div", { class: "modal-title" }, this.title, this.app), this.dismiss),
      this.body,
      el("footer", { class: "modal-foot" }, this.closeButton, this.submitButton),
    );
  }

  update = (view) => {
    this.view = view;
    this.node.dataset.viewId = view.id;
    setText(this.title, wordsOf(view.title));
    setText(this.app, current()?.app.name ?? "");
    setText(this.closeButton, wordsOf(view.close) || "Close");
    setText(this.submitButton, wordsOf(view.submit));
    this.submitButton.hidden = !view.submit;
    this.showBanner(view.banner);
    this.blocks.update(view.blocks ?? []);
    this.showBusy();
    this.arrive();
  };

  /** Go to the element that asks for the focus, once for each content of the view. */
  arrive() {
    const wanted = [...this.surface.fields.values()].find((field) => field.stateful && field.element.focus_on_load);
    const content = wanted && `${this.view.hash} ${wanted.blockId}`;
    if (!wanted || content === this.arrived) return;
    this.arrived = content;
    if (!this.node.isConnected || this.node.hidden) return;
    wanted.focus();
    wanted.node.scrollIntoView({ block: "center" });
  }

  showBanner(words) {
    this.banner.hidden = !words;
    setText(this.banner, words ?? "");
  }

  showBusy() {
    const busy = this.submitting || this.view.busy === true;
    this.node.setAttribute("aria-busy", String(busy));
    this.submitButton.setAttribute("aria-disabled", String(busy));
    this.submitButton.classList.toggle("busy", busy);
  }

  /** Show or hide the page: only the top of the stack is seen. */
  show(isTop) {
    if (!isTop && this.node.contains(document.activeElement)) this.last = document.activeElement;
    this.node.hidden = !isTop;
  }

  /** Focus where the person left off, else the element that asks for it, else the first field. */
  takeFocus() {
    const fields = [...this.surface.fields.values()].filter((field) => field.stateful);
    const wanted = fields.find((field) => field.element.focus_on_load) ?? fields[0];
    if (this.last?.isConnected) this.last.focus();
    else if (wanted) wanted.focus();
    else (this.submitButton.hidden ? this.closeButton : this.submitButton).focus();
  }

  focusError(errors) {
    const faulty = Object.keys(errors);
    const field = [...this.surface.fields.values()].find((one) => faulty.includes(one.blockId));
    if (field && !this.node.hidden) field.focus();
  }

  onSubmit(event) {
    event.preventDefault();
    this.submit();
  }

  async submit() {
    if (!this.view.submit || this.submitting || this.view.busy) return;
    this.submitting = true;
    this.showBusy();
    const answer = await post("submit", { as: place().as, view_id: this.view.id, values: valuesOf(this.surface) });
    this.submitting = false;
    if (!answer.ok && !answer.errors && !answer.banner) notice(answer.message ?? answer.error);
    await refresh();
    this.showBusy();
    if (answer.errors) this.focusError(answer.errors);
  }
}
