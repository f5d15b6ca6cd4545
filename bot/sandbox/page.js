// The sandbox page: draws each part again after each change; the parts patch only what differs.

import { follow, refresh } from "./page/api.js";
import { drawConversation } from "./page/conversation.js";
import { keepingFocus } from "./page/dom.js";
import { drawDrawer } from "./page/drawer.js";
import { drawGuide } from "./page/guide.js";
import { leftHome } from "./page/home.js";
import { watchLayer } from "./page/layer.js";
import { arrive } from "./page/links.js";
import { drawModals } from "./page/modal.js";
import { drawRail } from "./page/rail.js";
import { drawStage } from "./page/stage.js";
import { currentPlace, go, readAddress, store, subscribe } from "./page/store.js";
import { drawThread } from "./page/thread.js";

const part = (id) => document.getElementById(id);

function draw() {
  if (!store.state) return;
  keepingFocus(drawAll);
}

function drawAll() {
  const app = part("app");
  const onHome = currentPlace()?.kind === "app" && store.tab === "home";
  if (!onHome) leftHome();
  app.classList.toggle("threaded", store.thread !== null);
  app.classList.toggle("railed", store.rail);
  drawStage(part("stage"));
  drawGuide(part("guide"));
  drawRail(part("rail"));
  drawConversation(part("main"));
  drawThread(part("thread"));
  drawDrawer(part("drawer"));
  drawModals(part("modals"), app);
  title();
}

function title() {
  const place = currentPlace();
  const unread = store.state.places.reduce((sum, one) => sum + (one.unread || 0), 0);
  const where = place?.kind === "channel" ? `#${place.name}` : place?.name;
  document.title = `${unread ? `(${unread}) ` : ""}${where} · ${store.state.workspace.name} · Afterglow sandbox`;
}

function start() {
  readAddress();
  store.drawer = localStorage.getItem("afterglow-drawer") === "open";
  subscribe(draw);
  watchLayer();
  document.addEventListener("pointerdown", (event) => {
    if (store.rail && !part("rail").contains(event.target)) go({ thread: store.thread });
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.rail) go({ thread: store.thread });
  });
  follow();
  void refresh().then(findWanted);
}

function findWanted() {
  const { place, wanted: ts } = store;
  if (store.state && ts) arrive({ place, ts });
}

start();
