/** The items that a search finds. */
export const cardsCss = `
.cards{list-style:none;display:grid;gap:var(--g);grid-template-columns:repeat(auto-fill,minmax(min(16rem,100%),1fr))}
.card{padding:0 0 var(--g);overflow:hidden;position:relative}
.card>*{margin-inline:var(--g)}
.words{block-size:6lh;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:6}
.words small{line-height:1lh}
:has(+.cards){min-block-size:1lh}
.picture{margin:0!important;aspect-ratio:8/5;background:color-mix(in srgb,currentColor 8%,transparent)}
.picture img{display:block;inline-size:100%;block-size:100%;object-fit:cover}
.card a{font-weight:600;color:inherit}
.card a::after{content:"";position:absolute;inset:0}
.card a:focus-visible{outline:0}
.card a:focus-visible::after{outline:3px solid var(--midas-focus,var(--a));outline-offset:-3px;border-radius:var(--r)}
`;
