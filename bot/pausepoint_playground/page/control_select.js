/** Controls that choose from a list: static and fetched options, people, channels and conversations; one or many. */

import { combobox } from "./combobox.js";
import { channelItem, groupsOf, itemOf, matching, personItem } from "./options.js";
import { channelOf, current, personOf } from "./store.js";
import { isList } from "./states.js";
import { wordsOf } from "./text.js";

/** Milliseconds of silence before what was typed is asked for. */
const PATIENCE = 200;
/** Slack's default for external selects. */
const MIN_QUERY = 3;

/** Make the control of any select. */
export function selectControl(element, { changed, suggest, clearable }) {
  const kind = KINDS[element.type.replace(/^multi_/u, "")];
  const many = isList(element);
  const box = combobox({
    multiple: many,
    clearable: clearable && !many,
    placeholder: wordsOf(element.placeholder) || kind.words,
    max: element.max_selected_items,
    source: kind.source(element, suggest),
    changed: () => changed({}),
  });
  return {
    ...box,
    read: () => (many ? box.read() : (box.read()[0] ?? null)),
    write: (value) => box.write([value].flat().filter((one) => one !== null && one !== undefined).map(kind.item)),
  };
}

const people = () => [{ label: "", items: current().people.filter((person) => person.kind !== "bot" && !person.deactivated).map(personItem) }];
const channels = () => [{ label: "Channels", items: openChannels().map(channelItem) }];
const openChannels = () => current().channels.filter((channel) => !channel.is_archived && !channel.is_im);

/** A conversation is a channel or a person (a direct message). */
function conversations(element) {
  const include = element.filter?.include ?? ["im", "private", "public"];
  const rooms = openChannels().filter((channel) => include.includes(channel.is_private ? "private" : "public"));
  const direct = include.includes("im") ? [{ label: "People", items: people()[0].items }] : [];
  return [{ label: "Channels", items: rooms.map(channelItem) }, ...direct];
}

const person = (id) => personItem(personOf(id) ?? { id, name: id, kind: "member" });
const channel = (id) => channelItem(channelOf(id) ?? { id, name: id });

const KINDS = {
  static_select: { words: "Choose an option", item: itemOf, source: (element) => (query) => matching(groupsOf(element), query) },
  external_select: { words: "Type to search", item: itemOf, source: fetched },
  users_select: { words: "Choose a person", item: person, source: () => (query) => matching(people(), query) },
  channels_select: { words: "Choose a channel", item: channel, source: () => (query) => matching(channels(), query) },
  conversations_select: {
    words: "Choose a conversation",
    item: (id) => (channelOf(id) ? channel(id) : person(id)),
    source: (element) => (query) => matching(conversations(element), query),
  },
};

/** Ask the app for options, once the typing rests and enough letters stand there. */
function fetched(element, suggest) {
  const least = element.min_query_length ?? MIN_QUERY;
  let timer = 0;
  return (query) => {
    clearTimeout(timer);
    if (query.trim().length < least) return Object.assign([], { words: `Type ${least} or more letters` });
    return new Promise((resolve) => {
      timer = setTimeout(() => suggest(query).then((answer) => resolve(readAnswer(answer))), query ? PATIENCE : 0);
    });
  };
}

function readAnswer(answer) {
  if (!answer.ok) return Object.assign([], { words: "The options could not be loaded" });
  return groupsOf(answer);
}
