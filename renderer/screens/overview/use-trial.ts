import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { AdminApi } from '../../../gateway/contract/admin.ts'
import type { TrialView } from '../../../gateway/contract/trial.ts'
import { useAdmin } from '../../api/admin-context.ts'
import { queryKeys } from '../../api/queries.ts'

export interface TrialDraft {
  /** Null as long as nobody chose one. */
  readonly model: string | null
  readonly text: string
}

export interface TrialState {
  /** What is chosen and typed. */
  readonly draft: TrialDraft
  readonly setDraft: (draft: TrialDraft) => void
  /** With the whole text so far. Null before the first question. */
  readonly trial: TrialView | null
  /** A sentence that says why it could not be asked. */
  readonly problem: string | null
  readonly isRunning: boolean
  readonly ask: (model: string, text: string) => void
  readonly stop: () => void
}

/** Stays while one looks at another screen, such as at the budget that refused it, and no longer than the page. */
let kept: TrialDraft = { model: null, text: '' }

/** Asks a model and follows its answer. The screen holds this, so that the answer stays while the cards around it change. */
export function useTrial(): TrialState {
  const admin = useAdmin()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState<TrialDraft>(kept)
  const [trial, setTrial] = useState<TrialView | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isRunning, setRunning] = useState(false)
  const gone = useRef(new AbortController())

  useEffect(() => {
    const controller = new AbortController()
    gone.current = controller
    return () => controller.abort()
  }, [])

  async function follow(model: string, text: string, left: AbortSignal): Promise<void> {
    try {
      for await (const view of answersOf(admin, { model, text })) {
        if (left.aborted) return
        setTrial(view)
      }
    } catch (error) {
      if (!left.aborted) setProblem(error instanceof Error ? error.message : String(error))
    } finally {
      if (!left.aborted) setRunning(false)
      for (const name of ['overview', 'spend', 'budgets', 'flows', 'clients'] as const) {
        void queryClient.invalidateQueries({ queryKey: queryKeys[name] })
      }
    }
  }

  return {
    draft,
    setDraft(next) {
      kept = next
      setDraft(next)
    },
    trial,
    problem,
    isRunning,
    ask(model, text) {
      setTrial(null)
      setProblem(null)
      setRunning(true)
      void follow(model, text, gone.current.signal)
    },
    stop: () => void admin.stopTrial({}).catch(() => {}), // what is over needs no stop
  }
}

async function* answersOf(
  admin: AdminApi,
  question: { readonly model: string; readonly text: string },
): AsyncGenerator<TrialView> {
  let view = await admin.startTrial(question)
  yield view
  while (view.state === 'running') {
    const next = await admin.readTrial({ id: view.id, after: view.text.length })
    view = { ...next, text: view.text + next.text }
    yield view
  }
}
