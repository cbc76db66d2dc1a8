import type { ModelAccuracy } from '../../contract/accuracy.ts'
import type { Command } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { moneyText } from '../words.ts'

const columns: readonly Column<ModelAccuracy>[] = [
  { title: 'MODEL', text: ({ providerId, model }) => `${providerId}/${model}` },
  { title: 'REQUESTS', text: ({ requests }) => String(requests), align: 'end' },
  { title: 'INPUT OFF', text: ({ inputError }) => percentText(inputError?.mean), align: 'end' },
  { title: 'P50', text: ({ inputError }) => percentText(inputError?.p50), align: 'end' },
  { title: 'P95', text: ({ inputError }) => percentText(inputError?.p95), align: 'end' },
  { title: 'RATIO', text: ratioText },
  { title: 'LEARNED FROM', text: ({ ratio }) => String(ratio?.samples ?? 0), align: 'end' },
  { title: 'OUTPUT', text: ({ output }) => output.meanTokens.toFixed(0), align: 'end' },
  { title: 'UNUSED', text: ({ output }) => output.meanUnusedTokens.toFixed(0), align: 'end' },
  {
    title: 'EXCEEDED',
    text: ({ output, requests }) => percentText((output.exceeded / requests) * 100),
    align: 'end',
  },
  { title: 'HELD', text: ({ money }) => moneyText(money?.heldNanoUsd ?? null), align: 'end' },
  { title: 'SETTLED', text: ({ money }) => moneyText(money?.settledNanoUsd ?? null), align: 'end' },
]

export const accuracyCommand: Command = {
  words: 'accuracy',
  usage: '',
  summary: 'How far estimates were from what providers reported, per model, over the last 30 days.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    await withAdmin(home, context, async ({ admin }) => {
      const accuracy = await admin.readAccuracy({ zone })
      if (json) return context.print(printableJson(accuracy))
      if (accuracy.models.length === 0) return context.note('No provider has reported what it used yet.')
      for (const line of formatTable(columns, accuracy.models)) context.print(line)
    })
    return 0
  },
}

function percentText(percent: number | undefined): string {
  return percent === undefined ? 'unknown' : `${percent.toFixed(1)} %`
}

function ratioText({ ratio, tokenizer }: ModelAccuracy): string {
  const learned = ratio ? `${ratio.mean.toFixed(3)} ± ${ratio.spread.toFixed(3)}` : 'unknown'
  return tokenizer === 'own' ? `1 (reported ${learned})` : learned
}
