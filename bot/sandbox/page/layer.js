// Menus, popovers and the confirm dialog: what floats above the page.

import { append, h, uid } from "./dom.js";

let open = null;

/** Close the menu or popover on screen, if any; focus returns to what opened it. */
export function closeLayer({ refocus = true } = {}) {
  if (!open) return false;
  const { node, anchor, onClose } = open;
  open = null;
  const inside = node.contains(document.activeElement);
  node.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (refocus && inside && anchor.isConnected) anchor.focus();
  onClose?.();
  return true;
}

/** Say whether something floats above the page. */
export function layerOpen() {
  return open !== null;
}

/** Float a node beside its anchor. */
export function openPopover(anchor, node, { onClose, focus = true, align = "start" } = {}) {
  const same = open?.anchor === anchor;
  closeLayer();
  if (same) return;
  node.classList.add("floating");
  node.addEventListener("keydown", stayInside);
  document.getElementById("layer").append(node);
  anchor.setAttribute("aria-expanded", "true");
  open = { node, anchor, onClose, align };
  place();
  if (focus) (node.querySelector("[data-autofocus]") ?? node.querySelector("input, button, [tabindex]"))?.focus();
}

function stayInside(event) {
  if (event.key !== "Tab" || event.defaultPrevented) return;
  const all = [...event.currentTarget.querySelectorAll("button, input")];
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0]).focus();
}

function place() {
  if (!open) return;
  const { node, anchor, align } = open;
  const box = anchor.getBoundingClientRect();
  const width = node.offsetWidth;
  const height = node.offsetHeight;
  const below = box.bottom + 6;
  const fits = below + height < innerHeight - 8;
  const top = fits ? below : Math.max(8, box.top - height - 6);
  const left = align === "end" ? box.right - width : box.left;
  node.style.top = `${top}px`;
  node.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
}

/** Offer a menu: items are {text, detail?, icon?, danger?, run} or null for a line. */
export function openMenu(anchor, items, { label, align } = {}) {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label ?? "Menu", onkeydown: walk });
  for (const item of items) append(menu, [item ? menuItem(item) : h("hr", { role: "separator" })]);
  openPopover(anchor, menu, { align });
}

function menuItem(item) {
  const run = () => {
    closeLayer();
    item.run();
  };
  const words = h("span", { class: "menu-words" }, h("span", {}, item.text), item.detail && h("small", {}, item.detail));
  return h("button", { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item danger" : "menu-item", onclick: run },
    item.icon, words);
}

function walk(event) {
  const items = [...event.currentTarget.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") closeLayer();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}

/** Ask before an act that says it needs asking; resolves to whether to go on. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const dialog = confirmDialog(confirm);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function confirmDialog({ title, text, confirm, deny, style }) {
  const id = uid("confirm");
  const words = (part, fallback) => part?.text ?? fallback;
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": id },
    h("h2", { id }, words(title, "Are you sure?")),
    h("p", {}, words(text, "")),
    h("div", { class: "confirm-buttons" },
      h("button", { type: "button", class: "button", onclick: () => dialog.close("no") }, words(deny, "Cancel")),
      h("button", { type: "button", autofocus: true, class: `button ${style === "danger" ? "danger" : "primary"}`, onclick: () => dialog.close("yes") },
        words(confirm, "Yes"))));
  return dialog;
}

/** Listen for what closes a floating thing: Escape, a click elsewhere, a resized window. */
export function watchLayer() {
  document.addEventListener("pointerdown", (event) => {
    if (!open || open.node.contains(event.target) || open.anchor.contains(event.target)) return;
    closeLayer({ refocus: false });
  });
  addEventListener("resize", place);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !closeLayer()) return;
    event.stopImmediatePropagation();
    event.preventDefault();
  }, { capture: true });
}
