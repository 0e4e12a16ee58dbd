import { actions, element, quietButton } from '../../rendering/element.ts';
import { askPrice, type Flow } from './flow.ts';

/** Somebody was faster: what is free instead, each a button that leads to its own price with nothing typed twice. */
export function takenStep(flow: Flow): void {
  const { host, wish, alternatives = [] } = flow;
  const { texts, format } = host;
  const choose = async (from: string, to: string) => {
    Object.assign(wish, { from, to });
    try {
      flow.quote = await askPrice(flow, host.signal);
      flow.go.guest();
    } catch (error) {
      host.refuse(error);
    }
  };
  host.show(
    texts.taken.title,
    element('p', {}, texts.taken.text),
    alternatives.length > 0 && element('p', {}, texts.taken.instead),
    actions(
      ...alternatives.map(({ startsAt, endsAt, from, to }) =>
        quietButton(texts.taken.span(format.instant(startsAt), format.instant(endsAt)), () =>
          choose(from, to),
        ),
      ),
    ),
    actions(quietButton(texts.taken.other, () => flow.go.back())),
  );
}
