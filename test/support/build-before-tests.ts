import type { TestProject } from 'vitest/node'
import { buildProgram } from './build-program.ts'

/** The threads and programs that tests start are the built ones (built-program.ts): of the sources as they are now, and after each change. */
export default function buildBeforeTests(project: TestProject): void {
  buildProgram()
  project.onTestsRerun(buildProgram)
}
