// <button data-preview="ids" data-fields="names"> shows a form again with what it comes down to, and changes nothing. With this script
// those parts of the page follow what is chosen by themselves; the button is there only when that fails.
for (const button of document.querySelectorAll("[data-preview]")) {
  const form = button.form, fields = button.dataset.fields.split(" ");
  const body = () => new URLSearchParams(new FormData(form)).toString();
  let timer, shown = body(), asked = 0;
  const show = async () => {
    const now = body(), turn = ++asked;
    if (now === shown) return;
    let fresh = null;
    try {
      const answer = await fetch(button.formAction, { method: "POST", body: now, redirect: "error", headers: { "Content-Type": "application/x-www-form-urlencoded" } });
      fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch { /* the button stands for it */ }
    if (turn !== asked) return; // something was chosen meanwhile
    const parts = button.dataset.preview.split(" ").map((id) => [document.getElementById(id), fresh?.getElementById(id)]);
    button.hidden = parts.every(([, part]) => part);
    if (!button.hidden) return;
    shown = now;
    for (const [old, part] of parts) {
      const open = old.querySelector("details")?.open;
      old.replaceChildren(...part.childNodes);
      if (open) old.querySelector("details")?.setAttribute("open", "");
    }
  };
  button.hidden = true;
  form.addEventListener("input", ({ target }) => {
    if (!fields.includes(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  });
}
