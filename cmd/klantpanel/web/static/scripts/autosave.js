// Drafts save themselves: <form data-autosave="/address"> is posted there a second after typing stops. Without JavaScript the
// form's own buttons do the same. The element [data-saved] in the form, if any, says when; once the session is over it says so, with
// a link to sign in beside this page, and the draft is saved as soon as the reader comes back.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const state = form.querySelector("[data-saved]");
  let timer, sent = "", busy = false, over = false;
  const body = () => new URLSearchParams(new FormData(form)).toString();
  const say = (text) => { if (state) state.textContent = text ?? ""; };
  const saySignedOut = () => {
    if (over) return; // said once, so that it isn't read out at every letter
    say(state?.dataset.over);
    if (!state?.dataset.signIn) return;
    const link = Object.assign(document.createElement("a"), { href: "/sign-in", target: "_blank", textContent: state.dataset.signIn });
    state.append(" ", link);
  };
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
      if (answer.ok) { sent = now; delete form.dataset.unsaved; say(state?.dataset.saved); } else {
        form.dataset.unsaved = "";
        if (answer.status === 401) saySignedOut(); else say(state?.dataset.failed);
      }
      over = answer.status === 401;
    } catch {
      form.dataset.unsaved = "";
      over = false;
      say(state?.dataset.failed);
    }
    busy = false;
  };
  const again = () => { if (!document.hidden && "unsaved" in form.dataset) { clearTimeout(timer); save(); } };
  sent = body();
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1000); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) { clearTimeout(timer); save(); } else again(); });
  addEventListener("focus", again);
}
