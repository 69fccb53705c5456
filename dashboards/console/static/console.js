// The console: asks for the state every two seconds, and for roadmap and findings when something was done.

import { act, buttons, dialled, shown } from "./actions.js";
import { asBytes, asCount, draw, redraw } from "./charts.js";
import { ago, ask, by, bytes, complain, count, element, fill, milliseconds, share } from "./dom.js";
import { showFindings, showRoadmap } from "./roadmap.js";

const EVERY_MS = 2000;
let before = null, acted = null;

function showDatabase(database) {
  if (!database.sampled_at) {
    by("fresh").textContent = "No samples yet: the lab's sampler has not written any.";
    return;
  }
  by("fresh").textContent = database.fresh ? `Sampled ${ago(database.sampled_at)}`
    : `The last sample is from ${ago(database.sampled_at)}: the sampler does not run.`;
  by("size").textContent = bytes(database.size.bytes);
  by("growth").textContent = database.size.per_hour === null ? "" : `${bytes(database.size.per_hour)} per hour`;
  draw("size-chart", database.size.history, "Size", asBytes);
  const rates = database.transactions_per_s;
  by("tps").textContent = rates.length ? count(rates[rates.length - 1][1]) : "–";
  draw("tps-chart", rates, "Transactions per second", asCount);
  by("active").textContent = count(database.sessions.active || 0);
  by("sessions").textContent = Object.entries(database.sessions).filter(([state]) => state !== "active")
    .map(([state, number]) => `${number} ${state}`).join(", ") || "active";
  by("blocked").textContent = count(database.blocked.length);
  by("waits").replaceChildren(...database.blocked.slice(0, 5).map(one => element("li", {},
    `${one.application} waits ${milliseconds((one.waited_s || 0) * 1000)} for ${one.wants}, behind ${one.head || "another session"}`)));
  fill("tables", database.tables.map(one => [
    one.name, count(one.live), count(one.dead), bytes(one.bytes),
    share(Math.max(one.empty || 0, one.dead / Math.max(1, one.live + one.dead))), ago(one.vacuumed_at)]));
  fill("statements", database.statements.map(one => [
    element("code", {}, one.text || `queryid ${one.queryid}`), one.used_by.join(", ") || "–", count(one.calls),
    milliseconds(one.mean_ms), milliseconds(one.ms)]));
}

function showLoad(load, jobs) {
  by("load-summary").textContent = load
    ? `${count(load.users)} users, ${load.requests_per_s} requests/s, ${load.failures_per_s} failures/s (${load.state})`
    : "Locust's page does not answer.";
  const rate = one => {
    const then = before && before.load && before.load.personas.find(other => other.name === one.name);
    if (!then || one.requests < then.requests) return null;
    return (one.requests - then.requests) / Math.max(0.5, before.passed);
  };
  fill("personas", (load ? load.personas : []).map(one => {
    const perSecond = rate(one);
    return [one.name, count(one.users), dialled(one), perSecond === null ? "–" : perSecond.toFixed(1),
      count(one.failures), milliseconds(one.p95)];
  }));
  by("jobs").textContent = jobs
    ? `Jobs: ${jobs.waiting} waiting, ${jobs.running} running, ${jobs.failed} failed. Workers: `
      + (Object.entries(jobs.workers).map(([state, number]) => `${number} ${state}`).join(", ") || "none")
      + (jobs.scheduler ? "." : ". No scheduler leads.")
    : "Jobs: Redis does not answer.";
}

async function poll() {
  try {
    const state = await ask("state");
    complain(state.shortages.join(" "));
    if (before) before.passed = state.at - before.at;
    showDatabase(state.database);
    showLoad(state.load, state.jobs);
    before = state;
    const ended = shown(state.action);
    if (ended !== acted) {
      acted = ended;
      await refresh();
    }
  } catch (error) {
    complain(error);
  }
  setTimeout(poll, document.hidden ? 5 * EVERY_MS : EVERY_MS);
}

async function refresh() {
  const query = by("spoilers").checked ? "?spoilers=1" : "";
  document.documentElement.classList.toggle("spoilers", by("spoilers").checked);
  const [roadmap, findings] = await Promise.all([ask(`roadmap${query}`), ask(`findings${query}`)]);
  showRoadmap(roadmap);
  showFindings(findings);
  buttons(roadmap, act);
}

by("spoilers").addEventListener("change", () => refresh().catch(complain));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
refresh().catch(complain);
poll();
