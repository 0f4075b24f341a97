/** How a person or the app is shown: name, initials, colour, kind. */

import { el } from "./dom.js";
import { current, personOf } from "./store.js";

const KINDS = { member: "Member", guest: "Guest", other_team: "Other company", bot: "App" };
const HUES = 8;

/** Return the name shown for a user id; an unknown id is shown as it is. */
export function nameOf(id) {
  const person = personOf(id);
  return person ? person.real_name || person.name : String(id);
}

/** Return the words for a person's kind. */
export const kindOf = (person) => KINDS[person?.kind] ?? "Member";

/** Return the name shown for a channel; a direct message bears the app's name. */
export const channelName = (channel) => (channel.is_im ? current().app.name : channel.name);

/** Return a channel's name with the sign before it; private ones get a lock by their look instead. */
export const signedName = (channel) => (channel.is_im ? `@ ${channelName(channel)}` : channel.is_private ? channel.name : `# ${channel.name}`);

/** Tell whether a channel is shown with a lock. */
export const isLocked = (channel) => channel.is_private === true && channel.is_im !== true;

/** Tell whether the user is the app. */
export const isApp = (id) => personOf(id)?.kind === "bot" || botUser() === id;

/** Return the app's own user id. */
export const botUser = () => current()?.app.bot_user_id ?? current()?.app.bot_user;

/** Return the one or two letters that stand for a name. */
function initials(name) {
  const words = name.split(/[\s._-]+/u).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("") || "?";
}

/** The colour follows the name, for ids are new in every run. */
function hueOf(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % HUES;
}

/** Make the coloured square with a person's initials. */
export function avatar(id) {
  const look = isApp(id) ? "avatar app" : `avatar hue-${hueOf(nameOf(id))}`;
  return el("span", { class: look, "aria-hidden": "true" }, isApp(id) ? "❚❚" : initials(nameOf(id)));
}

/** Make the small mark behind a name: APP, Guest or Other company. Members have none. */
export function badge(id) {
  if (isApp(id)) return el("span", { class: "badge" }, "APP");
  const person = personOf(id);
  if (!person || person.kind === "member") return null;
  return el("span", { class: `badge ${person.kind}` }, kindOf(person));
}
