// The map takes its colours from the page, so it is dark where the page is.

/** Value of a custom property of the page, such as `--brand`. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A hex colour with an opacity from 0 to 1. */
export function faded(hex, opacity) {
  return hex + Math.round(opacity * 255).toString(16).padStart(2, '0');
}

/** Calls when the page turns dark or light. */
export function onTurn(then) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', then);
}
