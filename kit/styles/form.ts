export const formCss = `
.fields{display:grid;gap:var(--g);grid-template-columns:repeat(auto-fit,minmax(min(16rem,100%),1fr))}
.field{display:grid;gap:.3rem;align-content:start;min-inline-size:0}
.textarea{grid-column:1/-1}
label,legend{font-weight:600}
label small{display:inline;margin-inline-start:.5em}
fieldset{border:0;display:grid;gap:.5rem;min-inline-size:0}
legend{padding:0;margin-block-end:.5rem}
fieldset .field{grid-template-columns:1fr 6rem;align-items:center}
fieldset .field label{font-weight:400}
fieldset .midas-error{grid-column:1/-1}
input,select,textarea{font:inherit;color:inherit;background:var(--s);border:1px solid var(--k);border-radius:var(--r);min-block-size:2.75rem;padding:.5rem .75rem;inline-size:100%;min-inline-size:0}
[aria-invalid]{border-color:var(--midas-error,light-dark(#a4262c,#ffb4ab));border-width:2px}
summary{min-block-size:2.75rem;display:list-item;padding-block:.6rem;cursor:pointer}
.tick label{display:flex;gap:.75rem;align-items:center;font-weight:400;min-block-size:2.75rem}
.tick input{inline-size:1.4rem;min-block-size:1.4rem;flex:none;accent-color:var(--a)}
`;
