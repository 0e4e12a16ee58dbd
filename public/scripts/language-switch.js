/** Who changes the language goes on with the same item, or the same search. */
const other = document.querySelector('[data-language]');
other.addEventListener('click', () => {
  other.search = location.search;
});
