/**
 * What this window knows: the newest snapshot, and its own place (who it acts as, which channel, which pane).
 * The place lives in the address's hash, so that two windows are two people and a reload changes nothing.
 */

import { fetchSnapshot, listen } from "./api.js";

const watchers = new Set();
let snapshot = null;
let stream = { stop: () => {}, isClosed: () => true };
let listeningAs = null;
let underWay = null;
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

/** Return this window's place: `{as, channel, pane, thread, message}`, from the address. */
export function place() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
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

/** Fetch the newest snapshot; calls that come while one is under way become one more, and end with it. */
export function refresh() {
  stale = true;
  underWay ??= fetchUntilFresh().finally(() => {
    underWay = null;
  });
  return underWay;
}

async function fetchUntilFresh() {
  while (stale) {
    stale = false;
    const person = place().as;
    const fresh = await fetchSnapshot(person).catch(() => null);
    setConnected(fresh !== null);
    if (fresh && place().as === person) take(fresh);
    else stale = fresh !== null; // meanwhile the window became someone else
  }
}

function take(fresh) {
  snapshot = fresh;
  if (place().as !== fresh.me) history.replaceState(null, "", addressOf({ as: fresh.me }));
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
