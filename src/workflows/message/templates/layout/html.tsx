import type { Letter } from '../letter.ts';
import { BlockView, Lines } from './blocks.tsx';
import { type House, logoId } from './house.ts';
import { darkSheet, style } from './style.ts';

/** The letter as a page of HTML. Nothing in it is fetched from anywhere. */
export function htmlOf(letter: Letter, house: House): string {
  return `<!doctype html>\n${<Page letter={letter} house={house} />}`;
}

function Page({ letter, house }: { letter: Letter; house: House }) {
  const { language, subject, preview } = letter;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no" />
        <title>{subject}</title>
        <style>{darkSheet(house.accent)}</style>
      </head>
      <body class="page" style={style.page}>
        {/* Some clients drop the outer elements and their language with them. */}
        <div lang={language} class="page" style={style.page}>
          <div style={style.preview}>{preview}</div>
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
            <tr>
              <td align="center" style={style.outside}>
                <table
                  role="presentation"
                  width="600"
                  cellpadding="0"
                  cellspacing="0"
                  border={0}
                  style={style.width}
                >
                  <tr>
                    <td class="ink" style={style.business}>
                      {house.logo ? (
                        <img
                          src={`cid:${logoId}`}
                          alt={house.name}
                          width={house.logo.width}
                          height={house.logo.height}
                          class="logo"
                          style={style.logo}
                        />
                      ) : (
                        house.name
                      )}
                    </td>
                  </tr>
                  <tr>
                    <td align="left" class="card" style={style.card(house.accent)}>
                      <Card letter={letter} accent={house.accent} />
                    </td>
                  </tr>
                  <tr>
                    <td class="muted" style={style.footnote}>
                      {letter.footnote}
                      <Foot house={house} />
                    </td>
                  </tr>
                </table>
              </td>
            </tr>
          </table>
        </div>
      </body>
    </html>
  );
}

/** Where the house is, and its terms. */
function Foot({ house: { address, links } }: { house: House }) {
  return (
    <>
      {address && (
        <>
          <br />
          <br />
          {address}
        </>
      )}
      {links.map(({ label, url }, index) => (
        <>
          {index > 0 ? ' · ' : <br />}
          <a href={url} class="muted" style={style.footLink}>
            {label}
          </a>
        </>
      ))}
    </>
  );
}

function Card({ letter, accent }: { letter: Letter; accent: string | undefined }) {
  return (
    <>
      <h1 class="ink" style={style.heading}>
        {letter.heading}
      </h1>
      {letter.blocks.map((block) => (
        <BlockView block={block} accent={accent} />
      ))}
      <p class="ink" style={`${style.paragraph};${style.section}`}>
        <Lines lines={letter.signature} />
      </p>
      {letter.answered && <BlockView block={letter.answered} accent={accent} />}
    </>
  );
}
