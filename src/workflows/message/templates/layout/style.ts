/**
 * Mail clients know little of CSS, and some drop style sheets: what a mail needs to be readable stands on its
 * elements, and the sheet only turns the colours for a dark screen.
 */
const serif = 'font-family:Georgia,Times,serif';
const sans = 'font-family:Helvetica,Arial,sans-serif';
const ink = 'color:#1d2b36';
const muted = 'color:#5c6770';
const rule = 'border-top:1px solid #e4ded2';

export const style = {
  page: 'margin:0;padding:0;background-color:#f5f2ec',
  outside: 'padding:24px 8px',
  width: 'width:100%;max-width:600px',
  business: `padding:8px 0 20px;${serif};font-size:18px;line-height:24px;letter-spacing:1px;${ink};text-align:center`,
  card: (accent = '#a5854a') =>
    `padding:36px 24px 32px;background-color:#ffffff;border-top:3px solid ${accent}`,
  heading: `margin:0 0 20px;${serif};font-size:26px;line-height:34px;font-weight:normal;${ink}`,
  title: `margin:0 0 8px;${serif};font-size:19px;line-height:26px;font-weight:normal;${ink}`,
  paragraph: `margin:0 0 16px;${sans};font-size:16px;line-height:25px;${ink}`,
  words: `margin:0 0 16px;${sans};font-size:16px;line-height:25px;${ink};word-break:break-word`,
  small: `margin:0 0 16px;${sans};font-size:14px;line-height:21px;${muted}`,
  section: 'margin:28px 0 0',
  table: 'width:100%;border-collapse:collapse',
  label: `${rule};padding:10px 12px 10px 0;width:30%;${sans};font-size:14px;line-height:22px;${muted};font-weight:normal;text-align:left;vertical-align:top`,
  value: `${rule};padding:10px 0;${sans};font-size:15px;line-height:22px;${ink};text-align:left;vertical-align:top;word-break:break-word`,
  line: `${rule};padding:10px 12px 10px 0;${sans};font-size:15px;line-height:22px;${ink};font-weight:normal;text-align:left;vertical-align:top`,
  amount: `${rule};padding:10px 0;${sans};font-size:15px;line-height:22px;${ink};text-align:right;vertical-align:top;white-space:nowrap`,
  total: 'border-top:2px solid #1d2b36;font-weight:bold',
  note: `font-size:14px;${muted}`,
  aside: `display:block;font-size:13px;line-height:19px;font-weight:normal;${muted}`,
  list: `margin:0 0 24px;padding:0 0 0 20px;${sans};font-size:14px;line-height:22px;${ink}`,
  quotation: (accent = '#a5854a') =>
    `margin:0;padding:4px 0 4px 16px;border-left:3px solid ${accent};${sans};font-size:16px;line-height:25px;${ink};word-break:break-word`,
  button: (accent = '#1d3d52') => `background-color:${accent};border-radius:3px;text-align:center`,
  buttonLink: `display:inline-block;padding:14px 26px;${sans};font-size:16px;line-height:20px;font-weight:bold;color:#ffffff;text-decoration:none`,
  footnote: `padding:20px 8px 0;${sans};font-size:13px;line-height:20px;${muted};text-align:center`,
  // On a dark screen it keeps a light ground: nobody knows what colours it has.
  logo: `display:inline-block;border:0;border-radius:4px;max-width:100%;height:auto;${serif};font-size:18px;line-height:24px;${ink}`,
  footLink: `${muted};text-decoration:underline`,
  preview:
    'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:#f5f2ec',
} as const;

/**
 * Holds no character that HTML escapes, so it passes through JSX as it is. The owner's colour is dark enough
 * for white words on it, so on a dark screen a button of theirs is turned round.
 */
export const darkSheet = (accent: string | undefined): string => `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #12181d !important; }
  .card { background-color: #1c252c !important; border-color: ${accent ?? '#b99a5f'} !important; }
  .ink { color: #eef0ee !important; }
  .muted { color: #aab4ba !important; }
  .rule { border-color: #37434c !important; }
  .total { border-color: #eef0ee !important; }
  .button { background-color: ${accent ? '#ffffff' : '#d9bd85'} !important; }
  .button a { color: ${accent ?? '#12181d'} !important; }
  .logo { background-color: #ffffff !important; padding: 8px !important; }
}
`;
