// Leaving a page with something typed and not sent asks first. A search is no loss, and drafts save themselves (autosave.js marks
// the form when that fails), and what a colleague types is kept on the device (colleague.js).
const typed = new Set(); // fields
document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (form && form.method === "post" && !("autosave" in form.dataset) && !("keep" in form.dataset) && target.matches("textarea, input:not([type=radio], [type=checkbox], [type=search])")) typed.add(target);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const field of typed) if (field.form === event.target) typed.delete(field);
  delete event.target.dataset.unsaved;
});
addEventListener("beforeunload", (event) => {
  const waiting = (field) => field.isConnected && field.value.trim() !== "" && field.value !== field.defaultValue;
  if ([...typed].some(waiting) || document.querySelector("form[data-unsaved]")) event.preventDefault();
});
