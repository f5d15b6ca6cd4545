// Choosing one or several of many: options, people, channels.

import { fill, h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { openPopover } from "./layer.js";
import { words } from "./mrkdwn.js";
import { store } from "./store.js";

/** Return what a select offers: [{value, text, detail?, group?}]. */
export function choicesOf(element) {
  if (element.type.includes("users")) return people(element.initial_users ?? [element.initial_user]);
  if (element.type.includes("channels")) return channels();
  if (element.type.includes("conversations")) return conversations(element.filter);
  const groups = element.option_groups ?? [{ label: null, options: element.options ?? [] }];
  return groups.flatMap((group) => group.options.map((option) => ({
    value: option.value, text: words(option.text.text), detail: option.description?.text, group: group.label?.text,
  })));
}

function people(chosen = []) {
  const all = Object.entries(store.state.people).filter(([id, one]) => !one.bot && (!one.gone || chosen.includes(id)));
  return all.map(([value, one]) => ({ value, text: one.name })).sort((a, b) => a.text.localeCompare(b.text));
}

function channels() {
  const all = Object.entries(store.state.channels).map(([value, name]) => ({ value, text: `#${name}` }));
  return all.sort((a, b) => a.text.localeCompare(b.text));
}

function conversations(filter) {
  const kinds = filter?.include ?? ["public", "private", "im"];
  const rooms = kinds.includes("public") || kinds.includes("private") ? channels() : [];
  return kinds.includes("im") ? [...rooms, ...people()] : rooms;
}

/** Draw a select for one value. */
export function single(tool, choices, names, placeholder = "Choose one") {
  const value = tool.value();
  const node = h("select", { ...names, class: "field select", "data-focus": tool.focus, onchange: (event) => tool.set(event.target.value || null, node) },
    h("option", { value: "", disabled: !tool.optional, hidden: !tool.optional }, placeholder));
  const groups = Map.groupBy ? Map.groupBy(choices, (one) => one.group ?? "") : grouped(choices);
  for (const [label, members] of groups) {
    const options = members.map((one) => h("option", { value: one.value }, one.detail ? `${one.text} (${one.detail})` : one.text));
    if (label) node.append(h("optgroup", { label }, options));
    else node.append(...options);
  }
  node.value = value ?? "";
  return node;
}

function grouped(choices) {
  const groups = new Map();
  for (const one of choices) groups.set(one.group ?? "", [...(groups.get(one.group ?? "") ?? []), one]);
  return groups;
}

/** Draw a select for several values: chips, and a list to tick with a filter above it. */
export function multiSelect(tool, choices, names, { placeholder = "Choose", most = Infinity }) {
  let picked = [...(tool.value() ?? [])];
  const start = () => JSON.stringify(tool.value() ?? []);
  const node = h("button", {
    ...names, "aria-label": null, type: "button", class: "field multi", "data-focus": tool.focus, "aria-haspopup": "dialog", "aria-expanded": "false",
    onclick: () => {
      const before = start();
      openPopover(node, list(), { onClose: () => before !== JSON.stringify(picked) && tool.set(picked, node) });
    },
  });
  const show = () => {
    const chips = choices.filter((one) => picked.includes(one.value)).map((one) => h("span", { class: "chip" }, one.text));
    fill(node, h("span", { class: "visually-hidden" }, `${names["aria-label"] ?? placeholder}: `),
      chips.length ? chips : h("span", { class: "placeholder" }, placeholder), icon("chevron", 16));
  };
  const toggle = (value, isOn) => {
    picked = isOn ? [...picked, value] : picked.filter((one) => one !== value);
    if (!tool.dispatch) tool.hold(picked);
    show();
  };
  const list = () => tickList(choices, { isPicked: (value) => picked.includes(value), toggle, full: () => picked.length >= most, label: placeholder });
  show();
  return node;
}

function tickList(choices, { isPicked, toggle, full, label }) {
  const box = h("div", { class: "ticks" });
  const draw = (needle) => {
    const found = choices.filter((one) => one.text.toLowerCase().includes(needle.toLowerCase()));
    fill(box, found.map((one) => tick(one)), !found.length && h("p", { class: "quiet" }, "Nothing with that name."));
  };
  const tick = (one) => h("label", { class: "choice" },
    h("input", { type: "checkbox", checked: isPicked(one.value), onchange: (event) => {
      if (event.target.checked && full()) event.target.checked = false;
      else toggle(one.value, event.target.checked);
    } }),
    h("span", {}, one.text, one.detail && h("small", {}, one.detail)));
  draw("");
  const id = uid("filter");
  const search = choices.length > 7 && h("input", {
    id, type: "search", class: "field", placeholder: "Filter", "aria-label": `Filter: ${label}`, oninput: (event) => draw(event.target.value),
  });
  return h("div", { class: "popover", role: "dialog", "aria-label": label }, search, box);
}
