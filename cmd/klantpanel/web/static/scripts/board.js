// The board by keys. Single letters would be in the way of who speaks to the computer, so they can be turned off (WCAG 2.1 SC 2.1.4),
// and they do nothing while somebody types.
const setting = "klantpanel.shortcuts";
const wanted = () => { try { return localStorage.getItem(setting) !== "off"; } catch { return true; } };

const board = () => document.querySelector("form[data-shortcuts]");
if (board()) {
  const shown = (find) => [...board().querySelectorAll(find)].filter((e) => e.getClientRects().length > 0);
  const contributions = () => shown("input[type=checkbox][name=contributions]");
  const adding = () => shown("button[name=item]");
  const points = () => shown(".board__item a");
  const focus = (e) => { if (!e) return false; e.focus(); e.scrollIntoView({ block: "nearest" }); return true; };
  const click = (e) => { if (e) e.click(); return Boolean(e); };
  let last = null; // the contribution that had the focus
  let from = null; // the one that was ticked last
  document.addEventListener("focusin", (e) => { if (e.target.name === "contributions") last = e.target; });
  document.addEventListener("change", (e) => { if (e.target.name === "contributions") from = e.target; });

  // move goes on within the list that has the focus; from anywhere else to where the reader was among the contributions.
  const move = (step) => {
    const here = document.activeElement;
    const list = [adding(), points()].find((list) => list.includes(here)) || contributions();
    const at = list.indexOf(here);
    return focus(at < 0 ? (list.includes(last) ? last : list[0]) : list[Math.min(list.length - 1, Math.max(0, at + step))]);
  };
  const tick = () => document.activeElement.name === "contributions" && click(document.activeElement);
  // range ticks all from the contribution that was ticked last to here, and from the top when none was ticked on this list.
  const range = (here) => {
    const list = contributions(), a = Math.max(0, list.indexOf(from)), b = list.indexOf(here);
    if (b < 0) return false;
    for (const box of list.slice(Math.min(a, b), Math.max(a, b) + 1)) box.checked = true;
    here.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  document.addEventListener("click", (e) => {
    const box = e.target.closest(".waiting")?.querySelector("input");
    if (e.shiftKey && box && range(box) && e.target !== box) e.preventDefault(); // else the browser ticks it once more
  });
  const merge = () => {
    const point = document.activeElement.closest(".board__item")?.querySelector("a");
    if (!point) return false;
    location.assign(point.href + "/merge");
    return true;
  };
  const actions = {
    j: () => move(1), k: () => move(-1), x: tick, X: () => range(document.activeElement), n: () => focus(board().querySelector("#title")), a: () => focus(adding()[0] || points()[0]),
    r: () => focus(shown("select[name^='service-']")[0]), s: () => click(board().querySelector("[data-like]")), u: () => click(document.querySelector("[data-undo]")), m: merge,
    "/": () => focus(board().querySelector("#q") || board().querySelector("[data-all]")), "?": () => click(document.querySelector("[data-shortcut-help]")),
  };
  const inLists = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented || !board() || !wanted()) return;
    const here = e.target;
    const typing = here.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])");
    const listed = here.name === "contributions" || here.closest(".board__item");
    const leaves = e.key === "Escape" && board().contains(here) && !(here.type === "search" && here.value); // else it empties the field
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
