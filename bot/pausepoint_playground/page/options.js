/** Options and option groups as the controls need them: one shape for static, fetched, people's and channels' lists. */

import { wordsOf } from "./text.js";
import { kindOf } from "./people.js";

/** Turn Slack's `options` or `option_groups` into `[{label, items}]`. */
export function groupsOf(source) {
  if (source.option_groups) return source.option_groups.map((group) => ({ label: wordsOf(group.label), items: (group.options ?? []).map(itemOf) }));
  return [{ label: "", items: (source.options ?? []).map(itemOf) }];
}

/** Turn one Slack option into an item `{key, label, detail, raw}`; the option itself travels as `raw`. */
export function itemOf(option) {
  return { key: option.value, label: wordsOf(option.text), detail: wordsOf(option.description), raw: option };
}

/** Turn a person into an item; what travels is the id. */
export function personItem(person) {
  const kind = person.kind === "member" ? "" : kindOf(person);
  return { key: person.id, label: person.real_name || person.name, detail: kind, raw: person.id };
}

/** Turn a channel into an item; what travels is the id. */
export function channelItem(channel) {
  return { key: channel.id, label: `#${channel.name}`, detail: channel.is_private ? "private" : "", raw: channel.id };
}

/** Keep the items whose words contain the query. */
export function matching(groups, query) {
  const wanted = query.trim().toLocaleLowerCase();
  const kept = groups.map((group) => ({ ...group, items: group.items.filter((item) => hit(item, wanted)) }));
  return kept.filter((group) => group.items.length > 0);
}

const hit = (item, wanted) => `${item.label} ${item.detail}`.toLocaleLowerCase().includes(wanted);
