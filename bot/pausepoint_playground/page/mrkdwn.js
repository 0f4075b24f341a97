/**
 * Slack's mrkdwn, read into nodes: fenced code, quotes, then inline marks. Tokens in angle brackets are live; with
 * `bare` (a text object that is not verbatim) addresses and broadcasts written without brackets become live too.
 */

import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { unescapeText } from "./escape.js";
import { linkNode, safeUrl } from "./link.js";
import { broadcastMark, channelMark, dateMark, groupMark, userMark } from "./marks.js";

const FENCE = "```";
const QUOTED = /^(?:&gt;|>)\s?/u;

/** Read a mrkdwn text into a fragment. */
export function mrkdwn(text, { bare = true } = {}) {
  const fragment = document.createDocumentFragment();
  const parts = text.split(FENCE);
  const open = parts.length % 2 === 0; // the last fence is never closed: it is only text
  if (open) parts.push(`${parts.splice(-2, 1)[0]}${FENCE}${parts.pop()}`);
  parts.forEach((part, at) => {
    if (at % 2 === 1) fragment.append(el("pre", { class: "code-block" }, unescapeText(trimmed(part, true, true))));
    else fragment.append(...paragraphs(trimmed(part, at > 0, at < parts.length - 1), bare));
  });
  return fragment;
}

/** A fence or a quote is a block of its own: the line break beside it is not shown. */
function trimmed(part, first, last) {
  const begun = first ? part.replace(/^\n/u, "") : part;
  return last ? begun.replace(/\n$/u, "") : begun;
}

function paragraphs(text, bare) {
  return runsOfLines(text).flatMap((run) => {
    const content = inline(run.lines.join("\n"), bare);
    return run.quoted ? [el("blockquote", {}, ...content)] : content;
  });
}

function runsOfLines(text) {
  const runs = [];
  for (const line of text === "" ? [] : text.split("\n")) {
    const quoted = QUOTED.test(line);
    const words = quoted ? line.replace(QUOTED, "") : line;
    if (runs.at(-1)?.quoted === quoted) runs.at(-1).lines.push(words);
    else runs.push({ quoted, lines: [words] });
  }
  return runs;
}

/** A mark opens before a non-space and stands at a word's edge on both sides. */
const edged = (sign, name) => `(?<![\\p{L}\\p{N}])${sign}(?=\\S)(?<${name}>[^\\n]*?\\S)${sign}(?![\\p{L}\\p{N}])`;
const PIECES = new RegExp(
  ["(?<token><[^<>\\n]+>)", "`(?<code>[^`\\n]+)`", edged("\\*", "b"), edged("_", "i"), edged("~", "s")].join("|"),
  "gu",
);
const BARE = /(?<url>https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"])|(?<![\p{L}\p{N}.@])@(?<range>channel|here|everyone)(?![\p{L}\p{N}])/gu;

function inline(text, bare) {
  return spread(text, PIECES, (rest) => words(rest, bare), (groups) => piece(groups, bare));
}

function spread(text, pattern, between, made) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    nodes.push(...between(text.slice(done, match.index)), made(match.groups));
    done = match.index + match[0].length;
  }
  return [...nodes, ...between(text.slice(done))];
}

function piece(groups, bare) {
  if (groups.token) return tokenNode(groups.token.slice(1, -1));
  if (groups.code) return el("code", {}, unescapeText(groups.code));
  const [tag, inner] = Object.entries(groups).find(([, content]) => content !== undefined);
  return el(tag, {}, ...inline(inner, bare));
}

function words(text, bare) {
  if (text === "") return [];
  if (!bare) return [plain(text)];
  return spread(text, BARE, (rest) => (rest ? [plain(rest)] : []), bareNode);
}

const plain = (text) => withEmoji(unescapeText(text));

function bareNode({ url, range }) {
  return range ? broadcastMark(range) : linkNode(unescapeText(url), unescapeText(url));
}

function tokenNode(token) {
  const [target, label] = splitOnce(token, "|");
  if (/^@[UW]/u.test(target)) return userMark(target.slice(1));
  if (/^#[CGD]/u.test(target)) return channelMark(target.slice(1));
  if (target.startsWith("!")) return commandNode(target.slice(1), label);
  const address = unescapeText(target);
  if (!label && safeUrl(address) === null) return `<${address}>`;
  return linkNode(address, label ? plain(label) : address);
}

function commandNode(command, label) {
  const [name, ...rest] = command.split("^");
  if (["channel", "here", "everyone"].includes(name)) return broadcastMark(name);
  if (name === "subteam") return groupMark(rest[0] ?? "", label);
  if (name === "date") return dateMark({ timestamp: rest[0], format: rest[1] ?? "", url: rest[2], fallback: label });
  return el("span", {}, label ?? `<${command}>`);
}

function splitOnce(text, sign) {
  const at = text.indexOf(sign);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
