// The board says how many contributions are ticked. Without JavaScript nothing is said.
for (const said of document.querySelectorAll("[data-count]")) {
  const form = said.closest("form"), name = said.dataset.count;
  const count = () => {
    const n = new FormData(form).getAll(name).length;
    said.textContent = n === 0 ? said.dataset.none : n === 1 ? said.dataset.single : said.dataset.several.replace("#", n);
  };
  form.addEventListener("change", count);
  count();
}
