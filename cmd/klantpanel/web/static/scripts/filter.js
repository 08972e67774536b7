// <input data-filter="ID"> narrows the list with that id while somebody types: an entry stays when its data-words hold one of the typed
// words, capitals and accents aside. [data-filtered=ID] says how many stay. It asks the server nothing; the form's button still does,
// and the server knows more (plurals, compounds, typing mistakes).
const folded = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
for (const input of document.querySelectorAll("input[data-filter]")) {
  const list = document.getElementById(input.dataset.filter);
  const said = document.querySelector(`[data-filtered="${input.dataset.filter}"]`);
  if (!list) continue;
  const entries = [...list.children].map((entry) => ({ entry, words: folded(entry.dataset.words || "") }));
  const start = input.value;
  input.addEventListener("input", () => {
    const typed = folded(input.value).split(/\s+/).filter((word) => word.length > 2);
    const untouched = typed.length === 0 || input.value === start;
    let n = 0;
    for (const { entry, words } of entries) {
      entry.hidden = !untouched && !typed.some((word) => words.includes(word));
      if (!entry.hidden) n++;
    }
    if (n === 0) for (const { entry } of entries) entry.hidden = false;
    const { none, single, several } = input.dataset;
    if (said) said.textContent = untouched ? "" : n === 0 ? none : n === 1 ? single : several.replace("#", n);
  });
}
