import { expect, test } from 'vitest'
import { createTypedFields } from '../../../renderer/components/typed-fields.ts'

const field = (value: string, more: { type?: string; checked?: boolean } = {}) => ({
  type: 'text',
  value,
  isConnected: true,
  ...more,
})

test('a field counts as changed while it has something else than when it got the focus', () => {
  const fields = createTypedFields()
  const limit = field('12')
  fields.focused(limit)
  expect(fields.hasChanges()).toBe(false)
  fields.entered(limit) // a question mark, which the field dropped
  expect(fields.hasChanges()).toBe(false)
  limit.value = '123'
  fields.focused(limit)
  expect(fields.hasChanges()).toBe(true)
  limit.value = '12'
  expect(fields.hasChanges()).toBe(false)
})

test('so does a box that is ticked, and a field that is gone with what was entered', () => {
  const fields = createTypedFields()
  const box = field('on', { type: 'checkbox', checked: false })
  fields.focused(box)
  fields.entered(box)
  expect(fields.hasChanges()).toBe(false)
  box.checked = true
  expect(fields.hasChanges()).toBe(true)
  box.checked = false
  const gone = field('a')
  fields.focused(gone)
  fields.entered(gone)
  gone.isConnected = false
  expect(fields.hasChanges()).toBe(true)
})
