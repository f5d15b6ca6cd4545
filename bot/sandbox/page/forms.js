// What people have filled in so far, kept by container, block and action across redraws.

const filled = new Map();

/** The kinds of element that hold a value. */
export const STATEFUL = new Set([
  "static_select", "multi_static_select", "external_select", "multi_external_select", "users_select", "multi_users_select",
  "channels_select", "multi_channels_select", "conversations_select", "multi_conversations_select", "radio_buttons", "checkboxes",
  "datepicker", "timepicker", "datetimepicker", "plain_text_input", "number_input", "email_text_input", "url_text_input",
]);

const values = (options) => (options ?? []).map((option) => option.value);
const INITIAL = {
  static_select: (e) => e.initial_option?.value ?? null,
  external_select: (e) => e.initial_option?.value ?? null,
  radio_buttons: (e) => e.initial_option?.value ?? null,
  multi_static_select: (e) => values(e.initial_options),
  multi_external_select: (e) => values(e.initial_options),
  checkboxes: (e) => values(e.initial_options),
  users_select: (e) => e.initial_user ?? null,
  multi_users_select: (e) => e.initial_users ?? [],
  channels_select: (e) => e.initial_channel ?? null,
  multi_channels_select: (e) => e.initial_channels ?? [],
  conversations_select: (e) => e.initial_conversation ?? null,
  multi_conversations_select: (e) => e.initial_conversations ?? [],
  datepicker: (e) => e.initial_date ?? null,
  timepicker: (e) => e.initial_time ?? null,
  datetimepicker: (e) => (e.initial_date_time ? String(e.initial_date_time) : null),
};

/** Return the value an element starts with. */
export function initialOf(element) {
  const read = INITIAL[element.type];
  return read ? read(element) : element.initial_value ?? null;
}

function slot(container, block, element) {
  return `${container}|${block.block_id}|${element.action_id}`;
}

/** Keep what was filled in; it holds until the app itself sends another initial value. */
export function remember(container, block, element, raw) {
  filled.set(slot(container, block, element), { raw, over: JSON.stringify(initialOf(element)) });
}

/** Return what an element holds now. */
export function recall(container, block, element) {
  const initial = initialOf(element);
  const kept = filled.get(slot(container, block, element));
  return kept && kept.over === JSON.stringify(initial) ? kept.raw : initial;
}

/** Forget everything filled in under a container, for a form that was sent or closed. */
export function forget(container) {
  for (const key of [...filled.keys()]) if (key.startsWith(`${container}|`)) filled.delete(key);
}

/** Return the elements of a block. */
export function elementsOf(block) {
  const one = block.element ?? block.accessory;
  return one ? [one] : block.elements ?? [];
}

/** Collect the values of all inputs among blocks: {block_id: {action_id: raw}}. */
export function collect(container, blocks) {
  const state = {};
  for (const block of blocks ?? []) {
    for (const element of elementsOf(block)) {
      if (!STATEFUL.has(element.type)) continue;
      state[block.block_id] ??= {};
      state[block.block_id][element.action_id] = recall(container, block, element);
    }
  }
  return state;
}

const EMPTY = "Please fill in this field.";

/** Return the faults that Slack's own client would catch before sending: {block_id: text}. */
export function faults(container, blocks) {
  const found = {};
  for (const block of blocks ?? []) {
    if (block.type !== "input") continue;
    const fault = faultOf(block, recall(container, block, block.element));
    if (fault) found[block.block_id] = fault;
  }
  return found;
}

function faultOf({ optional, element }, raw) {
  const empty = raw === null || raw === "" || (Array.isArray(raw) && !raw.length);
  if (empty) return optional ? "" : EMPTY;
  if (element.min_length && raw.length < element.min_length) return `Please write at least ${element.min_length} characters.`;
  if (element.type === "number_input") return numberFault(element, raw);
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(raw)) return "Please enter an e-mail address.";
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/.test(raw)) return "Please enter a full web address.";
  return "";
}

function numberFault(element, raw) {
  const number = Number(raw);
  if (Number.isNaN(number)) return "Please enter a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please enter a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value)) return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `Please enter ${element.max_value} or less.`;
  return "";
}
