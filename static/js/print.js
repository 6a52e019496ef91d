"use strict";
// Buttons that open the browser's print dialogue; without this they stay hidden and the page says which keys do it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
