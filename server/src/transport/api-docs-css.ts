/** The style of the page at `/api`: a file of its own, because the policy of our pages allows no inline style. */
export const docsCss = `
:root { color-scheme: light dark; --ground: light-dark(#fdfdfc, #16181b); --raised: light-dark(#f5f4f1, #1d2024);
  --ink: light-dark(#22252a, #e6e4df); --soft: light-dark(#5c626b, #a3a7ae); --line: light-dark(#e3e1db, #2e3238);
  --accent: light-dark(#1d5fbf, #86b4f5); --code: light-dark(#efede8, #25292e); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); background: var(--ground); color: var(--ink);
  font: 16px/1.6 Inter, system-ui, -apple-system, "Segoe UI", sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem 3rem 1.5rem; background: var(--raised);
  border-right: 1px solid var(--line); font-size: .875rem; }
nav .brand { margin: 0 0 1rem; font-size: 1.125rem; font-weight: 650; }
nav .brand span { color: var(--soft); font-weight: 400; font-size: .875rem; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
nav li a { display: block; padding: .125rem .5rem; border-radius: .375rem; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav li a:hover { background: var(--code); }
nav summary { cursor: pointer; font-weight: 600; padding: .125rem 0; }
main { padding: 2.5rem clamp(1rem, 4vw, 4rem) 6rem; max-width: 62rem; min-width: 0; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1.5rem; letter-spacing: -.02em; }
h2 { font-size: 1.5rem; margin: 3rem 0 .75rem; letter-spacing: -.01em; }
h3.noun { margin: 2.5rem 0 1rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); font-size: 1.125rem; color: var(--soft); }
h4 { font-size: 1.125rem; margin: 0 0 .25rem; }
h4 a { color: inherit; text-decoration: none; }
h4 a:hover { text-decoration: underline; }
h5 { margin: 1rem 0 .25rem; font-size: .8125rem; color: var(--soft); font-weight: 600; }
p { margin: 0 0 .75rem; max-width: 46rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
article { border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem 1.5rem; margin: 0 0 1rem; }
article:target { border-color: var(--accent); }
tr:target { background: var(--code); }
code { font: .875em/1.5 ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace; background: var(--code); padding: .1em .3em; border-radius: .25rem; }
h4 code { background: none; padding: 0; font-size: 1em; }
pre { background: var(--code); border-radius: .5rem; padding: 1rem; overflow-x: auto; }
pre code { background: none; padding: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th { text-align: left; font-weight: 600; color: var(--soft); padding: .25rem 1rem .25rem 0; border-bottom: 1px solid var(--line); }
td { vertical-align: top; padding: .375rem 1rem .375rem 0; border-bottom: 1px solid var(--line); }
tbody tr:last-child td { border-bottom: 0; }
.optional, .nothing, td:last-child { color: var(--soft); }
.optional { font-size: .75rem; }
.facts { display: flex; flex-wrap: wrap; gap: .25rem 1rem; color: var(--soft); font-size: .875rem; }
.codes { margin: .5rem 0 0; line-height: 2; }
details summary { cursor: pointer; font-size: .875rem; color: var(--soft); margin-top: .75rem; }
nav details summary { color: var(--ink); margin-top: 0; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: .5rem 1rem; z-index: 1; }
@media (max-width: 52rem) { body { grid-template-columns: minmax(0, 1fr); } nav { position: static; height: auto; border-right: 0;
  border-bottom: 1px solid var(--line); } nav details { display: none; } article { padding: 1rem; } }
@media print { nav { display: none; } body { display: block; } }
`.trimStart();
