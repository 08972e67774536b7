// What waits is filtered while somebody types. What is ticked stays in sight. A list of several pages is searched by the server alone.
const filter = (field) => {
  const form = field.form, said = form?.querySelector("[data-found]");
  if (!said) return;
  const words = field.value.trim().toLowerCase();
  let found = 0;
  for (const line of form.querySelectorAll(".waiting")) {
    const holds = line.querySelector(".waiting__text").textContent.toLowerCase().includes(words);
    line.hidden = !holds && !line.querySelector("input").checked;
    if (holds) found++;
  }
  for (const group of form.querySelectorAll(".board__group")) group.hidden = !group.querySelector(".waiting:not([hidden])");
  said.textContent = words === "" ? "" : found === 0 ? said.dataset.none : found === 1 ? said.dataset.single : said.dataset.several.replace("#", found);
};
document.addEventListener("input", (e) => { if (e.target.matches("input[data-board-filter]")) filter(e.target); });
for (const field of document.querySelectorAll("input[data-board-filter]")) if (field.value) filter(field);
