// Two small charts over the last quarter of an hour.

import { by, bytes, count } from "./dom.js";

const HEIGHT = 110;
const WINDOW_S = 900;
const charts = new Map();

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Before there is a line to draw, the hours are those of the whole window.
function hours(_, first, last) {
  const now = Date.now() / 1000;
  return first === null ? [now - WINDOW_S, now] : [first, last];
}

export function draw(id, points, label, words) {
  const box = by(id);
  const line = points.length > 1 ? points : [];
  const data = [line.map(point => point[0]), line.map(point => point[1])];
  const last = points.length ? words(points[points.length - 1][1]) : "no samples yet";
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", `${label} over the last 15 minutes, now ${last}`);
  const width = box.clientWidth || 280;
  let chart = charts.get(id);
  if (!chart) {
    chart = new uPlot({
      width, height: HEIGHT, legend: { show: false }, cursor: { show: false },
      scales: { x: { range: hours }, y: { range: (_, low, high) => [Math.max(0, low - (high - low || low || 1) * 0.1), high + (high - low || high || 1) * 0.1] } },
      axes: [
        { stroke: () => colour("--soft"), grid: { stroke: () => colour("--line"), width: 1 }, size: 24, ticks: { show: false },
          values: (_, ticks) => ticks.map(tick => new Date(tick * 1000).toTimeString().slice(0, 5)), space: 60 },
        { stroke: () => colour("--soft"), grid: { stroke: () => colour("--line"), width: 1 }, size: 62, ticks: { show: false },
          values: (_, ticks) => ticks.map(words), space: 28 },
      ],
      series: [{}, { stroke: () => colour("--accent"), width: 2, points: { show: false } }],
    }, data, box);
    charts.set(id, chart);
    new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT })).observe(box);
  } else {
    chart.setData(data);
  }
}

export function redraw() {
  for (const chart of charts.values()) chart.redraw();
}

export const asBytes = value => bytes(value);
export const asCount = value => count(value);
