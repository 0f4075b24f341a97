/** A list of messages in time order, with day headings, that stays at its newest end while one reads there. */

import { dayOfTs } from "./dates.js";
import { el, keyed } from "./dom.js";
import { messageNode } from "./message.js";

/** Seconds within which a second message of the same author goes without a heading. */
const TOGETHER = 300;
/** Pixels from the end that still count as being at the end. */
const NEAR = 80;

/** Show messages in `list`. Each needs a ts; `channel` names where they stand. */
export function showMessages(list, messages, { channel, inThread = false, days = true }) {
  const items = days ? withDays(messages) : messages;
  const make = (item) => (item.day ? dayNode(item) : messageNode(item, { channel, inThread }));
  keyed(list, items, (item) => `${channel} ${item.day ?? ""}${item.ephemeral ? "only" : ""}${item.ts}`, make);
}

function dayNode({ day }) {
  return { node: el("div", { class: "day", role: "separator", "aria-label": day }, el("span", {}, day)) };
}

function withDays(messages) {
  const items = [];
  let last = null;
  for (const message of messages) {
    const day = dayOfTs(message.ts);
    const fresh = !last || dayOfTs(last.ts) !== day;
    if (fresh) items.push({ day, ts: `day-${day}` });
    items.push({ ...message, follows: !fresh && together(last, message) });
    last = message;
  }
  return items;
}

function together(last, message) {
  const plain = !last.ephemeral && !message.ephemeral && !(last.reply_count > 0);
  return plain && last.user === message.user && Number(message.ts) - Number(last.ts) < TOGETHER;
}

/** Tell whether a scroller stands at its end. */
export const atEnd = (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;

/** Go to a scroller's end. */
export function toEnd(scroller) {
  scroller.scrollTop = scroller.scrollHeight;
}

/** Merge messages and ephemerals by time. */
export function byTime(messages, ephemerals) {
  const own = ephemerals.map((message) => ({ ...message, ephemeral: true }));
  return [...messages, ...own].sort((one, other) => Number(one.ts) - Number(other.ts));
}
