import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLedgerDb } from '../../../gateway/storage/databases.ts'
import { createGroupCommit, type GroupCommitDeps } from '../../../gateway/storage/group-commit.ts'
import { type LedgerJournal, openLedgerJournal } from '../../../gateway/storage/ledger-journal.ts'
import { hold } from '../../support/ledger-records.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let homeDir: string
let journal: LedgerJournal
beforeEach(() => {
  homeDir = temporaryHome()
  journal = openLedgerJournal(openLedgerDb(homeDir))
})
afterEach(() => {
  journal.close()
  rmSync(homeDir, { recursive: true })
})

function openCommits(changes: Partial<GroupCommitDeps>) {
  const log = pino({ level: 'silent' })
  const nothing = () => {}
  return createGroupCommit({
    journal,
    takeLevels: () => [],
    onSetAside: nothing,
    onWritten: nothing,
    log,
    ...changes,
  })
}

test('what follows a commit cannot undo it, nor end anything, by throwing', async () => {
  const commits = openCommits({
    onWritten() {
      throw new Error('the budgets could not be measured')
    },
  })
  const held = hold()
  expect(await commits.open(held)).toBe(held)
  commits.topUp(hold())
  expect(commits.flush()).toBe(true)
  expect(commits.failure()).toBeUndefined()
  expect(journal.openHolds()).toHaveLength(1)
})

test('where the levels cannot be taken, holds are refused and the next commit is as any', async () => {
  let isBroken = true
  const commits = openCommits({
    takeLevels() {
      if (isBroken) throw new Error('no levels')
      return []
    },
  })
  await expect(commits.open(hold())).rejects.toMatchObject({ code: 'ledger_unavailable' })
  isBroken = false
  await expect(commits.open(hold())).resolves.toBeDefined()
  expect(journal.openHolds()).toHaveLength(1)
})
