/** Permalinks: `/archives/<channel>/p<ts without its dot>` lands at `#<channel>/p...`, and is turned into a place. */

import { current, go } from "./store.js";

const SHAPE = /^#([CDG][A-Z0-9]+)\/p?(\d+?)\.?(\d{6})$/u;

/** If the address is a permalink, go to its channel (and thread), and bring its message into view. */
export function followPermalink() {
  const link = SHAPE.exec(location.hash);
  if (!link) return;
  const [, channel, seconds, rest] = link;
  const ts = `${seconds}.${rest}`;
  const thread = threadOf(channel, ts);
  history.replaceState(null, "", "#");
  go({ as: current().me, channel, ...(thread ? { pane: "thread", thread } : {}) });
  const article = document.querySelector(`article[data-ts="${CSS.escape(ts)}"]`);
  article?.scrollIntoView({ block: "center" });
  article?.focus();
}

function threadOf(channel, ts) {
  const roots = current().messages[channel] ?? [];
  return roots.find((root) => (root.replies ?? []).some((reply) => reply.ts === ts))?.ts ?? null;
}
