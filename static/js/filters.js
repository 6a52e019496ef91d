"use strict";
// A filter form (class "filters") sends itself when a choice changes; its button stays for those without script.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.classList.contains("filters") && event.target.type !== "search") form.requestSubmit();
});
