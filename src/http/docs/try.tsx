import type { Parameter } from '../openapi/api-document.ts';
import type { Endpoint } from './endpoint.ts';
import { exampleBody, exampleParameter } from './examples.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * What may be sent from the page: what only reads, and what anyone may post. Not what leads a browser away.
 */
export function isTryable({ method, security, answers }: Endpoint): boolean {
  if (!answers.some(({ status }) => status >= 200 && status < 300)) return false;
  return method === 'GET' || (method === 'POST' && security.length === 0);
}

/** A form that the script of the page sends; hidden where no script runs. */
export function TryIt({ endpoint, values }: { endpoint: Endpoint; values: Values }) {
  const { id, method, path, parameters, security, summary } = endpoint;
  const body = exampleBody(endpoint, values);
  const fields = parameters.filter(({ in: place }) => place === 'path' || place === 'query');
  return (
    <details class="try" hidden>
      <summary>Try it</summary>
      <form
        data-method={method}
        data-path={path}
        data-key={parameters.some(({ name }) => name === 'Idempotency-Key') ? 'new' : undefined}
        aria-label={`Try ${method} ${path}`}
      >
        {fields.map((field) => (
          <Field id={`${id}-${field.name}`} field={field} values={values} />
        ))}
        {security.length > 0 && (
          <label>
            Token <span class="type">else the cookies of this browser</span>
            <input name="token" data-in="token" autocomplete="off" spellcheck={false} />
          </label>
        )}
        {body && (
          <label>
            Body
            <textarea
              name="body"
              data-in="body"
              rows={Math.min(16, body.split('\n').length)}
              spellcheck={false}
            >
              {body}
            </textarea>
          </label>
        )}
        {method === 'POST' && <p class="note">This is really done, as a page of the site would.</p>}
        <button type="submit">Send</button>
      </form>
      <section class="answer" aria-label={`Answer: ${summary}`} hidden>
        <p role="status" />
        <pre tabindex={0} />
      </section>
    </details>
  );
}

function Field({
  id,
  field: { name, in: place, required, schema },
  values,
}: {
  id: string;
  field: Parameter;
  values: Values;
}) {
  const value = required ? exampleParameter(name, values) : undefined;
  return (
    <div>
      <label for={id}>
        {name}
        {required ? '' : <span class="type"> optional</span>}
      </label>
      {schema.enum ? (
        <select id={id} name={name} data-in={place} required={required}>
          {required ? null : <option value="" />}
          {schema.enum.map((one) => (
            <option>{String(one)}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          name={name}
          data-in={place}
          required={required}
          value={value}
          autocomplete="off"
          spellcheck={false}
        />
      )}
    </div>
  );
}
