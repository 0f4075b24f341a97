/** The middle of the page: the channel's heading, its messages, and where one writes. */

import { composer } from "./composer.js";
import { el, setText } from "./dom.js";
import { atEnd, byTime, showMessages, toEnd } from "./message_list.js";
import { botUser, channelName, isLocked, nameOf, signedName } from "./people.js";
import { channelOf, current } from "./store.js";

const scroller = document.getElementById("scroller");
const list = document.getElementById("messages");
const newer = document.getElementById("newer");
const announcer = document.getElementById("announcer");
const writing = composer(document.getElementById("composer"));
let shown = null;
let known = new Set();

newer.addEventListener("click", () => toEnd(scroller));
scroller.addEventListener("scroll", () => {
  if (atEnd(scroller)) newer.hidden = true;
});

/** Return the messages of a channel that do not stand in a thread. */
function topLevel(snapshot, id) {
  const messages = (snapshot.messages[id] ?? []).filter((one) => !one.deleted || one.reply_count > 0);
  const own = (snapshot.ephemerals[id] ?? []).filter((one) => !one.thread_ts);
  return byTime(messages, own);
}

/** Show the channel with this id. */
export function showChannel(id) {
  const snapshot = current();
  const entered = shown !== `${snapshot.me} ${id}`;
  const stay = entered || atEnd(scroller);
  shown = `${snapshot.me} ${id}`;
  const messages = topLevel(snapshot, id);
  heading(channelOf(id), snapshot);
  empty(messages.length === 0);
  showMessages(list, messages, { channel: id });
  writing.aim({ channel: id, thread: null, closed: channelOf(id)?.is_archived === true });
  const fresh = tellNew(messages, entered);
  if (stay) toEnd(scroller);
  else if (fresh) newer.hidden = false;
}

function heading(channel, snapshot) {
  if (!channel) return;
  const name = document.getElementById("channel-name");
  setText(name, signedName(channel));
  name.classList.toggle("lock", isLocked(channel));
  const notes = [
    channel.is_archived ? "Archived" : null,
    channel.is_member || channel.is_im ? null : `${snapshot.app.name} is not in this channel`,
    `${snapshot.app.name} listens over ${snapshot.app.mode === "socket" ? "Socket Mode" : "HTTP"}`,
  ];
  setText(document.getElementById("channel-note"), notes.filter(Boolean).join(" · "));
  document.title = `${channelName(channel)} as ${nameOf(snapshot.me)} - Playground - this is not Slack`;
}

const nothing = el("p", { class: "nothing" }, "Nothing here yet. Write the first message below.");

function empty(isEmpty) {
  if (isEmpty) scroller.prepend(nothing);
  else nothing.remove();
}

/** Tell screen readers of messages that came while the channel was open; returns whether there are any. */
function tellNew(messages, entered) {
  const keys = messages.map((message) => message.ts);
  const fresh = entered ? [] : messages.filter((message) => !known.has(message.ts));
  known = new Set(keys);
  const words = fresh.map((message) => `${nameOf(message.user ?? botUser())}: ${message.text ?? ""}`);
  if (words.length > 0) setText(announcer, words.join("\n"));
  return fresh.length > 0;
}
