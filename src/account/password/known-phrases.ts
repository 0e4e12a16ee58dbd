import { folded } from './folded.ts';

/** What everybody knows by heart, in the languages of the site: long, and still among the first to be tried. */
const phrases = `
correct horse battery staple
the quick brown fox jumps over the lazy dog
lorem ipsum dolor sit amet consectetur
to be or not to be that is the question
may the force be with you
winter is coming
i am your father
one ring to rule them all
live long and prosper
houston we have a problem
elementary my dear watson
here is looking at you kid
somewhere over the rainbow
once upon a time
happy birthday to you
merry christmas and a happy new year
twinkle twinkle little star
mary had a little lamb
row row row your boat
we will rock you
we are the champions
all you need is love
let it be let it be
never gonna give you up
stairway to heaven
you will never walk alone
our father who art in heaven
the lord is my shepherd
in the beginning god created
jesus is my saviour
jesus loves me this i know
god save the king
god save the queen
in god we trust
oh say can you see
we the people of the united states
four score and seven years ago
i have a dream
an apple a day keeps the doctor away
the answer is forty two
do not panic
open sesame
knock knock who is there
i love you so much
i love my wife and kids
i love my family
i love my husband
i love my children
i forgot my password
this is my password
this is a secret
my secret password
enter password here
change me please
please let me in
trust no one
no one will guess this
nobody knows this
le petit chaperon rouge
au clair de la lune mon ami pierrot
frere jacques dormez vous
allons enfants de la patrie
liberte egalite fraternite
je pense donc je suis
notre pere qui es aux cieux
portez ce vieux whisky au juge blond qui fume
je t aime mon amour
joyeux anniversaire
c est mon mot de passe
il etait une fois
en un lugar de la mancha
padre nuestro que estas en el cielo
cumpleanos feliz
feliz navidad prospero ano y felicidad
te quiero mucho mi amor
esta es mi contrasena
hasta la vista baby
erase una vez
`
  .split('\n')
  .map((phrase) => [...folded(phrase).replace(/[^a-z]/g, '')])
  .filter((letters) => letters.length > 0);

/** As of a password that is often found. */
const bitsOfPhrase = 12;
/** Less of a phrase is words like others. */
const leastLetters = 9;

/**
 * The known phrases, or long beginnings of them, that begin at a place, whatever stands between their words:
 * where each ends.
 */
export function* phrasesFrom(
  text: readonly string[],
  start: number,
): Generator<{ end: number; bits: number }> {
  for (const phrase of phrases) {
    let found = 0;
    for (let at = start; at < text.length && found < phrase.length; at += 1) {
      const character = text[at] ?? '';
      if (character === phrase[found]) found += 1;
      else if (found === 0 || !/[-_.,!?' ]/.test(character)) break;
      if (found >= leastLetters) yield { end: at + 1, bits: bitsOfPhrase };
    }
  }
}
