/** Words of numbers below a hundred. `one` is a number only beside another, since it stands for people and things too. */
export const smallNumbers: ReadonlyMap<string, number> = new Map(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen`
    .split(' ')
    .map((word, value) => [word, value]),
)

export const tens: ReadonlyMap<string, number> = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index) => [word, 10 * (index + 2)]),
)

export const scales: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
  ['dozen', 12],
])

export const ordinalWords: ReadonlyMap<string, number> = new Map(
  `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth`
    .split(' ')
    .map((word, index) => [word, index + 1]),
)

/** What is written behind a number without a space. */
export const scaleSuffixes: ReadonlyMap<string, number> = new Map([
  ['k', 1000],
  ['mn', 1e6],
  ['mio', 1e6],
  ['bn', 1e9],
  ['tn', 1e12],
])

export const romanNumerals: ReadonlyMap<string, number> = new Map(
  'II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX'
    .split(' ')
    .map((word, index) => [word, index + 2]),
)
