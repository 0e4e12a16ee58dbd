import type { ShownMail } from '../gallery.ts';

const css = `
:root { color-scheme: light dark; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 19rem 1fr; }
nav { padding: 1rem; height: 100vh; overflow: auto; box-sizing: border-box; position: sticky; top: 0; border-right: 1px solid #8886; }
nav h2 { font-size: 0.85rem; margin: 1rem 0 0.2rem; }
nav ul { margin: 0; padding: 0; list-style: none; }
[aria-current] { font-weight: bold; }
main { padding: 1rem 1.5rem; min-width: 0; }
h1 { font-size: 1.2rem; margin: 0 0 0.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0 0 1rem; }
dt { opacity: 0.7; }
dd { margin: 0; }
.views { display: flex; gap: 1rem; overflow-x: auto; align-items: start; }
iframe { border: 1px solid #8886; height: 85vh; flex: none; }
pre { margin: 0; padding: 1rem; border: 1px solid #8886; white-space: pre-wrap; overflow-wrap: anywhere; width: 32rem; flex: none; box-sizing: border-box; }
`;

/** All mails in a list, and one of them as computers, phones and plain text show it. */
export function GalleryPage({ mails, index }: { mails: readonly ShownMail[]; index: number }) {
  const shown = mails[index];
  const templates = [...new Set(mails.map(({ template }) => template))];
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Mails of Midas</title>
        <style>{css}</style>
      </head>
      <body>
        <nav aria-label="Mails">
          {templates.map((template) => (
            <>
              <h2>{template}</h2>
              <ul>
                {mails.map((mail, at) =>
                  mail.template === template ? (
                    <li>
                      <a href={`/${at}`} aria-current={at === index ? 'page' : undefined}>
                        {mail.title} ({mail.language})
                      </a>
                    </li>
                  ) : null,
                )}
              </ul>
            </>
          ))}
        </nav>
        <main>{shown && <MailView shown={shown} index={index} />}</main>
      </body>
    </html>
  );
}

function MailView({ shown, index }: { shown: ShownMail; index: number }) {
  const { mail } = shown;
  return (
    <>
      <h1>{mail.subject}</h1>
      <dl>
        <dt>To</dt>
        <dd>{mail.to}</dd>
        <dt>Reply-To</dt>
        <dd>{mail.replyTo}</dd>
        <dt>Attached</dt>
        <dd>{mail.calendarFile === undefined ? 'nothing' : 'reservation.ics'}</dd>
      </dl>
      <div class="views">
        <iframe sandbox="" width="660" src={`/${index}/html`} title="On a computer" />
        <iframe sandbox="" width="390" src={`/${index}/html`} title="On a phone" />
        <pre>{mail.text}</pre>
      </div>
    </>
  );
}
