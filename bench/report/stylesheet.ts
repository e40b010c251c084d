/** Both colour schemes, and the classes that the drawings use: `s…` points and `l…` lines of a series. */
export const stylesheet = `
:root { --ground: #fcfcfb; --ink: #1c1b1a; --soft: #6d6b67; --grid: #e5e3df;
  --s0: #2a78d6; --s1: #d9641e; --s2: #14936a; --floor: #a5a29c; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1b1a19; --ink: #f1efec; --soft: #a3a09a; --grid: #33312f;
    --s0: #5a9cf0; --s1: #ee8248; --s2: #35b98a; --floor: #77746e; } }
body { background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif;
  max-width: 1120px; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .25rem; }
p { color: var(--soft); max-width: 46rem; margin: .25rem 0; }
.cycle strong { color: var(--ink); font-size: 1.3rem; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem 2rem; }
.small { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: .75rem 1rem; flex: 1; }
figure { flex: 1 1 460px; max-width: 540px; margin: 0; min-width: 0; }
figcaption { color: var(--soft); margin: .5rem 0 0; }
svg { width: 100%; height: auto; display: block; font: 11px system-ui, sans-serif; }
.legend { list-style: none; padding: 0; margin: .25rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; color: var(--soft); }
.legend svg { width: 9px; height: 9px; display: inline-block; margin-right: .4rem; }
.name { fill: var(--ink); font-size: 12px; }
.tick { fill: var(--soft); }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.grid, .row { stroke: var(--grid); stroke-width: 1; }
.row { stroke-dasharray: 1 3; }
.axis { stroke: var(--soft); } .bar { stroke: var(--soft); stroke-dasharray: 4 3; }
.own { stroke: var(--s0); stroke-width: 3; } .whisker { stroke: var(--s0); stroke-width: 1; }
.s0 { fill: var(--s0); } .s1 { fill: var(--s1); } .s2 { fill: var(--s2); } .floor { fill: var(--floor); }
.l0, .l1 { fill: none; stroke-width: 2; } .l0 { stroke: var(--s0); } .l1 { stroke: var(--s1); }
details { margin: 2.25rem 0; } summary { cursor: pointer; font-weight: 600; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin-top: .5rem; }
th, td { text-align: right; padding: .15rem .7rem .15rem 0; border-bottom: 1px solid var(--grid); }
th { color: var(--soft); font-weight: 500; }
th:first-child, td:first-child, th:nth-child(3), td:nth-child(3) { text-align: left; }
`;
