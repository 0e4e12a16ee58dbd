/** Text in which backticks mark code, as the descriptions of routes have it. */
export function Prose({ text }: { text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}

/** A piece of code that the script of the page lets be copied. */
export function Code({ text, id }: { text: string; id?: string }) {
  return (
    <pre class="copyable">
      <code id={id}>{text}</code>
    </pre>
  );
}
