// The board by keys. Single letters would be in the way of who speaks to the computer, so they can be turned off (WCAG 2.1 SC 2.1.4),
// and they do nothing while somebody types.
const setting = "klantpanel.shortcuts";
const wanted = () => { try { return localStorage.getItem(setting) !== "off"; } catch { return true; } };

const board = document.querySelector("form[data-shortcuts]");
if (board) {
  const shown = (find) => [...board.querySelectorAll(find)].filter((e) => e.getClientRects().length > 0);
  const contributions = () => shown("input[type=checkbox][name=contributions]");
  const adding = () => shown("button[name=item]");
  const focus = (e) => { if (!e) return false; e.focus(); e.scrollIntoView({ block: "nearest" }); return true; };
  let last = null; // the contribution that had the focus
  board.addEventListener("focusin", (e) => { if (e.target.name === "contributions") last = e.target; });

  // move goes on within the list that has the focus; from anywhere else to where the reader was among the contributions.
  const move = (step) => {
    const here = document.activeElement;
    const list = here.name === "item" ? adding() : contributions();
    const at = list.indexOf(here);
    return focus(at < 0 ? (list.includes(last) ? last : list[0]) : list[Math.min(list.length - 1, Math.max(0, at + step))]);
  };
  const tick = () => {
    const here = document.activeElement;
    if (here.name !== "contributions") return false;
    here.click();
    return true;
  };
  const help = () => { const link = document.querySelector("[data-shortcut-help]"); if (link) link.click(); return Boolean(link); };
  const actions = {
    j: () => move(1), k: () => move(-1), x: tick, n: () => focus(board.querySelector("#title")), a: () => focus(adding()[0]),
    r: () => focus(shown("select[name^='service-']")[0]), "/": () => focus(board.querySelector("#q")), "?": help,
  };
  const inLists = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented || !wanted()) return;
    const here = e.target;
    const typing = here.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])");
    const listed = here.name === "contributions" || here.name === "item";
    const leaves = e.key === "Escape" && board.contains(here) && !(here.type === "search" && here.value); // else it empties the field
    const act = typing ? leaves && (() => move(0)) : (listed && inLists[e.key]) || actions[e.key];
    if (act && act()) e.preventDefault();
  });
}

const choice = document.querySelector("[data-shortcut-switch]");
if (choice) {
  const box = choice.querySelector("input");
  box.checked = wanted();
  box.addEventListener("change", () => { try { localStorage.setItem(setting, box.checked ? "on" : "off"); } catch { box.checked = true; } });
  choice.hidden = false;
}
