// A sheet to print gets a button that does so. Without JavaScript the page says how.
for (const hint of document.querySelectorAll("[data-print]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = hint.dataset.print;
  button.addEventListener("click", () => window.print());
  hint.replaceChildren(button);
}
