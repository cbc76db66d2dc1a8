import { describe, expect, test } from 'vitest'
import { parseCommand, parseInteger, required } from '../../../gateway/cli/parse-command.ts'

const kinds = { name: 'text', follow: 'flag' } as const

describe('a command line', () => {
  test('may name its options in any order and form', () => {
    expect(parseCommand(['--json', 'one', '--name=x', '--home', '/h', '--follow'], kinds, ['ID'])).toEqual({
      json: true,
      name: 'x',
      home: '/h',
      follow: true,
      operands: ['one'],
    })
  })

  test('may leave every option out', () => {
    expect(parseCommand([], kinds)).toEqual({ operands: [] })
  })

  test.each([
    { args: ['--colour'], reason: "Unknown option '--colour'." },
    { args: ['--name'], reason: "Option '--name <value>' argument missing." },
    { args: ['--follow=yes'], reason: "Option '--follow' does not take an argument." },
    { args: ['one', 'sk-secret'], reason: 'There is one argument too many.' },
  ])('is refused in one line: $args', ({ args, reason }) => {
    expect(() => parseCommand(args, kinds, ['ID'].slice(0, args.length - 1))).toThrow(
      expect.objectContaining({ name: 'UsageError', message: reason }),
    )
  })

  test('is refused where an operand is missing, by its name', () => {
    expect(() => parseCommand([], {}, ['KEY', 'VALUE'])).toThrow('Missing: KEY VALUE.')
    expect(() => parseCommand(['port'], {}, ['KEY', 'VALUE'])).toThrow('Missing: VALUE.')
  })

  test.each([[['--key', 'sk-secret']], [['--key=sk-secret']]])('never takes a key: %j', args => {
    const refused = expect.objectContaining({
      name: 'UsageError',
      message: expect.stringContaining('--key-stdin'),
    })
    expect(() => parseCommand(args, kinds)).toThrow(refused)
    expect(() => parseCommand(args, kinds)).not.toThrow('sk-secret')
  })
})

test('a required option that is missing or empty is named', () => {
  expect(required('x', '--name')).toBe('x')
  expect(() => required(undefined, '--name')).toThrow('--name is missing.')
  expect(() => required('', '--name')).toThrow('--name is missing.')
})

test('a number is decimal digits within its range, nothing else', () => {
  expect(parseInteger('0', '--port', 0, 65_535)).toBe(0)
  expect(parseInteger('65535', '--port', 0, 65_535)).toBe(65_535)
  for (const text of ['', '-1', '65536', '1e3', '0x10', ' 1', '1.5', '٣', '99999999999999999999']) {
    expect(() => parseInteger(text, '--port', 0, 65_535)).toThrow(
      '--port takes a whole number from 0 to 65535.',
    )
  }
})
