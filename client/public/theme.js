// Before the first paint, so that nobody is dazzled by the wrong theme. A file, because the policy allows no inline script.
(function () {
  var theme = 'system';
  var density = 'comfortable';
  try {
    theme = localStorage.getItem('atrium.theme') || theme;
    density = localStorage.getItem('atrium.density') || density;
  } catch {
    // Storage may be closed to us: the defaults hold.
  }
  var dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.documentElement.dataset.density = density;
})();
