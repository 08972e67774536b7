// An address or a text to copy gets a button that does so. Without JavaScript it is a field to select.
for (const field of document.querySelectorAll("input[data-copy], textarea[data-copy]")) {
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  const button = document.createElement("button"), said = document.createElement("span");
  button.type = "button";
  button.className = "button button--secondary";
  button.textContent = field.dataset.copy;
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = said.textContent = field.dataset.copied;
  });
  field.after(button, said);
}
