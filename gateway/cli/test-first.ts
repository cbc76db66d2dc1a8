import type { AdminApi } from '../contract/admin.ts'
import type { ProviderDraft } from '../contract/providers.ts'
import { type CommandContext, CommandError } from './command.ts'
import { failedText, passedText } from './provider-test-words.ts'

/** Tests a provider before it is added or changed. Throws CommandError if it does not answer; then nothing may be changed. */
export async function testFirst(
  admin: Pick<AdminApi, 'testProviderDraft'>,
  name: string,
  draft: ProviderDraft,
  context: Pick<CommandContext, 'note'>,
): Promise<void> {
  const result = await admin.testProviderDraft(draft)
  if (!result.ok) throw new CommandError(`${failedText(name, result)} Nothing was changed.`)
  context.note(passedText(name, result))
}
