// Runs before the first paint: follows the system's colours when the person chose "auto", and tells the style sheet
// that scripts run, so that what only helps without them can hide.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  if (root.dataset.theme !== 'auto') return;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => { root.dataset.bsTheme = dark.matches ? 'dark' : 'light'; };
  dark.addEventListener('change', follow);
  follow();
})();
