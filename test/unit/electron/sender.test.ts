import type { WebContents, WebFrameMain } from 'electron'
import { expect, test } from 'vitest'
import { isTopFrameOf } from '../../../electron/ipc/sender.ts'

const window = { id: 1 } as WebContents
const stranger = { id: 2 } as WebContents
const page = { origin: 'app://gatehouse', parent: null }

test("the window's own page may call", () => {
  expect(isTopFrameOf(window, { sender: window, senderFrame: page })).toBe(true)
})

test.each([
  { who: 'another window', sent: { sender: stranger, senderFrame: page } },
  {
    who: 'a frame in the page',
    sent: { sender: window, senderFrame: { ...page, parent: {} as WebFrameMain } },
  },
  {
    who: 'a page of another origin',
    sent: { sender: window, senderFrame: { ...page, origin: 'https://x.invalid' } },
  },
  {
    who: 'an origin that only starts the same',
    sent: { sender: window, senderFrame: { ...page, origin: 'app://gatehouse.invalid' } },
  },
  { who: 'an opaque origin', sent: { sender: window, senderFrame: { ...page, origin: 'null' } } },
  { who: 'a frame that has gone', sent: { sender: window, senderFrame: null } },
])('$who may not', ({ sent }) => {
  expect(isTopFrameOf(window, sent)).toBe(false)
})
