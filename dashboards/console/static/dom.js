// Elements, requests and words for figures. Text only ever reaches the page as text.

export const by = id => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

// Replaces a table's rows; a button that had the focus keeps it, by its name.
export function fill(table, rows) {
  const body = by(table).querySelector("tbody");
  const held = body.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  body.replaceChildren(...rows.map(cells => {
    const [head, ...others] = cells;
    return element("tr", {}, element("th", { scope: "row" }, head), ...others.map(cell => element("td", {}, cell)));
  }));
  if (held) [...body.querySelectorAll("[aria-label]")].find(one => one.getAttribute("aria-label") === held)?.focus();
}

export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const response = await fetch(path, { ...options, signal: AbortSignal.timeout(15000) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail || `the console answered ${response.status}`);
  return answer;
}

export function complain(error) {
  by("error").textContent = error ? String(error.message || error) : "";
  by("error").hidden = !error;
}

const whole = new Intl.NumberFormat("en");
export const count = number => number === null || number === undefined ? "–" : whole.format(Math.round(number));
export const share = part => part === null || part === undefined ? "–" : `${Math.round(part * 100)}%`;

export function bytes(number) {
  if (number === null || number === undefined) return "–";
  const sign = number < 0 ? "−" : "";
  let size = Math.abs(number);
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (size < 1024) return `${sign}${size.toFixed(size < 10 && unit !== "B" ? 1 : 0)} ${unit}`;
    size /= 1024;
  }
  return `${sign}${size.toFixed(1)} TiB`;
}

export function milliseconds(number) {
  if (number === null || number === undefined) return "–";
  if (number >= 10000) return `${(number / 1000).toFixed(0)} s`;
  if (number >= 1000) return `${(number / 1000).toFixed(1)} s`;
  return `${number.toFixed(number < 10 ? 2 : 0)} ms`;
}

export function ago(seconds) {
  if (!seconds) return "never";
  const passed = Math.max(0, Date.now() / 1000 - seconds);
  if (passed < 90) return `${Math.round(passed)} s ago`;
  if (passed < 5400) return `${Math.round(passed / 60)} min ago`;
  return passed < 129600 ? `${Math.round(passed / 3600)} h ago` : `${Math.round(passed / 86400)} days ago`;
}
