/** The look of the report: from a phone to a wide screen, by day and by night. */
export const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, "Segoe UI", sans-serif;
  --ground: light-dark(#f6f7f9, #14161a); --sheet: light-dark(#fff, #1d2026); --ink: light-dark(#1b1f24, #e6e8eb);
  --soft: light-dark(#59636e, #9aa4af); --line: light-dark(#dfe3e8, #333941);
  --good: light-dark(#1a7f37, #4cc26a); --warn: light-dark(#9a6700, #e0b341); --bad: light-dark(#cf222e, #ff7b72);
  --first: light-dark(#0a69c7, #6cb6ff); --second: light-dark(#b35900, #f0a04b); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
p { margin: .3rem 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: .6rem 0; }
.badge { display: inline-block; border: 1px solid; border-radius: 99px; padding: 0 .7em; font-weight: 600; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.alarm { border-color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: .6rem; margin: 1rem 0 0; }
.tiles div { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: .5rem .8rem; }
.tiles dt { color: var(--soft); font-size: .85rem; } .tiles dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
.tiles .none dd { color: var(--soft); }
.plot { overflow: hidden; padding: .8rem .4rem .4rem; }
.plot .u-title { font-size: 1rem; } .plot .u-legend { width: auto; font-size: .85rem; } .plot .u-legend * { border: 0; padding: 0 .3em; white-space: nowrap; }
details { border-top: 1px solid var(--line); } details:first-of-type { border-top: 0; }
summary { cursor: pointer; padding: .45rem 0; overflow-wrap: anywhere; } summary b { font-weight: 600; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 1rem; padding-bottom: .8rem; }
pre { margin: .2rem 0; font: 12px/1.45 ui-monospace, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
td:last-child { min-width: 14rem; overflow-wrap: anywhere; }
@media print { body { background: none; } .sheet { break-inside: avoid; } }
`;

/** Draws the plots of the page's data, and again if the width or the colours change. */
export const drawing = `
const { seconds, requests, failed, medianMs, p95Ms } = JSON.parse(document.getElementById('series').textContent);
const colour = (name) => {
  const probe = document.createElement('i');
  probe.style.color = 'var(--' + name + ')';
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};
function plot(id, title, unit, lines) {
  const element = document.getElementById(id);
  element.replaceChildren();
  const axis = { stroke: colour('soft'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line'), width: 1 } };
  const drawn = new uPlot({ title, width: element.clientWidth - 14, height: 240,
    scales: { x: { time: false }, y: { range: (_, least, most) => [0, Math.max(most, 1) * 1.1] } },
    axes: [{ ...axis, label: 'seconds since the first request', incrs: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200] }, { ...axis, label: unit }],
    series: [{ label: 'second' }, ...lines.map(([label, ink]) => ({ label, stroke: colour(ink), width: 2, spanGaps: true, points: { show: seconds.length < 60 } }))] },
    [seconds, ...lines.map(([, , values]) => values)], element);
  drawn.root.querySelector('canvas').setAttribute('role', 'img');
  drawn.root.querySelector('canvas').setAttribute('aria-label', title);
}
function draw() {
  plot('requests', 'Requests in each second', 'requests', [['requests', 'first', requests], ['failed', 'bad', failed]]);
  plot('latency', 'Latency of the requests', 'ms', [['median', 'first', medianMs], ['95 % within', 'second', p95Ms]]);
}
draw();
let width = innerWidth;
addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; draw(); } });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
`;
