/** The left of the page: whom this window acts as, the channels, and links to a second window. */

import { el, keyed, setText } from "./dom.js";
import { avatar, isLocked, kindOf, signedName } from "./people.js";
import { addressOf, current, go, personOf, place } from "./store.js";

const select = document.getElementById("as");
const read = new Map();

select.addEventListener("change", () => go({ as: select.value }));

/** Show the newest people and channels; `open` is the channel being read. */
export function showSidebar(open) {
  const snapshot = current();
  const people = snapshot.people.filter((person) => person.kind !== "bot" && !person.deactivated);
  keyed(select, people, (person) => person.id, optionOf);
  select.value = snapshot.me;
  setText(document.getElementById("acting-kind"), actingWords(personOf(snapshot.me)));
  keyed(document.getElementById("channels"), snapshot.channels, (channel) => channel.id, channelRow(open));
  keyed(document.getElementById("people"), people.filter((person) => person.id !== snapshot.me), (person) => `${place().channel} ${person.id}`, personRow);
}

function optionOf(person) {
  const name = person.real_name || person.name;
  return { node: el("option", { value: person.id }, person.kind === "member" ? name : `${name} (${kindOf(person)})`) };
}

function actingWords(person) {
  return person ? [kindOf(person), person.email].filter(Boolean).join(" · ") : "";
}

function channelRow(open) {
  return (first) => {
    const button = el("button", { type: "button", class: "channel-link", "data-channel": first.id, on: { click: () => go({ channel: first.id, pane: null, thread: null }) } });
    const update = (channel) => {
      setText(button, signedName(channel));
      button.classList.toggle("lock", isLocked(channel));
      const isOpen = (place().channel ?? open) === channel.id;
      button.toggleAttribute("aria-current", isOpen);
      button.classList.toggle("unread", unread(channel.id, isOpen));
      button.classList.toggle("archived", channel.is_archived === true);
    };
    update(first);
    return { node: el("li", {}, button), update };
  };
}

/** A channel is unread when its newest message came after it was last open in this window. */
function unread(id, isOpen) {
  const newest = (current().messages[id] ?? []).at(-1)?.ts ?? "0";
  const key = `${current().me} ${id}`;
  if (isOpen || !read.has(key)) read.set(key, newest);
  return Number(newest) > Number(read.get(key));
}

function personRow(person) {
  const href = addressOf({ as: person.id, pane: null, thread: null });
  const name = person.real_name || person.name;
  const kind = person.kind === "member" ? null : el("span", { class: "person-kind" }, kindOf(person));
  const link = el("a", { href, target: "_blank", rel: "noopener", class: "person-link" }, avatar(person.id), el("span", { class: "person-name" }, name), kind);
  return { node: el("li", {}, link) };
}
