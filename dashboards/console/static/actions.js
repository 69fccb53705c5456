// What the console does, each after a confirmation that also shows the command to copy.

import { ago, ask, by, complain, element } from "./dom.js";

const confirmBox = by("confirm");
let chosen = null, running = false;

const quoted = value => JSON.stringify(value);

function list(roadmap) {
  const days = [...new Set(roadmap.changes.map(change => change.day))];
  const next = days.find(day => day > roadmap.day);
  const number = (label, value, min, max) => ({ label, value, min, max, type: "number" });
  return [
    next && { name: "apply", title: `Apply day ${next}`, field: number("Up to the end of day", next, next, roadmap.last_day),
      body: value => ({ day: Number(value) }), command: value => `flask roadmap apply --day ${value}` },
    roadmap.day > 0 && { name: "revert", title: "Go back", field: number("To the end of day", roadmap.day - 1, 0, roadmap.day - 1),
      body: value => ({ day: Number(value) }), command: value => `flask roadmap revert --day ${value}` },
    { name: "grow", title: "Let days pass", field: number("Simulated days", 1, 1, 28),
      body: value => ({ days: Number(value) }), command: value => `flask seed grow --days ${value}` },
    { name: "checkpoint", title: "Save a checkpoint", field: { label: "Name", value: `day_${roadmap.day}`, type: "text", pattern: "[A-Za-z_][A-Za-z0-9_]*" },
      body: value => ({ name: value }), command: value => `flask lab checkpoint save ${value}` },
    { name: "inspect", title: "Look for trouble", body: () => ({}), command: () => "flask lab inspect --json" },
    { name: "verify", title: "Prove the findings", body: () => ({}), command: () => "flask roadmap verify --json" },
  ].filter(Boolean);
}

export function buttons(roadmap, start) {
  const held = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.action : null;
  by("buttons").replaceChildren(...list(roadmap).map(one => element("button",
    { type: "button", "data-action": one.name, disabled: running, onclick: () => start(one) }, one.title)));
  const again = held && by("buttons").querySelector(`[data-action=${held}]`);
  if (again) again.focus();
}

export function act(action) {
  chosen = action;
  by("confirm-title").textContent = action.title;
  const field = action.field, input = by("confirm-value");
  by("confirm-field").hidden = !field;
  input.disabled = !field;
  for (const name of ["min", "max", "pattern"]) input.removeAttribute(name);
  if (field) {
    by("confirm-label").textContent = field.label;
    input.type = field.type;
    for (const name of ["min", "max", "pattern"]) if (field[name] !== undefined) input.setAttribute(name, field[name]);
    input.required = true;
    input.value = field.value;
  }
  showCommand();
  confirmBox.returnValue = "";
  confirmBox.showModal();
}

function showCommand() {
  by("confirm-command").textContent = chosen.command(by("confirm-value").value);
}

by("confirm-value").addEventListener("input", showCommand);
by("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(by("confirm-command").textContent).catch(complain);
  by("copy").textContent = "Copied";
  setTimeout(() => { by("copy").textContent = "Copy the command"; }, 1500);
});
confirmBox.addEventListener("close", async () => {
  if (confirmBox.returnValue !== "yes" || !chosen) return;
  try {
    const body = chosen.body(by("confirm-value").value);
    if (chosen.name === "dial") await ask("dial", body);
    else shown((await ask(`actions/${chosen.name}`, body)).action);
  } catch (error) {
    complain(error);
  }
});

export function dialled(persona) {
  const value = element("output", {}, String(persona.wanted));
  const turn = step => () => act({
    name: "dial", title: `Users: ${persona.name}`,
    field: { label: persona.name, value: Math.max(0, persona.wanted + step), min: 0, max: 100000, type: "number" },
    body: given => ({ users: { [persona.name]: Number(given) } }),
    command: given => `curl -H 'Content-Type: application/json' -d ${quoted(JSON.stringify({ users: { [persona.name]: Number(given) } }))} http://127.0.0.1:8089/personas/dial`,
  });
  return element("span", { class: "dial" },
    element("button", { type: "button", "aria-label": `Fewer ${persona.name}`, onclick: turn(-5), disabled: persona.wanted === 0 }, "−"),
    value, element("button", { type: "button", "aria-label": `More ${persona.name}`, onclick: turn(5) }, "+"));
}

// Shows the action that runs or ran; returns what tells one end from another.
export function shown(action) {
  running = Boolean(action && action.running);
  for (const button of by("buttons").children) button.disabled = running;
  const words = !action ? "" : action.running ? `${action.command} has been running since ${ago(action.started_at)}.`
    : `${action.command} ended ${ago(action.ended_at || action.started_at)}${action.exit_code === 0 ? "" : action.exit_code === null ? ", killed" : `, exit code ${action.exit_code}`}.`;
  if (by("running").textContent !== words) by("running").textContent = words;
  by("output").hidden = !action || !action.output;
  if (action && by("output").textContent !== action.output) by("output").textContent = action.output;
  return action && !action.running ? action.ended_at || action.started_at : null;
}
