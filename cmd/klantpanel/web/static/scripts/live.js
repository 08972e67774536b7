// <div data-live="STAGE"> shows something else a moment later: every five seconds it is fetched anew, as long as somebody looks. In another
// stage there are other buttons around it, so the page is loaded anew. Without JavaScript the page says so to the browser itself.
for (const live of document.querySelectorAll("[data-live]")) {
  const look = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { redirect: "error" });
        if (answer.ok) {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          const fresh = page.querySelector("[data-live]");
          if (fresh?.dataset.live !== live.dataset.live) { location.reload(); return; }
          live.replaceChildren(...document.importNode(fresh, true).childNodes);
        }
      } catch { /* offline, or signed out: the next look tells */ }
    }
    setTimeout(look, 5000);
  };
  setTimeout(look, 5000);
}
