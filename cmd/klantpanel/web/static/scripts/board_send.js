// The board goes on without loading a page: what its form sends comes back as a page, of which what stands in the middle takes its place.
// Whatever isn't a board is opened as a page of its own.
if (document.querySelector("form[data-shortcuts]")) {
  let busy = false;
  const swap = (page, address) => {
    const top = scrollY;
    for (const find of ["header.site-header", "main"]) document.querySelector(find).replaceWith(document.adoptNode(page.querySelector(find)));
    document.title = page.title;
    if (address) history.replaceState(null, "", address);
    document.dispatchEvent(new Event("swapped"));
    const wrong = document.querySelector(".error-summary");
    const boxes = [...document.querySelectorAll("input[type=checkbox][name=contributions]")];
    scrollTo(0, top);
    (wrong || boxes.find((box) => !box.checked) || boxes[0] || document.querySelector("main")).focus({ preventScroll: !wrong });
    document.activeElement.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("submit", async (e) => {
    const form = e.target, button = e.submitter;
    if (form.id !== "board" || e.defaultPrevented) return;
    e.preventDefault();
    if (busy) return;
    busy = true;
    const to = button?.hasAttribute("formaction") ? button.formAction : form.action; // without it a button says the page's own address
    const data = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(to, { method: "POST", body: data }).catch(() => null);
    if (!answer) { // no network: the browser says so itself
      if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
      form.action = to;
      return form.submit();
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    busy = false;
    if (page.querySelector("#board, .board-head")) swap(page, answer.redirected && answer.url);
    else if (answer.redirected) location.assign(answer.url);
    else document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  });
}
