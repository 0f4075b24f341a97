/** Starts the page: fetches the first snapshot and draws every part anew on each change. */

import { showChannel } from "./channel.js";
import { keepingFocus, setText } from "./dom.js";
import { showModal } from "./modal.js";
import { followPermalink } from "./permalink.js";
import { showPane } from "./pane.js";
import { showSidebar } from "./sidebar.js";
import { channelOf, current, isConnected, place, refresh, watch } from "./store.js";

const frame = document.getElementById("frame");
const menu = document.getElementById("menu");

function draw() {
  setText(document.getElementById("connection"), isConnected() ? "" : "Connection lost, trying again…");
  const snapshot = current();
  if (!snapshot) return;
  const open = channelOf(place().channel)?.id ?? snapshot.channels[0]?.id;
  setText(document.getElementById("workspace"), snapshot.app.name);
  keepingFocus(() => {
    showSidebar(open);
    if (open) showChannel(open);
    showPane(open);
  });
  showModal(snapshot.views ?? []);
  followPermalink();
}

function toggleMenu(open) {
  frame.classList.toggle("menu-open", open);
  menu.setAttribute("aria-expanded", String(open));
}

menu.addEventListener("click", () => toggleMenu(!frame.classList.contains("menu-open")));
document.getElementById("channel").addEventListener("click", (event) => menu.contains(event.target) || toggleMenu(false));
document.getElementById("channels").addEventListener("click", () => toggleMenu(false));

watch(draw);
refresh();
