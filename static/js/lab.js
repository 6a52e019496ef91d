"use strict";
// The numbers are the form; this puts a slider before each weight and marks what differs from the plan.
for (const cell of document.querySelectorAll("[data-slide]")) {
  const number = cell.querySelector("input");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: cell.dataset.slide, step: 1, tabIndex: -1 });
  slider.value = number.value;
  slider.setAttribute("aria-hidden", "true");
  slider.addEventListener("input", () => {
    number.value = Number(slider.value).toFixed(2);
    mark(number);
  });
  number.addEventListener("input", () => (slider.value = number.value));
  cell.prepend(slider);
}
document.getElementById("lab")?.addEventListener("input", (event) => mark(event.target));

function mark(number) {
  if (number.dataset.now) number.classList.toggle("diff", Number(number.value) !== Number(number.dataset.now));
}
