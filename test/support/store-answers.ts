// Stores answers without an end in the home folder that it is given, and prints a line for each. For a test that kills it.
import { addNow, answer, startAnswerStoreRig } from './answer-store-rig.ts'

const [, , homeDir = ''] = process.argv
const rig = startAnswerStoreRig(homeDir)
await rig.open()
for (let count = 0; ; count++) {
  const exact = `${process.pid}-${count}`
  rig.store.add(answer({ exact: `${exact} unawaited`, text: `${exact} `.repeat(2000) }))
  await addNow(rig.store, answer({ exact, text: `${exact} `.repeat(2000) }))
  console.log(exact)
}
