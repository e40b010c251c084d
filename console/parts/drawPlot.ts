import UPlot from 'uplot';

/** A line of a plot. */
export interface PlotLine {
  readonly label: string;
  /** A custom property of the style sheet. */
  readonly colour: string;
  readonly values: readonly number[];
}

/** Height of a plot without its title and its legend, in pixels. */
const height = 220;

/** Draws a plot, and again if the width or the colours change. @returns what removes it. */
export function drawPlot(
  place: HTMLElement,
  title: string,
  times: readonly number[],
  lines: readonly PlotLine[],
): () => void {
  let plot: UPlot | undefined;
  let width = 0;
  const draw = () => {
    plot?.destroy();
    width = place.clientWidth;
    plot = new UPlot(
      optionsOf(place, title, lines),
      [[...times], ...lines.map(({ values }) => [...values])],
      place,
    );
    const canvas = plot.root.querySelector('canvas');
    canvas?.setAttribute('role', 'img');
    canvas?.setAttribute('aria-label', title);
    // The title again, and the legend as a table without a cell.
    for (const part of plot.root.querySelectorAll('.u-title, .u-legend'))
      part.setAttribute('aria-hidden', 'true');
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const observer = new ResizeObserver(() => {
    if (place.clientWidth !== width) draw();
  });
  draw();
  observer.observe(place);
  dark.addEventListener('change', draw);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', draw);
    plot?.destroy();
  };
}

function optionsOf(place: HTMLElement, title: string, lines: readonly PlotLine[]): UPlot.Options {
  const [soft, line] = [colourIn(place, '--soft'), colourIn(place, '--line')];
  const axis: UPlot.Axis = {
    stroke: soft,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  };
  return {
    title,
    width: place.clientWidth,
    height,
    scales: { y: { range: (_, __, most) => [0, Math.max(most, 1) * 1.1] } },
    axes: [
      { ...axis, values: clockLabels },
      { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 5e3, 1e4, 5e4, 1e5] },
    ],
    series: [
      {},
      ...lines.map(({ label, colour }) => ({
        label,
        stroke: colourIn(place, colour),
        width: 2,
        points: { show: false },
      })),
    ],
    legend: { live: false },
  };
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });

function clockLabels(_: UPlot, splits: number[]): string[] {
  return splits.map((seconds) => clock.format(new Date(seconds * 1_000)));
}

/** The colour that a custom property has in this place and scheme. */
function colourIn(place: HTMLElement, property: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${property})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
