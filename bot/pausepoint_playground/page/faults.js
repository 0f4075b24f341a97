/** The Misbehave panel: makes the stand-in fail the way Slack can, so that one sees what the app does then. */

import { post } from "./api.js";
import { el, setText } from "./dom.js";
import { notice } from "./notice.js";
import { current, place, refresh } from "./store.js";

/** Faults that happen to the next so many requests. */
const COUNTED = {
  drop_acks: ["Lose the next answer", "The app answers in time, but the answer does not arrive: the person sees trouble connecting."],
  expire_triggers: ["Expire the next trigger", "The next click's trigger is already older than three seconds when the app uses it."],
  deliver_twice: ["Deliver the next one twice", "The next click or submission reaches the app two times."],
};

async function set(fault) {
  const answer = await post("faults", { as: place().as, ...fault });
  if (!answer.ok) notice(answer.message ?? answer.error);
  refresh();
}

/** Make the panel. */
export function faultsPanel() {
  const rows = [...Object.keys(COUNTED).map(countedRow), limitRow(), downRow()];
  const calm = el("button", { type: "button", class: "button", on: { click: () => set(CALM) } }, "Behave again");
  const intro = el("p", { class: "panel-intro" }, "Each of these happens on a real Slack. Switch one on, then use the app.");
  return {
    title: "Misbehave",
    node: el("div", { class: "panel", "data-testid": "faults" }, intro, rows.map((row) => row.node), calm),
    update: () => rows.forEach((row) => row.update(current().faults)),
  };
}

const CALM = { drop_acks: 0, expire_triggers: 0, deliver_twice: 0, down: false, rate_limit: { method: "chat.update", retry_after: 1, times: 0 } };

function countedRow(name) {
  const [title, words] = COUNTED[name];
  const state = el("span", { class: "fault-state" });
  let count = 0;
  const button = el("button", { type: "button", class: "button", "data-fault": name, on: { click: () => set({ [name]: count + 1 }) } }, title);
  return {
    node: el("section", { class: "fault" }, el("div", { class: "fault-row" }, button, state), el("p", {}, words)),
    update: (faults) => {
      count = faults[name] ?? 0;
      setText(state, count > 0 ? `${count} to come` : "");
    },
  };
}

function limitRow() {
  const method = el("input", { class: "text-box", name: "method", value: "chat.update" });
  const wait = el("input", { class: "text-box", name: "retry_after", inputmode: "numeric", value: "3" });
  const state = el("span", { class: "fault-state" });
  const limit = () => set({ rate_limit: { method: method.value.trim(), retry_after: Number(wait.value) || 1, times: 1 } });
  const fields = [el("label", { class: "fault-label wide" }, "Method", method), el("label", { class: "fault-label" }, "Wait (s)", wait)];
  const button = el("button", { type: "button", class: "button", "data-fault": "rate_limit", on: { click: limit } }, "Limit the next call");
  const words = "The next call of this method is refused with 429 and the seconds to wait.";
  return {
    node: el("section", { class: "fault" }, el("div", { class: "fault-row" }, fields), el("div", { class: "fault-row" }, button, state), el("p", {}, words)),
    update: ({ rate_limit: limit_ }) => setText(state, limit_?.times > 0 ? `${limit_.times} to come for ${limit_.method}` : ""),
  };
}

function downRow() {
  const box = el("input", { type: "checkbox", "data-fault": "down", on: { change: () => set({ down: box.checked }) } });
  const label = el("label", { class: "choice" }, box, el("span", {}, "Slack is down"));
  const words = "The app's calls and the people's clicks fail until this is switched off.";
  return {
    node: el("section", { class: "fault" }, label, el("p", {}, words)),
    update: (faults) => {
      box.checked = faults.down === true;
    },
  };
}
