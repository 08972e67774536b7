// <div data-plain="answer" role="status"> says what would make the text in the field of that id plainer, whenever typing rests: it asks
// /plain. The button that has the text looked over is there only where that fails, and without this script.
for (const said of document.querySelectorAll("[data-plain]")) {
  const field = document.getElementById(said.dataset.plain);
  const button = field.form.querySelector("button[name=_do][value=look]");
  let timer, asked = 0, shown = said.innerHTML.trim();
  const failed = (yes) => { if (button) button.hidden = !yes; };
  const look = async () => {
    const turn = ++asked;
    let found = null;
    try {
      const answer = await fetch("/plain", { method: "POST", body: new URLSearchParams({ text: field.value }), redirect: "error" });
      if (answer.ok) found = (await answer.text()).trim();
    } catch { /* the button stands for it */ }
    if (turn !== asked) return; // typing went on
    failed(found === null);
    if (found === null || found === shown) return; // what was read out already isn't said again
    shown = found;
    said.replaceChildren(...new DOMParser().parseFromString(found, "text/html").body.childNodes);
  };
  failed(false);
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 800); });
}
