import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { ModelOfProvider, PriceView } from '../../../gateway/contract/prices.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { numbers } from '../../format/formats.ts'
import {
  hasPrice,
  isRate,
  otherClasses,
  type PriceFields,
  startOfMonth,
  toFields,
  toNewPrice,
} from './price-form.ts'
import { RateFields } from './rate-fields.tsx'

interface PriceModalProps {
  readonly providerId: string
  /** Null to set a price for a model that the provider does not list. */
  readonly price: PriceView | null
  /** Fills in the model's name where there is no `price`. */
  readonly model?: string
  readonly onClose: () => void
}

const refreshed = ['prices', 'providers', 'overview', 'requests', 'budgets'] as const

export function PriceModal({ providerId, price, model = '', onClose }: PriceModalProps) {
  const { t } = useTranslation()
  const form = usePriceForm(price, model)
  const save = useAdminMutation({
    async run(admin, fields: PriceFields) {
      await admin.setPrice(toNewPrice(providerId, fields))
      return fields.repricesMonth ? admin.repriceHistory({ sinceMs: startOfMonth(new Date()) }) : null
    },
    refreshes: refreshed,
    done: (repricing, { model }) =>
      repricing === null
        ? t('prices.saved', { model })
        : t('prices.savedAnew', { model, count: repricing.corrected }),
    onDone: onClose,
  })
  return (
    <TitledModal
      opened
      onClose={onClose}
      title={price === null ? t('prices.add') : t('prices.title', { model: price.model })}
    >
      <form onSubmit={form.onSubmit(fields => save.mutate(fields))} autoComplete="off">
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t(hasPrice(price) ? 'prices.hint' : 'prices.hintUnknown')}
          </Text>
          {price !== null && price.own === null && price.longContextAboveTokens !== null && (
            <Text size="sm">
              {t('prices.longContext', { tokens: numbers.count(price.longContextAboveTokens) })}
            </Text>
          )}
          {price === null && (
            <TextInput
              label={t('providers.model')}
              description={t('prices.modelHint')}
              spellCheck={false}
              data-autofocus={model === '' || undefined}
              {...form.getInputProps('model')}
            />
          )}
          <RateFields form={form} price={price} isFirst={price !== null || model !== ''} />
          <Checkbox
            label={t('prices.repricesMonth')}
            description={t('prices.repricesMonthHint')}
            {...form.getInputProps('repricesMonth', { type: 'checkbox' })}
          />
          <FormFooter submit={t('prices.save')} isBusy={save.isPending} onCancel={onClose}>
            <RemovePrice providerId={providerId} price={price} onClose={onClose} />
          </FormFooter>
        </Stack>
      </form>
    </TitledModal>
  )
}

function usePriceForm(price: PriceView | null, model: string): UseFormReturnType<PriceFields> {
  const { t } = useTranslation()
  const needed = (text: string) => (isRate(text) ? null : t('prices.rateInvalid'))
  const optional = (text: string) => (text.trim() === '' ? null : needed(text))
  return useForm<PriceFields>({
    initialValues: price === null ? { ...toFields(price), model } : toFields(price),
    validate: {
      model: model => (model.trim() === '' ? t('prices.modelMissing') : null),
      input: needed,
      output: needed,
      ...Object.fromEntries(otherClasses.map(tokenClass => [tokenClass, optional])),
    },
  })
}

function RemovePrice({ providerId, price, onClose }: PriceModalProps) {
  const { t } = useTranslation()
  const remove = useAdminMutation({
    run: (admin, input: ModelOfProvider) => admin.removePrice(input),
    refreshes: refreshed,
    done: (_, { model }) => t('prices.removed', { model }),
    onDone: onClose,
  })
  if (!price?.own) return null
  const { model } = price
  return (
    <Button
      variant="subtle"
      color="red"
      loading={remove.isPending}
      onClick={() => remove.mutate({ providerId, model })}
    >
      {t('prices.remove')}
    </Button>
  )
}
