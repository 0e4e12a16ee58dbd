export const calendarCss = `
.calendar{display:grid;gap:.75rem;max-inline-size:32rem}
.calendar>.hint{min-block-size:1lh}
.calendar:has(table+table){max-inline-size:none}
.turn{display:flex;justify-content:space-between;align-items:center;gap:1rem}
.turn button{inline-size:2.75rem;justify-content:center;padding:0}
.turn button:disabled{visibility:hidden}
.turn strong::first-letter{text-transform:uppercase}
.months{display:grid;gap:2rem;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr))}
.months table{table-layout:fixed;align-self:start}
.months :is(th,td){border:0;padding:1px;text-align:center;white-space:nowrap}
.months th{font-size:.8em;color:var(--m)}
.day{inline-size:100%;padding:0;justify-content:center;background:0;border-color:transparent;color:inherit}
.day.taken{text-decoration:line-through;font-weight:400;color:var(--m);opacity:1;cursor:default}
.day:is(.closed,.past){font-weight:400;color:var(--m);opacity:1;cursor:default}
.day.free{background:color-mix(in srgb,var(--a) 9%,transparent)}
.day.chosen{background:var(--a);color:var(--on)}
.day.within{background:color-mix(in srgb,var(--a) 28%,transparent);border-radius:0}
.day[aria-current]{border-color:var(--k)}
`;
