// What the composer offers while one types: commands after "/", people after "@", channels after "#".

import { store } from "./store.js";

const MOST = 8;

/** Return {from, items} for the word before the caret, or null. */
export function suggestionsFor(before, { thread }) {
  if (before.startsWith("/") && !thread) return commands(before);
  const match = /(^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!match) return null;
  const from = before.length - match[3].length - 1;
  const items = match[2] === "@" ? people(match[3]) : channels(match[3]);
  return { from, items };
}

function commands(before) {
  if (/\s/.test(before)) return afterCommand(before);
  const items = store.state.commands.filter((one) => one.command.startsWith(before)).map((one) => ({
    text: one.command, hint: one.hint, detail: one.description, insert: one.command,
  }));
  return { from: 0, items: items.slice(0, MOST) };
}

function afterCommand(before) {
  // A hint such as "ask | pause | cadence" names the words that may follow.
  const command = store.state.commands.find((one) => before.startsWith(`${one.command} `) && one.hint?.includes("|"));
  if (!command) return null;
  const from = command.command.length + 1;
  const begun = before.slice(from);
  const choices = command.hint.replace(/^\[|\]$/g, "").split("|").map((one) => one.trim()).filter(Boolean);
  const items = choices.filter((one) => one.startsWith(begun)).map((one) => ({ text: one, insert: one.replace(/\s*[<[("…].*$/, "") }));
  return { from, items: items.filter((one) => one.insert && one.insert !== begun) };
}

function people(needle) {
  const found = Object.values(store.state.people).filter((one) => !one.gone && starts(one.name, needle));
  const items = found.map((one) => ({ text: `@${one.name}`, detail: one.bot ? "App" : "", insert: `@${one.name}` }));
  const all = { text: "@here", detail: "Everybody online", insert: "@here" };
  return [...items, ...(starts("here", needle) ? [all] : [])].slice(0, MOST);
}

function channels(needle) {
  const found = Object.values(store.state.channels).filter((name) => starts(name, needle));
  return found.map((name) => ({ text: `#${name}`, insert: `#${name}` })).slice(0, MOST);
}

function starts(name, needle) {
  const low = needle.toLowerCase();
  return name.toLowerCase().split(/\s+/).some((word) => word.startsWith(low)) || name.toLowerCase().startsWith(low);
}
