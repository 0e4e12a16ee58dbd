/** Messages beside fields, in our elements and in plain forms of the page alike. */
export const errorsCss = `
.midas-error{display:block;color:var(--midas-error,light-dark(#a4262c,#ffb4ab));font-size:.9em;font-weight:600}
.midas-errors{padding:.75rem 1rem;border:2px solid var(--midas-error,light-dark(#a4262c,#ffb4ab));border-radius:var(--midas-radius,.5rem);grid-column:1/-1}
.midas-errors p{margin:0;font-weight:600}
.midas-errors ul{margin:.25rem 0 0;padding-inline-start:1.25rem}
.midas-errors a{color:inherit;display:block;padding-block:.25rem}
`;
