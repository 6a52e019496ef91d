"use strict";
// A browser of another language than the page's would show dates its own way: there they are typed in ISO, as every
// page writes them. Where the languages agree, the browser's own picker stays.
const EXAMPLES = { date: "2026-10-05", month: "2026-10", "datetime-local": "2026-10-05 09:30" };
const asText = (part) => {
  for (const [kind, example] of Object.entries(EXAMPLES)) {
    for (const field of part.querySelectorAll(`input[type=${kind}]`)) {
      const value = field.value.replace("T", " ");
      field.type = "text";
      field.placeholder = example;
      field.value = value;
    }
  }
};
if (!navigator.language.startsWith(document.documentElement.lang.slice(0, 2))) {
  asText(document);
  document.addEventListener("htmx:load", (event) => asText(event.target));
}
