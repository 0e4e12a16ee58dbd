/** The style sheet of the mailbox's own pages. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d2330, #e8eaf0);
  --quiet: light-dark(#667085, #98a1b3);
  --line: light-dark(#e4e7ec, #2b3242);
  --page: light-dark(#f6f7f9, #12151c);
  --sheet: light-dark(#ffffff, #1a1f2a);
  --accent: light-dark(#2f4fd8, #8ea6ff);
  --hover: light-dark(#f0f3ff, #222a3d);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header, main { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; align-items: baseline; gap: 1rem; padding-block: 1.75rem 1rem; }
h1 { font-size: 1.35rem; letter-spacing: -0.01em; margin: 0; overflow-wrap: anywhere; }
main h1 { margin-bottom: 1rem; }
h2 { font-size: 0.8rem; font-weight: 600; color: var(--quiet); margin: 1.75rem 0 0.5rem; }
.quiet { color: var(--quiet); font-size: 0.875rem; }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.empty { padding: 4rem 1rem; text-align: center; color: var(--quiet); }
.mails { list-style: none; margin: 0; padding: 0; }
.mails li + li { border-top: 1px solid var(--line); }
.mails a { display: grid; grid-template-columns: 14rem 1fr auto; gap: 0.1rem 1rem; padding: 0.75rem 1rem; color: inherit; }
.mails a:hover { background: var(--hover); text-decoration: none; }
.mails span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.subject { font-weight: 600; }
.snippet { grid-column: 2 / -1; color: var(--quiet); font-size: 0.875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.35rem 1.25rem; margin: 0; padding: 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
iframe { display: block; width: 100%; height: 36rem; border: 0; background: #ffffff; }
pre { margin: 0; padding: 1rem; font: 0.85rem/1.55 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { padding: 0.75rem 1rem; cursor: pointer; }
.files { display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0; margin: 0; list-style: none; }
.files a { display: inline-block; padding: 0.4rem 0.75rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; }
@media (max-width: 40rem) {
  .mails a { grid-template-columns: 1fr auto; }
  .subject, .snippet { grid-column: 1 / -1; }
}
`;
