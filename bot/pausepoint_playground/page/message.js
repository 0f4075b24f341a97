/** One message: who, when, its blocks or text, its thread, and whether only this person sees it. */

import { blockList } from "./blocks.js";
import { el, freshId, keyed, setText } from "./dom.js";
import { fullOfTs, timeOfTs } from "./dates.js";
import { emojiOf } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar, badge, botUser, nameOf } from "./people.js";
import { go } from "./store.js";
import { messageSurface } from "./surface.js";

/** Make a message's node. `inThread` leaves out what leads to the thread. */
export function messageNode(first, { channel, inThread = false }) {
  const nameId = freshId("by");
  const parts = {
    edited: el("span", { class: "edited" }, "(edited)"),
    body: el("div", { class: "message-body" }),
    reactions: el("div", { class: "reactions" }),
    count: el("button", { type: "button", class: "thread-count", on: { click: () => openThread(channel, first) } }),
  };
  const node = el(
    "article",
    { class: "message", "data-ts": first.ts, "data-user": authorOf(first), tabindex: "-1", "aria-labelledby": nameId },
    avatar(authorOf(first)),
    el("div", { class: "message-main" }, ownNote(first), heading(first, nameId), parts.body, parts.edited, parts.reactions, inThread ? null : parts.count),
    first.ephemeral || inThread ? null : tools(channel, first),
  );
  if (first.ephemeral) node.dataset.ephemeral = "";
  let newest = first;
  const body = messageBody(parts.body, messageSurface(() => newest, { channel, ts: first.ts, ephemeral: first.ephemeral }));
  const update = (message) => {
    newest = message;
    showReactions(parts.reactions, message.reactions ?? {});
    node.classList.toggle("follows", message.follows === true);
    node.classList.toggle("deleted", message.deleted === true);
    parts.edited.hidden = !message.edited;
    body(message);
    showCount(parts.count, message);
  };
  update(first);
  return { node, update };
}

const authorOf = (message) => message.user ?? botUser();

function ownNote(message) {
  return message.ephemeral ? el("div", { class: "only-you" }, "Only visible to you") : null;
}

function heading(message, id) {
  const author = authorOf(message);
  const time = el("time", { title: fullOfTs(message.ts) }, timeOfTs(message.ts));
  return el("header", { class: "message-head", id }, el("strong", {}, nameOf(author)), badge(author), time);
}

/** Return a function that shows a message's blocks, or its text where it has none. */
function messageBody(node, surface) {
  let blocks = null;
  let shown = null;
  return (message) => {
    if (!message.deleted && message.blocks?.length > 0) {
      if (!blocks) {
        blocks = blockList(surface);
        node.replaceChildren(blocks.node);
      }
      blocks.update(message.blocks);
      shown = null;
      return;
    }
    const text = message.deleted ? "_This message was deleted._" : (message.text ?? "");
    if (text === shown) return;
    blocks = null;
    shown = text;
    node.replaceChildren(el("div", { class: "mrkdwn" }, mrkdwn(text)));
  };
}

function showReactions(node, reactions) {
  keyed(node, Object.entries(reactions), ([name, users]) => `${name} ${users.length}`, ([name, users]) => ({
    node: el("span", { class: "reaction", title: `:${name}: ${users.map(nameOf).join(", ")}` }, `${emojiOf(name) ?? `:${name}:`} ${users.length}`),
  }));
}

function showCount(button, message) {
  const replies = message.reply_count ?? 0;
  button.hidden = replies === 0;
  setText(button, replies === 1 ? "1 reply" : `${replies} replies`);
}

function openThread(channel, message) {
  go({ channel, pane: "thread", thread: message.thread_ts ?? message.ts });
}

function tools(channel, message) {
  const reply = el("button", { type: "button", class: "ghost", on: { click: () => openThread(channel, message) } }, "Reply in thread");
  return el("div", { class: "message-tools" }, reply);
}
