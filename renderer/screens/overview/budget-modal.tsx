import { Button, Group, Input, NumberInput, SegmentedControl, Select, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { BudgetView, NewBudget } from '../../../gateway/contract/admin.ts'
import { useClients } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { TitledModal } from '../../components/titled-modal.tsx'
import { localZone } from '../../format/times.ts'
import { zoneNames } from '../../format/zones.ts'
import { type BudgetFields, everyone, isValidAmount, toFields, toNewBudget } from './budget-form.ts'
import { useBudgetName } from './use-budget-name.ts'

interface BudgetModalProps {
  /** The budget whose limit changes; null for a new one. */
  readonly budget: BudgetView | null
  readonly onClose: () => void
}

export function BudgetModal({ budget, onClose }: BudgetModalProps) {
  const { t } = useTranslation()
  const clients = useClients()
  const budgetName = useBudgetName()
  const isNew = budget === null
  const form = useForm<BudgetFields>({
    initialValues: isNew
      ? { scope: everyone, window: 'month', zone: localZone(), unit: 'usd', amount: '' }
      : toFields(budget),
    validate: { amount: (_, fields) => (isValidAmount(fields) ? null : t('budgets.limitInvalid')) },
  })
  const save = useAdminMutation({
    run: (admin, input: NewBudget) => admin.setBudget(input),
    refreshes: ['budgets'],
    done: (_, input) => t('budgets.done', { name: budgetName(input) }),
    onDone: onClose,
  })
  const { unit } = form.values

  return (
    <TitledModal opened onClose={onClose} title={isNew ? t('budgets.set') : t('budgets.change')}>
      <form onSubmit={form.onSubmit(fields => save.mutate(toNewBudget(fields)))}>
        <Stack gap="md">
          <Select
            label={t('budgets.scope')}
            data={[
              { value: everyone, label: t('budgets.everyone') },
              ...(clients.data ?? [])
                .filter(({ revokedAtMs, id }) => revokedAtMs === null || id === form.values.scope)
                .map(({ id, name }) => ({ value: id, label: name })),
            ]}
            allowDeselect={false}
            disabled={!isNew}
            {...form.getInputProps('scope')}
          />
          <Group grow align="start">
            <Choice
              label={t('budgets.window')}
              disabled={!isNew}
              data={[
                { value: 'day', label: t('budgets.day') },
                { value: 'month', label: t('budgets.month') },
              ]}
              {...form.getInputProps('window')}
            />
            <Choice
              label={t('budgets.unit')}
              disabled={!isNew}
              data={[
                { value: 'usd', label: t('budgets.usd') },
                { value: 'tokens', label: t('budgets.tokenUnit') },
              ]}
              {...form.getInputProps('unit')}
            />
          </Group>
          <Select
            label={t('budgets.zone')}
            description={t('budgets.zoneHint')}
            data={zoneNames(form.values.zone)}
            searchable
            limit={100}
            allowDeselect={false}
            disabled={!isNew}
            {...form.getInputProps('zone')}
          />
          <NumberInput
            label={t('budgets.limit')}
            data-autofocus
            hideControls
            allowNegative={false}
            valueIsNumericString
            thousandSeparator=","
            decimalScale={unit === 'usd' ? 9 : 0}
            {...(unit === 'usd' ? { prefix: '$' } : {})}
            {...form.getInputProps('amount')}
            onChange={value => form.setFieldValue('amount', String(value))}
          />
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {isNew ? t('budgets.set') : t('budgets.change')}
            </Button>
          </Group>
        </Stack>
      </form>
    </TitledModal>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly disabled: boolean
  readonly data: { readonly value: string; readonly label: string }[]
  readonly value?: string
  readonly onChange?: (value: string) => void
}

function Choice({ label, ...control }: ChoiceProps) {
  return (
    <Input.Wrapper label={label} labelElement="div">
      <SegmentedControl fullWidth aria-label={label} {...control} />
    </Input.Wrapper>
  )
}
