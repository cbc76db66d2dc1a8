import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commands } from '../../../gateway/cli/commands/index.ts'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
const [, section = ''] = /<!-- commands\b.*?-->(.*?)<!-- \/commands -->/s.exec(readme) ?? []

/** What stands in the table's first column, one command after the other. */
const documented = [...section.matchAll(/^\| (`.+`) \| .+ \|$/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, command = '']) => command.replaceAll('\\|', '|')),
)

test('the README names each command of the command line with its options, word for word, and no other', () => {
  const offered = commands.map(({ words, usage }) => `${words} ${usage}`.replace(/\s+/g, ' ').trim())
  expect([...documented].sort()).toEqual([...offered].sort())
})
