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

/** Make the surface of a message. `newest()` gives the message as the last snapshot has it. */
export function messageSurface(newest, { channel, ts, ephemeral }) {
  const where = ephemeral ? { channel, ts, ephemeral: true } : { channel, ts };
  const click = (blockId, element, { state, ...extra }) =>
    send("click", { ...where, ...idsOf(blockId, element), value: state, ...extra });
  return {
    isView: false,
    fields: new Map(),
    stateOf: (blockId, element) => newest().values?.[blockId]?.[element.action_id] ?? null,
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
  let before = Promise.resolve();
  const where = () => ({ view_id: newest().id });
  /** One at a time, in the order of the person's hands: a button's payload holds what was typed before it. */
  const inTurn = (name, body) => {
    before = before.then(() => send(name, { ...where(), ...body }));
    return before;
  };
  const door = (name) => (blockId, element, { state, ...extra }) => inTurn(name, { ...idsOf(blockId, element), value: state, ...extra });
  return {
    isView: true,
    fields: new Map(),
    stateOf: (blockId, element) => newest().values?.[blockId]?.[element.action_id] ?? null,
    errorOf: (blockId) => newest().errors?.[blockId] ?? null,
    changed: door("input"),
    pressed: door("act"),
    entered: (blockId, element) => inTurn("enter", idsOf(blockId, element)),
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
