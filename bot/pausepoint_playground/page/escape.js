/** Slack's escaping of text: exactly three entities (Slack's formatting reference, "escaping text"). */

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Undo the escaping, once: what was escaped twice keeps one layer. */
export const unescapeText = (text) => text.replace(/&(?:amp|lt|gt);/gu, (entity) => ENTITIES[entity]);
