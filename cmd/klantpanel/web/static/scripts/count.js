// The board says how many contributions are ticked. Without JavaScript nothing is said.
const count = () => {
  for (const said of document.querySelectorAll("[data-count]")) {
    const n = new FormData(said.closest("form")).getAll(said.dataset.count).length;
    said.textContent = n === 0 ? said.dataset.none : n === 1 ? said.dataset.single : said.dataset.several.replace("#", n);
  }
};
if (document.querySelector("[data-count]")) {
  for (const event of ["change", "swapped"]) document.addEventListener(event, count);
  count();
}
