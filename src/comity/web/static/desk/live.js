// SPDX-License-Identifier: Apache-2.0
// A page that can change says what it shows in data-live; when the node says that something changed, it is fetched anew.
"use strict";
const live = document.querySelector("[data-live]");
if (live && "EventSource" in window) {
  const source = new EventSource(live.dataset.live);
  source.addEventListener("changed", async () => {
    const answer = await fetch(location.href, { headers: { "X-Part": "live" }, credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (fresh && fresh.textContent !== part.textContent) part.replaceWith(fresh);
    }
  });
  addEventListener("pagehide", () => source.close());
}
for (const clock of document.querySelectorAll("[data-until]")) {
  const until = Date.parse(clock.dataset.until);
  const words = JSON.parse(clock.dataset.words);
  const tick = () => {
    const left = Math.max(0, Math.floor((until - Date.now()) / 1000));
    const parts = [Math.floor(left / 86400), Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60];
    const first = parts.findIndex((part) => part > 0);
    const from = first < 0 ? 3 : Math.min(first, 2);
    clock.textContent = parts.slice(from, from + 2).map((part, index) => `${part} ${words[from + index]}`).join(" ");
    if (left) setTimeout(tick, 1000);
  };
  tick();
}
