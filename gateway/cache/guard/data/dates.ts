import { firstOfGroup } from './word-list.ts'

const months = `january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct november/nov
december/dec`

/** The month's number of a name, 1 to 12. `may` and `march` are words too: who reads them looks for a day or a year beside. */
export const monthNumbers: ReadonlyMap<string, number> = new Map(
  months
    .split(/\s+/)
    .flatMap((names, index) => names.split('/').map((name): [string, number] => [name, index + 1])),
)

export const weekdays: ReadonlyMap<string, string> = firstOfGroup(`
monday/monday tuesday/tuesday/tue/tues wednesday/wednesday thursday/thursday/thu/thur/thurs friday/friday/fri saturday/saturday sunday/sunday
`)
