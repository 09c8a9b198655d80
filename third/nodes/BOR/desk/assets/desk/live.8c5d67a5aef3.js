// SPDX-License-Identifier: Apache-2.0
// A page that can change says where it learns of that in data-live; when the node says that something changed, it is fetched
// anew and its parts (data-part) take what is new. Clocks (data-until) count down; where there is no script they stand.
"use strict";
const live = document.querySelector("[data-live]");
if (live && live.dataset.live && "EventSource" in window) {
  const source = new EventSource(live.dataset.live);
  source.addEventListener("changed", async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (fresh && fresh.textContent !== part.textContent) part.replaceChildren(...fresh.childNodes);
    }
    tick();
  });
  addEventListener("pagehide", () => source.close());
}
const plural = new Intl.PluralRules(document.documentElement.lang);
const tick = () => {
  for (const clock of document.querySelectorAll("[data-until]")) {
    const words = JSON.parse(clock.dataset.units);
    const left = Math.max(0, Math.floor((Date.parse(clock.dataset.until) - Date.now()) / 1000));
    const parts = [Math.floor(left / 86400), Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60];
    const first = parts.findIndex((part) => part > 0);
    const from = first < 0 ? 3 : first;
    clock.textContent = parts.slice(from, from + 2).map((part, place) => `${part} ${words[from + place][plural.select(part)]}`).join(" ");
  }
};
if (document.querySelector("[data-until]")) setInterval(tick, 1000);
