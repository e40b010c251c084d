import type { Page } from 'playwright-core';

/** How a page looks, as far as a program can tell. */
export interface Measures {
  /** Of the whole page, in pixels: more than the window's is a page that must be scrolled sideways. */
  readonly width: number;
  readonly ground: string;
  /** For each canvas, whether something is drawn on it, and it is as wide as the window allows. */
  readonly drawn: readonly boolean[];
  /** Of all texts the lowest contrast with the background (WCAG 2.2 section 1.4.3 asks for 4.5). */
  readonly lowestContrast: number;
}

// The page's content security policy lets no script in, but one that the browser is told by its debugger. It is text, because
// the types of the tests are Node's and not a browser's.
const measure = `(() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [red, green, blue] = channels(colour).map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    if (element === null) return 'rgb(255, 255, 255)';
    const colour = getComputedStyle(element).backgroundColor;
    return channels(colour)[3] === 0 ? ground(element.parentElement) : colour;
  };
  const contrast = (element) => {
    const [one, other] = [light(getComputedStyle(element).color), light(ground(element))];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const texts = [...document.querySelectorAll('main *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== ''));
  const isDrawn = (canvas) => {
    const { width, height } = canvas;
    const margin = innerWidth - canvas.getBoundingClientRect().right;
    if (margin < 0 || margin > 200) return false;
    return canvas.toDataURL() !== Object.assign(document.createElement('canvas'), { width, height }).toDataURL();
  };
  return {
    width: document.documentElement.scrollWidth,
    ground: getComputedStyle(document.body).backgroundColor,
    drawn: [...document.querySelectorAll('canvas')].map(isDrawn),
    lowestContrast: Math.min(...texts.map(contrast)),
  };
})()`;

export function measurePage(page: Page): Promise<Measures> {
  return page.evaluate<Measures>(measure);
}
