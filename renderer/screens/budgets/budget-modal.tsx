import { Alert, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BudgetView, NewBudget } from '../../../gateway/contract/budgets.ts'
import { isSameBudget } from '../../../gateway/contract/same-budget.ts'
import { useBudgets } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { shownZone } from '../../format/formats.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { BudgetFacts } from './budget-facts.tsx'
import {
  type BudgetFields,
  isValidAmount,
  isValidRefill,
  isValidScopeId,
  isWholeIn,
  newFields,
  practiceFields,
  toFields,
  toNewBudget,
  withLimit,
} from './budget-form.ts'
import { BudgetSentence } from './budget-sentence.tsx'
import { CountedNotes, useOnlySandboxAnswers } from './counted-notes.tsx'
import { LimitFields } from './limit-fields.tsx'
import { ModeFields } from './mode-fields.tsx'
import { ScopeFields } from './scope-fields.tsx'
import { useBudgetTexts } from './use-budget-texts.ts'
import { useBudgetWords } from './use-budget-words.ts'

interface BudgetModalProps {
  /** The budget to change, or null to make a new one. The fields that identify an existing budget cannot be changed. */
  readonly budget: BudgetView | null
  /** The limit that stands in the form at first, if it is not the budget's own. */
  readonly proposedLimit?: string | undefined
  readonly onClose: () => void
}

export function BudgetModal({ budget, proposedLimit, onClose }: BudgetModalProps) {
  const { t } = useTranslation()
  const words = useBudgetWords()
  const textsOf = useBudgetTexts()
  const isNew = budget === null
  const isOnlySandbox = useOnlySandboxAnswers()
  const isFirst = useBudgets().data?.length === 0
  const [isAdvanced, setAdvanced] = useState(false)
  const first = isOnlySandbox && isFirst ? practiceFields : newFields
  const form = useForm<BudgetFields>({
    initialValues:
      budget === null
        ? first(shownZone.zone())
        : toFields(withLimit(budget, proposedLimit), shownZone.zone()),
    validate: {
      scopeId: (_, fields) => (isValidScopeId(fields) ? null : scopeProblem(fields)),
      monthStart: (text, { kind, window }) =>
        kind !== 'calendar' || window !== 'month' || isWholeIn(text, 1, 31)
          ? null
          : t('budgetForm.monthStartInvalid'),
      hours: (text, { kind }) =>
        kind !== 'rolling' || isWholeIn(text, 1, 8784) ? null : t('budgetForm.hoursInvalid'),
      refillPerSecond: (text, { kind }) =>
        kind !== 'bucket' || isValidRefill(text) ? null : t('budgetForm.refillInvalid'),
      amount: (_, fields) => (isValidAmount(fields) ? null : t('budgetForm.limitInvalid')),
    },
  })
  const scopeProblem = ({ scopeKind, scopeId }: BudgetFields): string => {
    if (scopeId.trim() === '') return t('budgetForm.scopeMissing')
    return scopeKind === 'model' ? t('budgetForm.modelInvalid') : t('budgetForm.scopeInvalid')
  }
  const save = useAdminMutation({
    run: (admin, input: NewBudget) => admin.setBudget(input),
    refreshes: ['budgets'],
    done: (view, input) => t('budgets.done', { name: words.name(input), limit: textsOf(view).limit.exact }),
    onDone: onClose,
  })

  return (
    <TitledModal opened onClose={onClose} size="lg" title={isNew ? t('budgets.set') : t('budgets.change')}>
      <form
        noValidate
        onSubmit={form.onSubmit(
          fields => save.mutate(toNewBudget(fields)),
          errors => setAdvanced(isAdvanced || 'monthStart' in errors),
        )}
      >
        <Stack gap="md">
          {budget !== null && <BudgetFacts budget={budget} />}
          <LimitFields form={form} isNew={isNew} />
          {isNew && <ScopeFields form={form} />}
          <ModeFields form={form} modes={modesOf(budget)} />
          <BudgetSentence fields={form.values} />
          {isNew && <CountedNotes fields={form.values} />}
          <AdvancedFields
            form={form}
            isNew={isNew}
            isOpen={isAdvanced}
            onToggle={() => setAdvanced(!isAdvanced)}
          />
          {isNew && <SetAlready fields={form.values} />}
          <FormFooter
            submit={isNew ? t('budgets.set') : t('budgets.save')}
            isBusy={save.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </TitledModal>
  )
}

/** Warns that a budget with this identity exists, because setting it again would change it. */
function SetAlready({ fields }: { readonly fields: BudgetFields }) {
  const { t } = useTranslation()
  const words = useBudgetWords()
  const budgets = useBudgets().data ?? []
  if (!isValidScopeId(fields) || !isValidAmount(fields)) return null
  const same = budgets.find(budget => isSameBudget(budget, toNewBudget(fields)))
  if (same === undefined) return null
  return (
    <Alert color="amber" icon={<IconAlertTriangle size={18} />}>
      {t('budgetForm.setAlready', { name: words.name(same) })}
    </Alert>
  )
}

/** The modes that a budget can change to. A shadow budget can exist beside another one, so neither can become the other. */
function modesOf(budget: BudgetView | null): readonly BudgetFields['mode'][] {
  if (budget === null) return ['hard', 'soft', 'shadow']
  return budget.mode === 'shadow' ? ['shadow'] : ['hard', 'soft']
}
