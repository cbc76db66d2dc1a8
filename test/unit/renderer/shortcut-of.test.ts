import { expect, test } from 'vitest'
import { type PressedKey, shortcutOf } from '../../../renderer/components/shortcut-of.ts'

const pressed = (key: string, rest: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isTyping: false,
  ...rest,
})

test('a slash searches and a question mark helps, whatever it takes to type them', () => {
  expect(shortcutOf(pressed('/'))).toBe('search')
  expect(shortcutOf(pressed('?'))).toBe('help')
})

test('what is typed into a field is no shortcut', () => {
  expect(shortcutOf(pressed('/', { isTyping: true }))).toBeNull()
  expect(shortcutOf(pressed('?', { isTyping: true }))).toBeNull()
})

test('Ctrl+K and Cmd+K open the palette, in a field too', () => {
  for (const held of [{ ctrlKey: true }, { metaKey: true }]) {
    expect(shortcutOf(pressed('k', held))).toBe('palette')
    expect(shortcutOf(pressed('K', { ...held, isTyping: true }))).toBe('palette')
  }
})

test('keys of the browser and of the system stay theirs', () => {
  expect(shortcutOf(pressed('k'))).toBeNull()
  expect(shortcutOf(pressed('/', { ctrlKey: true }))).toBeNull()
  expect(shortcutOf(pressed('k', { ctrlKey: true, altKey: true }))).toBeNull()
  expect(shortcutOf(pressed('?', { altKey: true }))).toBeNull()
})
