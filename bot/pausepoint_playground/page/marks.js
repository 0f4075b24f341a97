/** The small marked things inside texts: people, channels, groups, broadcasts, dates. */

import { el } from "./dom.js";
import { slackDate } from "./dates.js";
import { linkNode } from "./link.js";
import { nameOf } from "./people.js";
import { channelOf, current } from "./store.js";

/** Make the mark of a person who is mentioned. */
export function userMark(id) {
  const me = current()?.me === id;
  return el("span", { class: me ? "mention me" : "mention", "data-mention": id }, `@${nameOf(id)}`);
}

/** Make the mark of a mentioned channel. */
export function channelMark(id) {
  return el("span", { class: "mention", "data-mention": id }, `#${channelOf(id)?.name ?? id}`);
}

/** Make the mark of a mentioned user group. */
export function groupMark(id, label) {
  return el("span", { class: "mention", "data-mention": id }, label || `@${id}`);
}

/** Make the loud mark of a broadcast: it would notify everybody. */
export function broadcastMark(range) {
  return el("span", { class: "mention broadcast", "data-broadcast": range, title: "Notifies everybody" }, `@${range}`);
}

/** Make a date in the reader's own zone; the fallback where the timestamp is unusable. */
export function dateMark({ timestamp, format, url, fallback }) {
  const words = slackDate(timestamp, format) ?? fallback ?? "";
  const node = el("time", { class: "date" }, words);
  return url ? linkNode(url, node) : node;
}
