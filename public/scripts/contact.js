import { createMidas, MidasProblem } from '/midas.js';
import { find } from './element.js';

/** The kit sends the form without leaving the page, and says so in its place. The heading then says the same. */
addEventListener('midas-contact-sent', ({ detail }) => {
  const heading = find('h1');
  heading.textContent = heading.dataset[detail.state];
  find('.lead').hidden = true;
});

/** What it is about, when the visitor comes from the page of an item. */
const slug = new URLSearchParams(location.search).get('item');
if (slug) {
  try {
    const midas = createMidas({ baseUrl: location.origin });
    const { name, place } = await midas.items.get(slug);
    find('[name="item"]').value = slug;
    find('[data-fill="about"]').textContent = `${name}, ${place.city}`;
    find('.about').hidden = false;
  } catch (error) {
    if (!(error instanceof MidasProblem)) throw error;
  }
}
