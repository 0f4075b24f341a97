/** The two places an element can stand, and how its traffic goes to the server: a message, or a modal's view. */

import { post } from "./api.js";
import { notice } from "./notice.js";
import { place, refresh } from "./store.js";

async function send(door, body) {
  const answer = await post(door, { as: place().as, ...body });
  if (!answer.ok) notice(answer.message ?? answer.error);
  refresh();
  return answer;
}

const idsOf = (blockId, element) => ({ block_id: blockId, action_id: element.action_id });

/** Make the surface of a message. Its elements' states live in the page and in the app's answers alone. */
export function messageSurface({ channel, ts, ephemeral }) {
  const where = ephemeral ? { channel, ts, ephemeral: true } : { channel, ts };
  const click = (blockId, element, { state, ...extra }) =>
    send("click", { ...where, ...idsOf(blockId, element), value: state, ...extra });
  return {
    isView: false,
    fields: new Map(),
    stateOf: () => null,
    errorOf: () => null,
    changed: click,
    pressed: click,
    entered: (blockId, element, state) => click(blockId, element, { state, entered: true }),
    submit: () => {},
    suggest: (blockId, element, query) => post("options", { as: place().as, view_id: null, channel, ts, ...idsOf(blockId, element), query }),
  };
}

/** Make the surface of a view. `newest()` gives the view as the last snapshot has it, `submit()` submits it. */
export function viewSurface(newest, submit) {
  const where = () => ({ view_id: newest().id });
  const door = (name) => (blockId, element, { state, ...extra }) =>
    send(name, { ...where(), ...idsOf(blockId, element), value: state, ...extra });
  return {
    isView: true,
    fields: new Map(),
    stateOf: (blockId, element) => newest().values?.[blockId]?.[element.action_id] ?? null,
    errorOf: (blockId) => newest().errors?.[blockId] ?? null,
    changed: door("input"),
    pressed: door("act"),
    entered: (blockId, element) => send("enter", { ...where(), ...idsOf(blockId, element) }),
    submit,
    suggest: (blockId, element, query) => post("options", { as: place().as, ...where(), channel: null, ts: null, ...idsOf(blockId, element), query }),
  };
}

/** Return the states of every field of a surface, as `state.values` has them. */
export function valuesOf(surface) {
  const values = {};
  for (const field of surface.fields.values()) {
    if (!field.stateful) continue;
    values[field.blockId] ??= {};
    values[field.blockId][field.element.action_id] = field.state();
  }
  return values;
}
