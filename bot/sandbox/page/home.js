// The app's Home tab.

import { post } from "./api.js";
import { drawBlocks, surroundings } from "./blocks.js";
import { fill, h } from "./dom.js";
import { store } from "./store.js";

let openedFor = "";
let box = null;

/** Draw App Home; entering it tells the app that it was opened. */
export function drawHome(panel) {
  const key = `${store.me}`;
  if (openedFor !== key) {
    openedFor = key;
    void post("home");
  }
  const { home } = store.state;
  if (!home) {
    box = null;
    fill(panel, h("div", { class: "home-empty" }, h("p", {}, "Afterglow has not drawn this Home yet."), h("p", { class: "quiet" }, "It appears as soon as the app publishes it.")));
    return;
  }
  if (!box) {
    box = h("div", { class: "blocks home-blocks" });
    fill(panel, box);
  }
  const context = { key: `home-${store.me}`, container: { type: "view", view_id: home.id }, blocks: () => store.state.home?.blocks ?? [] };
  drawBlocks(box, context, home.blocks, { depends: `${home.id}|${surroundings()}` });
}

/** Note that Home was left, so that the next visit counts as opened again. */
export function leftHome() {
  openedFor = "";
}
