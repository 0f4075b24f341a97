/** Blocks one only reads: header, divider, context, image, markdown, table, alert, card's words. */

import { el } from "./dom.js";
import { linkNode } from "./link.js";
import { richText } from "./richtext.js";
import { textNode, wordsOf } from "./text.js";

/** Make the stand-in for an image: its description and a link, for the page loads nothing from afar. */
export function imageNote(image) {
  const words = image.alt_text || "image";
  const label = image.image_url ? linkNode(image.image_url, words) : words;
  return el("span", { class: "image-note" }, el("span", { "aria-hidden": "true" }, "▣ "), label);
}

export const headerBlock = (block) => el("h3", { class: "header-block" }, wordsOf(block.text));

export const dividerBlock = () => el("hr");

export function contextBlock(block) {
  const parts = (block.elements ?? []).map((item) => (item.type === "image" ? imageNote(item) : textNode(item, "span")));
  return el("div", { class: "context-block" }, parts);
}

export function imageBlock(block) {
  const title = block.title ? el("figcaption", {}, wordsOf(block.title)) : null;
  return el("figure", { class: "image-block" }, title, imageNote(block));
}

export const markdownBlock = (block) => el("pre", { class: "markdown-block" }, block.text ?? "");

export const richTextBlock = (block) => richText(block);

/** A table's first row is its heading. */
export function tableBlock(block) {
  const settings = block.column_settings ?? [];
  const rows = (block.rows ?? []).map((row, at) => el("tr", {}, row.map((cell, column) => cellNode(cell, at, settings[column]))));
  return el("div", { class: "table-block", tabindex: "0", role: "region", "aria-label": "Table" }, el("table", {}, el("tbody", {}, rows)));
}

function cellNode(cell, row, setting) {
  const look = [setting?.align ? `align-${setting.align}` : "", setting?.is_wrapped ? "wrapped" : ""].join(" ").trim();
  const content = cell.type === "rich_text" ? richText(cell) : String(cell.text ?? cell.value ?? "");
  return el(row === 0 ? "th" : "td", { class: look, scope: row === 0 ? "col" : null }, content);
}

export function alertBlock(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  return el("div", { class: `alert-block ${level}`, role: "note" }, textNode(block.text));
}

/** Make the words of a card, without its buttons. */
export function cardWords(block) {
  const parts = ["title", "subtitle", "body", "subtext"].filter((name) => block[name]);
  return parts.map((name) => el("div", { class: `card-${name}` }, textNode(block[name])));
}

/** Make the words of a section: its text and its fields in two columns. */
export function sectionWords(block) {
  const fields = (block.fields ?? []).map((field) => textNode(field));
  const text = block.text ? textNode(block.text) : null;
  return [text, fields.length > 0 ? el("div", { class: "section-fields" }, fields) : null].filter(Boolean);
}
