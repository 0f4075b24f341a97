/** Which control serves which element type. The one place a new element type is entered. */

import { checkboxControl, radioControl } from "./control_choice.js";
import { dateControl, momentControl, timeControl } from "./control_date.js";
import { fileControl } from "./control_file.js";
import { buttonControl, overflowControl } from "./control_press.js";
import { selectControl } from "./control_select.js";
import { textControl } from "./control_text.js";

export const CONTROLS = {
  button: buttonControl,
  overflow: overflowControl,
  radio_buttons: radioControl,
  checkboxes: checkboxControl,
  plain_text_input: textControl,
  email_text_input: textControl,
  url_text_input: textControl,
  number_input: textControl,
  rich_text_input: textControl,
  datepicker: dateControl,
  timepicker: timeControl,
  datetimepicker: momentControl,
  static_select: selectControl,
  external_select: selectControl,
  users_select: selectControl,
  conversations_select: selectControl,
  channels_select: selectControl,
  multi_static_select: selectControl,
  multi_external_select: selectControl,
  multi_users_select: selectControl,
  multi_conversations_select: selectControl,
  multi_channels_select: selectControl,
  file_input: fileControl,
};

/** Tell whether the page can show an element of this type. */
export const isKnown = (type) => Object.hasOwn(CONTROLS, type);
