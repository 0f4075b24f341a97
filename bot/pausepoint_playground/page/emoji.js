/** The emoji names apps commonly use. A name that is not here is shown as it was written. */

const NAMES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", white_check_mark: "✅", heavy_check_mark: "✔️",
  ballot_box_with_check: "☑️", x: "❌", negative_squared_cross_mark: "❎", no_entry: "⛔", no_entry_sign: "🚫",
  warning: "⚠️", rotating_light: "🚨", information_source: "ℹ️", question: "❓", grey_question: "❔", exclamation: "❗",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", clock1: "🕐", calendar: "📆",
  date: "📅", bell: "🔔", no_bell: "🔕", lock: "🔒", unlock: "🔓", key: "🔑", pencil: "📝", memo: "📝", pencil2: "✏️",
  speech_balloon: "💬", eyes: "👀", tada: "🎉", rocket: "🚀", fire: "🔥", bulb: "💡", gear: "⚙️", wrench: "🔧",
  hammer: "🔨", link: "🔗", paperclip: "📎", page_facing_up: "📄", clipboard: "📋", bar_chart: "📊", package: "📦",
  inbox_tray: "📥", outbox_tray: "📤", email: "📧", envelope: "✉️", phone: "☎️", computer: "💻", robot_face: "🤖",
  wave: "👋", clap: "👏", pray: "🙏", raised_hands: "🙌", ok_hand: "👌", point_right: "👉", point_down: "👇",
  smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔", heart: "❤️", star: "⭐", sparkles: "✨", zap: "⚡",
  large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", large_blue_circle: "🔵", white_circle: "⚪",
  black_circle: "⚫", large_orange_circle: "🟠", double_vertical_bar: "⏸️", pause_button: "⏸️", arrow_forward: "▶️",
  black_square_for_stop: "⏹️", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  arrows_counterclockwise: "🔄", repeat: "🔁", moneybag: "💰", credit_card: "💳", shield: "🛡️", mag: "🔍", bug: "🐛",
  construction: "🚧", checkered_flag: "🏁", white_large_square: "⬜", black_large_square: "⬛", one: "1️⃣", two: "2️⃣", three: "3️⃣",
};

const WRITTEN = /:([a-z0-9_+-]+):/gu;

/** Return the character of an emoji name, or null. */
export const emojiOf = (name) => NAMES[name] ?? null;

/** Replace the known `:names:` of a text. */
export function withEmoji(text) {
  return text.replace(WRITTEN, (whole, name) => emojiOf(name) ?? whole);
}

/** Return the characters of a rich_text emoji's `unicode`: hexadecimal code points with dashes between. */
export function fromCodePoints(unicode) {
  const points = String(unicode).split("-").map((part) => Number.parseInt(part, 16));
  return points.every((point) => point >= 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}
