// Starts Swagger UI on the page and mends what it leaves without a name. Links within the page are off: it puts them into
// buttons, where no keyboard finds them.
(() => {
  const place = document.getElementById('swagger-ui');
  const root = document.documentElement;
  const paint = () => root.classList.toggle('dark-mode', root.dataset.bsTheme === 'dark');
  new MutationObserver(paint).observe(root, { attributeFilter: ['data-bs-theme'] });
  paint();

  const named = (element, name) => element.hasAttribute('aria-label') || element.setAttribute('aria-label', name);
  const nameOf = (field) => field.closest('[data-param-name]')?.dataset.paramName || field.placeholder || place.dataset.field;
  const each = (selector, mend) => place.querySelectorAll(selector).forEach(mend);
  const mend = () => {
    each('input, select, textarea', (field) => field.labels?.length || named(field, nameOf(field)));
    each('.close-modal', (button) => named(button, place.dataset.close));
    each('.auth-btn-wrapper [aria-label]', (button) => button.removeAttribute('aria-label'));
    each('table[role="region"]', (table) => table.removeAttribute('role'));
    each('.info .title, .modal-ux-header h3', (heading) => heading.setAttribute('aria-level', '2'));
    each('.auth-container h4', (heading) => heading.setAttribute('aria-level', '3'));
    each('pre.microlight', (example) => { example.tabIndex = 0; });
  };
  new MutationObserver(mend).observe(place, { childList: true, subtree: true });

  SwaggerUIBundle({
    url: place.dataset.document, domNode: place, deepLinking: false, validatorUrl: null, syntaxHighlight: false, persistAuthorization: false,
    presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout',
  });
})();
