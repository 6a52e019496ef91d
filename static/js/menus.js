"use strict";
// Menus are <details class="menu">: they work without this; here they also close on Escape and on a press elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");
// On a phone the tabs of a list scroll sideways: the present one is seen at once.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const tabs = tab.closest(".tabs");
  tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
}
// A long menu scrolls by itself: the present entry is seen at once.
for (const entry of document.querySelectorAll(".side [aria-current]")) {
  const side = entry.closest(".side");
  if (entry.offsetTop + entry.offsetHeight > side.clientHeight) side.scrollTop = entry.offsetTop - side.clientHeight / 2;
}
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
