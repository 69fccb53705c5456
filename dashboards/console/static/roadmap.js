// The timeline, a change's own page, and the findings.

import { ago, ask, by, bytes, complain, count, element, fill, milliseconds } from "./dom.js";

function mark(change) {
  const state = change.applied ? "done" : "next";
  const flawed = change.way === "flawed";
  const words = `${change.id}: ${change.title} (${change.engineer}, ${change.applied ? "applied" : "to come"}${flawed ? ", ran flawed" : ""})`;
  return element("button", {
    type: "button", class: `mark ${state}${flawed ? " flawed" : ""}`, title: words, "aria-label": words,
    onclick: () => open(change.id),
  });
}

export function showRoadmap(roadmap) {
  const done = roadmap.changes.filter(change => change.applied).length;
  by("day").textContent = `Day ${roadmap.day} of ${roadmap.last_day}, ${done} of ${roadmap.changes.length} changes applied`;
  const days = new Map();
  for (const change of roadmap.changes) days.set(change.day, [...(days.get(change.day) || []), change]);
  by("days").replaceChildren(...[...days].map(([day, changes]) => element("li",
    { "aria-current": day === roadmap.day ? "step" : null, class: day % 5 === 1 ? "week" : null },
    element("span", { class: "day" }, String(day)), ...changes.map(mark))));
}

function table(caption, head, rows) {
  return element("div", { class: "scroll" }, element("table", {}, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head.map(cell => element("th", { scope: "col" }, cell)))),
    element("tbody", {}, ...rows.map(([first, ...cells]) => element("tr", {},
      element("th", { scope: "row" }, first), ...cells.map(cell => element("td", {}, cell)))))));
}

function cost(found) {
  const waited = found.blocked_sessions
    ? `${count(found.blocked_sessions)} sessions waited, ${milliseconds(found.longest_wait_ms)} at most`
    : "nobody waited";
  return [
    element("p", {}, `Took ${milliseconds(found.seconds * 1000)} in ${found.attempts} ${found.attempts === 1 ? "attempt" : "attempts"}, wrote ${bytes(found.wal_bytes)} of WAL; ${waited}${found.under_load ? "" : " (no load)"}.`),
    found.rewritten && found.rewritten.length ? element("p", {}, `Rewritten: ${found.rewritten.join(", ")}`) : null,
    found.locks && Object.keys(found.locks).length
      ? table("Locks it held", ["Relation", "Modes"], Object.entries(found.locks).map(([name, modes]) => [name, modes.join(", ")]))
      : null,
  ];
}

function effect(found) {
  if (!found) return [element("p", { class: "soft" }, "No samples from around this change.")];
  const minutes = Math.round(found.window_s / 60);
  return [
    found.statements.length ? table(`Statements, mean time ${minutes} minutes before and after`, ["Statement", "Endpoint", "Before", "After"],
      found.statements.map(one => [element("code", {}, one.text || one.queryid), one.used_by.join(", ") || "–", milliseconds(one.before_ms), milliseconds(one.after_ms)])) : null,
    found.tables.length ? table("Tables and their indexes", ["Table", "Before", "After"],
      found.tables.map(one => [one.name, bytes(one.before), bytes(one.after)])) : null,
    found.statements.length || found.tables.length ? null
      : element("p", { class: "soft" }, "Nothing that the samples before and after it show."),
  ];
}

function wrong(found) {
  if (!found) return [];
  const said = one => one.object.name || one.object.exercise || one.object.kind;
  return [element("h3", {}, "What is wrong"),
    found.mistake ? element("p", {}, `${found.mistake.title}. ${found.mistake.consequence} ${found.mistake.remedy}`)
      : element("p", {}, "Nothing: this change has one way only."),
    found.expects.length ? table("Findings of the flawed way", ["Check", "Object", "Until"],
      found.expects.map(one => [one.check, said(one), one.until || "never repaired"])) : null,
    found.decoys.length ? table("Decoys", ["Check", "Object", "Why it is harmless"],
      found.decoys.map(one => [one.check, said(one), one.why])) : null];
}

async function open(name) {
  try {
    const change = await ask(`changes/${name}${by("spoilers").checked ? "?spoilers=1" : ""}`);
    by("change-body").replaceChildren(
      element("h2", { id: "change-title" }, change.title),
      element("p", { class: "soft" }, `${change.id}, day ${change.day}, ${change.engineer}${change.way ? `, ran ${change.way}` : ""}`
        + (change.applied_at ? `, applied ${ago(change.applied_at)}` : ", to come")),
      ...change.story.split(/\n\n+/).slice(1).map(part => element("p", {}, part)),
      ...(change.exercises.length ? [element("ul", {}, ...change.exercises.map(one => element("li", {},
        one.takes_over ? `takes over ${one.takes_over}` : `${one.method} ${one.path} (${one.persona})`)))] : []),
      ...(change.cost ? [element("h3", {}, "Locks and cost"), ...cost(change.cost).filter(Boolean)] : []),
      ...(change.cost ? [element("h3", {}, "Effect"), ...effect(change.effect).filter(Boolean)] : []),
      ...wrong(change.wrong).filter(Boolean),
      ...Object.entries(change.sql).flatMap(([way, sql]) => [
        element("h3", {}, way === "ran" ? "SQL that ran" : `SQL, the ${way} way`), element("pre", { tabindex: "0" }, sql)]),
      ...(Object.keys(change.sql).length ? [] : [element("p", { class: "soft" }, "Its SQL is shown once it is applied.")]),
    );
    by("change").showModal();
    by("change").scrollTop = 0;
  } catch (error) {
    complain(error);
  }
}

export function showFindings(found) {
  const parts = [`Day ${found.day}: ${found.expected} findings expected, ${found.decoys} decoys.`];
  parts.push(found.proved_at ? `${found.proved} proved ${ago(found.proved_at)}.` : "Nothing proved on this day yet.");
  if (found.looked_at) {
    const score = Object.entries(found.score).filter(([, number]) => number).map(([word, number]) => `${number} ${word}`);
    parts.push(`inspect reported ${found.reported} ${ago(found.looked_at)}: ${score.join(", ") || "nothing to score"}.`);
  } else parts.push("inspect has not looked yet.");
  by("findings-summary").textContent = parts.join(" ");
  const labels = found.labels || [];
  by("labels").parentElement.hidden = !found.labels;
  const extra = (found.seen || []).filter(one => one.verdict !== "found" && one.verdict !== "not covered");
  fill("labels", [
    ...labels.map(one => [one.check, one.object, one.change, one.state,
      one.proved === null ? "–" : one.proved ? "yes" : "no", one.seen || "–"]),
    ...extra.map(one => [one.check, one.object, "", "", "", `${one.verdict}${one.reason ? `: ${one.reason}` : ""}`])]);
}
