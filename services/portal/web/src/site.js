// What makes pages a little more convenient; every page works without it.

for (const button of document.querySelectorAll('[data-copy]')) {
  const code = button.closest('.example').querySelector('code');
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// On a narrow screen the filters would push the results out of sight.
const filters = document.querySelector('[data-filters]');
if (filters && matchMedia('(max-width: 60rem)').matches && !filters.querySelector('input:checked')) filters.open = false;

// Empty fields would only make the address longer.
for (const form of document.querySelectorAll('[data-finder]')) {
  form.addEventListener('submit', () => {
    for (const input of form.querySelectorAll('input[type="search"]')) input.disabled = input.value.trim() === '';
  });
  addEventListener('pageshow', () => {
    for (const input of form.querySelectorAll('input[type="search"]')) input.disabled = false;
  });
}

// With the chart there, its table may step back.
const values = document.querySelector('[data-values]');
if (values && document.querySelector('[data-chart]')) values.open = false;
