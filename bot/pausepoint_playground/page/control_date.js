/** Controls for a date, a time of day, and both together (a moment in the reader's own time zone). */

import { el } from "./dom.js";
import { epochOf, localDate, localTime } from "./dates.js";

/** While a year is typed digit by digit the browser already reports dates: those of the first millennium are not meant. */
const meant = (date) => (date && date >= "1000" ? date : null);

/** Make the control of a datepicker. */
export function dateControl(_element, { changed, entered }) {
  const node = picker("date", changed, entered);
  return { node, host: node, labelable: true, read: () => meant(node.value), write: (value) => put(node, value) };
}

/** Make the control of a timepicker. */
export function timeControl(_element, { changed, entered }) {
  const node = picker("time", changed, entered);
  return { node, host: node, labelable: true, read: () => node.value || null, write: (value) => put(node, value) };
}

/** Make the control of a datetimepicker; it has a value once both parts have one. */
export function momentControl(_element, { changed, entered }) {
  const date = picker("date", changed, entered);
  const time = picker("time", changed, entered);
  date.setAttribute("aria-label", "Date");
  time.setAttribute("aria-label", "Time");
  const node = el("div", { class: "moment", role: "group" }, date, time);
  return {
    node,
    host: node,
    labelable: false,
    focusable: date,
    read: () => epochOf(meant(date.value), time.value),
    write: (epoch) => {
      if (epoch === epochOf(meant(date.value), time.value)) return; // half of a moment is being typed
      put(date, epoch === null ? null : localDate(epoch));
      put(time, epoch === null ? null : localTime(epoch));
    },
  };
}

function put(node, value) {
  node.value = value ?? "";
}

function picker(type, changed, entered) {
  const node = el("input", { type, class: "text-box picker" });
  node.addEventListener("input", () => changed({ typing: true }));
  node.addEventListener("blur", () => changed({}));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    entered();
  });
  return node;
}
