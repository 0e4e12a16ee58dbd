/** The look of the page, by itself: it stays when the demo site beside it is replaced. */
export const docsStyle = `:root {
  color-scheme: light dark;
  --paper: light-dark(#fbf9f4, #13181a);
  --card: light-dark(#ffffff, #1b2124);
  --ink: light-dark(#1c2326, #ece8df);
  --soft: light-dark(#566065, #a9b0b0);
  --line: light-dark(#ddd7ca, #343c40);
  --edge: light-dark(#7d8588, #7f898c);
  --accent: light-dark(#11504d, #93d3ca);
  --on-accent: light-dark(#ffffff, #0e1f1e);
  --wash: light-dark(#e9f0ec, #1d2c2b);
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, Georgia, serif;
  --sans: Seravek, "Gill Sans Nova", Ubuntu, Calibri, Candara, source-sans-pro, Arial, sans-serif;
  --mono: ui-monospace, "Cascadia Code", Menlo, Consolas, monospace;
}
*, *::before, *::after { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1.0625rem / 1.6 var(--sans);
  overflow-wrap: anywhere;
}
:root [hidden] { display: none; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; z-index: 1; padding: 0.6rem 1rem; background: var(--card); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.frame { max-width: 78rem; margin: 0 auto; padding: 0 clamp(1.25rem, 4vw, 2.5rem); }
h1, h2, h3, h4 { margin: 0 0 0.6em; font-family: var(--serif); font-weight: 500; line-height: 1.2; text-wrap: balance; }
h1 { padding-top: clamp(2rem, 6vw, 4rem); font-size: clamp(2rem, 1.4rem + 2.6vw, 3.25rem); letter-spacing: -0.015em; }
h2 { margin-top: 3.5rem; padding-top: 1.25rem; border-top: 2px solid var(--ink); font-size: clamp(1.5rem, 1.2rem + 1vw, 2rem); }
h3 { margin-top: 2.25rem; font-size: 1.2rem; }
h4 { margin: 1.25rem 0 0.25rem; font: 600 0.95rem / 1.4 var(--sans); }
:is(h2, h3, dt) > a, .type a { display: inline-block; min-height: 1.6rem; }
:is(h2, h3) > a { color: inherit; text-decoration: none; }
:is(h2, h3) > a:hover { text-decoration: underline; }
h3 code { font-weight: 600; }
p, ul, ol, dl { margin: 0 0 1em; }
p, li, dd { max-width: 68ch; }
.lead { max-width: 50ch; color: var(--soft); font-size: 1.2rem; line-height: 1.5; }
.note, .type { color: var(--soft); font-size: 0.94rem; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
code, pre, textarea, input { font-family: var(--mono); font-size: 0.9em; }
pre {
  margin: 0 0 1rem;
  padding: 0.9rem 1rem;
  border: 1px solid var(--line);
  border-radius: 3px;
  background: var(--card);
  line-height: 1.5;
  white-space: pre-wrap;
}
pre code { font-size: 1em; }
.answer pre { max-height: 28rem; overflow: auto; }
.answer pre:empty { display: none; }
dl > div { margin-bottom: 1rem; }
dt { font-weight: 600; }
dt code { font-weight: 600; }
dd { margin: 0; }
:target { background: var(--wash); box-shadow: 0 0 0 0.4rem var(--wash); }
.endpoint { padding-bottom: 0.5rem; border-bottom: 1px solid var(--line); }
.endpoint .copyable { margin-top: 1rem; }
.fields { padding: 0; list-style: none; }
.fields .fields { margin: 0.2rem 0 0.2rem 0.2rem; padding-left: 0.8rem; border-left: 1px solid var(--line); }
.fields li { max-width: none; padding: 0.15rem 0; }
ol.fields > li + li { border-top: 1px dashed var(--line); }
details { margin: 0 0 0.5rem; }
summary { padding: 0.35rem 0; color: var(--accent); cursor: pointer; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav a { display: block; padding: 0.2rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav summary { padding: 0.2rem 0; }
nav details { margin: 0; }
nav details ul { padding-left: 1rem; font-size: 0.94rem; }
nav code { color: var(--soft); font-size: 0.8rem; }
form { display: grid; gap: 0.9rem; max-width: 40rem; margin: 0.5rem 0 1rem; padding: 1rem; border-left: 4px solid var(--line); }
form p { margin: 0; }
label { display: block; font-weight: 600; }
label .type { font-weight: 400; }
input, select, textarea {
  display: block;
  width: 100%;
  min-height: 2.75rem;
  margin-top: 0.25rem;
  padding: 0.5rem 0.7rem;
  border: 1px solid var(--edge);
  border-radius: 3px;
  background: var(--card);
  color: var(--ink);
}
select { font: inherit; }
textarea { resize: vertical; line-height: 1.5; }
button {
  justify-self: start;
  min-height: 2.75rem;
  padding: 0.5rem 1.4rem;
  border: 1px solid var(--accent);
  border-radius: 3px;
  background: var(--accent);
  color: var(--on-accent);
  font: 600 1rem / 1.3 var(--sans);
  cursor: pointer;
}
button:disabled { opacity: 0.6; cursor: progress; }
.copy { display: block; min-height: 2rem; margin: -0.5rem 0 1rem; padding: 0.2rem 0.9rem; background: none; color: var(--accent); font-size: 0.94rem; }
footer { margin-top: 4rem; padding: 1.5rem 0 3rem; border-top: 1px solid var(--line); color: var(--soft); }
@media (min-width: 64rem) {
  .columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 3.5rem; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; padding: 0.4rem 0 1.5rem; overflow: auto; }
  main > :first-child h2 { margin-top: 0.4rem; padding-top: 0; border: 0; }
}
`;
