/** Moments as people read them, in the browser's time zone. Slack's ts is "<epoch seconds>.<6 digits>". */

const DAY = 86_400_000;

/** Return the Date of a message's ts. */
export const dateOfTs = (ts) => new Date(Number.parseFloat(ts) * 1000);

/** Return the time of day of a ts, as in "14:05". */
export const timeOfTs = (ts) => dateOfTs(ts).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** Return date and time of a ts in full, for titles and screen readers. */
export const fullOfTs = (ts) => dateOfTs(ts).toLocaleString([], { dateStyle: "full", timeStyle: "medium" });

/** Return the heading of a ts's day: Today, Yesterday or the date. */
export function dayOfTs(ts) {
  const day = dateOfTs(ts);
  return relativeDay(day) ?? day.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
}

function relativeDay(date) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const days = Math.round((midnight - new Date(date).setHours(0, 0, 0, 0)) / DAY);
  return { "0": "Today", "1": "Yesterday", "-1": "Tomorrow" }[days] ?? null;
}

const pad = (number) => String(number).padStart(2, "0");
const numeric = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
const long = (date) => date.toLocaleDateString([], { month: "long", day: "numeric", year: "numeric" });
const short = (date) => date.toLocaleDateString([], { month: "short", day: "numeric", year: "numeric" });
const weekday = (date) => date.toLocaleDateString([], { weekday: "long", month: "long", day: "numeric", year: "numeric" });
const pretty = (format) => (date) => relativeDay(date) ?? format(date);
const clock = (date) => date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const seconds = (date) => date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Slack's date tokens (formatting reference, "date formatting"), longest first. */
const TOKENS = [
  ["{date_short_pretty}", pretty(short)],
  ["{date_long_pretty}", pretty(weekday)],
  ["{date_pretty}", pretty(long)],
  ["{date_short}", short],
  ["{date_long}", weekday],
  ["{date_num}", numeric],
  ["{date}", long],
  ["{time_secs}", seconds],
  ["{time}", clock],
  ["{day_divider_pretty}", pretty(weekday)],
  ["{ago}", (date) => ago(date)],
];

function ago(date) {
  const minutes = Math.round((date - Date.now()) / 60_000);
  const words = new Intl.RelativeTimeFormat([], { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}

/** Write an epoch timestamp after a Slack format; null where the timestamp is no number. */
export function slackDate(timestamp, format) {
  const date = new Date(Number(timestamp) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  return TOKENS.reduce((text, [token, write]) => text.replaceAll(token, () => write(date)), format);
}

/** Return the date part of epoch seconds as an input of type date holds it. */
export const localDate = (epoch) => numeric(new Date(epoch * 1000));

/** Return the time part of epoch seconds as an input of type time holds it. */
export function localTime(epoch) {
  const date = new Date(epoch * 1000);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** Return the epoch seconds of a local date and time, or null where one is missing. */
export function epochOf(date, time) {
  if (!date || !time) return null;
  const moment = new Date(`${date}T${time}`).getTime();
  return Number.isNaN(moment) ? null : Math.floor(moment / 1000);
}
