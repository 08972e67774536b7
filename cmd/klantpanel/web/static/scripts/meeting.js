// Points of a meeting are added and removed without asking the server. Without JavaScript the same buttons do so by a post.
for (const form of document.querySelectorAll("form.meeting")) {
  const list = form.querySelector("[data-points]"), blank = document.querySelector("template[data-point]");
  const all = () => [...list.querySelectorAll("fieldset.point")];
  const text = (point) => point.querySelector("textarea:not([hidden])");
  const changed = () => {
    all().forEach((point, i) => { for (const number of point.querySelectorAll("[data-number]")) number.textContent = i + 1; });
    form.dispatchEvent(new Event("input", { bubbles: true })); // the draft saves itself
  };
  let next = 1 + Math.max(0, ...all().map((point) => Number(text(point).name.split(".")[1])));
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-point]"), remove = event.target.closest("[data-remove-point]");
    if (add && all().length < Number(form.dataset.most)) {
      event.preventDefault();
      const point = blank.content.cloneNode(true).querySelector("fieldset");
      for (const el of point.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
        for (const name of ["name", "id", "for", "aria-describedby"]) {
          if (el.hasAttribute(name)) el.setAttribute(name, el.getAttribute(name).replace(/\.new\b/g, "." + next));
        }
      }
      next += 1;
      list.append(point);
      changed();
      text(point).focus();
    }
    if (remove && all().length > 1) {
      event.preventDefault();
      const gone = remove.closest("fieldset"), at = all().indexOf(gone);
      gone.remove();
      changed();
      text(all()[Math.min(at, all().length - 1)]).focus();
    }
  });
}
