import { createHash } from 'node:crypto';

/** The style of the pay page, inline so that the page needs nothing else. */
export const css = `
:root { color-scheme: light dark; --line: #d5dae1; --soft: #5b6472; --page: #f4f6f9; --card: #fff; --key: #4b45c6; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3a4150; --soft: #a3acba; --page: #14171d; --card: #1e222b; --key: #8b86f5; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--page);
  font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 1.75rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .75rem; }
.sandbox { margin: 0 0 1rem; color: var(--soft); font-size: .875rem; }
h1 { margin: 0; font-size: 1.125rem; font-weight: 600; }
.amount { margin: .25rem 0 1rem; font-size: 2.25rem; font-weight: 700; line-height: 1.2; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 1.25rem; font-size: .875rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
[role=alert] { margin: 0 0 1.25rem; padding: .75rem 1rem; border-left: .25rem solid #c5373e; }
form { display: grid; gap: .75rem; margin: 0; }
button, a.button { width: 100%; min-height: 3rem; padding: .75rem 1rem; font: inherit; font-weight: 600;
  color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem; cursor: pointer;
  text-align: center; text-decoration: none; display: block; }
button.primary { color: var(--card); background: var(--key); border-color: var(--key); }
:focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
`;

/** Lets exactly this style through a content security policy. */
export const cssHash = `'sha256-${createHash('sha256').update(css).digest('base64')}'`;
