/** Slack's confirmation dialog: asked before an action that has a `confirm` object is sent. */

import { el, trapTab } from "./dom.js";
import { textNode, wordsOf } from "./text.js";

const dialog = document.getElementById("confirm");

/** Ask; resolves to true for yes, to false for no, Esc or a click beside the dialog. */
export function ask(confirm) {
  const opener = document.activeElement;
  return new Promise((resolve) => {
    const answer = (yes) => {
      dialog.onkeydown = null;
      dialog.onclick = null;
      dialog.close();
      opener?.focus();
      resolve(yes);
    };
    dialog.replaceChildren(...content(confirm, answer));
    dialog.onkeydown = (event) => onKey(event, answer);
    dialog.onclick = (event) => event.target === dialog && answer(false);
    dialog.showModal();
    dialog.querySelector(".yes").focus();
  });
}

function content(confirm, answer) {
  const yes = `button ${confirm.style === "danger" ? "danger" : "primary"} yes`;
  const title = el("h2", { id: "confirm-title" }, wordsOf(confirm.title) || "Are you sure?");
  const text = textNode(confirm.text);
  text.id = "confirm-text";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.setAttribute("aria-describedby", text.id);
  const foot = el(
    "footer",
    {},
    el("button", { type: "button", class: "button", on: { click: () => answer(false) } }, wordsOf(confirm.deny) || "Cancel"),
    el("button", { type: "button", class: yes, on: { click: () => answer(true) } }, wordsOf(confirm.confirm) || "Yes"),
  );
  return [title, text, foot];
}

function onKey(event, answer) {
  event.stopPropagation();
  if (event.key === "Escape") {
    event.preventDefault();
    answer(false);
  }
  trapTab(dialog, event);
}
