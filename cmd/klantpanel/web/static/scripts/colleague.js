// What somebody types behind a link is kept on this device, with the form's own key, until it was sent: a closed tab or a lost connection
// loses nothing. Sending waits for a connection and may go twice, since the key makes it count once. Without JavaScript the form is sent
// as it is.
const storeOf = (code) => "klantpanel.k." + code;
const keptFor = 2 * 24 * 3600e3; // ms; nobody takes longer over two minutes, and a shared device forgets
const readKept = (code) => {
  try {
    const kept = JSON.parse(localStorage.getItem(storeOf(code)));
    if (kept && Date.now() - kept.at < keptFor) return kept;
    localStorage.removeItem(storeOf(code));
  } catch {}
  return null;
};
const forgetKept = (code) => { try { localStorage.removeItem(storeOf(code)); } catch {} };

for (const done of document.querySelectorAll("[data-done]"))
  if (readKept(done.dataset.done)?.key === done.dataset.key) forgetKept(done.dataset.done);

for (const button of document.querySelectorAll("[data-print-receipt]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const code = form.dataset.keep, key = form.elements._receipt, made = key.value;
  const line = form.querySelector("[data-line]"), restored = document.querySelector("[data-restored]"), button = form.querySelector("[type=submit]");
  const fields = [...form.elements].filter((f) => f.name && !f.name.startsWith("_") && f.name !== "extra");
  const answers = () => fields.filter((f) => ["radio", "checkbox"].includes(f.type) ? f.checked && f.value : f.value.trim()).map((f) => [f.name, f.value]);
  let saving, again, wants = false, busy = false;

  const keep = () => {
    clearTimeout(saving);
    const values = answers();
    if (!values.length) return forgetKept(code);
    try { localStorage.setItem(storeOf(code), JSON.stringify({ at: Date.now(), key: key.value, values })); } catch {}
  };
  const show = (values) => {
    const given = new Map(values);
    for (const f of fields) {
      if (f.type === "checkbox") f.checked = given.has(f.name);
      else if (f.type === "radio") f.checked = f.value === (given.get(f.name) ?? "");
      else f.value = given.get(f.name) ?? "";
    }
  };
  const kept = readKept(code);
  if (kept && "blank" in form.dataset && !answers().length) {
    show(kept.values);
    key.value = kept.key;
    restored.hidden = !answers().length;
  } else keep();
  try {
    localStorage.length; // throws where a device keeps nothing
    form.querySelector("[data-kept]").hidden = false;
  } catch {}
  for (const forget of document.querySelectorAll("[data-forget]")) forget.addEventListener("click", () => {
    show([]);
    key.value = made;
    keep();
    wants = false;
    line.textContent = "";
    restored.hidden = true;
    form.querySelector("textarea, input:not([type=hidden])").focus();
  });
  form.addEventListener("input", () => { clearTimeout(saving); saving = setTimeout(keep, 300); });
  addEventListener("pagehide", () => { if (!form.elements._sent.value) keep(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !form.elements._sent.value) keep(); else if (wants) send(); });

  const wait = (why) => {
    line.textContent = line.dataset[why];
    clearTimeout(again);
    again = setTimeout(send, 10e3);
  };
  const send = async () => {
    if (busy || !wants) return;
    busy = true;
    clearTimeout(again);
    keep();
    if (!line.textContent) line.textContent = line.dataset.sending;
    try {
      form.elements.extra.value = "";
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "error" });
      if (answer.status < 500) { // it came in, or is wrong: the page says so, and knows that it came in
        form.elements._sent.value = answer.ok ? "1" : "";
        wants = false;
        HTMLFormElement.prototype.submit.call(form);
        return;
      }
      wait("trouble");
    } catch {
      wait("offline");
    } finally {
      busy = false;
    }
  };
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name) return; // the language: the page comes back with what was typed
    event.preventDefault();
    wants = true;
    send();
  });
  addEventListener("online", send);
  addEventListener("pageshow", (event) => { if (event.persisted) { wants = busy = false; form.elements._sent.value = ""; line.textContent = ""; } });
}
