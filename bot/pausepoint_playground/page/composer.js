/** Where one writes a plain message. What was begun is kept per channel and thread while the window lives. */

import { post } from "./api.js";
import { el, setText } from "./dom.js";
import { notice } from "./notice.js";
import { channelName } from "./people.js";
import { channelOf, place, refresh } from "./store.js";

/** Fill `root` with a composer; `aim({channel, thread, closed})` points it. */
export function composer(root) {
  const drafts = new Map();
  let target = null;
  const box = el("textarea", { rows: "1", class: "composer-box" });
  const button = el("button", { type: "submit", class: "button primary" }, "Send");
  const closed = el("p", { class: "composer-closed", hidden: true }, "This channel is archived.");
  const form = el("form", { class: "composer" }, box, button);
  root.replaceChildren(form, closed);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });

  async function send() {
    const text = box.value.trim();
    if (text === "" || !target) return;
    box.value = "";
    const answer = await post("post", { as: place().as, channel: target.channel, text, thread_ts: target.thread });
    if (!answer.ok) {
      box.value = box.value || text;
      notice(answer.message ?? answer.error);
    }
    refresh();
  }

  return {
    aim(next) {
      const words = next.thread ? "Reply in thread" : `Message ${targetName(next.channel)}`;
      box.setAttribute("aria-label", words);
      box.placeholder = words;
      form.hidden = next.closed;
      closed.hidden = !next.closed;
      if (keyOf(next) === keyOf(target)) return;
      if (target) drafts.set(keyOf(target), box.value);
      box.value = drafts.get(keyOf(next)) ?? "";
      target = next;
      setText(button, next.thread ? "Reply" : "Send");
    },
  };
}

function targetName(id) {
  const channel = channelOf(id);
  return channel?.is_im ? channelName(channel) : `#${channel?.name ?? id}`;
}

const keyOf = (target) => (target ? `${place().as} ${target.channel} ${target.thread}` : "");
