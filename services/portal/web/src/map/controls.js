import Control from 'ol/control/Control.js';

/** A button that shows everything again. */
export function wholeControl(label, show) {
  const element = document.createElement('div');
  element.className = 'ol-whole ol-unselectable ol-control';
  const button = document.createElement('button');
  button.type = 'button';
  button.title = label;
  button.setAttribute('aria-label', label);
  button.innerHTML = '<svg viewBox="0 0 18 18" aria-hidden="true"><path d="M2 7V2h5M11 2h5v5M16 11v5h-5M7 16H2v-5" fill="none" stroke="currentColor" stroke-width="2"/></svg>';
  button.addEventListener('click', show);
  element.append(button);
  return new Control({ element });
}
