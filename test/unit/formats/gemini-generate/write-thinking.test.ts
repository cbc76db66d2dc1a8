import { describe, expect, test } from 'vitest'
import type { Conversation } from '../../../../gateway/chat/conversation.ts'
import { configOf } from '../../../support/generated-content.ts'

describe('thinking', () => {
  test.each<[string, Conversation['reasoning'], object | undefined]>([
    ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }],
    ['gemini-2.5-pro', { effort: 'none' }, { thinkingBudget: 128 }],
    ['gemini-2.5-flash', { effort: 'low' }, { thinkingBudget: 1024 }],
    ['gemini-2.5-flash', { effort: 'max' }, { thinkingBudget: 24_576 }],
    ['gemini-2.5-pro', { effort: 'max' }, { thinkingBudget: 32_768 }],
    ['gemini-2.5-flash-lite', { budgetTokens: 5 }, { thinkingBudget: 512 }],
    [
      'gemini-2.5-flash',
      { budgetTokens: 2000, isShown: true },
      { thinkingBudget: 2000, includeThoughts: true },
    ],
    ['gemini-3-pro-preview', { effort: 'none' }, { thinkingLevel: 'LOW' }],
    ['gemini-3-flash', { effort: 'none' }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-3-pro-preview', { effort: 'medium' }, { thinkingLevel: 'HIGH' }],
    ['gemini-3.1-pro', { effort: 'medium' }, { thinkingLevel: 'MEDIUM' }],
    ['gemini-3-flash', { effort: 'xhigh' }, { thinkingLevel: 'HIGH' }],
    ['gemini-flash-latest', { budgetTokens: 1024 }, { thinkingLevel: 'LOW' }],
    ['gemini-3-flash', { isShown: false }, { includeThoughts: false }],
    ['gemini-2.0-flash', { effort: 'high' }, undefined],
    ['gemini-2.0-flash', { effort: 'none' }, undefined],
  ])('%s, %j', (name, reasoning, thinkingConfig) => {
    expect(configOf({ reasoning }, name)?.thinkingConfig).toEqual(thinkingConfig)
  })
})
