// Puts the page of the dials into Locust's empty tab "Personas", and keeps its theme.
(() => {
  const KEY = "personas";
  let frame = null;
  let link = null;
  const isDark = () => {
    const parts = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) || [255, 255, 255];
    return parts.slice(0, 3).reduce((sum, part) => sum + Number(part), 0) < 384;
  };
  const dress = () => {
    const root = frame && frame.contentDocument && frame.contentDocument.documentElement;
    if (root) root.dataset.theme = isDark() ? "dark" : "light";
  };
  const offer = () => {
    const form = document.querySelector("form");
    if (!form || (link && link.isConnected)) return;
    link = document.createElement("a");
    link.href = "./personas";
    link.textContent = "Set the users of each persona before the start";
    link.style.cssText = "display:block;margin:16px 0;color:inherit";
    form.after(link);
  };
  const sync = () => {
    const bar = document.querySelector("[role=tablist]");
    if (!bar) {
      if (frame) frame.remove();
      frame = null;
      return offer();
    }
    if (link) link.remove();
    link = null;
    const open = new URLSearchParams(location.search).get("tab") === KEY;
    if (open && !(frame && frame.isConnected)) {
      frame = document.createElement("iframe");
      frame.src = "./personas?theme=" + (isDark() ? "dark" : "light");
      frame.title = "Personas";
      frame.style.cssText = "display:block;width:100%;height:75vh;border:0;background:transparent";
      frame.addEventListener("load", dress);
      (bar.closest(".MuiContainer-root") || bar.parentElement).append(frame);
    }
    if (frame) {
      frame.style.display = open ? "block" : "none";
      dress();
    }
  };
  new MutationObserver(sync).observe(document.documentElement, { childList: true, subtree: true });
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...given) {
      const result = original.apply(this, given);
      queueMicrotask(sync);
      return result;
    };
  }
  addEventListener("popstate", sync);
  sync();
})();
