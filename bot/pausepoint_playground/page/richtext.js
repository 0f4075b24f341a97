/** rich_text blocks, read into nodes. Their text is never parsed: what is written is what is shown. */

import { el } from "./dom.js";
import { emojiOf, fromCodePoints } from "./emoji.js";
import { linkNode } from "./link.js";
import { broadcastMark, channelMark, dateMark, groupMark, userMark } from "./marks.js";

const STYLES = [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"]];

/** Make the node of a rich_text block. */
export function richText(block) {
  return el("div", { class: "rich-text" }, (block.elements ?? []).map(part));
}

const PARTS = {
  rich_text_section: (item) => el("p", {}, inlines(item)),
  rich_text_list: list,
  rich_text_quote: (item) => el("blockquote", { class: bordered(item) }, inlines(item)),
  rich_text_preformatted: (item) => el("pre", { class: "code-block" }, inlines(item)),
};

function part(item) {
  const make = PARTS[item.type];
  return make ? make(item) : unknown(item.type);
}

function list(item) {
  const ordered = item.style === "ordered";
  const look = `indent-${Math.min(item.indent ?? 0, 8)} ${bordered(item) ?? ""}`;
  const start = ordered ? (item.offset ?? 0) + 1 : null;
  return el(ordered ? "ol" : "ul", { class: look.trim(), start }, (item.elements ?? []).map((row) => el("li", {}, listRow(row))));
}

/** A row is a section as a rule; quotes and preformatted text may stand in one. */
const listRow = (row) => (row.type === "rich_text_section" ? inlines(row) : [part(row)]);

const bordered = (item) => (item.border ? "bordered" : null);

const inlines = (item) => (item.elements ?? []).map(inline);

const INLINE = {
  text: (item) => item.text,
  link: (item) => linkNode(item.url, item.text || item.url),
  user: (item) => userMark(item.user_id),
  usergroup: (item) => groupMark(item.usergroup_id),
  channel: (item) => channelMark(item.channel_id),
  broadcast: (item) => broadcastMark(item.range),
  emoji: emoji,
  date: dateMark,
  color: (item) => el("code", { class: "colour" }, item.value),
  team: (item) => groupMark(item.team_id),
};

function inline(item) {
  const make = INLINE[item.type];
  return make ? styled(make(item), item.style) : unknown(item.type);
}

function emoji(item) {
  const sign = item.unicode ? fromCodePoints(item.unicode) : emojiOf(item.name);
  return el("span", { class: "emoji", title: `:${item.name}:` }, sign ?? `:${item.name}:`);
}

function styled(content, style = {}) {
  const wanted = STYLES.filter(([name]) => style?.[name]);
  return wanted.reduce((inner, [, tag]) => el(tag, {}, inner), content);
}

const unknown = (type) => el("span", { class: "unsupported" }, `unsupported: ${type}`);
