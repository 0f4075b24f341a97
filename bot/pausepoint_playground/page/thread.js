/** The thread pane: the message it began with, the replies, and where one replies. */

import { composer } from "./composer.js";
import { el, setText } from "./dom.js";
import { atEnd, byTime, showMessages, toEnd } from "./message_list.js";
import { channelOf, current, place } from "./store.js";

/** Make the pane's content. */
export function threadPanel() {
  const root = el("div", { class: "thread-root" });
  const count = el("p", { class: "thread-line" });
  const replies = el("div", { class: "messages" });
  const foot = el("div", {});
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Thread" }, root, count, replies);
  const writing = composer(foot);
  const node = el("div", { class: "thread", "data-testid": "thread" }, scroller, foot);
  return {
    title: "Thread",
    node,
    update(channel) {
      const { message, answers } = threadOf(channel, place().thread);
      const stay = atEnd(scroller);
      showMessages(root, message ? [message] : [], { channel, inThread: true, days: false });
      setText(count, answers.length === 1 ? "1 reply" : `${answers.length} replies`);
      showMessages(replies, answers, { channel, inThread: true, days: false });
      writing.aim({ channel, thread: place().thread, closed: channelOf(channel)?.is_archived === true });
      if (stay) toEnd(scroller);
    },
    entered() {
      foot.querySelector("textarea").focus();
    },
  };
}

function threadOf(channel, ts) {
  const snapshot = current();
  const message = (snapshot.messages[channel] ?? []).find((one) => one.ts === ts);
  const own = (snapshot.ephemerals[channel] ?? []).filter((one) => one.thread_ts === ts);
  const replies = (message?.replies ?? []).filter((one) => !one.deleted);
  return { message, answers: byTime(replies, own) };
}
