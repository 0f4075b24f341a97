/** Slack's text objects: plain_text is shown as it is, mrkdwn is read. */

import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { unescapeText } from "./escape.js";
import { mrkdwn } from "./mrkdwn.js";

/** Return the plain words of a text object, a string or nothing. */
export function wordsOf(text) {
  if (text === null || text === undefined) return "";
  if (typeof text === "string") return text;
  const words = unescapeText(text.text ?? "");
  return text.emoji === false ? words : withEmoji(words);
}

/** Make the node of a text object. */
export function textNode(text, tag = "div") {
  if (text?.type !== "mrkdwn") return el(tag, { class: "plain" }, wordsOf(text));
  return el(tag, { class: "mrkdwn" }, mrkdwn(text.text ?? "", { bare: text.verbatim !== true }));
}
