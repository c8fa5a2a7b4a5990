/** Takes the parts marked `data-live` from another state of the same page. What is focused or ticked stays so. */
export function exchange(other) {
  let changed = false;
  for (const part of document.querySelectorAll('[data-live]')) {
    const renewed = other.getElementById(part.id);
    if (!renewed || renewed.innerHTML === part.innerHTML) continue;
    const keep = focused(part);
    const ticked = [...part.querySelectorAll('input:checked')].map((input) => input.value);
    const scrolled = [...part.querySelectorAll('.table-scroll')].map((table) => [table.scrollLeft, table.scrollTop]);
    part.innerHTML = renewed.innerHTML;
    for (const input of part.querySelectorAll('input[type="checkbox"]')) input.checked = ticked.includes(input.value);
    part.querySelectorAll('.table-scroll').forEach((table, n) => { [table.scrollLeft, table.scrollTop] = scrolled[n] ?? [0, 0]; });
    keep();
    changed = true;
  }
  if (changed) document.dispatchEvent(new CustomEvent('live'));
}

function focused(part) {
  const active = document.activeElement;
  if (!part.contains(active)) return () => {};
  const all = (root) => [...root.querySelectorAll('a, button, input, [tabindex]')];
  const place = all(part).indexOf(active);
  const address = active.getAttribute('href') ?? active.value;
  return () => {
    const now = all(part);
    (now.find((e) => address && (e.getAttribute('href') ?? e.value) === address) ?? now[place])?.focus({ preventScroll: true });
  };
}
