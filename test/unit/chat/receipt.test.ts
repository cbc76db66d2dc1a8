import { expect, test } from 'vitest'
import { Receipt } from '../../../gateway/chat/receipt.ts'

test('what is lost is among what is dropped too, however much was dropped before', () => {
  const receipt = new Receipt()
  for (let index = 0; index < 150; index++) receipt.drop(`a[${index}]`, 'No place.')
  receipt.lose('picture', 'No pictures.')
  expect(receipt.dropped.length).toBe(100)
  expect(receipt.more).toBe(51)
  expect(receipt.lost).toEqual([{ path: 'picture', reason: 'No pictures.' }])
})

test('lost entries are bounded, and are no member of what is stored', () => {
  const receipt = new Receipt()
  for (let index = 0; index < 150; index++) receipt.lose(`a[${index}]`, 'No pictures.')
  expect(receipt.lost.length).toBe(100)
  expect(Object.keys(receipt).toSorted()).toEqual(['changed', 'dropped', 'more'])
})

test.each([
  ['image', 1],
  ['document', 1],
  ['audio', 1],
  ['video_url', 1],
  ['input_file', 1],
  ['computer_screenshot', 1],
  ['container_upload', 1],
  ['text', 0],
  ['reasoning', 0],
  ['tool-call', 0],
  ['server_tool_use', 0],
  ['web_search_tool_result', 0],
])('a part of the type %s that is left out counts as %d lost', (type, lost) => {
  const receipt = new Receipt()
  receipt.leaveOut({ type }, 'a', 'No place.')
  expect([receipt.dropped.length, receipt.lost.length]).toEqual([1, lost])
})
