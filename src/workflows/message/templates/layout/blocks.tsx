import type { Block, Fact } from '../letter.ts';
import { style } from './style.ts';

/** One part of a letter as HTML that old mail clients can lay out. */
export function BlockView({ block, accent }: { block: Block; accent: string | undefined }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p class="ink" style={style.paragraph}>
          {block.text}
        </p>
      );
    case 'words':
      return (
        <>
          {block.text.split(/\n\s*\n/).map((part) => (
            <p dir="auto" class="ink" style={style.words}>
              <Lines lines={part.split('\n')} />
            </p>
          ))}
        </>
      );
    case 'facts':
      return (
        <Section title={block.title}>
          <table class="rule" style={style.table}>
            {block.facts.map((fact) => (
              <tr>
                <th scope="row" class="muted rule" style={style.label}>
                  {fact.label}
                </th>
                <td dir="auto" class="ink rule" style={style.value}>
                  {fact.value}
                  {fact.note && <Aside text={fact.note} />}
                </td>
              </tr>
            ))}
          </table>
        </Section>
      );
    case 'price':
      return <PriceView price={block} />;
    case 'terms':
      return (
        <Section title={block.title}>
          <p class="muted" style={style.small}>
            {block.text}
          </p>
          {block.items.length > 0 && (
            <ul class="ink" style={style.list}>
              {block.items.map((item) => (
                <li>{item}</li>
              ))}
            </ul>
          )}
        </Section>
      );
    case 'quotation':
      return (
        <Section title={block.title}>
          <blockquote dir="auto" class="ink" style={style.quotation(accent)}>
            <Lines lines={block.text.split(/\r\n|\r|\n/)} />
          </blockquote>
        </Section>
      );
    case 'action':
      return <ActionView action={block} accent={accent} />;
  }
}

function PriceView({ price }: { price: Extract<Block, { kind: 'price' }> }) {
  return (
    <Section title={price.title}>
      <table style={style.table}>
        {price.lines.map(({ label, detail, amount }) => (
          <AmountRow fact={{ label, note: detail, value: amount }} />
        ))}
        <AmountRow fact={price.total} weight="total" />
        {price.notes.map((note) => (
          <AmountRow fact={note} weight="note" />
        ))}
      </table>
    </Section>
  );
}

const weights = {
  line: { classes: 'ink rule', more: '' },
  total: { classes: 'ink total', more: `;${style.total}` },
  note: { classes: 'muted rule', more: `;${style.note}` },
} as const;

function AmountRow({ fact, weight = 'line' }: { fact: Fact; weight?: keyof typeof weights }) {
  const { classes, more } = weights[weight];
  return (
    <tr>
      <th scope="row" class={classes} style={style.line + more}>
        <bdi>{fact.label}</bdi>
        {fact.note && <Aside text={fact.note} />}
      </th>
      <td class={classes} style={style.amount + more}>
        {fact.value}
      </td>
    </tr>
  );
}

function ActionView({
  action,
  accent,
}: {
  action: Extract<Block, { kind: 'action' }>;
  accent: string | undefined;
}) {
  return (
    <div style={style.section}>
      <table role="presentation" cellpadding="0" cellspacing="0" border={0}>
        <tr>
          <td class="button" style={style.button(accent)}>
            <a href={action.url} style={style.buttonLink}>
              {action.label}
            </a>
          </td>
        </tr>
      </table>
      <p class="muted" style={`${style.small};margin-top:10px`}>
        {action.note}
      </p>
    </div>
  );
}

function Section({ title, children }: { title: string; children?: unknown }) {
  return (
    <div style={style.section}>
      <h2 class="ink" style={style.title}>
        {title}
      </h2>
      {children}
    </div>
  );
}

function Aside({ text }: { text: string }) {
  return (
    <span class="muted" style={style.aside}>
      {text}
    </span>
  );
}

/** Breaks lines by elements, which is what every client keeps. */
export function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <>
      {lines.map((line, index) => (
        <>
          {index > 0 && <br />}
          {line}
        </>
      ))}
    </>
  );
}
