/**
 * Making and reconciling DOM nodes. Text enters the page only here, as text nodes; nothing in
 * this page assigns markup. Knows nothing of Slack.
 */

let lastId = 0;

/** Return an id no other node of this page has. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Make an element; attributes that are null, undefined or false are left out, `on` holds listeners. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...present(children));
  return node;
}

function setAttribute(node, name, value) {
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else if (value === true) {
    node.setAttribute(name, "");
  } else if (value !== null && value !== undefined && value !== false) {
    node.setAttribute(name, String(value));
  }
}

/** Drop the children that are not there. */
export function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Replace a node's text only where it differs, so that screen readers are not told twice. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const entriesOf = new WeakMap();

/**
 * Make `parent` show `items` in order, keeping the nodes of items that stay.
 *
 * `make(item)` returns `{node, update?(item), gone?()}`. A node that stays in place is never detached, so its focus,
 * caret and scroll position survive. The parent must hold nothing else.
 */
export function keyed(parent, items, keyOf, make) {
  const before = entriesOf.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const entry = before.get(key);
    if (entry) {
      entry.update?.(item);
      after.set(key, entry);
    } else {
      after.set(key, make(item));
    }
  }
  dropGone(before, after);
  entriesOf.set(parent, after);
  keepingFocus(() => putInOrder(parent, [...after.values()].map((entry) => entry.node)));
}

function dropGone(before, after) {
  for (const [key, entry] of before) {
    if (after.get(key) === entry) continue;
    entry.gone?.();
    entry.node.remove();
  }
}

function putInOrder(parent, nodes) {
  let cursor = parent.firstChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** Run a change of the tree; if it took the focus from a node that is still there, give focus and caret back. */
export function keepingFocus(change) {
  const active = document.activeElement;
  const caret = caretOf(active);
  change();
  const lost = document.activeElement === null || document.activeElement === document.body;
  if (lost && active?.isConnected && active !== document.body) {
    active.focus({ preventScroll: true });
    setCaret(active, caret);
  }
}

/** Return where the caret stands in a text control, or null. */
export function caretOf(node) {
  try {
    return node?.selectionStart === undefined || node.selectionStart === null ? null : [node.selectionStart, node.selectionEnd];
  } catch {
    return null; // date and number inputs have none
  }
}

/** Put the caret back where `caretOf` saw it. */
export function setCaret(node, caret) {
  if (caret && typeof node.setSelectionRange === "function") node.setSelectionRange(...caret);
}

/** Return what the Tab key may reach inside `root`, in order. */
export function tabbable(root) {
  const candidates = root.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]');
  return [...candidates].filter((node) => !node.disabled && node.tabIndex >= 0 && node.offsetParent !== null);
}

/** Keep the Tab key inside `root`: from the last to the first, and back. */
export function trapTab(root, event) {
  if (event.key !== "Tab") return;
  const stops = tabbable(root);
  if (stops.length === 0) {
    event.preventDefault();
    return;
  }
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const outside = !root.contains(document.activeElement) || document.activeElement === root;
  if (outside || sameStop(edge, document.activeElement)) {
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
}

/** Radios of one group are one stop of the Tab key. */
function sameStop(edge, active) {
  if (edge === active) return true;
  return edge.type === "radio" && active.type === "radio" && edge.name === active.name;
}
