// Small tools for building and patching the page. People's text only ever becomes text nodes.

let counter = 0;

/** Return an id that is unique on this page. */
export function uid(prefix = "u") {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Build one element from attributes, `on…` listeners and children. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  append(node, children);
  return node;
}

function setProp(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) {
    node.addEventListener(name.slice(2), value);
    return;
  }
  if (name === "value" || name === "checked" || name === "selected" || name === "indeterminate") {
    node[name] = value;
    return;
  }
  if (name.startsWith("--")) {
    node.style.setProperty(name, value);
    return;
  }
  node.setAttribute(name, value === true ? "" : String(value));
}

/** Append children, skipping empty ones; strings become text nodes. */
export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replace the children of a node in one step. */
export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

const memories = new WeakMap();

/**
 * Make the children of `parent` match `items`; a child is built again only when its stamp changed,
 * so scroll, focus and half-filled inputs of all others stay untouched.
 */
export function keyed(parent, items, { key, stamp, make }) {
  const before = memories.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) {
    const id = key(item);
    const mark = stamp(item);
    const known = before.get(id);
    const same = known !== undefined && known.mark === mark;
    after.set(id, same ? known : { mark, node: make(item) });
  }
  const wanted = new Set([...after.values()].map((entry) => entry.node));
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let cursor = parent.firstElementChild;
  for (const { node } of after.values()) {
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
  memories.set(parent, after);
}

/** Run `work`; if it replaced what had the focus, its successor gets it, or else what it stood in. */
export function keepingFocus(work) {
  const active = document.activeElement;
  const names = namesOf(active);
  const caret = active?.dataset?.focus ? caretOf(active) : null;
  work();
  if (!names.length || active.isConnected) return;
  const heirs = names.map((name) => document.querySelector(`[data-focus="${CSS.escape(name)}"]`));
  const heir = heirs.find(Boolean);
  if (!heir) return;
  heir.focus({ preventScroll: true });
  if (caret && heir === heirs[0]) heir.setSelectionRange(caret[0], caret[1]);
}

function namesOf(active) {
  const names = [];
  for (let node = active; node; node = node.parentElement) if (node.dataset.focus) names.push(node.dataset.focus);
  return names;
}

function caretOf(node) {
  const textual = node.matches("textarea, input[type=text]");
  return textual ? [node.selectionStart, node.selectionEnd] : null;
}

/** Return the stable text of a value, for comparing what was drawn with what should be. */
export function stampOf(...values) {
  return JSON.stringify(values);
}
