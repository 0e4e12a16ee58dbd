/**
 * Colours come from the page: text is the page's own, and light or dark is what its `color-scheme` says. Everything that a
 * host may want otherwise is a `--midas-*` property.
 */
export const baseCss = `
:host{display:block;margin-block-end:2rem;font-family:var(--midas-font,inherit);scroll-margin:1rem;color:var(--midas-text,inherit);
--a:var(--midas-accent,light-dark(#1d4b5e,#a5d3e3));--on:var(--midas-on-accent,light-dark(#fff,#0c222b));
--l:var(--midas-line,color-mix(in srgb,currentColor 22%,transparent));--k:var(--midas-control-line,color-mix(in srgb,currentColor 58%,transparent));
--m:var(--midas-muted,color-mix(in srgb,currentColor 78%,transparent));--s:var(--midas-surface,light-dark(#fff,#17191b));
--r:var(--midas-radius,.5rem);--g:var(--midas-gap,1rem)}
:host(:last-child){margin-block-end:0}
:host([hidden]),[hidden]{display:none!important}
*{box-sizing:border-box}
.host{container-type:inline-size}
section,form{display:grid;gap:var(--g);align-content:start;min-inline-size:0}
h2,h3,p,dl,dd,ul,table,fieldset{margin:0;padding:0}
h2,h3{font:inherit;font-family:var(--midas-heading-font,inherit);font-weight:var(--midas-heading-weight,600);font-size:1.5em;line-height:1.2;text-wrap:balance}
h3{font-size:1.15em}
h2{scroll-margin-block-start:4rem}
h2:focus{outline:0}
.unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
small,.hint{color:var(--m);font-size:.875em}
small{display:block;font-weight:400}
.title{min-block-size:1.8em}
.bone,.bones .day,.bones input{background:color-mix(in srgb,currentColor 8%,transparent);border:0;border-radius:var(--r);-webkit-text-fill-color:transparent}
.title.bone{max-inline-size:16rem}
.line{min-block-size:1.5em}
.two{min-block-size:2.6em}
.press{min-block-size:2.75rem}
.rest{min-block-size:17rem}
@container(max-width:43.99rem){.rest{min-block-size:20rem}.two{min-block-size:3.9em}}
.bones{display:grid;gap:var(--g)}
.bones :is(label,.hint,.turn>*){visibility:hidden}
::slotted([slot=payment]){display:block;min-block-size:14rem}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center}
a{color:var(--a);text-underline-offset:.2em}
button,.button{font:inherit;font-weight:600;min-block-size:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--a);border-radius:var(--r);background:var(--a);color:var(--on);cursor:pointer;text-decoration:none;display:inline-flex;align-items:center;justify-self:start}
.quiet{background:0;color:inherit;border-color:var(--k)}
.grave{background:var(--midas-error,light-dark(#a4262c,#ffb4ab));border-color:transparent;color:light-dark(#fff,#3b0509)}
button:hover,.button:hover{filter:brightness(1.12)}
[aria-disabled]{opacity:.6;cursor:default}
:focus-visible{outline:3px solid var(--midas-focus,var(--a));outline-offset:2px}
.alert,.told{padding:.75rem 1rem;border-inline-start:4px solid var(--midas-error,light-dark(#a4262c,#ffb4ab));background:color-mix(in srgb,currentColor 6%,transparent);border-radius:var(--r)}
.alert{margin-block-end:var(--g)}
.told{border-color:var(--a)}
table{border-collapse:collapse;inline-size:100%}
th,td{text-align:start;font-weight:400;vertical-align:top;padding-block:.4rem;border-block-end:1px solid var(--l)}
td{text-align:end;font-variant-numeric:tabular-nums;padding-inline-start:1rem;white-space:nowrap}
.total>*{font-weight:700;font-size:1.15em;border:0;padding-block-start:.75rem}
.due>*{font-weight:600}
tfoot tr:not(.total)>*{border:0;padding-block:.15rem}
.note>*{font-size:.875em;color:var(--m)}
.note>[colspan]{font-size:.8em;text-align:start;white-space:normal;padding-inline:0}
aside p span{display:inline-block}
dl{display:grid;grid-template-columns:fit-content(45%) 1fr;gap:.35rem 1.25rem}
dt{color:var(--m)}
dd{overflow-wrap:anywhere}
.card,aside{border:1px solid var(--l);border-radius:var(--r);background:var(--s);padding:var(--g);display:grid;gap:.5rem;align-content:start}
.terms{display:grid;gap:.5rem}
.terms ul{padding-inline-start:1.25rem}
.sides{display:grid;gap:var(--g)}
.foot{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center}
.sum>div{display:grid;line-height:1.2}
@container(min-width:44rem){.sum{display:none}.foot{grid-column:1}.sides:has(.foot){grid-template-rows:auto 1fr}.sides:has(.foot)>aside{grid-row:1/3;grid-column:2}.sides{grid-template-columns:minmax(0,1fr) minmax(16rem,22rem);gap:calc(2*var(--g));align-items:start}.sides>aside{position:sticky;inset-block-start:1rem}}
@container(max-width:43.99rem){.sides:has(.bar){display:flex;flex-direction:column}.foot:has(.bar){display:contents}
.bar{display:flex;justify-content:space-between;align-items:center;gap:1rem;background:var(--s);border-block-start:1px solid var(--l);padding-block:.75rem calc(.75rem + env(safe-area-inset-bottom));z-index:1}
.bar button{text-align:center}
.foot>:not(.bar){align-self:start}
@media(min-height:30rem){.bar{position:sticky;inset-block-end:0}.sides:has(.bar) :is(a,button,input,select,textarea,summary){scroll-margin-block:1rem 7rem}}}
`;
