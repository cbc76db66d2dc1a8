import { differenceOf, type Rule } from './comparison.ts'

/** Both questions have to be in the language and script that the model was measured for. */
export const compareLanguagesAskedIn: Rule = ({ stored, asked }) => {
  const [which, reason] = stored.foreign !== undefined ? ['stored', stored.foreign] : ['asked', asked.foreign]
  return reason === undefined
    ? undefined
    : {
        rule: 'language',
        reason: `The question ${which === 'stored' ? 'that is stored' : 'asked'} is left to the exact cache: ${reason}.`,
      }
}

/** `in French` and `in German` ask for different answers. */
export const compareLanguagesAskedFor: Rule = comparison =>
  differenceOf(comparison, 'language-asked-for', ['language'])
