// Drafts save themselves: <form data-autosave="/address"> is posted there a second after typing stops. Without JavaScript the
// form's own buttons do the same. The element [data-saved] in the form, if any, says when.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const state = form.querySelector("[data-saved]");
  let timer, sent = "", busy = false;
  const body = () => new URLSearchParams(new FormData(form)).toString();
  const say = (text) => { if (state) state.textContent = text; };
  const save = async () => {
    const now = body();
    if (busy) { timer = setTimeout(save, 1000); return; }
    if (now === sent) return;
    busy = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: now, redirect: "error", keepalive: now.length < 60000,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (answer.ok) { sent = now; say(state ? state.dataset.saved : ""); } else { say(state ? state.dataset.failed : ""); }
    } catch { say(state ? state.dataset.failed : ""); }
    busy = false;
  };
  sent = body();
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1000); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) { clearTimeout(timer); save(); } });
}
