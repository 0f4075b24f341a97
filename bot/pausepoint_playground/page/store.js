/**
 * What this window knows: the newest snapshot, and its own place (who it acts as, which channel, which pane).
 * The place lives in the address's hash, so that two windows are two people and a reload changes nothing.
 */

import { fetchSnapshot, listen } from "./api.js";

const watchers = new Set();
let snapshot = null;
let stream = { stop: () => {}, isClosed: () => true };
let listeningAs = null;
let fetching = false;
let stale = false;
let connected = true;
let retry = 0;

/** Milliseconds between looks for a server that went away. */
const RETRY = 2000;

/** Return the newest snapshot, or null before the first. */
export const current = () => snapshot;

/** Tell whether the stream from the server stands. */
export const isConnected = () => connected;

/** Call `watcher` after every change of the snapshot or of the place. */
export function watch(watcher) {
  watchers.add(watcher);
}

function tell() {
  for (const watcher of watchers) watcher();
}

/** A permalink in the address is no place yet. */
const isPermalink = () => location.hash.includes("/");

/** Return this window's place: `{as, channel, pane, thread}`, from the address. */
export function place() {
  const hash = location.hash.slice(1);
  return hash.includes("=") ? Object.fromEntries(new URLSearchParams(hash)) : {};
}

/** Return the address of a window at another place. */
export function addressOf(changes) {
  const there = Object.entries({ ...place(), ...changes }).filter(([, value]) => value);
  return `#${new URLSearchParams(there)}`;
}

/** Move this window to another place. A change of person fetches that person's snapshot. */
export function go(changes) {
  history.replaceState(null, "", addressOf(changes));
  arrive();
}

function arrive() {
  if (place().as !== undefined && place().as !== listeningAs) refresh();
  else tell();
}

/** Fetch the newest snapshot; requests that come while one is under way become one more. */
export async function refresh() {
  if (fetching) {
    stale = true;
    return;
  }
  fetching = true;
  try {
    do {
      stale = false;
      const person = place().as;
      const fresh = await fetchSnapshot(person);
      if ((place().as ?? person) === person) take(fresh);
      else stale = true;
    } while (stale);
    setConnected(true);
  } catch {
    setConnected(false);
  } finally {
    fetching = false;
  }
}

function take(fresh) {
  snapshot = fresh;
  if (place().as !== fresh.me && !isPermalink()) history.replaceState(null, "", addressOf({ as: fresh.me }));
  if (listeningAs !== fresh.me || stream.isClosed()) follow(fresh.me);
  tell();
}

function follow(person) {
  stream.stop();
  listeningAs = person;
  stream = listen(person, {
    onVersion: () => refresh(),
    onState: (up) => (up ? refresh() : setConnected(false)),
  });
}

/** Note whether the server is there; while it is not, look again now and then. */
function setConnected(up) {
  clearTimeout(retry);
  if (!up) retry = setTimeout(refresh, RETRY);
  if (connected === up) return;
  connected = up;
  tell();
}

addEventListener("hashchange", arrive);

/** Return the person with this id, or null. */
export const personOf = (id) => snapshot?.people.find((person) => person.id === id) ?? null;

/** Return the channel with this id, or null. */
export const channelOf = (id) => snapshot?.channels.find((channel) => channel.id === id) ?? null;
