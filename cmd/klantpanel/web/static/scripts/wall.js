// The wall display turns its slides by itself, asks now and then for something new, and keeps what it shows while there is no network.
const wall = document.querySelector("[data-wall]");
if (wall) {
  const slides = () => [...wall.querySelectorAll(".wall__slide")];
  const made = (page) => [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((e) => e.getAttribute("href") || e.getAttribute("src")).join();
  const show = (n) => {
    slides().forEach((slide, i) => { slide.hidden = i !== n; });
    wall.querySelectorAll(".wall__dot").forEach((dot, i) => dot.classList.toggle("wall__dot--on", i === n));
  };
  let fresh = null; // what comes in the place of all this at the next turn
  const turn = () => {
    if (fresh) {
      wall.dataset.wall = fresh.dataset.wall;
      for (const part of ["main", "footer"]) wall.querySelector(part).replaceWith(fresh.querySelector(part));
      fresh = null;
      show(0);
      return;
    }
    const all = slides();
    show((all.findIndex((slide) => !slide.hidden) + 1) % all.length);
  };

  const renew = async () => {
    try {
      const answer = await fetch(location.href, { redirect: "manual", cache: "no-cache" });
      // may no longer be read here, or only after signing in: what stands there now says so
      if (answer.type === "opaqueredirect" || answer.status >= 400 && answer.status < 500) return location.reload();
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html"), body = page.querySelector("[data-wall]");
      if (!body || made(page) !== made(document)) return location.reload();
      fresh = body.dataset.wall === wall.dataset.wall ? null : body;
    } catch { /* no network: what is shown stays, and is asked for again */ }
  };

  const button = document.createElement("button");
  button.type = "button";
  button.className = "wall__pause button";
  let timer = 0;
  const go = (on) => {
    clearInterval(timer);
    timer = on ? setInterval(turn, wall.dataset.turn * 1000) : 0;
    button.textContent = on ? wall.dataset.pause : wall.dataset.go;
  };
  button.addEventListener("click", () => go(!timer));
  let seen = 0;
  const alone = () => wall.classList.add("wall--alone"); // nobody touches it: neither the button nor the pointer is in the way
  const touched = () => {
    wall.classList.remove("wall--alone");
    clearTimeout(seen);
    seen = setTimeout(alone, 5000);
  };
  for (const how of ["pointermove", "pointerdown"]) addEventListener(how, touched);
  alone();
  wall.prepend(button);
  go(true);
  setInterval(renew, wall.dataset.renew * 1000);
  addEventListener("online", renew);
}
