"use strict";
// A page that says so (data-again) is looked at again each minute, not while something is ticked, in use or unseen.
const MINUTE = 60000;
const isBusy = (main) =>
  document.hidden || main.querySelector(".tick:checked") || main.contains(document.activeElement);
setInterval(() => {
  const asks = document.querySelector("main [data-again]");
  if (asks && !isBusy(asks.closest("main"))) htmx.trigger(asks, "again");
}, MINUTE);
