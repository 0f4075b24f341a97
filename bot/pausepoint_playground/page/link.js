/** Links: only http, https and mailto become one; anything else stays text. */

import { el } from "./dom.js";

const ALLOWED = new Set(["http:", "https:", "mailto:"]);

/** Return the address as a browser reads it, or null where it must not become a link. */
export function safeUrl(raw) {
  try {
    const url = new URL(String(raw));
    return ALLOWED.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Make a link that opens apart from the page; an address that is not allowed gives an inert span. */
export function linkNode(raw, ...children) {
  const href = safeUrl(raw);
  if (href === null) return el("span", { class: "dead-link", title: "Not a web or mail address" }, ...children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
