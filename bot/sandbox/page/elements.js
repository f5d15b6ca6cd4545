// Every interactive element a block may hold. `ctx` says which message or view it stands in.

import { post } from "./api.js";
import { h, uid } from "./dom.js";
import { collect, recall, remember } from "./forms.js";
import { icon } from "./icons.js";
import { confirmed, openMenu } from "./layer.js";
import { anchor, follow } from "./links.js";
import { label as labelNode, mrkdwn, words } from "./mrkdwn.js";
import { choicesOf, multiSelect, single } from "./selects.js";

const TEXT_KINDS = { email_text_input: "email", url_text_input: "url", number_input: "text", plain_text_input: "text" };

/** Draw one interactive element; `label` names it when nothing visible does. */
export function element(ctx, block, one, { label = "", labelledBy = null, describedBy = null } = {}) {
  const draw = DRAW[one.type];
  if (!draw) return h("span", { class: "unknown" }, `The sandbox cannot draw “${one.type}” yet.`);
  const names = { "aria-labelledby": labelledBy, "aria-label": labelledBy ? null : label || one.placeholder?.text || null, "aria-describedby": describedBy };
  return draw(tools(ctx, block, one), one, names);
}

function tools(ctx, block, one) {
  const live = block.type !== "input" || block.dispatch_action === true;
  const focus = `${ctx.key}|${block.block_id}|${one.action_id}`;
  return {
    focus,
    value: () => recall(ctx.key, block, one),
    optional: block.type !== "input" || block.optional === true,
    press: (given, node) => press(ctx, block, one, given, node),
    set(raw, node) {
      remember(ctx.key, block, one, raw);
      ctx.touched?.(block.block_id);
      if (live) void press(ctx, block, one, { selected: raw ?? [] }, node);
    },
    hold(raw) {
      remember(ctx.key, block, one, raw);
      ctx.touched?.(block.block_id);
    },
    dispatch: live,
  };
}

/** Press an element: ask first if it says so, then tell the sandbox. */
async function press(ctx, block, one, given, node) {
  if (node?.getAttribute("aria-busy") === "true") return;
  if (!(await confirmed(one.confirm))) return;
  node?.setAttribute("aria-busy", "true");
  await post("press", {
    container: ctx.container, block_id: block.block_id, action_id: one.action_id,
    ...(given.value === undefined ? {} : { value: given.value }),
    ...(given.selected === undefined ? {} : { selected: given.selected }),
    state: collect(ctx.key, ctx.blocks()),
  });
  node?.removeAttribute("aria-busy");
}

function button(tool, one) {
  const look = one.style === "primary" ? "button primary" : one.style === "danger" ? "button danger" : "button";
  const name = { "data-focus": tool.focus, "aria-label": one.accessibility_label ?? null };
  const text = labelNode(one.text?.text);
  const given = one.value === undefined ? {} : { value: one.value };
  if (one.url && /^https?:/i.test(one.url)) {
    return anchor(one.url, { ...name, class: look }, { pressed: () => tool.press(given, null), children: text });
  }
  return h("button", { ...name, type: "button", class: look, onclick: (event) => void tool.press(given, event.currentTarget) }, text);
}

function overflow(tool, one) {
  const items = (one.options ?? []).map((option) => ({
    text: words(option.text.text),
    detail: option.description?.text,
    run: async () => {
      await tool.press({ selected: option.value }, node);
      if (option.url) follow(option.url);
    },
  }));
  const node = h("button", {
    type: "button", class: "button square", "data-focus": tool.focus, "aria-label": "More choices", "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => openMenu(node, items, { label: "More choices" }),
  }, icon("dots"));
  return node;
}

function choiceList(type) {
  return (tool, one, names) => {
    const name = uid("choice");
    const held = () => [tool.value() ?? []].flat();
    const group = h("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", ...names });
    const read = () => [...group.querySelectorAll("input:checked")].map((input) => input.value);
    const changedTo = (event) => tool.set(type === "radio" ? read()[0] ?? null : read(), event.currentTarget);
    for (const option of one.options ?? []) {
      group.append(h("label", { class: "choice" },
        h("input", { type, name, value: option.value, checked: held().includes(option.value), "data-focus": `${tool.focus}|${option.value}`, onchange: changedTo }),
        h("span", {}, optionText(option.text), option.description && h("small", {}, optionText(option.description)))));
    }
    return group;
  };
}

function optionText(text) {
  return text.type === "mrkdwn" ? mrkdwn(text.text) : labelNode(text.text);
}

function textInput(tool, one, names) {
  const common = {
    ...names, class: "field", "data-focus": tool.focus, value: tool.value() ?? "", placeholder: one.placeholder?.text,
    maxlength: one.max_length, autocomplete: "off",
    oninput: (event) => {
      tool.hold(event.target.value || null);
      if (on.includes("on_character_entered") && tool.dispatch) void tool.press({ value: event.target.value }, null);
    },
    onkeydown: (event) => {
      const sends = event.key === "Enter" && tool.dispatch && on.includes("on_enter_pressed") && !(one.multiline && event.shiftKey);
      if (!sends) return;
      event.preventDefault();
      void tool.press({ value: event.target.value }, null);
    },
  };
  const on = one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (one.multiline) return h("textarea", { ...common, rows: 4 });
  return h("input", { ...common, type: TEXT_KINDS[one.type], inputmode: one.type === "number_input" ? "decimal" : null });
}

function when(type) {
  return (tool, one, names) => {
    let waiting = 0;
    const tell = (event) => {
      const node = event.currentTarget;
      const raw = type === "datetime-local" ? moment(node.value) : node.value || null;
      tool.hold(raw);
      clearTimeout(waiting);
      // A date typed digit by digit changes several times: act once the typing has stopped.
      if (tool.dispatch) waiting = setTimeout(() => tool.set(raw, node), 500);
    };
    const value = type === "datetime-local" ? local(tool.value()) : tool.value() ?? "";
    return h("input", { ...names, type, class: "field short", "data-focus": tool.focus, value, onchange: tell });
  };
}

function moment(text) {
  return text ? String(Date.parse(`${text}Z`) / 1000) : null;
}

function local(seconds) {
  return seconds ? new Date(Number(seconds) * 1000).toISOString().slice(0, 16) : "";
}

const select = (tool, one, names) => single(tool, choicesOf(one), names, one.placeholder?.text);
const multi = (tool, one, names) => multiSelect(tool, choicesOf(one), names, { placeholder: one.placeholder?.text, most: one.max_selected_items });

const DRAW = {
  button, overflow,
  static_select: select, users_select: select, channels_select: select, conversations_select: select,
  multi_static_select: multi, multi_users_select: multi, multi_channels_select: multi, multi_conversations_select: multi,
  radio_buttons: choiceList("radio"), checkboxes: choiceList("checkbox"),
  datepicker: when("date"), timepicker: when("time"), datetimepicker: when("datetime-local"),
  plain_text_input: textInput, number_input: textInput, email_text_input: textInput, url_text_input: textInput,
};
