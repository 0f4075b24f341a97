/** Coming for one message: an address with `message=<ts>` (or Slack's `p<ts without its dot>`) brings it into view. */

import { current, go, place } from "./store.js";

const SHAPE = /^p?(\d+?)\.?(\d{6})$/u;

/** If the address names a message, open its thread where it is a reply, bring it into view and focus it; once. */
export function followPermalink() {
  const wanted = SHAPE.exec(place().message ?? "");
  if (!wanted) return;
  const ts = `${wanted[1]}.${wanted[2]}`;
  const thread = threadOf(place().channel, ts);
  go({ message: null, ...(thread ? { pane: "thread", thread } : {}) });
  const article = document.querySelector(`article[data-ts="${CSS.escape(ts)}"]`);
  article?.scrollIntoView({ block: "center" });
  article?.focus();
}

function threadOf(channel, ts) {
  const roots = current().messages[channel] ?? [];
  return roots.find((root) => (root.replies ?? []).some((reply) => reply.ts === ts))?.ts ?? null;
}
