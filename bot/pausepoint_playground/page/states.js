/** The state of an element, in the shape of Slack's `state.values`, as its definition first sets it. */

const NAMES = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  radio_buttons: ["selected_option", "initial_option"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  checkboxes: ["selected_options", "initial_options"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  file_input: ["files", null],
};

/** Return the key under which the element's state stands, or null where it has none (buttons, menus). */
export const stateKey = (element) => NAMES[element.type]?.[0] ?? null;

/** Tell whether the state is a list: an empty one is [], never null. */
export const isList = (element) => element.type.startsWith("multi_") || ["checkboxes", "file_input"].includes(element.type);

/** Wrap a bare value as the element's state. */
export function stateOf(element, value) {
  const empty = isList(element) ? [] : null;
  return { type: element.type, [stateKey(element)]: value ?? empty };
}

/** Return the bare value inside a state. */
export const valueIn = (element, state) => state?.[stateKey(element)] ?? (isList(element) ? [] : null);

/** Return the state an element starts with. */
export const initialState = (element) => stateOf(element, element[NAMES[element.type][1]]);
